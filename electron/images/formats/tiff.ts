/** Reads just enough of TIFF's directories to tell a RAW file from a TIFF, and to see whether a file holds all it promises. */

export interface TiffHeader {
  /** classic and big are TIFF; panasonic (RW2) and olympus (ORF) are RAW files with a magic number of their own. */
  readonly kind: 'classic' | 'big' | 'panasonic' | 'olympus';
  readonly littleEndian: boolean;
  /** Byte offset of the first directory; beyond any file where it does not fit a number. */
  readonly firstDirectory: number;
}

interface TiffEntry {
  readonly count: number;
  /** Bytes of one value; 0: of a type that is not read. */
  readonly size: number;
  /** Offset of the first value. */
  readonly at: number;
  /** Numeric values, up to MOST_VALUES, of parts up to MOST_PARTS; empty where they lie outside of the bytes given. */
  readonly values: readonly number[];
}

export interface TiffDirectory {
  readonly entries: ReadonlyMap<number, TiffEntry>;
  /** Byte offset of the next directory, 0: none. */
  readonly next: number;
}

/** One page of a TIFF: what its directory says of itself. */
export interface TiffPage {
  /** Its place among the pages, from 0. */
  readonly index: number;
  readonly compression: number;
  readonly width: number;
  readonly height: number;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly sampleFormat: number;
  readonly bitsPerSample: number;
  readonly photometric: number | null;
  readonly samplesPerPixel: number;
  /** What the channels behind the colours are: 0 a program's own, 1 alpha that the colours are multiplied by, 2 alpha. */
  readonly extraSamples: readonly number[];
  /** x and y in the chromaticity diagram, of the white that Lab is meant for; null: D50, the standard's. */
  readonly whitePoint: readonly [number, number] | null;
  /** Each channel lies apart from the others. */
  readonly isPlanar: boolean;
  readonly isTiled: boolean;
  /** 1 none, 2 differences, 3 differences of floating point. */
  readonly predictor: number;
  /** A smaller copy of another page, or its mask: not the picture. */
  readonly isReducedOrMask: boolean;
  /** Pixels across and down of one strip or tile; the last strip may be lower. */
  readonly partWidth: number;
  readonly partHeight: number;
  /** Bits of each byte stand the other way round. */
  readonly isBitReversed: boolean;
  /** What every part packed as JPEG leaves out: its tables; null: each has its own. */
  readonly jpegTables: ByteRange | null;
  /** Where its strips or tiles lie, bytes from the start; empty where the table is longer than what is read. */
  readonly parts: readonly ByteRange[];
}

const tag = {
  newSubfileType: 0xfe,
  subfileType: 0xff,
  width: 0x100,
  height: 0x101,
  bitsPerSample: 0x102,
  sampleFormat: 0x153,
  compression: 0x103,
  photometric: 0x106,
  make: 0x10f,
  orientation: 0x112,
  samplesPerPixel: 0x115,
  extraSamples: 0x152,
  whitePoint: 0x13e,
  fillOrder: 0x10a,
  rowsPerStrip: 0x116,
  tileWidth: 0x142,
  tileLength: 0x143,
  jpegTables: 0x15b,
  planarConfiguration: 0x11c,
  predictor: 0x13d,
  stripOffsets: 0x111,
  stripByteCounts: 0x117,
  subDirectories: 0x14a,
  tileOffsets: 0x144,
  tileByteCounts: 0x145,
  dngVersion: 50706,
} as const;

const partTags: ReadonlySet<number> = new Set([tag.stripOffsets, tag.stripByteCounts, tag.tileOffsets, tag.tileByteCounts]);

/** Colour filter array, linear RAW. */
const rawPhotometrics = new Set([32803, 34892]);
/** Sony ARW, Samsung, Nikon NEF, Pentax PEF. */
const rawCompressions = new Set([32767, 32770, 34713, 65535]);
/** Bytes of one value, by TIFF's type numbers. */
const typeSizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 13: 4, 16: 8, 18: 8 };
/** Two whole numbers, one over the other. */
const RATIONAL = 5;
const MOST_VALUES = 4096;
/** Strips of one row, in the largest pictures there are. */
const MOST_PARTS = 65_536;

/** The header of a TIFF or TIFF-like file; null where it is none. */
export function readTiffHeader(bytes: Uint8Array): TiffHeader | null {
  if (bytes.length < 8) return null;
  const littleEndian = bytes[0] === 0x49 && bytes[1] === 0x49;
  if (!littleEndian && !(bytes[0] === 0x4d && bytes[1] === 0x4d)) return null;
  const view = viewOf(bytes);
  const magic = view.getUint16(2, littleEndian);
  if (magic === 43) {
    if (bytes.length < 16) return null;
    return { kind: 'big', littleEndian, firstDirectory: Number(view.getBigUint64(8, littleEndian)) };
  }
  const kind = magic === 42 ? 'classic' : magic === 0x55 ? 'panasonic' : magic === 0x4f52 || magic === 0x5352 ? 'olympus' : null;
  return kind === null ? null : { kind, littleEndian, firstDirectory: view.getUint32(4, littleEndian) };
}

/** One directory, or null where it does not lie inside the bytes. */
function readTiffDirectory(bytes: Uint8Array, header: TiffHeader, offset: number): TiffDirectory | null {
  const big = header.kind === 'big';
  const [countSize, entrySize, nextSize] = big ? [8, 20, 8] : [2, 12, 4];
  const view = viewOf(bytes);
  if (offset < 8 || offset + countSize > bytes.length) return null;
  const count = big ? Number(view.getBigUint64(offset, header.littleEndian)) : view.getUint16(offset, header.littleEndian);
  const end = offset + countSize + count * entrySize;
  if (count > 4096 || end > bytes.length) return null;
  const entries = new Map<number, TiffEntry>();
  for (let index = 0; index < count; index += 1) {
    const at = offset + countSize + index * entrySize;
    const number = view.getUint16(at, header.littleEndian);
    if (!entries.has(number)) entries.set(number, readEntry(bytes, view, at, header)); // the first one counts
  }
  const hasNext = end + nextSize <= bytes.length;
  const next = !hasNext
    ? 0
    : big
      ? Number(view.getBigUint64(end, header.littleEndian))
      : view.getUint32(end, header.littleEndian);
  return { entries, next };
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, header: TiffHeader): TiffEntry {
  const big = header.kind === 'big';
  const { littleEndian } = header;
  const type = view.getUint16(at + 2, littleEndian);
  const size = typeSizes[type];
  const count = big ? Number(view.getBigUint64(at + 4, littleEndian)) : view.getUint32(at + 4, littleEndian);
  const field = at + (big ? 12 : 8);
  if (size === undefined) return { count, size: 0, at: 0, values: [] };
  const inline = count * size <= (big ? 8 : 4);
  const pointer = big ? Number(view.getBigUint64(field, littleEndian)) : view.getUint32(field, littleEndian);
  const start = inline ? field : pointer;
  const read = Math.min(count, partTags.has(view.getUint16(at, littleEndian)) ? MOST_PARTS : MOST_VALUES);
  if (start + read * size > bytes.length) return { count, size, at: start, values: [] };
  const values: number[] = [];
  const valueAt = (place: number): number =>
    type === RATIONAL ? readFraction(view, place, littleEndian) : readValue(view, place, size, littleEndian);
  for (let index = 0; index < read; index += 1) values.push(valueAt(start + index * size));
  return { count, size, at: start, values };
}

/** NaN where nothing stands below the line. */
function readFraction(view: DataView, at: number, littleEndian: boolean): number {
  const below = view.getUint32(at + 4, littleEndian);
  return below === 0 ? Number.NaN : view.getUint32(at, littleEndian) / below;
}

function readValue(view: DataView, at: number, size: number, littleEndian: boolean): number {
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at, littleEndian);
  if (size === 4) return view.getUint32(at, littleEndian);
  return Number(view.getBigUint64(at, littleEndian));
}

/**
 * True where a TIFF is a camera's RAW file: it says so (DNG), a directory holds sensor data, or its name says RAW and a
 * camera maker is named. A TIFF exported from a RAW names the maker too, so the maker alone proves nothing.
 */
export function tiffIsRaw(bytes: Uint8Array, header: TiffHeader, rawName: boolean): boolean {
  const first = readTiffDirectory(bytes, header, header.firstDirectory);
  if (first === null) return rawName;
  if (first.entries.has(tag.dngVersion)) return true;
  const subOffsets = first.entries.get(tag.subDirectories)?.values ?? [];
  const others = [...subOffsets.slice(0, 16), first.next].map((offset) => readTiffDirectory(bytes, header, offset));
  if ([first, ...others].some((directory) => directory !== null && holdsSensorData(directory))) return true;
  return rawName && first.entries.has(tag.make);
}

function holdsSensorData(directory: TiffDirectory): boolean {
  const photometric = directory.entries.get(tag.photometric)?.values[0];
  const compression = directory.entries.get(tag.compression)?.values[0];
  return (
    (photometric !== undefined && rawPhotometrics.has(photometric)) ||
    (compression !== undefined && rawCompressions.has(compression))
  );
}

/** A part of a file, bytes from its start. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** Where the strips and tiles of sensor data lie in a RAW file built on TIFF; empty for other files. */
export function tiffSensorRanges(bytes: Uint8Array): ByteRange[] {
  return sensorDirectories(bytes).flatMap(({ entries }) => partsOf(entries));
}

function sensorDirectories(bytes: Uint8Array): TiffDirectory[] {
  const header = readTiffHeader(bytes);
  const first = header === null ? null : readTiffDirectory(bytes, header, header.firstDirectory);
  if (header === null || first === null) return [];
  const below = (first.entries.get(tag.subDirectories)?.values ?? []).slice(0, 16);
  const directories = [first, ...below.map((offset) => readTiffDirectory(bytes, header, offset))];
  return directories.filter((one): one is TiffDirectory => one !== null && holdsSensorData(one));
}

/** What a sensor saw, and how it is packed. */
export interface SensorPicture {
  readonly width: number;
  readonly height: number;
  /** Of one place. */
  readonly bits: number;
  readonly samples: number;
  readonly compression: number;
  readonly parts: readonly ByteRange[];
}

/** The sensor data of a DNG; empty where it is none, or holds none. */
export function dngSensors(bytes: Uint8Array): SensorPicture[] {
  const header = readTiffHeader(bytes);
  const first = header === null ? null : readTiffDirectory(bytes, header, header.firstDirectory);
  if (first?.entries.has(tag.dngVersion) !== true) return [];
  return sensorDirectories(bytes).map(({ entries }) => {
    const value = (number: number): number => entries.get(number)?.values[0] ?? 0;
    return {
      ...{ width: value(tag.width), height: value(tag.height), bits: value(tag.bitsPerSample) },
      ...{ samples: Math.max(1, value(tag.samplesPerPixel)), compression: value(tag.compression), parts: partsOf(entries) },
    };
  });
}

/** How the picture is to be turned (1 to 8), by the first directory of a TIFF-like file; null: it does not say. */
export function tiffOrientation(bytes: Uint8Array): number | null {
  const header = readTiffHeader(bytes);
  const first = header === null ? null : readTiffDirectory(bytes, header, header.firstDirectory);
  return first?.entries.get(tag.orientation)?.values[0] ?? null;
}

/** More pages than this are not looked at: a chain of directories may be endless. */
const MOST_PAGES = 64;

/** The pages of a TIFF in their order, up to `MOST_PAGES`; empty where the bytes are none. */
export function tiffPages(bytes: Uint8Array): TiffPage[] {
  return directoriesOf(bytes).map(pageOf);
}

/** The chain of directories; one that leads back to itself ends there. */
function directoriesOf(bytes: Uint8Array): TiffDirectory[] {
  const header = readTiffHeader(bytes);
  if (header === null) return [];
  const directories: TiffDirectory[] = [];
  const met = new Set<number>();
  let offset = header.firstDirectory;
  while (offset !== 0 && !met.has(offset) && directories.length < MOST_PAGES) {
    met.add(offset);
    const directory = readTiffDirectory(bytes, header, offset);
    if (directory === null) break;
    directories.push(directory);
    offset = directory.next;
  }
  return directories;
}

/** The same file with another value, all over, under a tag of one page that has it as a list of short numbers. */
export function withTiffValue(
  bytes: Uint8Array,
  page: TiffPage,
  name: 'photometric' | 'sampleFormat',
  value: number,
): Uint8Array {
  const header = readTiffHeader(bytes);
  const entry = directoriesOf(bytes)[page.index]?.entries.get(tag[name]);
  if (header === null || entry?.size !== 2) return bytes;
  const copy = Uint8Array.from(bytes);
  const view = viewOf(copy);
  for (let index = 0; index < entry.values.length; index += 1) view.setUint16(entry.at + 2 * index, value, header.littleEndian);
  return copy;
}

function pageOf({ entries }: TiffDirectory, index: number): TiffPage {
  const first = (name: keyof typeof tag, otherwise: number): number => entries.get(tag[name])?.values[0] ?? otherwise;
  const kind = first('newSubfileType', 0);
  const isTiled = entries.has(tag.tileOffsets);
  const tables = entries.get(tag.jpegTables);
  const [whiteX = Number.NaN, whiteY = Number.NaN] = entries.get(tag.whitePoint)?.values ?? [];
  return {
    index,
    compression: first('compression', 1),
    width: first('width', 0),
    height: first('height', 0),
    sampleFormat: first('sampleFormat', 1),
    bitsPerSample: first('bitsPerSample', 1),
    photometric: entries.get(tag.photometric)?.values[0] ?? null,
    samplesPerPixel: first('samplesPerPixel', 1),
    extraSamples: entries.get(tag.extraSamples)?.values ?? [],
    whitePoint: whiteX > 0 && whiteY > 0 ? [whiteX, whiteY] : null,
    isPlanar: first('planarConfiguration', 1) === 2,
    isTiled,
    predictor: first('predictor', 1),
    isReducedOrMask: (kind & 5) !== 0 || first('subfileType', 1) === 2,
    partWidth: isTiled ? first('tileWidth', 0) : first('width', 0),
    partHeight: isTiled ? first('tileLength', 0) : Math.min(first('rowsPerStrip', Infinity), first('height', 0)),
    isBitReversed: first('fillOrder', 1) === 2,
    jpegTables: tables?.size === 1 ? { offset: tables.at, length: tables.count } : null,
    parts: partsOf(entries),
  };
}

function partsOf(entries: TiffDirectory['entries']): TiffPage['parts'] {
  const offsets = entries.get(tag.stripOffsets) ?? entries.get(tag.tileOffsets);
  const lengths = entries.get(tag.stripByteCounts) ?? entries.get(tag.tileByteCounts);
  if (offsets === undefined || lengths === undefined || offsets.count !== offsets.values.length) return [];
  return offsets.values.map((offset, index) => ({ offset, length: lengths.values[index] ?? 0 }));
}

/** True where the first directory, or pixels that it points to, lie beyond the end of the file. */
export function tiffEndsEarly(bytes: Uint8Array): boolean {
  const header = readTiffHeader(bytes);
  if (header === null) return false;
  const first = readTiffDirectory(bytes, header, header.firstDirectory);
  if (first === null) return true;
  const pairs = [
    [tag.stripOffsets, tag.stripByteCounts],
    [tag.tileOffsets, tag.tileByteCounts],
  ] as const;
  return pairs.some(([offsetsTag, countsTag]) => {
    const offsets = first.entries.get(offsetsTag);
    const counts = first.entries.get(countsTag);
    if (offsets === undefined) return false;
    if (offsets.count > 0 && offsets.values.length === 0) return true;
    return offsets.values.some((offset, index) => offset + (counts?.values[index] ?? 0) > bytes.length);
  });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
