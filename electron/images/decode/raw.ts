/**
 * RAW files are shown and developed as the camera's own largest preview in them: the photographer saw that picture on the camera. Where there is none,
 * sensor.ts makes one.
 */
import { DarkslideError } from '../../contract/errors.ts';
import { readJpeg, writeJpeg } from '../formats/jpeg-segments.ts';
import { cr3Tags, largestPreview, type RawPreview } from '../formats/raw-preview.ts';
import { tiffOrientation } from '../formats/tiff.ts';
import { exifNamesAdobeRgb, readExifBlock, readTags } from '../metadata/metadata.ts';
import type { ExpandedTags } from 'exifreader';

/** A preview with a shorter long side than this was made for a list of files, not for looking at. Pixels. */
export const LEAST_LONG_SIDE = 640;

export interface RawPicture {
  /** A JPEG with the orientation of the RAW file. */
  readonly jpeg: Uint8Array;
  /** True where the camera was set to Adobe RGB. */
  readonly isAdobeRgb: boolean;
}

/**
 * Takes the preview out of a RAW file.
 * Throws raw-without-preview where there is none, or only a small one; picture-truncated where the file ends inside of it.
 */
export function openRaw(bytes: Uint8Array): RawPicture {
  const preview = largestPreview(bytes);
  if (preview === null) throw new DarkslideError('raw-without-preview');
  if (Math.max(preview.width, preview.height) < LEAST_LONG_SIDE) {
    const size = `${String(preview.width)} × ${String(preview.height)}`;
    throw new DarkslideError(
      'raw-without-preview',
      `The largest preview in this RAW file has only ${size} pixels. Export it as JPEG or TIFF.`,
    );
  }
  if (!preview.complete) throw new DarkslideError('picture-truncated');
  return { jpeg: upright(preview, bytes), isAdobeRgb: exifNamesAdobeRgb(rawExif(bytes) ?? new Uint8Array()) };
}

/** What a RAW file says of itself: built on TIFF, in boxes of its own, or in the preview's EXIF. */
export function rawTags(bytes: Uint8Array): ExpandedTags {
  const { camera, exif } = cr3Tags(bytes);
  if (camera !== null) return { ...merged(readExifBlock(camera), exif === null ? {} : readExifBlock(exif)) };
  const own = readTags(bytes);
  if (own.exif?.DateTimeOriginal !== undefined) return own;
  const preview = largestPreview(bytes);
  return preview === null ? own : merged(own, readTags(new Uint8Array(preview.bytes)));
}

function merged(first: ExpandedTags, second: ExpandedTags): ExpandedTags {
  return { ...first, ...second, exif: { ...first.exif, ...second.exif } }; // a spread of two sets of optional tags is one
}

function rawExif(bytes: Uint8Array): Uint8Array | null {
  return cr3Tags(bytes).exif ?? (bytes[0] === bytes[1] ? bytes : null);
}

/** Most previews do not say how they are to be turned, because the file around them does. */
function upright(preview: RawPreview, file: Uint8Array): Uint8Array {
  const parts = readJpeg(preview.bytes);
  if (parts === null || readTags(new Uint8Array(preview.bytes)).exif?.Orientation !== undefined) return preview.bytes;
  const { camera } = cr3Tags(file);
  const orientation = tiffOrientation(camera ?? file) ?? 1;
  if (orientation < 2 || orientation > 8) return preview.bytes;
  return writeJpeg([{ marker: 0xe1, payload: exifWithOrientation(orientation) }, ...parts.segments], parts.scans);
}

/** The smallest EXIF block: one directory with one entry. */
function exifWithOrientation(orientation: number): Uint8Array {
  const block = Buffer.from('Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0', 'latin1');
  block.writeUInt16LE(orientation, 24);
  return block;
}
