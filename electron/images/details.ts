/** What the info panel says about an original, in words a photographer uses. */
import { basename } from 'node:path';
import type { ExpandedTags } from 'exifreader';
import { DarkslideError } from '../contract/errors.ts';
import type { PhotoDetails, PictureFormat } from '../contract/photo.ts';
import { openAs } from './decode/decode.ts';
import type { OpenedPicture } from './decode/decode.ts';
import { rawTags } from './decode/raw.ts';
import { inspectionOf } from './inspect.ts';
import { RECOGNISE_BYTES, recogniseFormat } from './formats/formats.ts';
import { countEntries, countTags, readExifBlock, readTags, tagsNameAdobeRgb, tagText } from './metadata/metadata.ts';
import { describeCamera } from './metadata/about.ts';
import { takenAt } from './metadata/taken.ts';
import { readWhole } from './read-file.ts';

/** Reads the file's own words; a HEIC or RAW that cannot be decoded tells what its tags tell. Throws file-…, format-unknown, picture-…. */
export async function details(path: string): Promise<PhotoDetails> {
  const bytes = await readWhole(path);
  const format = recogniseFormat(bytes.subarray(0, RECOGNISE_BYTES), basename(path));
  if (format === null) throw new DarkslideError('format-unknown');
  const picture = await openOrNull(bytes, format);
  const tags = tagsIn(bytes, format, picture);
  const place = describePlace(tags);
  return {
    camera: describeCamera(tags),
    lens: tagText(tags.exif?.LensModel),
    exposure: describeExposure(tags),
    place,
    // What a JPEG XL's colours are is known only once it is decoded
    colour: picture === null || format === 'jxl' ? profileName(tags) : describeColour(picture, tags),
    takenAt: picture === null ? takenAt(tags) : inspectionOf(picture).takenAt,
    tagCount: picture === null ? countTags(tags) : countEntries(picture),
    hasPlace: place !== null,
  };
}

/** The library does not unpack what JPEG XL says packed. */
function tagsIn(bytes: Uint8Array, format: PictureFormat, picture: OpenedPicture | null): ExpandedTags {
  if (format === 'raw') return rawTags(bytes);
  return format === 'jxl' ? readExifBlock(picture?.header.exif ?? new Uint8Array()) : readTags(bytes);
}

/** Null: it cannot be shown, and still says what its tags say. */
async function openOrNull(bytes: Uint8Array, format: PictureFormat): Promise<OpenedPicture | null> {
  try {
    return await openAs(bytes, format);
  } catch (thrown) {
    if (thrown instanceof DarkslideError && (format === 'raw' || format === 'heic')) return null;
    throw thrown;
  }
}

/** "1/125 s, f/2.0, ISO 3200": the parts that are known. */
export function describeExposure(tags: ExpandedTags): string | null {
  const seconds = numberOf(tags.exif?.ExposureTime);
  const aperture = numberOf(tags.exif?.FNumber);
  const sensitivity = numberOf(tags.exif?.ISOSpeedRatings);
  const parts = [
    seconds === null ? null : `${seconds < 0.3 ? `1/${String(Math.round(1 / seconds))}` : String(Number(seconds.toFixed(1)))} s`,
    aperture === null ? null : `f/${aperture < 10 ? aperture.toFixed(1) : String(Math.round(aperture))}`,
    sensitivity === null ? null : `ISO ${String(Math.round(sensitivity))}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** "40.76° N, 73.98° W". Exactly 0, 0 is what cameras without a fix write, so it is no place. */
export function describePlace(tags: ExpandedTags): string | null {
  const { Latitude: latitude, Longitude: longitude } = tags.gps ?? {};
  if (!isWithin(latitude, 90) || !isWithin(longitude, 180) || (latitude === 0 && longitude === 0)) return null;
  const part = (value: number, [positive, negative]: readonly [string, string]): string =>
    `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`;
  return `${part(latitude, ['N', 'S'])}, ${part(longitude, ['E', 'W'])}`;
}

function isWithin(value: number | null | undefined, most: number): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= most;
}

/** "Adobe RGB (1998), 16 bit". */
function describeColour(picture: OpenedPicture, tags: ExpandedTags): string {
  const { header } = picture;
  const bits = header.depth === 'ushort' ? 16 : header.depth === 'float' ? 32 : (header.bitsPerSample ?? 8);
  const plain = header.space === 'cmyk' ? 'CMYK' : header.channels < 3 ? 'Grey' : 'sRGB';
  const space = profileName(tags) ?? (tagsNameAdobeRgb(tags) ? 'Adobe RGB' : plain);
  if (picture.named?.hdr != null) return `HDR (${picture.named.hdr}), ${String(bits)} bit; shown and sent as SDR`;
  return `${space}, ${String(bits)} bit`;
}

function profileName(tags: ExpandedTags): string | null {
  return tagText(tags.icc?.['ICC Description']);
}

/** A positive number of a tag that holds a number, a list of one, or a fraction; null: nothing usable. */
function numberOf(tag: { readonly value?: unknown } | undefined): number | null {
  const value: unknown = tag?.value;
  if (typeof value === 'number') return usable(value);
  if (!Array.isArray(value)) return null;
  const [first, second] = value as readonly unknown[]; // isArray alone makes it any[]
  if (typeof first !== 'number') return null;
  return usable(typeof second === 'number' && second !== 0 ? first / second : first);
}

function usable(value: number): number | null {
  return Number.isFinite(value) && value > 0 ? value : null;
}
