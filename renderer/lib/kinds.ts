/** What formats are called, in the order in which they are offered. Pure. */
import type { PictureFormat } from '../../electron/contract/photo.ts';

/** One for each format. */
export const kindWords: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'JPEG',
  raw: 'RAW',
  heic: 'HEIC',
  tiff: 'TIFF',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  gif: 'GIF',
  bmp: 'BMP',
  jxl: 'JPEG XL',
};
