/** Colours that stand in numbers, or in EXIF alone, instead of a profile. A JPEG's are put into it as a profile at once, see decode.ts. */
import type { PictureFormat } from '../../contract/photo.ts';
import { nclxOf } from '../formats/heif-colour.ts';
import { readPng } from '../formats/png-chunks.ts';
import { exifNamesAdobeRgb, readTags, tagsNameAdobeRgb } from '../metadata/metadata.ts';
import { cicpProfile, hdrName } from './colour.ts';
import type { PictureHeader } from './header.ts';
import { adobeRgbProfile } from './icc.ts';
import { pngColours, type NamedColours } from './png-colour.ts';

/** Null: sRGB, or a profile. */
export function namedColours(bytes: Uint8Array, format: PictureFormat, header: PictureHeader): NamedColours | null {
  switch (format) {
    case 'png':
      return pngColours(bytes) ?? (saysNothing(bytes, header) && namesAdobe(bytes, header) ? adobe() : null);
    case 'tiff':
      return header.icc === undefined && namesAdobe(bytes, header) ? adobe() : null;
    case 'avif':
      return header.icc === undefined ? colourNumbers(bytes, header.channels < 3) : null;
    default:
      return null;
  }
}

/** Of a HEIC without a profile: what its numbers say, and only where there are none what its EXIF does. */
export function heicColours(bytes: Uint8Array): NamedColours | null {
  if (nclxOf(bytes) !== null) return colourNumbers(bytes, false);
  return tagsNameAdobeRgb(readTags(bytes)) ? adobe() : null;
}

function colourNumbers(bytes: Uint8Array, isGrey: boolean): NamedColours | null {
  const cicp = nclxOf(bytes);
  const profile = cicp === null ? null : cicpProfile(cicp, isGrey);
  return cicp === null || profile === null ? null : { profile, hdr: hdrName(cicp) };
}

function adobe(): NamedColours {
  return { profile: adobeRgbProfile(), hdr: null };
}

/** No chunk of the PNG is about its colours. */
function saysNothing(bytes: Uint8Array, { icc }: PictureHeader): boolean {
  const about = new Set(['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM']);
  return icc === undefined && !(readPng(bytes)?.chunks ?? []).some(({ type }) => about.has(type));
}

/** Cameras set to Adobe RGB often embed no profile and only say so by the interoperability rule R03; programs that convert their files carry it over. */
function namesAdobe(bytes: Uint8Array, { space, exif }: PictureHeader): boolean {
  if (space !== 'srgb' && space !== 'rgb16') return false;
  // The decoder hands a TIFF's tags out with no picture
  return exif === undefined ? tagsNameAdobeRgb(readTags(bytes)) : exifNamesAdobeRgb(exif);
}
