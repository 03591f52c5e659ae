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

/** What every loader is told; without a page it takes the first, or the one that the file calls its primary. */
interface Wishes {
  readonly failOn: Strictness;
  readonly limitInputPixels: number;
  readonly autoOrient: true;
  readonly ignoreIcc: boolean;
  readonly page?: number;
  readonly pages?: 1;
}

type Loader = (bytes: Uint8Array, wishes: Wishes) => Sharp;

/** Formats that the decoder opens itself. */
export type DirectFormat = {
  [Format in PictureFormat]: (typeof formats)[Format]['loader'] extends 'sharp' | 'tiff' ? Format : never;
}[PictureFormat];

const loaders: Readonly<Record<(typeof formats)[DirectFormat]['loader'], Loader>> = {
  sharp: (bytes, wishes) => sharp(bytes, { ...wishes }),
  // Without its limit of 50 MB a strip, which scans and RAW converters pass; the limit of pixels stays
  tiff: (bytes, wishes) => sharp(bytes, { ...wishes, unlimited: true }),
};

/** A decoder for one page of these bytes, upright by EXIF orientation. Without a page: the first, or the one that the file calls primary. */
export function load(bytes: Uint8Array, format: DirectFormat, strictness: Strictness, page?: number): Sharp {
  return loaders[formats[format].loader](bytes, wishesOf(strictness, page, false));
}

/** The same without reading an embedded profile: the samples stay as they are. */
export function loadBare(bytes: Uint8Array, format: DirectFormat, strictness: Strictness, page?: number): Sharp {
  return loaders[formats[format].loader](bytes, wishesOf(strictness, page, true));
}

function wishesOf(failOn: Strictness, page: number | undefined, ignoreIcc: boolean): Wishes {
  const plain: Wishes = { failOn, limitInputPixels: MAX_PIXELS, autoOrient: true, ignoreIcc };
  return page === undefined ? plain : { ...plain, page, pages: 1 };
}
