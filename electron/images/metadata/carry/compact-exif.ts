/** EXIF out of files that are one large TIFF themselves (TIFF, most RAW files): a small block of only what speaks of the photo. Pure. */
import {
  MAKER_NOTE,
  readExif,
  writeExif,
  type DirectoryName,
  type ExifBlock,
  type ExifEntry,
  type Pinned,
} from './exif-block.ts';
import { exifBelonging } from './groups.ts';

/** Maker notes that lie further into their file cannot keep their place in a block of a result. Bytes. */
const MOST_NOTE_END = 60_000;
/** Makers whose notes count their offsets from the note itself: they may stand anywhere. */
const selfContained = ['Nikon\0\u0002', 'OLYMPUS\0', 'OM SYSTEM\0', 'FUJIFILM', 'Apple iOS\0', 'PENTAX \0'];

export interface CompactExif {
  /** Null: the file says nothing. */
  readonly block: Uint8Array | null;
  readonly leftOut: readonly string[];
}

/** Never throws. */
export function compactExif(file: Uint8Array): CompactExif {
  const source = readExif(file);
  return source === null ? { block: null, leftOut: [] } : compacted(source);
}

/** The blocks of a file that keeps its directories apart, as one: Canon's third generation. Never throws. */
export function joinedExif(camera: Uint8Array, exif: Uint8Array | null, place: Uint8Array | null): CompactExif {
  const [first, second, third] = [camera, exif, place].map((bytes) => (bytes === null ? null : readExif(bytes)));
  if (first == null) return { block: null, leftOut: [] };
  const sameOrder = (block: ExifBlock | null | undefined): readonly ExifEntry[] =>
    block?.littleEndian === first.littleEndian ? block.directories.image : [];
  const directories = { ...first.directories, exif: sameOrder(second), place: sameOrder(third) };
  const joined = compacted({ ...first, directories });
  return { ...joined, leftOut: [...joined.leftOut, ELSEWHERE] };
}

function compacted(source: ExifBlock): CompactExif {
  const { littleEndian } = source;
  const kept = (directory: DirectoryName): ExifEntry[] =>
    source.directories[directory].filter(({ tag }) => {
      const belonging = exifBelonging(directory, tag);
      // Tags without a place in EXIF mean something else in each maker's RAW files
      return tag !== MAKER_NOTE && belonging !== 'file' && !(directory === 'image' && belonging === 'unsorted');
    });
  const { entry, pinned, leftOut } = noteOf(source);
  const exif = [...kept('exif'), ...(entry === null ? [] : [entry])];
  const directories = { image: kept('image'), exif, place: kept('place'), interop: kept('interop') };
  return { block: writeExif({ littleEndian, directories, pinned, thumbnail: null }), leftOut };
}

interface Note {
  readonly entry: ExifEntry | null;
  readonly pinned: readonly Pinned[];
  readonly leftOut: readonly string[];
}

/** Adobe's own data in a DNG, the camera's maker notes among them. */
const DNG_PRIVATE_DATA = 0xc634;
const ELSEWHERE = 'the maker notes, which such files keep elsewhere';

function noteOf({ directories }: ExifBlock): Note {
  const entry = directories.exif.find(({ tag, value }) => tag === MAKER_NOTE && value.length > 4) ?? null;
  const isElsewhere = directories.image.some(({ tag }) => tag === DNG_PRIVATE_DATA);
  if (entry === null) return { entry, pinned: [], leftOut: isElsewhere ? [ELSEWHERE] : [] };
  const name = Buffer.from(entry.value.subarray(0, 16)).toString('latin1');
  if (selfContained.some((maker) => name.startsWith(maker))) return { entry, pinned: [], leftOut: [] };
  if (entry.at + entry.value.length <= MOST_NOTE_END)
    return { entry, pinned: [{ at: entry.at, bytes: entry.value }], leftOut: [] };
  return { entry: null, pinned: [], leftOut: ['the maker notes, which cannot be moved from where they are'] };
}
