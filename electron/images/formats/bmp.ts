/**
 * Reads the header of a Windows or OS/2 bitmap: everything about how its pixels lie. A header that cannot be right is damage; a coding that
 * nobody writes any more is named. Pure.
 */

/** How pixels are packed. `masks`: whole numbers of 16 or 32 bits, of which each colour has some. */
export type BmpCoding = 'table' | 'bytes' | 'masks' | 'runs-4' | 'runs-8';

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** The first row in the file is the upper one. */
  readonly topDown: boolean;
  readonly bits: number;
  readonly coding: BmpCoding;
  /** Bits of red, green, blue and alpha in a pixel; alpha 0: there is none. */
  readonly masks: readonly [number, number, number, number];
  /** Colours by number, three bytes each. */
  readonly table: Uint8Array;
  /** Where the pixels begin in the file. */
  readonly pixelsAt: number;
  /** A profile that lies in the file; null: its numbers are sRGB. */
  readonly profile: Uint8Array | null;
}

/** Why a header gives no picture. */
export type BmpTrouble = (typeof troubles)[number];
const troubles = ['damaged', 'cut', 'jpeg-inside', 'png-inside', 'old-coding', 'odd-bits'] as const;

const FILE_HEADER = 14;
const CORE_HEADER = 12;
const INFO_HEADER = 40;
const MOST_HEADER = 124;
/** From this length on a header has masks for the colours, and from the next one for alpha. */
const WITH_MASKS = 52;
const WITH_ALPHA = 56;
/** The newest header: it may carry a profile. */
const WITH_PROFILE = 124;
const EMBEDDED = 'DEBM'; // a number whose letters read MBED
/** Numbers of codings. */
const [PLAIN, RUNS_8, RUNS_4, MASKS, JPEG, PNG, ALPHA_MASKS] = [0, 1, 2, 3, 4, 5, 6];
const usualMasks16 = [0x7c00, 0x03e0, 0x001f, 0] as const;
const usualMasks32 = [0xff0000, 0x00ff00, 0x0000ff, 0] as const;

/** By the first bytes of a file: two letters that much else begins with, and a header of a length that there is. */
export function isBmp(head: Uint8Array): boolean {
  if (head[0] !== 0x42 || head[1] !== 0x4d || head.length < FILE_HEADER + 4) return false;
  const length = viewOf(head).getUint32(FILE_HEADER, true);
  return length >= CORE_HEADER && length <= MOST_HEADER;
}

/** Reads it, or says why not. */
export function readBmpHeader(bytes: Uint8Array): BmpHeader | BmpTrouble {
  if (bytes.length < FILE_HEADER + CORE_HEADER) return 'cut';
  const view = viewOf(bytes);
  const length = view.getUint32(FILE_HEADER, true);
  if (bytes.length < FILE_HEADER + length) return 'cut';
  const isCore = length === CORE_HEADER;
  const field = (offset: number): number => (offset + 4 <= length ? view.getUint32(FILE_HEADER + offset, true) : 0);
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const tall = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const packing = isCore ? PLAIN : field(16);
  const planes = view.getUint16(isCore ? 22 : 26, true);
  if (planes !== 1 || width < 1 || tall === 0 || tall === -0x80000000) return 'damaged';
  const coding = codingOf(bits, packing, length);
  if (isTrouble(coding)) return coding;
  const masks = masksOf(view, { length, bits, packing });
  if (masks === null) return 'damaged';
  const entrySize = isCore ? 3 : 4;
  const masksBehind = length === INFO_HEADER && coding === 'masks' && packing !== PLAIN ? (packing === ALPHA_MASKS ? 16 : 12) : 0;
  const tableAt = FILE_HEADER + length + masksBehind;
  const pixelsAt = view.getUint32(10, true);
  if (pixelsAt < tableAt || pixelsAt > bytes.length) return pixelsAt > bytes.length ? 'cut' : 'damaged';
  const most = bits > 8 ? 0 : 2 ** bits;
  const said = bits > 8 ? 0 : field(32);
  // More colours than there are numbers are passed over; more than there is room for were never there
  if (said * entrySize > pixelsAt - tableAt) return 'damaged';
  const count = Math.min(most, said === 0 ? most : said, Math.floor((pixelsAt - tableAt) / entrySize));
  if (most > 0 && count === 0) return 'damaged';
  return {
    ...{ width, height: Math.abs(tall), topDown: tall < 0, bits, coding, masks, pixelsAt },
    table: tableOf(bytes.subarray(tableAt, tableAt + count * entrySize), entrySize),
    profile: length >= WITH_PROFILE ? profileOf(bytes, view) : null,
  };
}

function isTrouble(word: BmpCoding | BmpTrouble): word is BmpTrouble {
  return (troubles as readonly string[]).includes(word); // widened, to ask about any word
}

function codingOf(bits: number, packing: number, length: number): BmpCoding | BmpTrouble {
  if (packing === JPEG) return bits === 24 ? 'old-coding' : 'jpeg-inside';
  if (packing === PNG) return 'png-inside';
  // OS/2 gives the number of masks to a coding of fax machines
  if (packing === MASKS && bits === 1) return 'old-coding';
  if (packing === RUNS_8) return bits === 8 ? 'runs-8' : 'damaged';
  if (packing === RUNS_4) return bits === 4 ? 'runs-4' : 'damaged';
  if (packing === MASKS || packing === ALPHA_MASKS)
    return (bits === 16 || bits === 32) && length >= INFO_HEADER ? 'masks' : 'damaged';
  if (packing !== PLAIN) return 'old-coding';
  if (bits === 1 || bits === 2 || bits === 4 || bits === 8) return 'table';
  if (bits === 24) return 'bytes';
  return bits === 16 || bits === 32 ? 'masks' : 'odd-bits';
}

interface MaskWords {
  readonly length: number;
  readonly bits: number;
  readonly packing: number;
}

/** Null: they overlap or are not there. */
function masksOf(view: DataView, { length, bits, packing }: MaskWords): BmpHeader['masks'] | null {
  if (packing !== MASKS && packing !== ALPHA_MASKS) return bits === 16 ? usualMasks16 : usualMasks32;
  const at = FILE_HEADER + INFO_HEADER;
  const hasAlpha = length >= WITH_ALPHA || (length === INFO_HEADER && packing === ALPHA_MASKS);
  if (view.byteLength < at + (hasAlpha ? 16 : 12)) return null;
  if (length > INFO_HEADER && length < WITH_MASKS) return null;
  const mask = (index: number): number => view.getUint32(at + 4 * index, true);
  const masks = [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0] as const;
  const most = bits === 16 ? 0xffff : 0xffffffff;
  const overlap = masks.some((one, index) => masks.some((other, place) => place > index && (one & other) !== 0));
  const isWrong = overlap || masks.some((one) => one > most || !isOnePiece(one)) || masks.slice(0, 3).every((one) => one === 0);
  return isWrong ? null : masks;
}

/** Bits side by side. */
function isOnePiece(mask: number): boolean {
  if (mask === 0) return true;
  const low = mask / (mask & -mask || 1);
  return Number.isInteger(Math.log2(Math.abs(low) + 1)) || mask === 0xffffffff;
}

/** Blue, green, red and sometimes a byte of nothing, as red, green, blue. */
function tableOf(bytes: Uint8Array, entrySize: number): Uint8Array {
  const table = new Uint8Array((bytes.length / entrySize) * 3);
  for (let from = 0, to = 0; to < table.length; from += entrySize, to += 3) {
    table[to] = bytes[from + 2] ?? 0;
    table[to + 1] = bytes[from + 1] ?? 0;
    table[to + 2] = bytes[from] ?? 0;
  }
  return table;
}

/** Only one that lies in the file: a name of another file is not followed. */
function profileOf(bytes: Uint8Array, view: DataView): Uint8Array | null {
  if (Buffer.from(bytes.subarray(FILE_HEADER + 56, FILE_HEADER + 60)).toString('latin1') !== EMBEDDED) return null;
  const from = FILE_HEADER + view.getUint32(FILE_HEADER + 112, true);
  const size = view.getUint32(FILE_HEADER + 116, true);
  return size === 0 || from + size > bytes.length ? null : bytes.subarray(from, from + size);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
