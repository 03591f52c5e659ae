/** Pictures of one flat colour: what a decoder hands out that failed without saying so, and what a service answers that means an error. */
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { readJpeg } from '../formats/jpeg-segments.ts';
import { readPng } from '../formats/png-chunks.ts';
import type { OpenedPicture, Pixels } from './decode.ts';

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

/** True where every pixel is the same, to the last bit: what a decoder hands out that gave up. Photographs of night or fog never are. */
export function isOneColour({ data }: Pixels): boolean {
  const [red, green, blue] = data;
  for (let at = 0; at < data.length; at += 3) {
    if (data[at] !== red || data[at + 1] !== green || data[at + 2] !== blue) return false;
  }
  return true;
}

/** So much of the packed pixels is looked at, from their middle on. Bytes. */
const SAMPLE_BYTES = 1024 * 1024;
/** A flat picture in any coding repeats itself; another packs to a good part of its size. Of the sample's size. */
const LEAST_PART = 0.05;
/** Packed pixels under this are few enough for a flat picture. Bytes. */
const SMALL_BYTES = 16 * 1024;

/**
 * True where the packed pixels of a file do not repeat themselves, so that one flat colour cannot have come out of them. False for formats
 * whose pixels cannot be told from what stands beside them: metadata says nothing of the picture.
 */
export function holdsMoreThanOneColour({ bytes, format, page }: OpenedPicture): boolean {
  const packed = packedPixels(bytes, format, page);
  if (packed.length < SMALL_BYTES) return false;
  const from = Math.floor(packed.length / 2);
  const sample = packed.subarray(from, from + SAMPLE_BYTES);
  return deflateSync(sample, { level: 6 }).length > sample.length * LEAST_PART;
}

function packedPixels(bytes: Uint8Array, format: OpenedPicture['format'], page: OpenedPicture['page']): Uint8Array {
  if (format === 'jpeg') return readJpeg(bytes)?.scans ?? new Uint8Array();
  if (format === 'png')
    return Buffer.concat((readPng(bytes)?.chunks ?? []).flatMap(({ type, data }) => (type === 'IDAT' ? [data] : [])));
  return Buffer.concat((page?.parts ?? []).map(({ offset, length }) => bytes.subarray(offset, offset + length)));
}
