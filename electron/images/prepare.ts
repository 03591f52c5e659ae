/** Makes an upload of an original: upright 8-bit sRGB JPEG within the model's limits, and nothing else of the file. */
import { createHash } from 'node:crypto';
import { DarkslideError } from '../contract/errors.ts';
import type { ModelLimits } from '../contract/model.ts';
import { holdsMoreThanOneColour, isOneColour } from './decode/blank.ts';
import { decodePixels, openPicture } from './decode/decode.ts';
import type { OpenedPicture, Pixels } from './decode/decode.ts';
import { encodeJpeg } from './decode/encode.ts';
import { lacksScans } from './formats/jpeg-scans.ts';
import { countEntries } from './metadata/metadata.ts';
import { hashBytes, readStamped, type StampedBytes } from './read-file.ts';
import type { Prepared, PrepareOptions } from './tasks.ts';
import { pictureByteBudget, uploadSize } from './upload-size.ts';
import type { Size } from './upload-size.ts';

/** The first is what a photo deserves; the others are for requests that would not fit otherwise. */
const LEAST_QUALITY = 74;
const qualities = [92, 86, 80, LEAST_QUALITY] as const;
const SHRINK = 0.85;

/**
 * Reads the file once, and both hashes and decodes those bytes, so that what was hashed is what was sent.
 * Throws file-…, format-…, picture-…, and upload-too-large where no allowed size fits the request.
 */
export async function prepare(path: string, options: PrepareOptions): Promise<Prepared> {
  return await prepareRead(await readStamped(path), path, options);
}

/** The same of a file that was read. */
export async function prepareRead({ bytes, stamp }: StampedBytes, path: string, options: PrepareOptions): Promise<Prepared> {
  const picture = await openPicture(bytes, path);
  refuseBlurred(picture);
  const size = uploadSize(picture, options.longSide, options.limits);
  const pixels = await decodePixels(picture, size, 'strict');
  if (isOneColour(pixels) && holdsMoreThanOneColour(picture)) throw new DarkslideError('picture-blank');
  const upload = await encodeWithin(pixels, options.limits);
  return { ...upload, stamp, contentHash: hashBytes(bytes), pixelHash: hashPixels(pixels), leftOut: countEntries(picture) };
}

/** Throws picture-truncated where passes over the picture are missing: an upload of it would be paid for. */
function refuseBlurred({ bytes, format }: OpenedPicture): void {
  if (format === 'jpeg' && lacksScans(bytes)) throw new DarkslideError('picture-truncated');
}

/** Before packing, so that another version of the encoder does not make new work of an old photo. */
function hashPixels({ width, height, data }: Pixels): string {
  return createHash('sha256')
    .update(`${String(width)}x${String(height)}\n`)
    .update(data)
    .digest('hex');
}

/**
 * Full colour resolution (4:4:4): it costs about a fifth more bytes, and red lettering or lips reach the model unsmeared.
 * Where the request gets too large, quality goes first, then pixels.
 */
async function encodeWithin(pixels: Pixels, limits: ModelLimits): Promise<Size & { bytes: Uint8Array }> {
  const budget = pictureByteBudget(limits.maxRequestBytes);
  for (const quality of qualities) {
    const bytes = await encodeJpeg(pixels, quality, 'full');
    if (bytes.length <= budget) return { bytes, width: pixels.width, height: pixels.height };
  }
  for (let longSide = Math.max(pixels.width, pixels.height) * SHRINK; longSide >= limits.minSide; longSide *= SHRINK) {
    const size = uploadSize(pixels, Math.round(longSide), limits);
    const bytes = await encodeJpeg(pixels, LEAST_QUALITY, 'full', size);
    if (bytes.length <= budget) return { bytes, ...size };
  }
  throw new DarkslideError('upload-too-large');
}
