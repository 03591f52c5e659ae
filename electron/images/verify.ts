/** Is a file whole? Says so only after every bit of the picture was decoded; a file that is still being written is not. */
import { decodePixels, openPicture } from './decode/decode.ts';
import { inspectionOf } from './inspect.ts';
import { hashBytes, readStamped, type StampedBytes } from './read-file.ts';
import type { Verified } from './tasks.ts';
import type { Size } from './upload-size.ts';

/** A decoder that shrinks while it reads still has to read everything, and is much quicker. Pixels, longest side. */
const SIDE = 256;

/** Throws file-…, format-…, picture-…; picture-truncated and file-changed mean: not yet. */
export async function verify(path: string): Promise<Verified> {
  return await verifyRead(await readStamped(path), path);
}

/** The same of a file that was read. */
export async function verifyRead({ bytes, stamp }: StampedBytes, path: string): Promise<Verified> {
  const picture = await openPicture(bytes, path);
  await decodePixels(picture, smallSize(picture), 'strict');
  return { ...inspectionOf(picture), stamp, contentHash: hashBytes(bytes) };
}

function smallSize({ width, height }: Size): Size {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
