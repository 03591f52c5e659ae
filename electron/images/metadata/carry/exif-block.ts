/**
 * EXIF is a small TIFF: directories of entries whose values lie wherever an offset says. Takes one apart, and puts one together in which bytes that
 * must not move (maker notes count their offsets from the start of the block) stay exactly where they were. Pure.
 */

export interface ExifEntry {
  readonly tag: number;
  /** TIFF’s number of the kind of value: 2 text, 3 and 4 whole numbers, 5 fractions, 7 bytes of any meaning. */
  readonly type: number;
  readonly count: number;
  /** In the byte order of its block. */
  readonly value: Uint8Array;
  /** Where the value lay, bytes from the start of the block. */
  readonly at: number;
}

/** image: of the picture as a whole. exif: how it was taken. place: GPS. interop: by which rule of the camera standard. */
export type DirectoryName = 'image' | 'exif' | 'place' | 'interop';

export interface ExifBlock {
  readonly littleEndian: boolean;
  readonly directories: Readonly<Record<DirectoryName, readonly ExifEntry[]>>;
  /** Parts of the block that were understood and are written anew, bytes from its start. */
  readonly claimed: readonly Range[];
  /** A small picture of the whole stood in the block. */
  readonly hadThumbnail: boolean;
  /** Entries whose values lie outside of the block: nobody can read them. */
  readonly unreadable: number;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Bytes at a place of the block that they must keep. */
export interface Pinned {
  readonly at: number;
  readonly bytes: Uint8Array;
}

const tag = { exif: 0x8769, place: 0x8825, interop: 0xa005, subDirectories: 0x14a, thumbnailAt: 0x201, thumbnailLength: 0x202 };
export const MAKER_NOTE = 0x927c;
/** Bytes of one value, by TIFF's type numbers; 129 is UTF-8 of EXIF 3. */
const typeSizes: Readonly<Record<number, number>> = {
  ...{ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1 },
  ...{ 16: 8, 17: 8, 18: 8 },
};
/** A camera writes about sixty; a chain of more is damage. */
const MOST_ENTRIES = 512;
/** Bytes of one value: what is longer belongs to the file and not to its words. */
const MOST_VALUE = 1024 * 1024;

/** Two bytes of byte order, the number 42, and the offset of the first directory. */
const HEADER_BYTES = 8;
/** The number of big files. */
const BIG = 43;

interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Counts and offsets have eight bytes: files over 4 GB. */
  readonly isBig: boolean;
}

/**
 * Takes a block apart, or the first directory of a whole TIFF or RAW file and what it leads to. Null: these bytes are none. What of it is damaged is
 * left out, and counted. Never throws.
 */
export function readExif(bytes: Uint8Array): ExifBlock | null {
  const littleEndian = bytes[0] === 0x49 && bytes[1] === 0x49;
  if (bytes.length < HEADER_BYTES || !(littleEndian || (bytes[0] === 0x4d && bytes[1] === 0x4d))) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint16(2, littleEndian);
  const source = { bytes, view, littleEndian, isBig: magic === BIG };
  // Another number than 42 is a RAW file's, or damage behind which the rest is as it should be
  if (source.isBig && bytes.length < 2 * HEADER_BYTES) return null;
  const image = readDirectory(source, wideAt(source, source.isBig ? 8 : 4));
  if (image === null) return null;
  const below = (parent: Directory | null, pointer: number): Directory | null => {
    const entry = parent?.entries.find((one) => one.tag === pointer);
    return entry === undefined ? null : readDirectory(source, numberOf(entry, littleEndian));
  };
  const exif = below(image, tag.exif);
  const place = below(image, tag.place);
  const interop = below(exif, tag.interop);
  const second = image.next === 0 ? null : readDirectory(source, image.next);
  const thumbnail = thumbnailOf(second, littleEndian);
  const all = [image, exif, place, interop, second];
  const entriesOf = (directory: Directory | null): readonly ExifEntry[] => (directory?.entries ?? []).filter(isNoPointer);
  return {
    littleEndian,
    directories: { image: entriesOf(image), exif: entriesOf(exif), place: entriesOf(place), interop: entriesOf(interop) },
    claimed: [
      { start: 0, end: HEADER_BYTES },
      ...all.flatMap((one) => one?.claimed ?? []),
      ...(thumbnail === null ? [] : [thumbnail]),
    ],
    hadThumbnail: thumbnail !== null,
    unreadable: all.slice(0, 4).reduce((sum, one) => sum + (one?.unreadable ?? 0), 0),
  };
}

/** Values of the first directory by their tags, as bytes; empty where these are no TIFF. Never throws. */
export function rawEntries(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  return new Map((readExif(bytes)?.directories.image ?? []).map(({ tag: number, value }) => [number, value]));
}

interface Directory {
  readonly entries: readonly ExifEntry[];
  readonly next: number;
  readonly claimed: readonly Range[];
  readonly unreadable: number;
}

function readDirectory(source: Source, offset: number): Directory | null {
  const { bytes, view, littleEndian, isBig } = source;
  const [head, size, inline] = isBig ? [8, 20, 8] : [2, 12, 4];
  if (offset < HEADER_BYTES || offset + head > bytes.length) return null;
  const count = isBig ? wideAt(source, offset) : view.getUint16(offset, littleEndian);
  if (count > MOST_ENTRIES) return null;
  const whole = Math.min(count, Math.floor((bytes.length - offset - head) / size));
  const end = offset + head + whole * size;
  const claimed: Range[] = [{ start: offset, end: Math.min(bytes.length, end + inline) }];
  const entries = new Map<number, ExifEntry>();
  let unreadable = count - whole;
  for (let at = offset + head; at < end; at += size) {
    const number = view.getUint16(at, littleEndian);
    const type = view.getUint16(at + 2, littleEndian);
    const values = wideAt(source, at + 4);
    const length = values * (typeSizes[type] ?? Number.NaN);
    const start = length <= inline ? at + 4 + inline : wideAt(source, at + 4 + inline);
    if (!(length <= MOST_VALUE) || start + length > bytes.length) unreadable += 1;
    // The first one of a tag counts
    else if (!entries.has(number))
      entries.set(number, { tag: number, type, count: values, value: bytes.subarray(start, start + length), at: start });
    // Maker notes stay where they are, and are not written anew like the others
    if (length > inline && start + length <= bytes.length && number !== MAKER_NOTE) claimed.push({ start, end: start + length });
  }
  const next = whole === count && end + inline <= bytes.length ? wideAt(source, end) : 0;
  return { entries: [...entries.values()], next, claimed, unreadable };
}

/** A count or an offset: four bytes, eight in a big file. */
function wideAt({ view, littleEndian, isBig }: Source, at: number): number {
  return isBig ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
}

function isNoPointer(entry: ExifEntry): boolean {
  return ![tag.exif, tag.place, tag.interop, tag.subDirectories].includes(entry.tag);
}

function thumbnailOf(second: Directory | null, littleEndian: boolean): Range | null {
  const valueOf = (number: number): number | null => {
    const entry = second?.entries.find((one) => one.tag === number);
    return entry === undefined ? null : numberOf(entry, littleEndian);
  };
  const [start, length] = [valueOf(tag.thumbnailAt), valueOf(tag.thumbnailLength)];
  return start === null || length === null || length === 0 ? null : { start, end: start + length };
}

/** The first number of an entry of whole numbers; 0 where it is of another kind. */
export function numberOf({ type, value }: ExifEntry, littleEndian: boolean): number {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  if (type === 3 && value.length >= 2) return view.getUint16(0, littleEndian);
  if ((type === 16 || type === 18) && value.length >= 8) return Number(view.getBigUint64(0, littleEndian));
  return (type === 4 || type === 13) && value.length >= 4 ? view.getUint32(0, littleEndian) : (value[0] ?? 0);
}

/** An entry of one whole number below 65,536. */
export function shortEntry(number: number, value: number, littleEndian: boolean): ExifEntry {
  return { tag: number, type: 3, count: 1, value: shorts([value], littleEndian), at: 0 };
}

/** An entry of one whole number below 2^32. */
export function longEntry(number: number, value: number, littleEndian: boolean): ExifEntry {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, littleEndian);
  return { tag: number, type: 4, count: 1, value: bytes, at: 0 };
}

/** An entry of plain text, ended by a zero. */
export function textEntry(number: number, text: string): ExifEntry {
  const value = Uint8Array.from(Buffer.from(`${text}\0`, 'latin1'));
  return { tag: number, type: 2, count: value.length, value, at: 0 };
}

/** An entry of bytes, given as text. */
export function bytesEntry(number: number, text: string): ExifEntry {
  const value = Uint8Array.from(Buffer.from(text, 'latin1'));
  return { tag: number, type: 7, count: value.length, value, at: 0 };
}

/** The three entries of a resolution. */
export function dotsPerInch(dots: number, littleEndian: boolean): ExifEntry[] {
  const across: ExifEntry = { tag: 0x11a, type: 5, count: 1, value: fraction(dots, littleEndian), at: 0 };
  return [across, { ...across, tag: 0x11b }, shortEntry(0x128, 2, littleEndian)];
}

function shorts(values: readonly number[], littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setUint16(index * 2, value, littleEndian);
  });
  return bytes;
}

/** What a block is put together from. */
export interface ExifParts {
  readonly littleEndian: boolean;
  readonly directories: Readonly<Record<DirectoryName, readonly ExifEntry[]>>;
  readonly pinned: readonly Pinned[];
  /** A JPEG of at most 64 KB; null: none. */
  readonly thumbnail: Uint8Array | null;
}

/** Puts a block together; null: there is nothing to say. An entry whose value is one of the pinned bytes points to them. */
export function writeExif({ littleEndian, directories, pinned, thumbnail }: ExifParts): Uint8Array | null {
  const hasAny = Object.values(directories).some((entries) => entries.length > 0);
  if (!hasAny && thumbnail === null) return null;
  const room = createRoom(pinned);
  const interop = placeDirectory(directories.interop, 0);
  const exif = placeDirectory(directories.exif, interop === null ? 0 : 1);
  const place = placeDirectory(directories.place, 0);
  const image = room.take(directorySize(directories.image.length + (exif === null ? 0 : 1) + (place === null ? 0 : 1)));
  const second = thumbnail === null ? null : room.take(directorySize(THUMBNAIL_ENTRIES));
  const thumbnailAt = thumbnail === null ? 0 : room.take(thumbnail.length);
  const writer = createWriter(room, pinned, littleEndian);
  writer.header(image);
  writer.directory(image, [...directories.image, ...pointer(tag.exif, exif), ...pointer(tag.place, place)], second ?? 0);
  if (exif !== null) writer.directory(exif, [...directories.exif, ...pointer(tag.interop, interop)], 0);
  if (place !== null) writer.directory(place, directories.place, 0);
  if (interop !== null) writer.directory(interop, directories.interop, 0);
  if (thumbnail !== null && second !== null) {
    writer.directory(second, thumbnailEntries(thumbnailAt, thumbnail.length, littleEndian), 0);
    writer.bytesAt(thumbnailAt, thumbnail);
  }
  return writer.block();

  function placeDirectory(entries: readonly ExifEntry[], pointers: number): number | null {
    return entries.length + pointers === 0 ? null : room.take(directorySize(entries.length + pointers));
  }
  function pointer(number: number, offset: number | null): ExifEntry[] {
    return offset === null ? [] : [longEntry(number, offset, littleEndian)];
  }
}

const THUMBNAIL_ENTRIES = 6;

function thumbnailEntries(at: number, length: number, littleEndian: boolean): ExifEntry[] {
  return [
    shortEntry(0x103, 6, littleEndian), // packed as JPEG
    ...dotsPerInch(72, littleEndian),
    longEntry(tag.thumbnailAt, at, littleEndian),
    longEntry(tag.thumbnailLength, length, littleEndian),
  ];
}

function fraction(value: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, value, littleEndian);
  view.setUint32(4, 1, littleEndian);
  return bytes;
}

function directorySize(entries: number): number {
  return 2 + 12 * entries + 4;
}

interface Room {
  /** The first place that is free for so many bytes, at an even offset. */
  readonly take: (length: number) => number;
  /** Where everything that was given ends. */
  readonly end: () => number;
}

/** Places between the pinned bytes, and behind them. */
function createRoom(pinned: readonly Pinned[]): Room {
  const taken: Range[] = [
    { start: 0, end: HEADER_BYTES },
    ...pinned.map(({ at, bytes }) => ({ start: at, end: at + bytes.length })),
  ].sort((a, b) => a.start - b.start);
  let last = Math.max(...taken.map(({ end }) => end));
  return {
    take: (length) => {
      let at = HEADER_BYTES;
      for (const range of taken) {
        if (at + length <= range.start) break;
        at = Math.max(at, range.end + (range.end & 1));
      }
      const index = taken.findIndex((range) => range.start >= at + length);
      taken.splice(index < 0 ? taken.length : index, 0, { start: at, end: at + length });
      last = Math.max(last, at + length);
      return at;
    },
    end: () => last,
  };
}

interface Writer {
  readonly header: (first: number) => void;
  readonly directory: (at: number, entries: readonly ExifEntry[], next: number) => void;
  readonly bytesAt: (at: number, bytes: Uint8Array) => void;
  readonly block: () => Uint8Array;
}

function createWriter(room: Room, pinned: readonly Pinned[], littleEndian: boolean): Writer {
  const parts: Pinned[] = [...pinned];
  const bytesAt = (at: number, bytes: Uint8Array): void => {
    parts.push({ at, bytes });
  };
  return {
    bytesAt,
    header: (first) => {
      const head = new Uint8Array(HEADER_BYTES);
      const view = new DataView(head.buffer);
      head.fill(littleEndian ? 0x49 : 0x4d, 0, 2);
      view.setUint16(2, 42, littleEndian);
      view.setUint32(4, first, littleEndian);
      bytesAt(0, head);
    },
    directory: (at, entries, next) => {
      const bytes = new Uint8Array(directorySize(entries.length));
      const view = new DataView(bytes.buffer);
      view.setUint16(0, entries.length, littleEndian);
      [...entries]
        .sort((a, b) => a.tag - b.tag)
        .forEach((entry, index) => {
          const field = 2 + 12 * index;
          view.setUint16(field, entry.tag, littleEndian);
          view.setUint16(field + 2, entry.type, littleEndian);
          view.setUint32(field + 4, entry.count, littleEndian);
          if (entry.value.length <= 4) bytes.set(entry.value, field + 8);
          else view.setUint32(field + 8, placeOf(entry), littleEndian);
        });
      view.setUint32(bytes.length - 4, next, littleEndian);
      bytesAt(at, bytes);
    },
    block: () => {
      const block = new Uint8Array(room.end());
      for (const { at, bytes } of parts) block.set(bytes, at);
      return block;
    },
  };

  function placeOf(entry: ExifEntry): number {
    const own = pinned.find(({ bytes }) => bytes === entry.value);
    if (own !== undefined) return own.at;
    const at = room.take(entry.value.length);
    bytesAt(at, entry.value);
    return at;
  }
}
