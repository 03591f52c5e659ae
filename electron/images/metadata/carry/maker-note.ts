/**
 * Maker notes are a camera maker's own table, mostly undocumented, and their offsets count from the start of the EXIF block: they are carried whole and
 * stay where they stood. What is taken out of them are previews, small JPEGs of the old picture. Pure.
 */
import { MAKER_NOTE, type ExifBlock, type ExifEntry, type Pinned, type Range } from './exif-block.ts';

/** A JPEG's first bytes. */
const JPEG_START = Uint8Array.of(0xff, 0xd8, 0xff);
const END_OF_IMAGE = 0xd9;
/** JPEGs that are looked for in one block. */
const MOST_PREVIEWS = 16;
/** A JPEG shorter than this is nobody's preview: three bytes may stand there by chance. */
const LEAST_PREVIEW = 200;

/** Bytes. */
const MOST_ZEROS = 1024;

export interface KeptNote {
  /** The entry of EXIF's directory that leads to the note. */
  readonly entry: ExifEntry;
  /** The note at its place, and what else of the block it may point to. */
  readonly pinned: readonly Pinned[];
  /** Bytes of previews that were taken out. */
  readonly previewBytes: number;
}

/**
 * The maker note of a block, ready to be written into another, and with it every part of the block that nobody else claims: some makers keep values
 * outside of the note's stated length. Null: there is none.
 */
export function keepMakerNote(bytes: Uint8Array, block: ExifBlock): KeptNote | null {
  const entry = block.directories.exif.find(({ tag, value }) => tag === MAKER_NOTE && value.length > 4);
  if (entry === undefined) return null;
  const note = { start: entry.at, end: entry.at + entry.value.length };
  const clean = Uint8Array.from(bytes);
  const previews = previewsIn(clean);
  for (const { start, end } of previews) clean.fill(0, start, end);
  forget(clean, block, note, previews);
  const value = clean.subarray(note.start, note.end);
  const gaps = unclaimed(bytes.length, [...block.claimed, note]).map(({ start, end }) => {
    const part = clean.subarray(start, end);
    // Values of nothing but zeros are values too; a long row of them is room that somebody left
    return { at: start, bytes: part.every((byte) => byte === 0) ? part.subarray(0, MOST_ZEROS) : part };
  });
  return {
    entry: { ...entry, value },
    pinned: [{ at: note.start, bytes: value }, ...gaps],
    previewBytes: previews.reduce((sum, { start, end }) => sum + end - start, 0),
  };
}

/** Parts of the block that belong to nothing that was understood, in their order. */
function unclaimed(length: number, claimed: readonly Range[]): Range[] {
  const sorted = [...claimed].sort((a, b) => a.start - b.start);
  const gaps: Range[] = [];
  let at = 0;
  for (const { start, end } of sorted) {
    if (start > at) gaps.push({ start: at, end: Math.min(start, length) });
    at = Math.max(at, end);
  }
  if (at < length) gaps.push({ start: at, end: length });
  return gaps;
}

/** Whole JPEGs somewhere in the bytes. */
function previewsIn(bytes: Uint8Array): Range[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Range[] = [];
  for (let at = buffer.indexOf(JPEG_START); at >= 0 && found.length < MOST_PREVIEWS; at = buffer.indexOf(JPEG_START, at + 3)) {
    const last = found.at(-1);
    if (last !== undefined && at < last.end) continue; // a thumbnail in a preview
    const end = endOfJpeg(buffer, at);
    if (end - at >= LEAST_PREVIEW) found.push({ start: at, end });
  }
  return found;
}

/** Over its segments, then over its scan; one that is cut off ends with the bytes. */
function endOfJpeg(buffer: Buffer, start: number): number {
  let at = start + 2;
  while (at + 4 <= buffer.length && buffer[at] === 0xff) {
    const marker = buffer[at + 1];
    if (marker === END_OF_IMAGE) return at + 2;
    const length = buffer.readUInt16BE(at + 2);
    at += 2 + Math.max(2, length);
    if (marker === 0xda) break; // the scan follows
  }
  for (let found = buffer.indexOf(0xff, at); found >= 0 && found + 1 < buffer.length; found = buffer.indexOf(0xff, found + 1)) {
    if (buffer[found + 1] === END_OF_IMAGE) return found + 2;
  }
  return buffer.length;
}

interface Maker {
  /** How its notes begin. */
  readonly name: string;
  /** Where its table of entries begins. */
  readonly table: number;
}

/** Makers whose note begins with the table have no name in front of it. */
const makers: readonly Maker[] = [
  ...([
    ['QVC\0', 6],
    ['OLYMP\0', 8],
    ['OLYMPUS\0', 12],
    ['Nikon\0\u0002', 18],
    ['SONY DSC \0', 12],
    ['SANYO\0', 8],
  ] as const),
  ...([
    ['AOC\0', 6],
    ['EPSON\0', 8],
    ['MINOL\0', 8],
    ['Panasonic\0', 12],
    ['LEICA\0', 8],
    ['FUJIFILM', 12],
  ] as const),
].map(([name, table]) => ({ name, table }));

/**
 * Numbers of neighbouring entries that say where a preview lies and how long it is, or the other way round: of Olympus, Casio and Pentax, Nikon,
 * Minolta and Sony. Such a preview may lie behind the picture, far outside of the block.
 */
const pairs: readonly (readonly [number, number])[] = [
  ...([
    [0x101, 0x102],
    [0x003, 0x004],
    [0x201, 0x202],
    [0x088, 0x089],
  ] as const),
];
const LONG = 4;

/** Takes what led to a preview out of the maker's table: a reader would find nothing but zeros there, or nothing at all. */
function forget(bytes: Uint8Array, block: ExifBlock, note: Range, previews: readonly Range[]): void {
  const name = Buffer.from(bytes.subarray(note.start, note.start + 16)).toString('latin1');
  const table = note.start + (makers.find((maker) => name.startsWith(maker.name))?.table ?? 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const preview of previews) forgetEntry(bytes, view, block, { table, note, preview });
  for (const littleEndian of [true, false]) {
    for (let at = note.start + 2; at + 24 <= note.end; at += 2) {
      if (!pairs.some(([one, other]) => isLong(view, at, one, littleEndian) && isLong(view, at + 12, other, littleEndian)))
        continue;
      const first = firstEntry(view, at, note.start + 2, littleEndian);
      const count = view.getUint16(first - 2, littleEndian);
      removeEntries(bytes, view, { first, count, at, removed: 2, end: note.end, littleEndian });
    }
  }
}

/** Back over the entries of a table, whose numbers grow, to the first of them. */
function firstEntry(view: DataView, at: number, least: number, littleEndian: boolean): number {
  let first = at;
  while (first - 12 >= least) {
    const [number, type] = [view.getUint16(first - 12, littleEndian), view.getUint16(first - 10, littleEndian)];
    if (number >= view.getUint16(first, littleEndian) || type < 1 || type > 13) break;
    first -= 12;
  }
  return first;
}

interface Removal {
  /** Where the first entry of the table stands, and how many there are. */
  readonly first: number;
  readonly count: number;
  readonly at: number;
  /** Entries that go, from `at` on. */
  readonly removed: number;
  /** The table lies before it. */
  readonly end: number;
  readonly littleEndian: boolean;
}

/**
 * The entries behind move up, and entries that mean nothing to anybody end the table: programs guess from where a table ends and its values begin what
 * offsets count from. Where the table is not what it looked like, the entries are only emptied.
 */
function removeEntries(bytes: Uint8Array, view: DataView, { first, count, at, removed, end, littleEndian }: Removal): void {
  const tableEnd = first + 12 * count;
  const isTable = count > 0 && count <= 200 && at + 12 * removed <= tableEnd && tableEnd <= end;
  if (!isTable) {
    for (let entry = at; entry < at + 12 * removed; entry += 12) view.setUint32(entry + 8, 0);
    return;
  }
  bytes.copyWithin(at, at + 12 * removed, tableEnd);
  bytes.fill(0, tableEnd - 12 * removed, tableEnd);
  for (let entry = tableEnd - 12 * removed; entry < tableEnd; entry += 12) {
    view.setUint16(entry, NOBODYS, littleEndian);
    view.setUint16(entry + 2, BYTES, littleEndian);
    view.setUint32(entry + 4, 4, littleEndian);
  }
}

/** A number that no maker uses, the last there is; and the type of bytes that mean anything. */
const [NOBODYS, BYTES] = [0xffff, 7];

/** An entry of this number with one long whole number in it. */
function isLong(view: DataView, at: number, number: number, littleEndian: boolean): boolean {
  const [tag, type, count] = [
    view.getUint16(at, littleEndian),
    view.getUint16(at + 2, littleEndian),
    view.getUint32(at + 4, littleEndian),
  ];
  return tag === number && type === LONG && count === 1;
}

interface Lead {
  readonly table: number;
  readonly note: Range;
  readonly preview: Range;
}

/** An entry whose value is the preview itself. */
function forgetEntry(bytes: Uint8Array, view: DataView, block: ExifBlock, { table, note, preview }: Lead): void {
  for (const littleEndian of [block.littleEndian, !block.littleEndian]) {
    if (table + 2 > note.end) return;
    const count = view.getUint16(table, littleEndian);
    const end = table + 2 + count * 12;
    if (count === 0 || count > 200 || end > note.end) continue;
    for (let at = table + 2; at < end; at += 12) {
      const pointer = view.getUint32(at + 8, littleEndian);
      const isIt =
        view.getUint16(at, littleEndian) !== NOBODYS && [0, note.start, table].some((base) => base + pointer === preview.start);
      if (!isIt || view.getUint32(at + 4, littleEndian) < LEAST_PREVIEW) continue;
      removeEntries(bytes, view, { first: table + 2, count, at, removed: 1, end: note.end, littleEndian });
      return;
    }
  }
}
