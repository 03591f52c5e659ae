/**
 * Which formats the app knows, by which extensions they go, which loader opens them, and how a file's first bytes tell
 * what it really is. Free of decoders, so the main thread may import it.
 */
import type { PictureFormat } from '../../contract/photo.ts';
import { isBmp } from './bmp.ts';
import { isJxl } from './jxl-signature.ts';
import { secondMarker } from './jpeg-tidy.ts';
import { readTiffHeader, tiffIsRaw } from './tiff.ts';

/** How a format is opened. heic, bmp, jxl and raw: by their own openers, which hand their pixels or their preview to the others. */
export type LoaderName = 'sharp' | 'tiff' | 'heic' | 'bmp' | 'jxl' | 'raw';

interface FormatRow {
  /** Lower case, without the dot. Only a hint: the content decides. */
  readonly extensions: readonly string[];
  readonly loader: LoaderName;
}

/** One row for each format: a format without a row does not compile. */
export const formats = {
  jpeg: { extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], loader: 'sharp' },
  png: { extensions: ['png'], loader: 'sharp' },
  webp: { extensions: ['webp'], loader: 'sharp' },
  avif: { extensions: ['avif'], loader: 'sharp' },
  tiff: { extensions: ['tif', 'tiff'], loader: 'tiff' },
  gif: { extensions: ['gif'], loader: 'sharp' },
  heic: { extensions: ['heic', 'heif', 'hif'], loader: 'heic' },
  bmp: { extensions: ['bmp', 'dib'], loader: 'bmp' },
  jxl: { extensions: ['jxl'], loader: 'jxl' },
  raw: { extensions: ['cr2', 'cr3', 'nef', 'nrw', 'arw', 'dng', 'raf', 'orf', 'rw2', 'pef'], loader: 'raw' },
} as const satisfies Record<PictureFormat, FormatRow>;

/** Extensions worth looking at when a folder is walked: lower case, without the dot. */
export const pictureExtensions: ReadonlySet<string> = new Set(Object.values(formats).flatMap((row) => [...row.extensions]));

const formatOfExtension: ReadonlyMap<string, PictureFormat> = new Map(
  (Object.keys(formats) as PictureFormat[]) // Object.keys forgets the key type
    .flatMap((format) => formats[format].extensions.map((extension) => [extension, format] as const)),
);

/** What a name's extension promises; null: no picture that the app knows. */
export function formatOfName(name: string): PictureFormat | null {
  return formatOfExtension.get(extensionOf(name)) ?? null;
}

/** Bytes from the start of a file that are enough for recognising every format. */
export const RECOGNISE_BYTES = 64 * 1024;

/**
 * What a file is, by its first bytes (RECOGNISE_BYTES, or the whole file). The name only helps to tell a RAW built on TIFF
 * from a TIFF. Null: no picture that the app knows.
 */
export function recogniseFormat(head: Uint8Array, name: string): PictureFormat | null {
  if (secondMarker(head) !== null) return 'jpeg';
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (text(head, 0, 6) === 'GIF87a' || text(head, 0, 6) === 'GIF89a') return 'gif';
  if (text(head, 0, 4) === 'RIFF' && text(head, 8, 4) === 'WEBP') return 'webp';
  if (text(head, 0, 15) === 'FUJIFILMCCD-RAW') return 'raw';
  if (isJxl(head)) return 'jxl';
  if (isBmp(head)) return 'bmp';
  if (text(head, 4, 4) === 'ftyp') return recogniseBrand(head);
  return recogniseTiff(head, name);
}

function recogniseTiff(head: Uint8Array, name: string): PictureFormat | null {
  const header = readTiffHeader(head);
  if (header === null) return null;
  if (header.kind === 'panasonic' || header.kind === 'olympus') return 'raw';
  if (text(head, 8, 2) === 'CR') return 'raw';
  const rawName = (formats.raw.extensions as readonly string[]).includes(extensionOf(name)); // widened, to ask about any string
  return tiffIsRaw(head, header, rawName) ? 'raw' : 'tiff';
}

const avifBrands = new Set(['avif', 'avis']);
const heifBrands = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs', 'mif1', 'mif2', 'msf1']);

/** ISO media files name what they are in their first box: a major brand and those they are compatible with. */
function recogniseBrand(head: Uint8Array): PictureFormat | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const end = Math.min(view.getUint32(0), head.length, 4096);
  const brands = [text(head, 8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text(head, at, 4));
  if (brands[0] === 'crx ') return 'raw';
  if (brands.some((brand) => avifBrands.has(brand))) return 'avif';
  if (brands.some((brand) => heifBrands.has(brand))) return 'heic';
  return null;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((value, index) => bytes[index] === value);
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
