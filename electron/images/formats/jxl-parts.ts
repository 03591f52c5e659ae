/**
 * What lies in a JPEG XL file: the picture itself, alone or in boxes, in one or several pieces, and what is said about it beside it. The decoder is
 * given the picture only, whichever way it was packed. Pure.
 */
import { brotliDecompressSync } from 'node:zlib';
import { boxesIn } from './heif-boxes.ts';
import { isBareJxl } from './jxl-signature.ts';

export interface JxlParts {
  /** The picture as its standard calls it, the codestream. */
  readonly picture: Uint8Array;
  /** A small TIFF; null: there is none, or none that can be read. */
  readonly exif: Uint8Array | null;
  /** XMP as it was written. */
  readonly xmp: Uint8Array | null;
}

/** A piece of a picture begins with its number. */
const NUMBER_BYTES = 4;
/** Words about a picture that are packed unpack to no more than this. Bytes. */
const MOST_WORDS = 16 * 1024 * 1024;

/** Takes a file apart. */
export function jxlParts(bytes: Uint8Array): JxlParts {
  if (isBareJxl(bytes)) return { picture: bytes, exif: null, xmp: null };
  const boxes = boxesIn(bytes);
  const pieces = boxes.flatMap(({ type, data }) =>
    type === 'jxlc' ? [data] : type === 'jxlp' ? [data.subarray(NUMBER_BYTES)] : [],
  );
  const words = boxes.map(({ type, data }) => (type === 'brob' ? unpacked(data) : { type, data }));
  const exif = words.find(({ type }) => type === 'Exif')?.data;
  return {
    picture: pieces.length === 1 ? (pieces[0] ?? new Uint8Array()) : Buffer.concat(pieces),
    exif: exif === undefined ? null : exifBlock(exif),
    xmp: words.find(({ type }) => type === 'xml ')?.data ?? null,
  };
}

/** A packed box says first what it is. One that cannot be unpacked says nothing. */
function unpacked(data: Uint8Array): { readonly type: string; readonly data: Uint8Array } {
  const type = Buffer.from(data.subarray(0, 4)).toString('latin1');
  if (type !== 'Exif' && type !== 'xml ') return { type: '', data };
  try {
    return { type, data: brotliDecompressSync(data.subarray(4), { maxOutputLength: MOST_WORDS }) };
  } catch {
    return { type: '', data };
  }
}

/** In front of the block stands how far it is from there. */
function exifBlock(data: Uint8Array): Uint8Array | null {
  if (data.length < 4) return null;
  const offset = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0);
  return offset > data.length - 4 ? null : data.subarray(4 + offset);
}
