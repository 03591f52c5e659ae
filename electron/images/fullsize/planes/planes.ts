/**
 * Pictures as numbers: one Float32Array a channel, row by row, sRGB-encoded values from 0 to 1. All of the full-size work is
 * written over these, so that 8 and 16 bits, any decoder and any test speak the same. Pure.
 */

/** Pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** One number a pixel. */
export interface Plane extends Extent {
  readonly data: Float32Array;
}

export type Channels = readonly [Float32Array, Float32Array, Float32Array];

/** Red, green and blue. */
export interface Planes extends Extent {
  readonly channels: Channels;
}

export const CHANNELS = [0, 1, 2] as const;

/** Weights of ITU-R BT.709, taken on encoded values: what an eye takes for brightness, near enough to sort colours by. */
export const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;

export function emptyPlanes({ width, height }: Extent): Planes {
  const size = width * height;
  return { width, height, channels: [new Float32Array(size), new Float32Array(size), new Float32Array(size)] };
}

/** @param samples - three numbers a pixel, row by row. @param most - what stands for white: 255 or 65,535 */
export function planesOf(samples: Uint8Array | Uint16Array, extent: Extent, most: number): Planes {
  const planes = emptyPlanes(extent);
  const [red, green, blue] = planes.channels;
  const scale = 1 / most;
  for (let at = 0, from = 0; at < red.length; at += 1, from += 3) {
    red[at] = (samples[from] ?? 0) * scale;
    green[at] = (samples[from + 1] ?? 0) * scale;
    blue[at] = (samples[from + 2] ?? 0) * scale;
  }
  return planes;
}

export function luminanceOf({ width, height, channels: [red, green, blue] }: Planes): Plane {
  const data = new Float32Array(width * height);
  for (let at = 0; at < data.length; at += 1) {
    data[at] = LUMINANCE[0] * (red[at] ?? 0) + LUMINANCE[1] * (green[at] ?? 0) + LUMINANCE[2] * (blue[at] ?? 0);
  }
  return { width, height, data };
}

/** The same work on each of the three channels. */
export function eachChannel(planes: Planes, work: (plane: Plane) => Plane): Planes {
  const { width, height, channels } = planes;
  const [red, green, blue] = [
    work({ width, height, data: channels[0] }),
    work({ width, height, data: channels[1] }),
    work({ width, height, data: channels[2] }),
  ];
  return { width: red.width, height: red.height, channels: [red.data, green.data, blue.data] };
}

export function clampTo(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value;
}

/** 0 up to `from`, 1 from `to` on, in between without a corner. */
export function smoothStep(value: number, from: number, to: number): number {
  const part = clampTo((value - from) / (to - from), 0, 1);
  return part * part * (3 - 2 * part);
}
