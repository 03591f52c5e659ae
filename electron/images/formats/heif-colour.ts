/** Reads what an AVIF or HEIC file says of its picture's colours, numbers or a profile, out of its boxes. Without decoding. */
import { boxesIn, text } from './heif-boxes.ts';

/** Numbers of ITU-T H.273 for the three colours and for the curve. */
export interface Cicp {
  readonly primaries: number;
  readonly transfer: number;
}

/** So deep do the boxes that lead there lie in each other. */
const PATH = ['meta', 'iprp', 'ipco'] as const;
/**
 * The first nclx box among the properties; null: there is none, or the file is not such a file. One of a picture's own comes first in
 * practice: pictures beside it (gain maps, thumbnails) are written after it.
 */
export function nclxOf(bytes: Uint8Array): Cicp | null {
  const data = colourBoxes(bytes).find((box) => box.length >= 10 && text(box, 0) === 'nclx');
  if (data === undefined) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return { primaries: view.getUint16(4), transfer: view.getUint16(6) };
}

/** H.273: not said. */
const UNSPECIFIED = 2;
/** H.273: BT.601, which is meant where nothing is said (MIAF, 7.3.6.4). */
const BT601 = 6;

/**
 * The same bytes with a matrix where an nclx box says "full range" and nothing else: decoders pass such a box over, its range too, and make
 * the picture too bright and too dark.
 */
export function withMatrixSaid(bytes: Uint8Array): Uint8Array {
  const silent = colourBoxes(bytes).filter((box) => {
    if (box.length < 11 || text(box, 0) !== 'nclx') return false;
    const view = new DataView(box.buffer, box.byteOffset, box.byteLength);
    return [4, 6, 8].every((at) => view.getUint16(at) === UNSPECIFIED) && ((box[10] ?? 0) & 0x80) !== 0;
  });
  if (silent.length === 0) return bytes;
  const said = Uint8Array.from(bytes);
  for (const box of silent) said[box.byteOffset - bytes.byteOffset + 9] = BT601;
  return said;
}

/** The first ICC profile among the properties; null: there is none. */
export function heifProfile(bytes: Uint8Array): Uint8Array | null {
  return (
    colourBoxes(bytes)
      .find((box) => ['prof', 'rICC'].includes(text(box, 0)))
      ?.subarray(4) ?? null
  );
}

function colourBoxes(bytes: Uint8Array): Uint8Array[] {
  let inside = bytes;
  for (const type of PATH) {
    const found = boxesIn(inside).find((box) => box.type === type);
    if (found === undefined) return [];
    inside = type === 'meta' ? found.data.subarray(4) : found.data; // a version and flags stand first
  }
  return boxesIn(inside).flatMap(({ type, data }) => (type === 'colr' && data.length > 4 ? [data] : []));
}
