/**
 * Pixels of any supported format as upright 8-bit sRGB, and the header's facts. Every failure of the decoder becomes one of
 * the app's codes here.
 */
import { basename } from 'node:path';
import type { Sharp } from 'sharp';
import { DarkslideError } from '../../contract/errors.ts';
import type { PictureFormat } from '../../contract/photo.ts';
import { endsEarly } from '../formats/complete.ts';
import { gifFrameIsWhole } from '../formats/gif-frame.ts';
import { tidyJpeg, withoutLeadingStray } from '../formats/jpeg-tidy.ts';
import { jxlParts } from '../formats/jxl-parts.ts';
import { heifPartsAre } from '../formats/heif-parts.ts';
import { heifProfile, withMatrixSaid } from '../formats/heif-colour.ts';
import { withEarlyExif } from '../formats/png-chunks.ts';
import { tiffPages, type TiffPage } from '../formats/tiff.ts';
import { heicColours, namedColours } from './named-colours.ts';
import { withPngProfile, type NamedColours } from './png-colour.ts';
import { asPlainTiff, hasUnreadProfile, hasWideSamples } from './second-pass.ts';
import { keptChannels, picturePage, refuseCoding } from './tiff-page.ts';
import { refuseDamagedParts } from './tiff-parts.ts';
import { RECOGNISE_BYTES, recogniseFormat } from '../formats/formats.ts';
import { meaningOf, renameSamples } from './tiff-samples.ts';
import { adobeRgbProfile } from './icc.ts';
import { oddJpegCoding, readJpeg, writeJpeg } from '../formats/jpeg-segments.ts';
import type { PictureHeader } from './header.ts';
import { bmpHeader, decodeBmp } from './bmp.ts';
import { decodeHeic, heicSize } from './heic.ts';
import { decodeJxl, jxlSize } from './jxl.ts';
import { load, loadBare, MAX_PIXELS, type DirectFormat, type Strictness } from './loaders.ts';
import { LEAST_LONG_SIDE, openRaw } from './raw.ts';
import { isHarmlessWarning, messageOf, unsupportedCoding } from './remarks.ts';
import { writeTiff } from './rewrap.ts';
import { decodeSensor, sensorSize } from './sensor.ts';
import { exifNamesAdobeRgb } from '../metadata/metadata.ts';
import type { Size } from '../upload-size.ts';

/** Pixels that are unpacked by decoders of their own, see decoderOf. */
type OwnCoding = 'heic' | 'bmp' | 'jxl' | 'sensor';

/** A picture whose header was read. Nothing is decoded yet. */
export interface OpenedPicture {
  readonly bytes: Uint8Array;
  /** What the decoder gets: the same bytes, with a profile where the file only names its colours. */
  readonly decodable: Uint8Array;
  /** What `decodable` is: of a RAW file it is the preview. */
  readonly coding: DirectFormat | OwnCoding;
  /** True where `decodable` carries a colour profile. */
  readonly hasProfile: boolean;
  readonly format: PictureFormat;
  /** The page of a TIFF that is the picture; null: the format has no pages that matter. */
  readonly page: TiffPage | null;
  /** Colours that stand in numbers instead of a profile; null: sRGB, or a profile. */
  readonly named: NamedColours | null;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  readonly header: PictureHeader;
}

/** Decoded pixels: 8-bit sRGB, three bytes each, row by row, upright. */
export interface Pixels extends Size {
  readonly data: Uint8Array;
}

/** Formats and codings that a decoder unpacks whole before it can hand out the first row. */
const WHOLE_PICTURE_BYTES = 1200 * 1024 * 1024;

/**
 * Recognises the bytes of a file by content and reads the header.
 * Throws format-unknown, coding-unsupported, raw-without-preview, picture-too-large, picture-truncated, picture-corrupt.
 */
export async function openPicture(bytes: Uint8Array, path: string): Promise<OpenedPicture> {
  const format = recogniseFormat(bytes.subarray(0, RECOGNISE_BYTES), basename(path));
  if (format === null) throw new DarkslideError('format-unknown');
  return await openAs(bytes, format);
}

/** Like openPicture where the format is known already. */
export async function openAs(file: Uint8Array, format: PictureFormat): Promise<OpenedPicture> {
  try {
    switch (format) {
      case 'heic':
        return await openHeic(file);
      case 'bmp':
        return openBmp(file);
      case 'jxl':
        return await openJxl(file);
      case 'raw':
        return await openRawFile(file);
      default:
        return await openDirectly(file, format);
    }
  } catch (thrown) {
    throw decodeFailure(thrown, file, format);
  }
}

async function openDirectly(file: Uint8Array, format: DirectFormat): Promise<OpenedPicture> {
  const page = format === 'tiff' ? picturePage(tiffPages(file)) : null;
  if (page !== null) refuseCoding(page);
  const bytes = inDecodersWords(file, format, page);
  const odd = format === 'jpeg' ? oddJpegCoding(bytes) : null;
  if (odd !== null) throw unsupportedCoding('JPEG', odd, 'with 8 bits');
  const header = await load(bytes, format, 'none', page?.index).metadata();
  refuseTooLarge(header, format);
  const { width, height } = header.autoOrient;
  const named = namedColours(bytes, format, header);
  const decodable = withNamedProfile(bytes, format, header, named);
  const hasProfile = header.icc !== undefined || decodable !== bytes;
  return { bytes, decodable, coding: format, hasProfile, format, page, named, width, height, header };
}

/** The same picture where decoders do not look for what the file says, or not know it. */
function inDecodersWords(file: Uint8Array, format: DirectFormat, page: TiffPage | null): Uint8Array {
  switch (format) {
    case 'jpeg':
      return withoutLeadingStray(file);
    case 'png':
      return withEarlyExif(file);
    case 'avif':
      return withMatrixSaid(file);
    case 'tiff':
      return page === null ? file : renameSamples(file, page);
    case 'webp':
    case 'gif':
      return file;
  }
}

/** Colours and sizes stand in the file's boxes; its pixels are unpacked by a decoder of their own. */
async function openHeic(bytes: Uint8Array): Promise<OpenedPicture> {
  const size = await heicSize(bytes);
  const icc = heifProfile(bytes);
  const named = icc === null ? heicColours(bytes) : null;
  const header: PictureHeader = {
    ...{ ...size, channels: 4, depth: 'uchar', space: 'srgb', isProgressive: true },
    ...(icc === null ? {} : { icc: Buffer.from(icc) }),
  };
  refuseTooLarge(header, 'heic');
  return {
    bytes,
    decodable: bytes,
    coding: 'heic',
    hasProfile: icc !== null,
    format: 'heic',
    page: null,
    named,
    ...size,
    header,
  };
}

function openBmp(bytes: Uint8Array): OpenedPicture {
  const { profile, ...facts } = bmpHeader(bytes);
  const header: PictureHeader = profile === null ? facts : { ...facts, icc: Buffer.from(profile) };
  refuseTooLarge(header, 'bmp');
  const { width, height } = header;
  return {
    ...{ bytes, decodable: bytes, coding: 'bmp', format: 'bmp', hasProfile: profile !== null, page: null, named: null },
    ...{ width, height, header },
  };
}

/** Its colours are known only once it is decoded, see decoderOf; metadata lies beside the picture. */
async function openJxl(bytes: Uint8Array): Promise<OpenedPicture> {
  const { exif, xmp } = jxlParts(bytes);
  const size = await jxlSize(bytes);
  const header: PictureHeader = {
    ...{ ...size, channels: 4, depth: 'uchar', space: 'srgb', isProgressive: true },
    ...(exif === null ? {} : { exif: Buffer.from(exif) }),
    ...(xmp === null ? {} : { xmp: Buffer.from(xmp) }),
  };
  refuseTooLarge(header, 'jxl');
  return {
    ...{ bytes, decodable: bytes, coding: 'jxl', format: 'jxl', hasProfile: false, page: null, named: null },
    ...{ ...size, header },
  };
}

/** By the preview in it, or by the sensor where there is none to be looked at. */
async function openRawFile(bytes: Uint8Array): Promise<OpenedPicture> {
  try {
    return await openPreview(bytes);
  } catch (thrown) {
    if (!(thrown instanceof DarkslideError) || thrown.code !== 'raw-without-preview') throw thrown;
    return await openSensor(bytes, thrown);
  }
}

async function openPreview(bytes: Uint8Array): Promise<OpenedPicture> {
  const { jpeg, isAdobeRgb } = openRaw(bytes);
  const preview = await openDirectly(jpeg, 'jpeg');
  const adobe = isAdobeRgb && !preview.hasProfile ? withProfile(jpeg) : null;
  const decodable = adobe ?? preview.decodable;
  return { ...preview, bytes, decodable, hasProfile: preview.hasProfile || adobe !== null, format: 'raw' };
}

/** `refusal`: what is said where the sensor gives no picture either. */
async function openSensor(bytes: Uint8Array, refusal: DarkslideError): Promise<OpenedPicture> {
  const size = await sensorSize(bytes).catch((thrown: unknown) => {
    throw thrown instanceof DarkslideError ? thrown : refusal;
  });
  if (Math.max(size.width, size.height) < LEAST_LONG_SIDE) throw refusal;
  const header: PictureHeader = { ...size, channels: 3, depth: 'uchar', space: 'srgb', isProgressive: true };
  return {
    ...{ bytes, decodable: bytes, coding: 'sensor', format: 'raw', hasProfile: false, page: null, named: null },
    ...{ ...size, header },
  };
}

/**
 * Decodes to the end, at the given size, without leaving the promised colours: profiles are converted, transparency lies
 * on white. `fill` is exact because both sides were computed together.
 * `strict` refuses pictures of which a part is missing or damaged: sending half a photo wastes money.
 * `lenient` shows what can be shown, as any viewer would.
 */
export async function decodePixels(picture: OpenedPicture, size: Size | null, care: 'strict' | 'lenient'): Promise<Pixels> {
  const { bytes, format, page } = picture;
  try {
    if (care === 'lenient') return await decodeOnce(picture, size, 'none');
    if (page !== null) await refuseDamagedParts(bytes, page);
    if (format === 'heic' || format === 'avif') refuseMissingParts(bytes);
    if (format === 'gif' && !gifFrameIsWhole(bytes)) throw new Error('the first frame lacks pixels');
    return picture.coding === 'jpeg' ? await decodeJpeg(picture, size) : await decodeOnce(picture, size, 'error');
  } catch (thrown) {
    throw decodeFailure(thrown, bytes, format);
  }
}

function refuseMissingParts(bytes: Uint8Array): void {
  const parts = heifPartsAre(bytes);
  if (parts === 'missing') throw new DarkslideError('picture-truncated');
  if (parts === 'damaged') throw new DarkslideError('picture-corrupt');
}

/** Anything odd stops the first try. What does no harm is let through, and stray bytes between the parts are taken out, in a second one. */
async function decodeJpeg(picture: OpenedPicture, size: Size | null): Promise<Pixels> {
  try {
    return await decodeOnce(picture, size, 'warning');
  } catch (thrown) {
    if (isHarmlessWarning(thrown)) return await decodeOnce(picture, size, 'error');
    const first = tidyJpeg(picture.decodable, 1);
    if (first === null) throw thrown;
    try {
      return await decodeTidied({ ...picture, decodable: first }, size);
    } catch {
      const second = tidyJpeg(picture.decodable, 2);
      if (second === null) throw thrown;
      return await decodeTidied({ ...picture, decodable: second }, size);
    }
  }
}

async function decodeTidied(picture: OpenedPicture, size: Size | null): Promise<Pixels> {
  try {
    return await decodeOnce(picture, size, 'warning');
  } catch (thrown) {
    if (!isHarmlessWarning(thrown)) throw thrown;
    return await decodeOnce(picture, size, 'error');
  }
}

async function decodeOnce(picture: OpenedPicture, size: Size | null, strictness: Strictness): Promise<Pixels> {
  const { decoder, hasProfile, isDeep } = await decoderOf(picture, strictness);
  const sized = size === null ? decoder : decoder.resize({ width: size.width, height: size.height, fit: 'fill' });
  // NOTE(sixteen-bit-profiles): what is seen through would lie on white in Display P3, and edges would get other colours
  const isLaidLater = hasProfile && isDeep;
  const { data, info } = await inSrgb(isLaidLater ? sized : sized.flatten({ background: '#ffffff' }), hasProfile)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { data: info.channels === 4 ? onWhite(data) : ownBytes(data), width, height };
}

/** RGBA as RGB on white. */
function onWhite(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3] ?? 255;
    for (let channel = 0; channel < 3; channel += 1)
      rgb[to + channel] = Math.round(((rgba[from + channel] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
  }
  return rgb;
}

interface Decoder {
  readonly decoder: Sharp;
  readonly hasProfile: boolean;
  /** More than 8 bits a sample. */
  readonly isDeep: boolean;
}

/** The decoder of a picture; one over a plain copy where its samples or colours are of a kind that must be put into words first. */
export async function decoderOf(picture: OpenedPicture, strictness: Strictness): Promise<Decoder> {
  const { decodable, coding, header, page, named } = picture;
  const profile = named?.profile ?? header.icc ?? null;
  if (coding === 'bmp') {
    const samples = decodeBmp(decodable, strictness !== 'none');
    return { decoder: load(writeTiff(samples, profile), 'tiff', 'error'), hasProfile: profile !== null, isDeep: false };
  }
  if (coding === 'sensor') {
    const samples = await decodeSensor(decodable);
    return { decoder: load(writeTiff(samples, null), 'tiff', 'error'), hasProfile: false, isDeep: false };
  }
  if (coding === 'jxl')
    return await decoderOf(await openDirectly(await decodeJxl(decodable, strictness !== 'none'), 'png'), 'error');
  if (coding === 'heic') {
    const isDeep = named?.hdr != null;
    const samples = await decodeHeic(decodable, isDeep);
    return { decoder: load(writeTiff(samples, profile), 'tiff', 'error'), hasProfile: profile !== null, isDeep };
  }
  const isNamedOutside = named !== null && decodable === picture.bytes;
  const meaning = { renamed: page === null ? null : meaningOf(page), kept: page === null ? null : keptChannels(page) };
  const isPlain = meaning.renamed === null && meaning.kept === null && !hasWideSamples(header) && !isNamedOutside;
  if (isPlain && !hasUnreadProfile(header, profile)) {
    const decoder = load(decodable, coding, strictness, page?.index);
    return { decoder, hasProfile: picture.hasProfile, isDeep: header.depth !== 'uchar' };
  }
  const plain = await asPlainTiff(loadBare(decodable, coding, strictness, page?.index), header, profile, meaning);
  return { decoder: load(plain.tiff, 'tiff', 'error'), hasProfile: plain.hasProfile, isDeep: true };
}

/** Bytes with a profile where the file only names its colours and a profile can be put into it; else the same bytes. */
function withNamedProfile(
  bytes: Uint8Array,
  format: PictureFormat,
  header: PictureHeader,
  named: NamedColours | null,
): Uint8Array {
  if (format === 'png' && named !== null) return withPngProfile(bytes, named.profile);
  const isAdobe = format === 'jpeg' && header.icc === undefined && namesAdobeRgb(header);
  return (isAdobe ? withProfile(bytes) : null) ?? bytes;
}

/**
 * NOTE(sixteen-bit-profiles): with an embedded profile and 16 bits the decoder works in Display P3 and would hand those
 * numbers out as if they were sRGB, unless a profile for the output is named. Without an embedded profile, naming one
 * makes it take 16-bit sRGB for Display P3. So the output profile is named exactly where one is embedded.
 */
export function inSrgb(decoder: Sharp, hasProfile: boolean, bits: 8 | 16 = 8): Sharp {
  const srgb = decoder.toColourspace(bits === 8 ? 'srgb' : 'rgb16');
  return hasProfile ? srgb.withIccProfile('srgb', { attach: false }) : srgb;
}

/** Cameras set to Adobe RGB often embed no profile and only say so in EXIF, by the interoperability rule R03. */
function namesAdobeRgb(header: PictureHeader): boolean {
  return header.exif !== undefined && header.channels === 3 && exifNamesAdobeRgb(header.exif);
}

function withProfile(bytes: Uint8Array): Uint8Array | null {
  const parts = readJpeg(bytes);
  if (parts === null) return null;
  const payload = Buffer.concat([Buffer.from('ICC_PROFILE\0\u0001\u0001', 'latin1'), adobeRgbProfile()]);
  // Not complete: a cut-off file keeps being one. Bytes behind the end of the image are no part of it.
  return writeJpeg([...parts.segments, { marker: 0xe2, payload }], parts.scans);
}

/**
 * Bytes with memory of their own. On Linux the decoder's buffers lie in the shared memory of its WebAssembly instance:
 * they cannot be transferred to another thread and are freed with the instance.
 */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}

/** True where the pixels come compressed in one piece or in several passes over the whole picture. */
function unpacksWhole(header: PictureHeader, format: PictureFormat): boolean {
  return header.isProgressive || format === 'webp' || format === 'avif';
}

function refuseTooLarge(header: PictureHeader, format: PictureFormat): void {
  const pixels = header.width * header.height;
  const bytesPerPixel = header.channels * (header.depth === 'ushort' ? 2 : header.depth === 'float' ? 4 : 1);
  const tooLarge = pixels > MAX_PIXELS || (unpacksWhole(header, format) && pixels * bytesPerPixel > WHOLE_PICTURE_BYTES);
  if (tooLarge) throw new DarkslideError('picture-too-large');
}

/** Any failure of a decoder as one of the app's codes. */
export function decodeFailure(thrown: unknown, bytes: Uint8Array, format: PictureFormat): DarkslideError {
  if (thrown instanceof DarkslideError) return thrown;
  if (/pixel limit|too large|out of memory|dimensions? exceed/i.test(messageOf(thrown))) {
    return new DarkslideError('picture-too-large', undefined, { cause: thrown });
  }
  return new DarkslideError(endsEarly(bytes, format) ? 'picture-truncated' : 'picture-corrupt', undefined, { cause: thrown });
}
