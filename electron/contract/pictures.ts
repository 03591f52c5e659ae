/** Addresses of pictures: `photo://<kind>/<photo|result>/<id>?v=<version>`. Main looks the id up; no path is in it. */
import type { PhotoId, ResultId } from './ids.ts';

export const PICTURE_SCHEME = 'photo';
/** thumb: 480 px for grids. view: 2048 px for one screen. full: every pixel, for 1:1. All upright, in a format Chromium shows. */
export type PictureKind = 'thumb' | 'view' | 'full';
/** Of one picture that is pasted, or fetched from an address. */
export const MOST_PICTURE_BYTES = 64 * 1024 * 1024;
/** Longest side, pixels. */
export const THUMB_SIDE = 480;
export const VIEW_SIDE = 2048;

/** Addresses in one message of the page that it left them. */
export const MOST_LEFT = 500;

export type PictureSubject =
  | { readonly type: 'photo'; readonly id: PhotoId; readonly version: string }
  | { readonly type: 'result'; readonly id: ResultId; readonly version: string };

/** The address of a picture; the version makes a changed file a new address, so caches never lie. */
export function pictureAddress(kind: PictureKind, subject: PictureSubject): string {
  return `${PICTURE_SCHEME}://${kind}/${subject.type}/${String(subject.id)}?v=${encodeURIComponent(subject.version)}`;
}

/** Reads an address back; null where it is not one of ours. */
export function parsePictureAddress(address: string): { kind: PictureKind; type: 'photo' | 'result'; id: number } | null {
  const match = /^photo:\/\/(thumb|view|full)\/(photo|result)\/([1-9][0-9]{0,15})(?:\?v=[^#]*)?$/.exec(address);
  if (match === null) return null;
  const [, kind, type, id] = match as unknown as [string, PictureKind, 'photo' | 'result', string]; // the pattern has just these groups
  return { kind, type, id: Number(id) };
}
