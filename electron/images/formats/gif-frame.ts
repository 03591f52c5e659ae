/**
 * Does the first frame of a GIF hold all its pixels? Decoders fill what is missing with the background and say nothing. Unpacks the LZW codes
 * (GIF89a, appendix F) as far as counting the pixels needs it. Pure.
 */

/** True where the first frame's codes are valid and give at least as many pixels as it has. Files that are no GIF: false. */
export function gifFrameIsWhole(bytes: Uint8Array): boolean {
  const at = firstFrame(bytes);
  if (at === null) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = view.getUint16(at + 5, true) * view.getUint16(at + 7, true);
  const data = at + 10 + tableBytes(bytes[at + 9] ?? 0);
  const codeBits = bytes[data] ?? 0;
  if (codeBits < 1 || codeBits > 11) return false;
  return countsUpTo(blocksFrom(bytes, data + 1), codeBits, pixels);
}

/** Bytes of a table of colours, by the flags before it. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Offset of the first image descriptor; null: there is none that lies inside the bytes. */
function firstFrame(bytes: Uint8Array): number | null {
  let at = 13 + tableBytes(bytes[10] ?? 0);
  while (at + 11 < bytes.length) {
    if (bytes[at] === 0x2c) return at;
    if (bytes[at] !== 0x21) return null;
    at += 2;
    for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) at += length + 1;
    at += 1;
  }
  return null;
}

/** The bytes of a chain of blocks, each with its length in front, up to the empty one. */
function blocksFrom(bytes: Uint8Array, start: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  let at = start;
  for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) {
    blocks.push(bytes.subarray(at + 1, at + 1 + length));
    at += length + 1;
  }
  return Buffer.concat(blocks);
}

const MOST_CODES = 4096;

/** Follows the codes; true once they have given so many pixels, false at a code that cannot be, or where they end before. */
function countsUpTo(packed: Uint8Array, codeBits: number, pixels: number): boolean {
  const clear = 1 << codeBits;
  /** Pixels that each code stands for. */
  const lengths = new Uint32Array(MOST_CODES).fill(1, 0, clear);
  let [next, width, previous, count] = [clear + 2, codeBits + 1, -1, 0];
  let [held, bits] = [0, 0];
  for (const byte of packed) {
    held |= byte << bits;
    bits += 8;
    while (bits >= width) {
      const code = held & ((1 << width) - 1);
      held >>>= width;
      bits -= width;
      if (code === clear) {
        [next, width, previous] = [clear + 2, codeBits + 1, -1];
        continue;
      }
      if (code === clear + 1) return count >= pixels;
      if (code > next || (code === next && previous < 0)) return false;
      // A code that is made just now is the one before it and one pixel more
      const length = code === next ? (lengths[previous] ?? 0) + 1 : (lengths[code] ?? 0);
      if (previous >= 0 && next < MOST_CODES) {
        lengths[next] = (lengths[previous] ?? 0) + 1;
        next += 1;
        if (next === 1 << width && width < 12) width += 1;
      }
      count += length;
      if (count >= pixels) return true;
      previous = code;
    }
  }
  return count >= pixels;
}
