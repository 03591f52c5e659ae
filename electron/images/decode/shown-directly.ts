/**
 * Which files Chromium shows with the very colours that are sent, so that the loupe may have the file itself for every pixel of it. All others
 * are shown as renditions, by the path that uploads go: what a person sees is what is sent. Free of decoders, for the main process.
 */
import type { PictureFormat } from '../../contract/photo.ts';
import { recogniseFormat } from '../formats/formats.ts';
import { jpegFrame, payloadStartsWith, readJpeg, type JpegSegment } from '../formats/jpeg-segments.ts';
import { readPng } from '../formats/png-chunks.ts';
import { pngColours } from './png-colour.ts';

/** Bytes from the start of a file that say it; where they are not enough, a rendition is shown. */
export const SHOWN_DIRECTLY_BYTES = 256 * 1024;

/** By the first bytes of a file: its media type; null: a rendition must be shown. */
export function shownDirectly(head: Uint8Array, name: string): string | null {
  const format = recogniseFormat(head, name);
  return format !== null && isPlain[format](head) ? `image/${format}` : null;
}

const never = (): boolean => false;

/** AVIF, GIF and BMP: HDR is toned in another way there, a later frame is not the photo, and profiles and alpha are left unread. */
const isPlain: Readonly<Record<PictureFormat, (head: Uint8Array) => boolean>> = {
  jpeg: isPlainJpeg,
  png: isPlainPng,
  webp: isPlainWebp,
  ...{ avif: never, gif: never, tiff: never, heic: never, bmp: never, jxl: never, raw: never },
};

/** Grey or three colours, and no word about Adobe RGB in EXIF alone, which Chromium does not hear. */
function isPlainJpeg(head: Uint8Array): boolean {
  const parts = readJpeg(head);
  const frame = parts === null ? null : jpegFrame(parts);
  if (parts === null || frame?.bits !== 8 || (frame.channels !== 1 && frame.channels !== 3)) return false;
  const hasProfile = parts.segments.some((segment) => payloadStartsWith(segment, 'ICC_PROFILE'));
  return hasProfile || !parts.segments.some(mayNameAdobeRgb);
}

function mayNameAdobeRgb({ marker, payload }: JpegSegment): boolean {
  return marker === 0xe1 && Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).includes('R03');
}

const BIT_DEPTH_AT = 8;

/** Eight bits, not animated, and no colours in numbers. */
function isPlainPng(head: Uint8Array): boolean {
  const chunks = readPng(head)?.chunks ?? [];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  const isAnimated = chunks.some(({ type }) => type === 'acTL');
  return header !== undefined && (header[BIT_DEPTH_AT] ?? 16) <= 8 && !isAnimated && pngColours(head) === null;
}

/** Bits of the extended header: animation, and EXIF, which may say how the picture is to be turned. */
const WEBP_ANIMATED_OR_EXIF = 0x02 | 0x08;
const WEBP_FLAGS_AT = 20;

function isPlainWebp(head: Uint8Array): boolean {
  const isExtended = Buffer.from(head.subarray(12, 16)).toString('latin1') === 'VP8X';
  return !isExtended || ((head[WEBP_FLAGS_AT] ?? 0xff) & WEBP_ANIMATED_OR_EXIF) === 0;
}
