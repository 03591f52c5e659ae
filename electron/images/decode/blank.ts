/** Pictures of one flat colour: what a decoder hands out that failed without saying so, and what a service answers that means an error. */
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Pixels } from './decode.ts';

/** A picture whose channels all spread less than this is blank: fog spreads more, a content filter's black card does not. */
const LEAST_SPREAD = 1.5;

/** Judged on a small copy, so that noise of compression does not pass for content. */
export async function isBlank(pixels: Pixels): Promise<boolean> {
  const { width, height, data } = pixels;
  const small = sharp(data, { raw: { width, height, channels: 3 } }).resize({ width: 64, height: 64, fit: 'fill' });
  const bytes = await small.raw().toBuffer();
  return [0, 1, 2].every((channel) => spreadOf(bytes, channel) < LEAST_SPREAD);
}

/** Standard deviation of one channel of three. */
function spreadOf(bytes: Uint8Array, channel: number): number {
  let sum = 0;
  let squares = 0;
  for (let at = channel; at < bytes.length; at += 3) {
    const value = bytes[at] ?? 0;
    sum += value;
    squares += value * value;
  }
  const count = bytes.length / 3;
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}

/** So much of a file is looked at, from its middle on. Bytes. */
const SAMPLE_BYTES = 1024 * 1024;
/** A flat picture in any coding repeats itself; a picture packs to a good part of its size. Of the sample's size. */
const LEAST_PART = 0.05;
/** A file under this is small enough to be a flat picture whatever it holds beside it. Bytes. */
const SMALL_BYTES = 16 * 1024;

/** True where the bytes of a file do not repeat themselves, as those of a picture do not: a flat picture cannot have come out of them. */
export function holdsMoreThanOneColour(bytes: Uint8Array): boolean {
  if (bytes.length < SMALL_BYTES) return false;
  const from = Math.floor(bytes.length / 2);
  const sample = bytes.subarray(from, from + SAMPLE_BYTES);
  return deflateSync(sample, { level: 6 }).length > sample.length * LEAST_PART;
}
