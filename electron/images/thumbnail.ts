/** The thumbnail that a result has in its EXIF, where its original had one: of the result, never of the original. */
import type { Pixels } from './decode/decode.ts';
import { encodeJpeg } from './decode/encode.ts';
import type { Says } from './metadata/carry/says.ts';

/** Pixels of the longest side of what cameras put into EXIF. */
const THUMBNAIL_SIDE = 160;
const THUMBNAIL_QUALITY = 75;

/** A small picture of the result, for the EXIF of an original that had one of its own. */
export async function thumbnailOf(pixels: Pixels, { original }: Says): Promise<Uint8Array | null> {
  if (original?.exif == null) return null;
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(pixels.width, pixels.height));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  try {
    return await encodeJpeg(pixels, THUMBNAIL_QUALITY, 'half', { width: side(pixels.width), height: side(pixels.height) });
  } catch {
    return null; // the result is worth more than its thumbnail
  }
}
