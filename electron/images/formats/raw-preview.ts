/**
 * Finds the pictures that a camera puts into its RAW files for viewers: ordinary JPEGs, one or several, wherever the maker keeps them. They
 * are looked for by what they are and not by the makers' tables, of which there is one for each. Pure.
 */
import { readJpeg, jpegFrameSize, type JpegParts } from './jpeg-segments.ts';
import { tiffSensorRanges, type ByteRange } from './tiff.ts';

export interface RawPreview {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** False where the file ends before this JPEG does. */
  readonly complete: boolean;
}

/** Beginnings of JPEGs that are looked at. Sensor data holds the same three bytes by chance, about once in 16 MB. */
const MOST_CANDIDATES = 4096;

/** The largest preview; null: there is none. Those that are whole come before those that are cut off. */
export function largestPreview(bytes: Uint8Array): RawPreview | null {
  const found = previewsIn(bytes);
  return found.reduce<RawPreview | null>((best, one) => (best === null || isBetter(one, best) ? one : best), null);
}

function isBetter(one: RawPreview, other: RawPreview): boolean {
  if (one.complete !== other.complete) return one.complete;
  return one.width * one.height > other.width * other.height;
}

function previewsIn(bytes: Uint8Array): RawPreview[] {
  const sensor = tiffSensorRanges(bytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: RawPreview[] = [];
  const start = Uint8Array.of(0xff, 0xd8, 0xff);
  let candidates = 0;
  for (let at = buffer.indexOf(start); at >= 0 && candidates < MOST_CANDIDATES; at = buffer.indexOf(start, at + 3)) {
    candidates += 1;
    if (isInside(at, sensor)) continue;
    const rest = bytes.subarray(at);
    const parts = readJpeg(rest);
    const size = parts === null || !isViewable(parts) ? null : jpegFrameSize(parts);
    if (parts === null || size === null) continue;
    const end = parts.complete ? parts.scans.byteOffset + parts.scans.length - rest.byteOffset : rest.length;
    found.push({ bytes: rest.subarray(0, end), ...size, complete: parts.complete });
  }
  return found;
}

/** Sensor data is packed as JPEG too, without loss, or in one or two channels: that is no picture to look at. */
function isViewable({ segments }: JpegParts): boolean {
  const frame = segments.find(({ marker }) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker));
  return frame !== undefined && [0xc0, 0xc1, 0xc2].includes(frame.marker) && frame.payload[0] === 8 && frame.payload[5] === 3;
}

function isInside(at: number, ranges: readonly ByteRange[]): boolean {
  return ranges.some(({ offset, length }) => at >= offset && at < offset + length);
}

export interface Cr3Tags {
  readonly camera: Uint8Array | null;
  readonly exif: Uint8Array | null;
  readonly place: Uint8Array | null;
}

/** Camera files of Canon's third generation keep their tags in boxes of their own, each a small TIFF: the camera's, EXIF's and those of the place. */
export function cr3Tags(bytes: Uint8Array): Cr3Tags {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, CR3_HEAD_BYTES));
  const boxOf = (name: string): Uint8Array | null => {
    const at = head.indexOf(name, 0, 'latin1');
    if (at < 4) return null;
    const size = head.readUInt32BE(at - 4);
    return size < 8 || at - 4 + size > bytes.length ? null : bytes.subarray(at + 4, at - 4 + size);
  };
  return { camera: boxOf('CMT1'), exif: boxOf('CMT2'), place: boxOf('CMT4') };
}

/** The boxes with tags stand in front of the pictures. */
const CR3_HEAD_BYTES = 256 * 1024;
