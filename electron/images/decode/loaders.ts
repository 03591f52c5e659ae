/** Opens pictures that the decoder reads itself; decode.ts opens the others, and a format that nobody opens does not compile. */
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { PictureFormat } from '../../contract/photo.ts';
import { formats } from '../formats/formats.ts';

/**
 * More pixels than this are refused by the header, before anything is unpacked: 16,383 squared, above every camera of
 * today and below what would fill the decoder's memory.
 */
export const MAX_PIXELS = 16_383 * 16_383;

/** How much damage stops a decoder. `none`: show what there is. `error`: broken data. `warning`: anything odd. */
export type Strictness = 'none' | 'error' | 'warning';

type Loader = (bytes: Uint8Array, strictness: Strictness, page: number) => Sharp;

/** Formats that the decoder opens itself. */
export type DirectFormat = {
  [Format in PictureFormat]: (typeof formats)[Format]['loader'] extends 'sharp' | 'tiff' ? Format : never;
}[PictureFormat];

const loaders: Readonly<Record<(typeof formats)[DirectFormat]['loader'], Loader>> = {
  sharp: (bytes, strictness, page) =>
    sharp(bytes, { failOn: strictness, limitInputPixels: MAX_PIXELS, autoOrient: true, page, pages: 1 }),
  // Without its limit of 50 MB a strip, which scans and RAW converters pass; the limit of pixels stays
  tiff: (bytes, strictness, page) =>
    sharp(bytes, { failOn: strictness, limitInputPixels: MAX_PIXELS, autoOrient: true, page, pages: 1, unlimited: true }),
};

/** A decoder for one page of these bytes, the first unless told, upright by EXIF orientation. */
export function load(bytes: Uint8Array, format: DirectFormat, strictness: Strictness, page = 0): Sharp {
  return loaders[formats[format].loader](bytes, strictness, page);
}
