/** The EXIF of an original as it may stand in a result: what was asked for, and true of the new pixels. Pure. */
import { carriedGroups, type Carried } from '../../../contract/carried.ts';
import {
  bytesEntry,
  dotsPerInch,
  longEntry,
  MAKER_NOTE,
  readExif,
  shortEntry,
  textEntry,
  writeExif,
  type DirectoryName,
  type ExifBlock,
  type ExifEntry,
  type Pinned,
} from './exif-block.ts';
import { exifBelonging, type Belonging } from './groups.ts';
import { keepMakerNote } from './maker-note.ts';

const ORIENTATION = 0x112;
const COLOUR_SPACE = 0xa001;
const [WIDTH, HEIGHT] = [0xa002, 0xa003];
const INTEROP_RULE = 1;
const EXIF_VERSION = 0x9000;
/** Of the form that entries are written in. */
const VERSION = '0232';

export interface NewPicture {
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** A small JPEG of the new pixels, for a block that had one of the old; null: none is written. */
  readonly thumbnail: Uint8Array | null;
}

export interface CarryOptions {
  readonly carried: Carried;
  /** Bytes that the block may have. */
  readonly most: number;
}

export interface CarriedExif {
  /** Null: nothing is left to say. */
  readonly block: Uint8Array | null;
  /** What was asked for and could not be carried, each in words. */
  readonly leftOut: readonly string[];
}

const nothing: CarriedExif = { block: null, leftOut: [] };

/** Never throws. */
export function carryExif(bytes: Uint8Array, picture: NewPicture, options: CarryOptions): CarriedExif {
  const source = readExif(bytes);
  if (source === null) return { ...nothing, leftOut: ['EXIF, which is damaged'] };
  const isWanted = (belonging: Belonging): boolean => wants(options.carried, belonging);
  const kept = (directory: DirectoryName): ExifEntry[] =>
    source.directories[directory].filter(
      ({ tag }) => tag !== MAKER_NOTE && tag !== ORIENTATION && isWanted(exifBelonging(directory, tag)),
    );
  const directories = { image: kept('image'), exif: kept('exif'), place: kept('place'), interop: kept('interop') };
  const hasAny = source.directories.exif.some(isOfPixels) || Object.values(directories).some((entries) => entries.length > 0);
  const leftOut = source.unreadable === 0 ? [] : [`${String(source.unreadable)} damaged EXIF entries`];
  if (!hasAny) return { block: null, leftOut };
  const { littleEndian } = source;
  const parts = {
    littleEndian,
    thumbnail: source.hadThumbnail ? picture.thumbnail : null,
    directories: {
      image: [
        ...directories.image,
        shortEntry(ORIENTATION, 1, littleEndian),
        ...missing(directories.image, neededInImage(littleEndian)),
      ],
      exif: exifOf(source, directories.exif, picture),
      place: directories.place.length === 0 ? [] : [...directories.place, ...missing(directories.place, [placeVersion])],
      interop: directories.interop.map((entry) => (entry.tag === INTEROP_RULE ? textEntry(INTEROP_RULE, 'R98') : entry)),
    },
  };
  return written(parts, noteOf(bytes, source, options), options, leftOut);
}

/** sRGB, as many pixels as there are, and what the standard wants in every JPEG that says anything at all. */
function exifOf(
  { littleEndian, directories }: ExifBlock,
  entries: readonly ExifEntry[],
  { width, height }: NewPicture,
): ExifEntry[] {
  if (entries.length === 0 && !directories.exif.some(isOfPixels)) return [];
  const isOld = entries.some(({ tag, value }) => tag === EXIF_VERSION && Buffer.from(value).toString('latin1') < VERSION);
  const kept = isOld ? entries.filter(({ tag }) => tag !== EXIF_VERSION) : entries;
  const needed = [bytesEntry(EXIF_VERSION, VERSION), bytesEntry(0x9101, '\u0001\u0002\u0003\0'), bytesEntry(0xa000, '0100')];
  return [
    ...kept,
    ...missing(kept, needed),
    shortEntry(COLOUR_SPACE, 1, littleEndian),
    longEntry(WIDTH, width, littleEndian),
    longEntry(HEIGHT, height, littleEndian),
  ];
}

function isOfPixels({ tag }: ExifEntry): boolean {
  return tag === COLOUR_SPACE || tag === WIDTH;
}

function missing(entries: readonly ExifEntry[], needed: readonly ExifEntry[]): ExifEntry[] {
  return needed.filter(({ tag }) => !entries.some((entry) => entry.tag === tag));
}

/** Dots per inch where nobody says any, and where in a block of pixels colours are sampled. */
function neededInImage(littleEndian: boolean): ExifEntry[] {
  return [...dotsPerInch(72, littleEndian), shortEntry(0x213, 1, littleEndian)];
}

const placeVersion: ExifEntry = { tag: 0, type: 1, count: 4, value: Uint8Array.of(2, 3, 0, 0), at: 0 };

interface Note {
  readonly entry: ExifEntry;
  readonly pinned: readonly Pinned[];
}

/** The maker note where everything is carried: it may name owner, place and time, and nobody can sort it. */
function noteOf(bytes: Uint8Array, source: ExifBlock, { carried }: CarryOptions): Note | null {
  return wants(carried, 'unsorted') ? keepMakerNote(bytes, source) : null;
}

/** What does not fit is left out whole, the longest of it first: the maker notes, then the thumbnail. */
function written(
  parts: Omit<Parameters<typeof writeExif>[0], 'pinned'>,
  note: Note | null,
  { most }: CarryOptions,
  leftOut: readonly string[],
): CarriedExif {
  const { directories } = parts;
  if (note !== null) {
    const exif = [...directories.exif, note.entry];
    const block = writeExif({ ...parts, directories: { ...directories, exif }, pinned: note.pinned });
    if (block !== null && block.length <= most) return { block, leftOut };
    const slim = writeExif({ ...parts, thumbnail: null, directories: { ...directories, exif }, pinned: note.pinned });
    if (slim !== null && slim.length <= most) return { block: slim, leftOut };
    return withoutNote(parts, most, [...leftOut, 'the maker notes, which do not fit']);
  }
  return withoutNote(parts, most, leftOut);
}

function withoutNote(
  parts: Omit<Parameters<typeof writeExif>[0], 'pinned'>,
  most: number,
  leftOut: readonly string[],
): CarriedExif {
  const block = writeExif({ ...parts, pinned: [] });
  if (block !== null && block.length <= most) return { block, leftOut };
  const slim = writeExif({ ...parts, thumbnail: null, pinned: [] });
  if (slim !== null && slim.length <= most) return { block: slim, leftOut };
  return { block: null, leftOut: [...leftOut, 'EXIF, which does not fit'] };
}

/** Is it carried? What cannot be sorted is where everything is. */
export function wants(carried: Carried, belonging: Belonging): boolean {
  if (belonging === 'file') return false;
  return belonging === 'unsorted' ? carriedGroups.every((group) => carried[group]) : carried[belonging];
}
