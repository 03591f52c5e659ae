/**
 * Puts a profile and the words that were made for it into a result and takes everything else out (thumbnails, orientation, what a service wrote),
 * without touching the compressed pixels.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import type { OutputFormat } from '../../contract/recipe.ts';
import { isSrgbProfile, srgbProfile } from '../decode/icc.ts';
import { isDecoderSegment, jpegFrame, payloadStartsWith, readJpeg, writeJpeg } from '../formats/jpeg-segments.ts';
import type { JpegSegment } from '../formats/jpeg-segments.ts';
import { readPng, writePng } from '../formats/png-chunks.ts';
import type { PngChunk } from '../formats/png-chunks.ts';

const jfif: JpegSegment = { marker: 0xe0, payload: Uint8Array.of(0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0) };
/** A profile in a PNG is a few kilobytes; more than this is not unpacked. */
const MOST_PROFILE_BYTES = 4 * 1024 * 1024;

/**
 * True where the pixels can stay as they are, bit for bit: the wanted format, 8 bits, RGB, sRGB or untagged.
 * Orientation is the caller's to check.
 */
export function canKeepPixels(bytes: Uint8Array, format: OutputFormat): boolean {
  return format === 'jpeg' ? isPlainJpeg(bytes) : isPlainPng(bytes);
}

/** Everything that a result says, in the forms of its file. Each fits one segment of a JPEG. */
export interface ResultWords {
  /** XMP. */
  readonly packet: string;
  /** A TIFF block. */
  readonly exif: Uint8Array | null;
  /** Photoshop's parts with their head, IPTC among them. */
  readonly photoshop: Uint8Array | null;
  readonly comment: string | null;
}

/** The same pixels with an sRGB profile and these words as their only metadata; null where the bytes are not that format. */
export function tagResult(bytes: Uint8Array, format: OutputFormat, words: ResultWords): Uint8Array | null {
  return format === 'jpeg' ? tagJpeg(bytes, words) : tagPng(bytes, words);
}

function isPlainJpeg(bytes: Uint8Array): boolean {
  const parts = readJpeg(bytes);
  const frame = parts === null ? null : jpegFrame(parts);
  if (parts === null || frame?.bits !== 8 || frame.channels !== 3 || !parts.complete) return false;
  const chunks = parts.segments.filter((segment) => segment.marker === 0xe2 && payloadStartsWith(segment, 'ICC_PROFILE\0'));
  const [first] = chunks;
  if (first === undefined) return true;
  return chunks.length === 1 && isSrgbProfile(first.payload.subarray(14)); // sRGB profiles fit one segment
}

function tagJpeg(bytes: Uint8Array, words: ResultWords): Uint8Array | null {
  const parts = readJpeg(bytes);
  if (parts === null) return null;
  const needed = parts.segments.filter(isDecoderSegment);
  const isAdobe = needed.some((segment) => segment.marker === 0xee);
  const icc = Buffer.concat([Buffer.from('ICC_PROFILE\0\u0001\u0001', 'latin1'), srgbProfile()]);
  const head = isAdobe ? [] : [jfif]; // the two name the colour transform each in its own way: never both
  const { exif, photoshop, comment } = words;
  const said: JpegSegment[] = [
    ...(exif === null ? [] : [{ marker: 0xe1, payload: after('Exif\0\0', exif) }]),
    { marker: 0xe1, payload: after('http://ns.adobe.com/xap/1.0/\0', Buffer.from(words.packet, 'utf8')) },
    ...(photoshop === null ? [] : [{ marker: 0xed, payload: photoshop }]),
    { marker: 0xe2, payload: icc },
    ...(comment === null ? [] : [{ marker: 0xfe, payload: Buffer.from(comment, 'utf8').subarray(0, MOST_COMMENT_BYTES) }]),
  ];
  return writeJpeg([...head, ...said, ...needed], parts.scans);
}

/** One segment. */
const MOST_COMMENT_BYTES = 65_000;

function after(head: string, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

function isPlainPng(bytes: Uint8Array): boolean {
  const png = readPng(bytes);
  const header = png?.chunks.find((chunk) => chunk.type === 'IHDR')?.data;
  if (!png?.complete || header === undefined) return false;
  const [bits, colourType] = [header[8], header[9]];
  const isColour = (colourType === 3 && (bits ?? 0) <= 8) || (bits === 8 && (colourType === 2 || colourType === 6));
  const profile = png.chunks.find((chunk) => chunk.type === 'iCCP');
  return isColour && (profile === undefined || isSrgbPngProfile(profile.data));
}

function isSrgbPngProfile(data: Uint8Array): boolean {
  const end = data.indexOf(0); // name, a zero, the compression method, then the profile
  if (end < 0) return false;
  try {
    return isSrgbProfile(inflateSync(data.subarray(end + 2), { maxOutputLength: MOST_PROFILE_BYTES }));
  } catch {
    return false; // unreadable: treated as another profile, which the decoder then judges
  }
}

/** Chunks that make the picture, transparency and pixel shape among them. */
const pictureChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'pHYs', 'sBIT', 'IDAT', 'IEND']);

function tagPng(bytes: Uint8Array, words: ResultWords): Uint8Array | null {
  const png = readPng(bytes);
  const [header, ...others] = (png?.chunks ?? []).filter((chunk) => pictureChunks.has(chunk.type));
  if (header?.type !== 'IHDR') return null;
  const { exif, photoshop, comment } = words;
  const said: PngChunk[] = [
    { type: 'sRGB', data: Uint8Array.of(0) },
    { type: 'iTXt', data: after('XML:com.adobe.xmp\0\0\0\0\0', Buffer.from(words.packet, 'utf8')) },
    ...(exif === null ? [] : [{ type: 'eXIf', data: exif }]),
    ...(photoshop === null ? [] : [{ type: 'zTXt', data: textProfile('iptc', photoshop.subarray(PHOTOSHOP_HEAD)) }]),
    ...(comment === null ? [] : [{ type: 'iTXt', data: after('Comment\0\0\0\0\0', Buffer.from(comment, 'utf8')) }]),
  ];
  return writePng([header, ...said, ...others]);
}

/** "Photoshop 3.0" and a zero, which only a JPEG has in front of the parts. */
const PHOTOSHOP_HEAD = 14;

/** PNG has no chunk for IPTC: a text with its length and hexadecimal digits is what other programs read and write. */
function textProfile(kind: string, profile: Uint8Array): Uint8Array {
  const digits = Buffer.from(profile.buffer, profile.byteOffset, profile.byteLength).toString('hex');
  const lines = digits.match(/.{1,72}/g) ?? [];
  const text = `\n${kind}\n${String(profile.length).padStart(8)}\n${lines.join('\n')}\n`;
  return after(`Raw profile type ${kind}\0\0`, deflateSync(Buffer.from(text, 'latin1')));
}
