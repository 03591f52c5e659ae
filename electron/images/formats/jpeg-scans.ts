/** The scans of a JPEG, its passes over the picture: what each covers, and whether all of them are there. Pure. */
import { jpegFrameOf, readJpeg } from './jpeg-segments.ts';

/** What a scan covers: components by their number, and which coefficients of them with how many bits left out. */
export interface Scan {
  readonly components: readonly number[];
  readonly first: number;
  readonly last: number;
  /** Bits that later scans refine; 0: these coefficients are exact now. */
  readonly low: number;
}

/** The scan of a start-of-scan segment's payload; null: it makes no sense. */
export function readScan(payload: Uint8Array): Scan | null {
  const count = payload[0] ?? 0;
  if (count < 1 || count > 4 || payload.length < 4 + 2 * count) return null;
  const components = Array.from({ length: count }, (_, index) => payload[1 + 2 * index] ?? 0);
  const [first = 0, last = 0, approximation = 0] = payload.subarray(1 + 2 * count);
  return { components, first, last, low: approximation & 15 };
}

/** True where every coefficient of every component of the frame was sent in full: a progressive picture may stop between two scans. */
export function scansAreWhole(frame: Uint8Array | null, scans: readonly Scan[]): boolean {
  const count = frame?.[5] ?? 0;
  if (frame === null || count === 0) return false;
  return Array.from({ length: count }, (_, index) => frame[6 + 3 * index] ?? 0).every((component) => {
    const mine = scans.filter(({ components, low }) => low === 0 && components.includes(component));
    return Array.from({ length: 64 }, (_, index) => index).every((index) =>
      mine.some(({ first, last }) => index >= first && index <= last),
    );
  });
}

/** A JPEG has no more scans than this; what has is made to be slow. */
const MOST_SCANS = 1000;
const START_OF_SCAN = 0xda;
const PROGRESSIVE = [0xc2, 0xca];

/**
 * True where a JPEG is closed properly but whole passes over its picture are missing: a decoder says nothing and shows a blurred picture. Passes
 * that only sharpen what is there may be missing, as encoders leave them out. False for what is no JPEG.
 */
export function lacksScans(bytes: Uint8Array): boolean {
  const parts = readJpeg(bytes);
  const frame = parts === null ? null : jpegFrameOf(parts);
  if (parts === null || frame === null || !parts.complete) return false;
  const scans = scansOf(parts.scans);
  const count = frame.payload[5] ?? 0;
  const components = Array.from({ length: count }, (_, index) => frame.payload[6 + 3 * index] ?? 0);
  const isProgressive = PROGRESSIVE.includes(frame.marker);
  return components.some((component, place) => {
    const mine = scans.filter((scan) => scan.components.includes(component));
    // Brightness is sent to its finest detail by every encoder; colour may stay coarse. Without passes one scan of a component is all of it
    const wanted = isProgressive && place === 0 ? 64 : isProgressive ? 1 : 0;
    const isCovered = (index: number): boolean => mine.some(({ first, last }) => index >= first && index <= last);
    return mine.length === 0 || !Array.from({ length: wanted }, (_, index) => index).every(isCovered);
  });
}

/** From the first start-of-scan marker on. */
function scansOf(bytes: Uint8Array): Scan[] {
  const scans: Scan[] = [];
  for (let at = bytes.indexOf(0xff); at >= 0 && scans.length < MOST_SCANS; at = bytes.indexOf(0xff, at)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker < 0xc0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd9)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    const length = (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
    const scan = marker === START_OF_SCAN ? readScan(bytes.subarray(at + 4, at + 2 + length)) : null;
    if (scan !== null) scans.push(scan);
    at += 2 + Math.max(2, length);
  }
  return scans;
}
