/** How large the upload of a photo would be, for the screen: main decides again, with the same rule, when it prepares it. */
import type { Size } from './viewport.ts';

/** Pixels of an upload: never larger than the photo, no side over `longSide`, no more than `maxPixels` in all. */
export function estimateUpload(photo: Size, longSide: number, maxPixels: number): Size {
  const long = Math.max(photo.width, photo.height);
  const scale = Math.min(1, longSide / long, Math.sqrt(maxPixels / (photo.width * photo.height)));
  return { width: Math.max(Math.round(photo.width * scale), 1), height: Math.max(Math.round(photo.height * scale), 1) };
}
