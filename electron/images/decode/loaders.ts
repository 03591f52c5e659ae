/** Opens recognised pictures: one loader for each name in the table of formats, so a format nobody opens does not compile. */
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { DarkslideError } from '../../contract/errors.ts';
import type { PictureFormat } from '../../contract/photo.ts';
import { formats } from '../formats/formats.ts';
import type { LoaderName } from '../formats/formats.ts';

/**
 * More pixels than this are refused by the header, before anything is unpacked: 16,383 squared, above every camera of
 * today and below what would fill the decoder's memory.
 */
export const MAX_PIXELS = 16_383 * 16_383;

/** How much damage stops a decoder. `none`: show what there is. `error`: broken data. `warning`: anything odd. */
export type Strictness = 'none' | 'error' | 'warning';

type Loader = (bytes: Uint8Array, strictness: Strictness, page: number) => Sharp;

const loaders: Readonly<Record<LoaderName, Loader>> = {
  sharp: (bytes, strictness, page) =>
    sharp(bytes, { failOn: strictness, limitInputPixels: MAX_PIXELS, autoOrient: true, page, pages: 1 }),
  // Without its limit of 50 MB a strip, which scans and RAW converters pass; the limit of pixels stays
  tiff: (bytes, strictness, page) =>
    sharp(bytes, { failOn: strictness, limitInputPixels: MAX_PIXELS, autoOrient: true, page, pages: 1, unlimited: true }),
  later: () => {
    throw new DarkslideError('format-later');
  },
};

/** A decoder for one page of these bytes, the first unless told, upright by EXIF orientation. Throws format-later. */
export function load(bytes: Uint8Array, format: PictureFormat, strictness: Strictness, page = 0): Sharp {
  return loaders[formats[format].loader](bytes, strictness, page);
}
