/**
 * Takes out of a JPEG what does not belong to it and harms nothing: stray bytes between its parts, padding before restart markers, and the
 * want of an end marker behind the last block. A decoder reports the first and the last in the same words as damage, so what is left is
 * decoded again, and strictly. Pure.
 */

import { readScan, scansAreWhole, type Scan } from './jpeg-scans.ts';

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
/** Between two parts a whole segment may be lost in between, but not more: what is further away is another file. */
const MOST_STRAY = 65_536;

/**
 * The tidied bytes; null: nothing was to be taken out or added, or the file is not whole.
 * @param leastZeros - so many zeros and more before a restart or end marker are padding. One may be the last byte of the pixels, which
 *   only decoding tells.
 */
export function tidyJpeg(bytes: Uint8Array, leastZeros: 1 | 2): Uint8Array | null {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  const scans: Scan[] = [];
  let frame: Uint8Array | null = null;
  let changed = false;
  let at = 2;
  for (;;) {
    const start = nextMarker(bytes, at);
    if (start === null) return scansAreWhole(frame, scans) && at >= bytes.length - MOST_END ? ended(kept) : null;
    if (start !== at) changed = true;
    const marker = bytes[start + 1] ?? 0;
    if (marker === END_OF_IMAGE) return changed ? ended(kept) : null;
    const length = (bytes[start + 2] ?? 0) * 256 + (bytes[start + 3] ?? 0);
    const end = start + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    kept.push(bytes.subarray(start, end));
    if (isFrame(marker)) frame = bytes.subarray(start + 4, end);
    at = end;
    if (marker !== START_OF_SCAN) continue;
    const scan = readScan(bytes.subarray(start + 4, end));
    if (scan === null) return null;
    scans.push(scan);
    const packed = tidyScan(bytes, end, leastZeros);
    changed ||= packed.changed;
    kept.push(...packed.parts);
    at = packed.end;
  }
}

/** Stray bytes behind the very first marker; more, and the file is something else that begins alike. */
const MOST_LEADING = 64;

/** Offset of the second marker of a JPEG, which follows the first at once unless there are stray bytes; null: no JPEG. */
export function secondMarker(bytes: Uint8Array): number | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  if (bytes[2] === 0xff) return 2;
  const next = nextMarker(bytes.subarray(0, MOST_LEADING + 4), 2);
  const marker = next === null ? 0 : (bytes[next + 1] ?? 0);
  const begins = marker === 0xdb || marker === 0xc4 || marker === 0xfe || (marker >= 0xe0 && marker <= 0xef) || isFrame(marker);
  return begins ? next : null;
}

/** The bytes without stray ones behind the first marker: decoders do not know the file as a JPEG otherwise. */
export function withoutLeadingStray(bytes: Uint8Array): Uint8Array {
  const next = secondMarker(bytes);
  return next === null || next === 2 ? bytes : Buffer.concat([bytes.subarray(0, 2), bytes.subarray(next)]);
}

/** Bytes behind the last scan that may be there without an end marker: half of one. */
const MOST_END = 1;

function ended(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([...parts, Uint8Array.of(0xff, END_OF_IMAGE)]);
}

/** The offset of the next marker that may stand between two parts; stray bytes before it are passed over. */
function nextMarker(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at + 1 < bytes.length && at - from <= MOST_STRAY; at += 1) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next >= 0xc0 && next !== 0xff && next !== 0xd8 && !isRestart(next)) return at;
  }
  return null;
}

interface Packed {
  readonly parts: readonly Uint8Array[];
  readonly changed: boolean;
  readonly end: number;
}

/** The compressed bytes of one scan with its restart markers, up to the next other marker or the end of the file. */
function tidyScan(bytes: Uint8Array, from: number, leastZeros: number): Packed {
  const parts: Uint8Array[] = [];
  let changed = false;
  let start = from;
  for (;;) {
    const marker = endOfPacked(bytes, start);
    const end = withoutPadding(bytes, start, marker, leastZeros);
    parts.push(bytes.subarray(start, end));
    changed ||= end !== marker;
    let next = marker;
    while (bytes[next] === 0xff && bytes[next + 1] === 0xff) next += 1; // fill bytes
    const code = bytes[next + 1];
    if (code === undefined || !isRestart(code)) return { parts, changed, end: marker };
    parts.push(bytes.subarray(next, next + 2));
    start = next + 2;
  }
}

/** Where the packed bytes stop: at 0xff that is followed by anything but 0. */
function endOfPacked(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 2)) {
    if (at + 1 >= bytes.length) return at;
    if (bytes[at + 1] !== 0) return at;
  }
  return bytes.length;
}

/** Where the packed bytes end without the zeros that fill them up to a marker: their own last byte is filled up with ones. */
function withoutPadding(bytes: Uint8Array, from: number, end: number, leastZeros: number): number {
  let at = end;
  while (at > from && bytes[at - 1] === 0) at -= 1;
  const isStuffed = at > from && at < end && bytes[at - 1] === 0xff; // the zero that belongs to a 0xff
  const last = isStuffed ? at + 1 : at;
  return end - last >= leastZeros ? last : end;
}
