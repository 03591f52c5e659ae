/** Reads what a file says about itself: tags by name, and how many there are. */
import ExifReader from 'exifreader';
import type { ExpandedTags } from 'exifreader';
import type { Metadata } from 'sharp';
import type { PictureFormat } from '../../contract/photo.ts';
import { readPng } from '../formats/png-chunks.ts';

/**
 * Tags that can be read, by group; an empty object where there are none. XMP is left to countXmp: reading it whole needs an
 * XML parser that nothing here has use for.
 */
export function readTags(bytes: Uint8Array): ExpandedTags {
  try {
    return ExifReader.load(ownBuffer(bytes), { expanded: true, includeUnknown: true, domParser: noXml });
  } catch {
    return {}; // no tags, or none that can be read: both mean that the file says nothing about itself
  }
}

/** The library takes this instead of looking for an XML parser and complaining on the console that there is none. */
const noXml = {
  parseFromString(): never {
    throw new Error('XMP is not parsed here');
  },
};

/** EXIF is a small TIFF inside of any format, after a mark of six bytes in some. Read alone it costs little. */
export function readExifBlock(exif: Uint8Array): ExpandedTags {
  const marked = Buffer.from(exif.subarray(0, 4)).toString('latin1') === 'Exif';
  return readTags(new Uint8Array(marked ? exif.subarray(6) : exif));
}

/** True where EXIF names Adobe RGB by the interoperability rule of the camera file standard. */
export function exifNamesAdobeRgb(exif: Uint8Array): boolean {
  return tagsNameAdobeRgb(readExifBlock(exif));
}

/** Like exifNamesAdobeRgb, of tags that were read already. */
export function tagsNameAdobeRgb(tags: ExpandedTags): boolean {
  return tagText(tags.exif?.InteroperabilityIndex)?.startsWith('R03') ?? false;
}

/** As much of an opened picture as its entries can be counted from. */
export interface CountablePicture {
  readonly bytes: Uint8Array;
  readonly format: PictureFormat;
  readonly header: Pick<Metadata, 'icc'> & Partial<Pick<Metadata, 'xmp'>>;
}

/** How many metadata entries the file holds: EXIF, IPTC, XMP, PNG texts, and one each for profile and thumbnail. */
export function countEntries(picture: CountablePicture): number {
  const tags = readTags(picture.bytes);
  const texts = picture.format === 'png' ? (readPng(picture.bytes)?.chunks ?? []).filter(isPlainText).length : 0;
  const xmp = picture.header.xmp === undefined ? 0 : countXmp(Buffer.from(picture.header.xmp).toString('utf8'));
  const single = (picture.header.icc === undefined ? 0 : 1) + (tags.Thumbnail === undefined ? 0 : 1);
  return countTags(tags) + xmp + texts + single;
}

/** EXIF and IPTC entries among tags. */
export function countTags(tags: ExpandedTags): number {
  return Object.keys(tags.exif ?? {}).length + Object.keys(tags.iptc ?? {}).length;
}

/** Properties in an XMP packet, written as attributes or as elements; its frame (x:, rdf:, xml:, xmlns:) is not counted. */
export function countXmp(packet: string): number {
  const attributes = packet.matchAll(/[\s](?!xmlns:|rdf:|xml:|x:)[A-Za-z][\w.-]*:[\w.-]+\s*=\s*["']/g);
  const elements = packet.matchAll(/<(?!rdf:|x:|xml:)[A-Za-z][\w.-]*:[\w.-]+[\s/>]/g);
  return [...attributes].length + [...elements].length;
}

/** A tag's words, trimmed and cut at the first control character (cameras pad with them); null: nothing to show. */
export function tagText(tag: { readonly description?: unknown } | undefined): string | null {
  if (typeof tag?.description !== 'string') return null;
  const [words = ''] = tag.description.split(/[\u0000-\u001f\u007f]/, 1);
  const trimmed = words.replace(/\s+/g, ' ').trim().slice(0, 120);
  return trimmed === '' ? null : trimmed;
}

/** PNG's text chunks except XMP, which is counted by its properties. */
function isPlainText(chunk: { readonly type: string; readonly data: Uint8Array }): boolean {
  if (chunk.type === 'tEXt' || chunk.type === 'zTXt') return true;
  return chunk.type === 'iTXt' && !Buffer.from(chunk.data.subarray(0, 17)).toString('latin1').startsWith('XML:com.adobe.xmp');
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole && bytes.buffer instanceof ArrayBuffer ? bytes.buffer : new Uint8Array(bytes).buffer;
}
