/** From a request's pictures and fields to the picture that is sent back, and the spoiled pictures that a script can ask for. */
import sharp, { type Sharp } from 'sharp';
import { developPixels, type Pixels } from './develop-picture.ts';
import { lookFor } from './look.ts';
import { withMark } from './mark.ts';
import { restorePixels, swapFace } from './other-pictures.ts';
import { seedOf } from './random.ts';
import { paintScenery } from './scenery.ts';

export type Format = 'jpeg' | 'png';

/** What a model was asked for, checked and with its defaults in place. */
export type Order =
  | { readonly kind: 'photo-to-photo'; readonly photo: Pixels; readonly prompt: string; readonly strength: number }
  | { readonly kind: 'text-to-picture'; readonly prompt: string; readonly width: number; readonly height: number }
  | { readonly kind: 'restore'; readonly photo: Pixels; readonly fidelity: number; readonly scale: number }
  | { readonly kind: 'two-photos'; readonly face: Pixels; readonly target: Pixels };

const MAX_PIXELS = 40_000_000;

/**
 * Decodes a picture to 8-bit sRGB on white, as stored: orientation tags are not followed, as the models do not follow them.
 * Throws where the bytes are no whole picture.
 */
export async function decodePicture(bytes: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels === 3) return { data, width: info.width, height: info.height };
  const colours = new Uint8Array(info.width * info.height * 3);
  for (let pixel = 0; pixel < info.width * info.height; pixel += 1)
    colours.fill(data[pixel * info.channels] ?? 0, pixel * 3, pixel * 3 + 3);
  return { data: colours, width: info.width, height: info.height };
}

async function make(order: Order, seed: number): Promise<Pixels> {
  switch (order.kind) {
    case 'photo-to-photo':
      return await developPixels(order.photo, lookFor(order.prompt, seed), order.strength, seedOf(order.prompt) ^ seed);
    case 'text-to-picture': {
      const scenery = await paintScenery(order.width, order.height, seedOf(`${order.prompt}\n${String(seed)}`));
      return await developPixels(scenery, lookFor(order.prompt, seed), 1, seedOf(order.prompt) ^ seed);
    }
    case 'restore':
      return await restorePixels(order.photo, order.fidelity, order.scale);
    case 'two-photos':
      return await swapFace(order.face, order.target);
  }
}

/** Makes the picture of an order, with the mark, encoded. The same order and seed give the same picture. */
export async function makePicture(order: Order, format: Format, seed: number): Promise<Buffer> {
  return await encode(withMark(await make(order, seed)), format);
}

async function encode(image: Sharp, format: Format): Promise<Buffer> {
  return format === 'png'
    ? await image.png({ compressionLevel: 6 }).toBuffer()
    : await image.jpeg({ quality: 93, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** A picture of one grey, the size of the order's: what a service sends when a run went wrong without an error. */
export async function blankPicture(order: Order, format: Format): Promise<Buffer> {
  const { width, height } = sizeOf(order);
  const image = sharp({ create: { width, height, channels: 3, background: { r: 127, g: 127, b: 127 } } });
  return await encode(image, format);
}

/** A whole picture of one pixel: decodes, under 500 bytes, useless. */
export async function tinyPicture(): Promise<Buffer> {
  return await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000000' } })
    .png()
    .toBuffer();
}

function sizeOf(order: Order): { width: number; height: number } {
  switch (order.kind) {
    case 'photo-to-photo':
      return order.photo;
    case 'text-to-picture':
      return order;
    case 'restore':
      return { width: order.photo.width * order.scale, height: order.photo.height * order.scale };
    case 'two-photos':
      return order.target;
  }
}

/** Width and height of the picture that an order gives, pixels. */
export function resultSize(order: Order): { width: number; height: number } {
  const { width, height } = sizeOf(order);
  return { width, height };
}
