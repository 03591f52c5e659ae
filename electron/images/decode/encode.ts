/** Encodes 8-bit sRGB pixels. What comes out carries no metadata and no profile. */
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { OutputFormat } from '../../contract/recipe.ts';
import { ownBytes } from './decode.ts';
import type { Pixels } from './decode.ts';
import type { Size } from '../upload-size.ts';

/** full: a colour for each pixel. half: one for four pixels, a quarter smaller, fine on screen. */
export type Chroma = 'full' | 'half';

/** A JPEG of these pixels; `size` shrinks them first. */
export async function encodeJpeg(pixels: Pixels, quality: number, chroma: Chroma, size?: Size): Promise<Uint8Array> {
  const whole = fromPixels(pixels);
  const sized = size === undefined ? whole : whole.resize({ width: size.width, height: size.height, fit: 'fill' });
  const chromaSubsampling = chroma === 'full' ? '4:4:4' : '4:2:0';
  return ownBytes(await sized.jpeg({ quality, chromaSubsampling }).toBuffer());
}

/** A result's bytes in the format that was asked for; JPEG near lossless, because the result was compressed before. */
export async function encodeResult(pixels: Pixels, format: OutputFormat): Promise<Uint8Array> {
  return format === 'jpeg' ? await encodeJpeg(pixels, 95, 'full') : ownBytes(await fromPixels(pixels).png().toBuffer());
}

function fromPixels(pixels: Pixels): Sharp {
  return sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 3 } });
}
