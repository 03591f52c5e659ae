/** What a file says of its photo, in the forms in which a result can say it too: out of any format, without decoding. Pure. */
import { inflateSync } from 'node:zlib';
import type { PictureFormat } from '../../../contract/photo.ts';
import { heifWords } from '../../formats/heif-items.ts';
import { jxlParts } from '../../formats/jxl-parts.ts';
import { payloadStartsWith, readJpeg, type JpegSegment } from '../../formats/jpeg-segments.ts';
import { pngXmpAt, readPng } from '../../formats/png-chunks.ts';
import { cr3Tags } from '../../formats/raw-preview.ts';
import { readTiffHeader } from '../../formats/tiff.ts';
import { noWords, readPhotoshopParts, type PhotoshopWords } from './carry-iptc.ts';
import { compactExif, joinedExif } from './compact-exif.ts';
import { rawEntries } from './exif-block.ts';

/** Words of an original, as they lie in its file; null: it has none of the kind. */
export interface OriginalWords extends PhotoshopWords {
  /** A TIFF block. */
  readonly exif: Uint8Array | null;
  readonly xmp: Uint8Array | null;
  /** A comment in plain text. */
  readonly comment: string | null;
  /** What could not be taken along, each in words. */
  readonly leftOut: readonly string[];
}

/** Bytes of one kind of words; beyond, it is no metadata but a file in a file. */
export const MOST_WORDS_BYTES = 4 * 1024 * 1024;
/** Characters of a comment. */
export const MOST_COMMENT = 32_000;

const silent: OriginalWords = { ...noWords, exif: null, xmp: null, comment: null, leftOut: [] };
const EXIF_HEAD = 'Exif\0\0';
const XMP_HEAD = 'http://ns.adobe.com/xap/1.0/\0';
const LONGER_XMP = 'http://ns.adobe.com/xmp/extension/\0';
const PHOTOSHOP_HEAD = 'Photoshop 3.0\0';

/** Never throws: what cannot be read is not carried. */
export function originalWords(bytes: Uint8Array, format: PictureFormat): OriginalWords {
  const words = wordsOf(bytes, format);
  const isShort = (part: Uint8Array | null): boolean => part === null || part.length <= MOST_WORDS_BYTES;
  return {
    ...words,
    exif: isShort(words.exif) ? words.exif : null,
    xmp: isShort(words.xmp) ? words.xmp : null,
    iptc: isShort(words.iptc) ? words.iptc : null,
    copyright: words.copyright?.subarray(0, 1) ?? null,
    address: words.address?.subarray(0, 2_000) ?? null,
  };
}

function wordsOf(bytes: Uint8Array, format: PictureFormat): OriginalWords {
  switch (format) {
    case 'jpeg':
      return ofJpeg(bytes);
    case 'png':
      return ofPng(bytes);
    case 'webp':
      return ofWebp(bytes);
    case 'heic':
    case 'avif':
      return { ...silent, ...heifWords(bytes) };
    case 'jxl':
      return ofJxl(bytes);
    case 'tiff':
      return ofTiff(bytes);
    case 'raw':
      return ofRaw(bytes);
    case 'gif':
    case 'bmp':
      return silent;
  }
}

function ofJxl(bytes: Uint8Array): OriginalWords {
  const { exif, xmp } = jxlParts(bytes);
  return { ...silent, exif, xmp };
}

function ofJpeg(bytes: Uint8Array): OriginalWords {
  const segments = readJpeg(bytes)?.segments ?? [];
  const after = (marker: number, head: string): Uint8Array | null => {
    const found = segments.find((segment) => segment.marker === marker && payloadStartsWith(segment, head));
    return found?.payload.subarray(head.length) ?? null;
  };
  const photoshop = segments.filter((segment) => segment.marker === 0xed && payloadStartsWith(segment, PHOTOSHOP_HEAD));
  const parts = photoshop.map(({ payload }) => payload.subarray(PHOTOSHOP_HEAD.length));
  const hasLonger = segments.some((segment) => segment.marker === 0xe1 && payloadStartsWith(segment, LONGER_XMP));
  return {
    ...readPhotoshopParts(Buffer.concat(parts)),
    exif: after(0xe1, EXIF_HEAD),
    xmp: after(0xe1, XMP_HEAD),
    comment: textOfComments(segments.filter(({ marker }) => marker === 0xfe)),
    leftOut: hasLonger ? ['XMP beyond its first part'] : [],
  };
}

function textOfComments(comments: readonly JpegSegment[]): string | null {
  const text = comments
    .map(({ payload }) => Buffer.from(payload).toString('utf8').replace(/\0+$/, ''))
    .join('\n')
    .slice(0, MOST_COMMENT);
  return text.trim() === '' ? null : text;
}

function ofPng(bytes: Uint8Array): OriginalWords {
  const chunks = readPng(bytes)?.chunks ?? [];
  const texts = chunks.flatMap(({ type, data }) => (type === 'tEXt' || type === 'zTXt' ? plainText(type, data) : []));
  const of = (name: string): string | null => texts.find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
  const iptc = profileIn(of('raw profile type iptc'));
  return {
    ...readPhotoshopParts(iptc ?? new Uint8Array()),
    exif: chunks.find(({ type }) => type === 'eXIf')?.data ?? exifIn(profileIn(of('raw profile type exif'))),
    xmp: pngXmpAt(bytes) ?? null,
    comment: of('comment') ?? of('description'),
    leftOut: [],
  };
}

/** A text by its key; what is packed badly is not there. */
function plainText(type: 'tEXt' | 'zTXt', data: Uint8Array): [string, string][] {
  const end = data.indexOf(0);
  if (end < 1) return [];
  const key = Buffer.from(data.subarray(0, end)).toString('latin1');
  const rest = data.subarray(end + 1);
  if (type === 'tEXt') return [[key, Buffer.from(rest).toString('latin1')]];
  try {
    return [[key, inflateSync(rest.subarray(1), { maxOutputLength: 2 * MOST_WORDS_BYTES }).toString('latin1')]];
  } catch {
    return [];
  }
}

/** Older programs write a profile into a PNG as a text: its kind, its length, and hexadecimal digits. */
function profileIn(text: string | null): Uint8Array | null {
  const found = text === null ? null : /^\s*\S+\s+(\d{1,9})\s+([0-9a-f\s]*)$/i.exec(text);
  if (found === null) return null;
  const bytes = Buffer.from((found[2] ?? '').replace(/\s+/g, ''), 'hex');
  return Uint8Array.from(bytes.subarray(0, Number(found[1])));
}

function exifIn(profile: Uint8Array | null): Uint8Array | null {
  if (profile === null) return null;
  return Buffer.from(profile.subarray(0, 4)).toString('latin1') === 'Exif' ? profile.subarray(6) : profile;
}

function ofWebp(bytes: Uint8Array): OriginalWords {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, Uint8Array>();
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length;
    if (end > bytes.length) break;
    found.set(Buffer.from(bytes.subarray(at, at + 4)).toString('latin1'), bytes.subarray(at + 8, end));
    at = end + (length & 1);
  }
  return { ...silent, exif: exifIn(found.get('EXIF') ?? null), xmp: found.get('XMP ') ?? null };
}

/** TIFF's numbers for words that are not EXIF's. */
const tiffTag = { xmp: 0x2bc, iptc: 0x83bb, photoshop: 0x8649 } as const;

function ofTiff(bytes: Uint8Array): OriginalWords {
  const { block, leftOut } = compactExif(bytes);
  const entries = rawEntries(bytes);
  const photoshop = readPhotoshopParts(entries.get(tiffTag.photoshop) ?? new Uint8Array());
  const iptc = entries.get(tiffTag.iptc) ?? photoshop.iptc;
  return { ...silent, ...photoshop, iptc, exif: block, xmp: entries.get(tiffTag.xmp) ?? null, leftOut };
}

/** Built on TIFF, in boxes of its own, or in the EXIF of the camera's preview. */
function ofRaw(bytes: Uint8Array): OriginalWords {
  const { camera, exif, place } = cr3Tags(bytes);
  if (camera !== null) {
    const joined = joinedExif(camera, exif, place);
    return { ...silent, exif: joined.block, xmp: packetIn(bytes), leftOut: joined.leftOut };
  }
  const own = ofTiff(bytes);
  const kind = readTiffHeader(bytes)?.kind ?? null;
  // Fujifilm and Panasonic keep the photo's own words in the preview; the file's are of the sensor
  const block = kind === null || kind === 'panasonic' ? embeddedExif(bytes) : null;
  return block === null ? own : { ...own, exif: block, leftOut: [] };
}

/** Where the first preview of a RAW file, and the words before its pixels, stand at the latest. Bytes. */
const HEAD_BYTES = 4 * 1024 * 1024;

/** The EXIF of the first JPEG in a file, which may be cut off behind it. */
function embeddedExif(bytes: Uint8Array): Uint8Array | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEAD_BYTES));
  const at = head.indexOf(EXIF_HEAD, 0, 'latin1');
  if (at < 4 || head[at - 4] !== 0xff || head[at - 3] !== 0xe1) return null;
  const length = head.readUInt16BE(at - 2) - 2 - EXIF_HEAD.length;
  const start = at + EXIF_HEAD.length;
  return length < 8 || start + length > bytes.length ? null : bytes.subarray(start, start + length);
}

/** An XMP packet that stands somewhere in front of the pixels, in plain text. */
function packetIn(bytes: Uint8Array): Uint8Array | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEAD_BYTES));
  const start = head.indexOf('<x:xmpmeta', 0, 'latin1');
  const end = start < 0 ? -1 : head.indexOf('</x:xmpmeta>', start, 'latin1');
  return end < 0 ? null : bytes.subarray(start, end + '</x:xmpmeta>'.length);
}
