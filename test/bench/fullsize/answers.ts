/** Answers as a service gives them: clean, soft (less sharp, blotchy, compressed) and drifting, and some that lie beside their place. */
import sharp from 'sharp';
import { gaussian } from '../../../electron/images/fullsize/planes/blur.ts';
import { boxMean } from '../../../electron/images/fullsize/planes/blur.ts';
import {
  CHANNELS,
  clampTo,
  eachChannel,
  luminanceOf,
  planesOf,
  type Extent,
  type Planes,
} from '../../../electron/images/fullsize/planes/planes.ts';
import { layOnFrame } from '../../../electron/images/fullsize/register/warp.ts';
import type { Drift, Mapping } from '../../../electron/images/fullsize/register/place.ts';
import { randomFrom } from '../../../electron/simulator/random.ts';

export function toBytes({ width, height, channels }: Planes): Uint8Array {
  const bytes = new Uint8Array(width * height * 3);
  for (const channel of CHANNELS) {
    const data = channels[channel];
    for (let at = 0; at < data.length; at += 1) bytes[at * 3 + channel] = Math.round(clampTo(data[at] ?? 0, 0, 1) * 255);
  }
  return bytes;
}

/** As an 8-bit file without loss would carry it. */
export function clean(planes: Planes): Planes {
  return planesOf(toBytes(planes), planes, 255);
}

/** Through JPEG at 85, colours at half size as most services do. */
export async function compressed(planes: Planes): Promise<Planes> {
  const { width, height } = planes;
  const jpeg = await sharp(toBytes(planes), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
  return planesOf(new Uint8Array(await sharp(jpeg).raw().toBuffer()), planes, 255);
}

/** Less sharp by 0.7 pixels, blobs of 2–4 pixels where there is texture, JPEG 85. */
export async function soft(planes: Planes, seed: number): Promise<Planes> {
  return await compressed(blotched(planes, seed));
}

const BLUR = 0.7;
/** Strength of the blobs in parts of the texture around. */
const BLOBS = 0.3;

function blotched(planes: Planes, seed: number): Planes {
  const { width, height } = planes;
  const luminance = luminanceOf(planes);
  const smooth = gaussian(luminance, 2).data;
  const texture = boxMean({ width, height, data: luminance.data.map((value, at) => (value - (smooth[at] ?? 0)) ** 2) }, 4).data;
  const random = randomFrom(seed);
  const noise = Float32Array.from({ length: width * height }, () => random() + random() + random() - 1.5);
  const plane = { width, height, data: noise };
  const [fine, coarse] = [gaussian(plane, 0.9).data, gaussian(plane, 1.9).data];
  const blobs = fine.map((value, at) => value - (coarse[at] ?? 0));
  const rms = Math.sqrt(blobs.reduce((sum, value) => sum + value * value, 0) / blobs.length);
  const out = eachChannel(planes, (channel) => gaussian(channel, BLUR));
  for (const channel of CHANNELS) {
    const data = out.channels[channel];
    for (let at = 0; at < data.length; at += 1)
      data[at] = (data[at] ?? 0) + (BLOBS * Math.sqrt(Math.max(0, texture[at] ?? 0)) * (blobs[at] ?? 0)) / rms;
  }
  return out;
}

/** A place of the answer = this of the frame: 1–3 pixels that vary over the picture. */
export function driftField({ width, height }: Extent): Drift {
  const cell = 16;
  const [across, down] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  const [x, y] = [new Float32Array(across * down), new Float32Array(across * down)];
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      const [u, v] = [column / across, row / down];
      x[row * across + column] = 1.9 + 0.9 * Math.sin(4.4 * u + 2.2 * v);
      y[row * across + column] = -1 + 1.1 * Math.cos(3.7 * v - 3.1 * u);
    }
  }
  return { cell, across, down, x, y };
}

const unmoved = { scaleX: 1, scaleY: 1, shiftX: 0, shiftY: 0 };

/** What was at x is now at x + drift, so what is at x came from x − drift: to within the drift's own slope. */
export async function drifting(planes: Planes, seed: number): Promise<Planes> {
  const field = driftField(planes);
  const back: Mapping = {
    affine: unmoved,
    drift: { ...field, x: field.x.map((value) => -value), y: field.y.map((value) => -value) },
  };
  return await soft(layOnFrame(planes, back, planes).planes, seed);
}

/** An answer that lies beside its place: by how much each place of the frame is moved, and how large the answer is. */
export interface Moved {
  readonly name: string;
  readonly answer: Planes;
  /** Frame → answer, pixels; what registration must find. */
  readonly mapping: Mapping;
}

/** Shifted by parts of a pixel, cropped to multiples of 64, and stretched to multiples of 64; each JPEG 85. */
export async function moved(planes: Planes): Promise<Moved[]> {
  const shift = { ...unmoved, shiftX: 1.37, shiftY: -0.62 };
  const [width, height] = [Math.floor(planes.width / 64) * 64, Math.floor(planes.height / 64) * 64];
  const [left, top] = [(planes.width - width) >> 1, (planes.height - height) >> 1];
  const crop = { ...unmoved, shiftX: -left, shiftY: -top };
  const [scaleX, scaleY] = [width / planes.width, height / planes.height];
  const stretch = { scaleX, scaleY, shiftX: (scaleX - 1) / 2, shiftY: (scaleY - 1) / 2 };
  const lay = async (name: string, affine: Mapping['affine'], extent: Extent): Promise<Moved> => {
    const inverse = {
      scaleX: 1 / affine.scaleX,
      scaleY: 1 / affine.scaleY,
      shiftX: -affine.shiftX / affine.scaleX,
      shiftY: -affine.shiftY / affine.scaleY,
    };
    const answer = await compressed(layOnFrame(planes, { affine: inverse, drift: null }, extent).planes);
    return { name, answer, mapping: { affine, drift: null } };
  };
  return [
    await lay('shifted', shift, planes),
    await lay('cropped', crop, { width, height }),
    await lay('rescaled', stretch, { width, height }),
  ];
}
