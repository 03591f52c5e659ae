/**
 * Do packed strips and tiles of a TIFF hold all their bytes? Decoders fill what is missing in a tile and say nothing. Counts what LZW (TIFF 6.0,
 * section 13) and PackBits (section 9) unpack to, without unpacking. Pure.
 */

const CLEAR = 256;
const END = 257;
const MOST_CODES = 4096;
const FIRST_FREE = 258;

/** True where the codes are valid and give at least as many bytes. Files of before 1992 turn the bits round: taken for whole. */
export function lzwGives(packed: Uint8Array, bytes: number): boolean {
  if (packed[0] === 0 && ((packed[1] ?? 0) & 1) === 1) return true;
  /** Bytes that each code stands for. */
  const lengths = new Uint32Array(MOST_CODES).fill(1, 0, CLEAR);
  let [next, width, previous, count] = [FIRST_FREE, 9, -1, 0];
  let [held, bits] = [0, 0];
  for (const byte of packed) {
    held = ((held << 8) | byte) & 0xff_ffff;
    bits += 8;
    if (bits < width) continue;
    bits -= width;
    const code = (held >> bits) & ((1 << width) - 1);
    if (code === END) return count >= bytes;
    if (code === CLEAR) {
      [next, width, previous] = [FIRST_FREE, 9, -1];
      continue;
    }
    if (code > next || (code === next && previous < 0) || (previous < 0 && code > CLEAR)) return false;
    // A code that is made just now is the one before it and one byte more
    count += code === next ? (lengths[previous] ?? 0) + 1 : (lengths[code] ?? 0);
    if (count >= bytes) return true;
    if (previous >= 0 && next < MOST_CODES) {
      lengths[next] = (lengths[previous] ?? 0) + 1;
      next += 1;
      // One code earlier than the width needs it: TIFF's own way
      if (next + 1 >= 1 << width && width < 12) width += 1;
    }
    previous = code;
  }
  return count >= bytes;
}

/** True where the runs end just where so many bytes are full. */
export function packBitsGives(packed: Uint8Array, bytes: number): boolean {
  let count = 0;
  for (let at = 0; at < packed.length && count < bytes;) {
    const head = packed[at] ?? 0;
    if (head < 128) {
      count += head + 1;
      at += head + 2;
      if (at > packed.length) return false;
    } else {
      count += head === 128 ? 0 : 257 - head;
      at += head === 128 ? 1 : 2;
    }
  }
  return count === bytes;
}
