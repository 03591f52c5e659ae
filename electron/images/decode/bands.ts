/** A picture in bands of rows, upright sRGB of 8 or 16 bits: what is too large for the memory as a whole is worked through from top to bottom. */
import type { Sharp } from 'sharp';
import type { Size } from '../upload-size.ts';
import { decodeFailure, decoderOf, inSrgb, ownBytes, type OpenedPicture, type Pixels } from './decode.ts';

/** Pixels of a band, about. Each band decodes the file from its beginning, so there should be few. */
const BAND_PIXELS = 26_000_000;

/**
 * The picture shrunk to this size, every pixel of it weighed: decoders that shrink while they read are quicker, but move the picture by a part of a pixel.
 */
export async function decodeFrame(picture: OpenedPicture, size: Size): Promise<Pixels> {
  try {
    const { decoder, hasProfile, isDeep } = await decoderOf(picture, 'none');
    const sized = decoder.resize({ width: size.width, height: size.height, fit: 'fill', fastShrinkOnLoad: false });
    // 8 bits are enough to see what was changed
    return { ...size, data: await samplesOf(sized, hasProfile, isDeep, 8) };
  } catch (thrown) {
    throw decodeFailure(thrown, picture.bytes, picture.format);
  }
}

/**
 * Three numbers a pixel, from the top down.
 * @param step - every band but the last has a multiple of so many rows
 */
export async function* decodeBands<Bits extends 8 | 16>(
  picture: OpenedPicture,
  bits: Bits,
  step: number,
): AsyncGenerator<Bits extends 8 ? Uint8Array : Uint16Array> {
  const { width, height } = picture;
  const rows = bandRows(picture, step);
  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top);
    try {
      const { decoder, hasProfile, isDeep } = await decoderOf(picture, 'none');
      const band = count === height ? decoder : decoder.extract({ left: 0, top, width, height: count });
      yield await samplesOf(band, hasProfile, isDeep, bits);
    } catch (thrown) {
      throw decodeFailure(thrown, picture.bytes, picture.format);
    }
  }
}

function bandRows(picture: OpenedPicture, step: number): number {
  const { width, height, header, coding } = picture;
  // Turned pictures, and those that come in one piece, are unpacked whole for every band: once is enough
  const isWhole = (header.orientation ?? 1) !== 1 || coding === 'heic' || coding === 'avif' || coding === 'webp';
  if (isWhole || width * height <= BAND_PIXELS * 1.25) return height;
  return Math.max(step, Math.floor(BAND_PIXELS / width / step) * step);
}

async function samplesOf<Bits extends 8 | 16>(
  decoder: Sharp,
  hasProfile: boolean,
  isDeep: boolean,
  bits: Bits,
): Promise<Bits extends 8 ? Uint8Array : Uint16Array> {
  // NOTE(sixteen-bit-profiles), see decode.ts
  const laid = hasProfile && isDeep ? decoder : decoder.flatten({ background: '#ffffff' });
  const { data, info } = await inSrgb(laid, hasProfile, bits)
    .raw({ depth: bits === 8 ? 'uchar' : 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const own = ownBytes(data);
  const samples = bits === 8 ? own : new Uint16Array(own.buffer);
  const rgb = info.channels === 4 ? onWhite(samples, bits === 8 ? 255 : 65_535) : samples;
  return rgb as Bits extends 8 ? Uint8Array : Uint16Array; // made of that kind two lines above
}

function onWhite(rgba: Uint8Array | Uint16Array, most: number): Uint8Array | Uint16Array {
  const size = (rgba.length / 4) * 3;
  const rgb = rgba instanceof Uint8Array ? new Uint8Array(size) : new Uint16Array(size);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3] ?? most;
    for (let channel = 0; channel < 3; channel += 1)
      rgb[to + channel] = Math.round(((rgba[from + channel] ?? 0) * alpha + most * (most - alpha)) / most);
  }
  return rgb;
}
