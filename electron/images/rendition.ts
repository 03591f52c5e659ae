/** Small pictures for the screen: upright sRGB JPEG, shown even where a part of the original is damaged. */
import { decodePixels, openPicture } from './decode/decode.ts';
import { encodeJpeg } from './decode/encode.ts';
import { readWhole } from './read-file.ts';
import type { Size } from './upload-size.ts';

const SCREEN_QUALITY = 82;

/**
 * A JPEG no longer than `side` pixels; smaller originals keep their size. A damaged photo is shown as far as it goes, so
 * that a person sees what is wrong with it. Throws file-…, format-…, picture-….
 */
export async function rendition(path: string, side: number): Promise<Uint8Array> {
  const picture = await openPicture(await readWhole(path), path);
  const pixels = await decodePixels(picture, within(picture, side), 'lenient');
  return await encodeJpeg(pixels, SCREEN_QUALITY, 'half');
}

function within(size: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(size.width, size.height));
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) };
}
