/**
 * Twelve edits that can be computed at any size: lengths are parts of the long side, places parts of width and height. What they make of the
 * original at full size is the truth that a result is measured against.
 */
import { boxMean, wideGaussian } from '../../../electron/images/fullsize/planes/blur.ts';
import {
  CHANNELS,
  clampTo,
  emptyPlanes,
  luminanceOf,
  smoothStep,
  type Planes,
} from '../../../electron/images/fullsize/planes/planes.ts';
import { randomFrom } from '../../../electron/simulator/random.ts';

export type Edit = (planes: Planes) => Planes;

/** Changes one colour: red, green, blue and place (parts of width and height) in; the same array out. */
type Pixel = (colour: Float64Array, u: number, v: number, at: number) => void;

function eachPixel(planes: Planes, change: Pixel): Planes {
  const out = emptyPlanes(planes);
  const colour = new Float64Array(3);
  const { width, height } = planes;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      for (const channel of CHANNELS) colour[channel] = planes.channels[channel][at] ?? 0;
      change(colour, (x + 0.5) / width, (y + 0.5) / height, at);
      for (const channel of CHANNELS) out.channels[channel][at] = clampTo(colour[channel] ?? 0, 0, 1);
    }
  }
  return out;
}

const light = (colour: Float64Array): number => 0.2126 * (colour[0] ?? 0) + 0.7152 * (colour[1] ?? 0) + 0.0722 * (colour[2] ?? 0);

function saturate(colour: Float64Array, by: number): void {
  const grey = light(colour);
  for (const channel of CHANNELS) colour[channel] = grey + by * ((colour[channel] ?? 0) - grey);
}

/** An S around the middle. */
const sCurve = (value: number, amount: number): number => {
  const clipped = clampTo(value, 0, 1);
  return clipped + amount * (clipped * clipped * (3 - 2 * clipped) - clipped);
};

const grade: Pixel = (colour) => {
  const gains = [1.16, 1.04, 0.86];
  for (const channel of CHANNELS) colour[channel] = sCurve((colour[channel] ?? 0) * (gains[channel] ?? 1), 0.5) * 0.94 + 0.03;
  saturate(colour, 1.2);
};

const curves: Pixel = (colour) => {
  const powers = [0.8, 0.9, 1.15];
  for (const channel of CHANNELS) colour[channel] = sCurve(clampTo(colour[channel] ?? 0, 0, 1) ** (powers[channel] ?? 1), 0.7);
};

const splitTone: Pixel = (colour, u, v) => {
  const bright = light(colour);
  const [warm, cold] = [smoothStep(bright, 0.4, 0.9), 1 - smoothStep(bright, 0.1, 0.6)];
  const add = [0.1, 0.04, -0.08];
  const take = [-0.06, 0.01, 0.08];
  const vignette = 1 - 0.5 * ((u - 0.5) ** 2 + (v - 0.5) ** 2) * 1.6;
  for (const channel of CHANNELS)
    colour[channel] = ((colour[channel] ?? 0) + warm * (add[channel] ?? 0) + cold * (take[channel] ?? 0)) * vignette;
};

/** A smooth field like the depth of a scene, 0–1. */
const depth = (u: number, v: number): number =>
  0.5 + 0.28 * Math.sin(5.1 * u + 2.3 * v + 0.6) + 0.22 * Math.sin(7.3 * v - 3.9 * u + 1.1);

const relight: Pixel = (colour, u, v) => {
  const lit = depth(u, v);
  const gains = [0.62 + 0.85 * lit, 0.64 + 0.7 * lit, 0.74 + 0.42 * lit];
  for (const channel of CHANNELS)
    colour[channel] = clampTo(colour[channel] ?? 0, 0, 1) ** (1.12 - 0.24 * lit) * (gains[channel] ?? 1);
};

const dusk: Pixel = (colour, u, v) => {
  // A sky: bright, blue or grey, and above a soft line
  const bright = light(colour);
  const blue = (colour[2] ?? 0) - (colour[0] ?? 0);
  const line = 0.48 + 0.05 * Math.sin(6 * u);
  const sky = smoothStep(v, line + 0.08, line - 0.08) * smoothStep(bright + 0.6 * blue, 0.35, 0.6);
  const ground = [0.52, 0.55, 0.72];
  const above = [0.95, 0.55, 0.5];
  for (const channel of CHANNELS) {
    const value = colour[channel] ?? 0;
    const dim = value ** 1.25 * (ground[channel] ?? 1);
    const glow = value * (above[channel] ?? 1) + (channel === 0 ? 0.08 * v : 0);
    colour[channel] = dim + sky * (glow - dim);
  }
};

const haze: Pixel = (colour, u, v) => {
  const through = Math.exp(-1.3 * (1 - v) - 0.35 * (1 - depth(u, v)));
  const air = [0.78, 0.82, 0.88];
  for (const channel of CHANNELS) colour[channel] = (colour[channel] ?? 0) * through + (air[channel] ?? 0) * (1 - through);
};

/** Parts of the picture: an ellipse with a hard edge. */
const inObject = (u: number, v: number): boolean => ((u - 0.52) / 0.2) ** 2 + ((v - 0.55) / 0.22) ** 2 < 1;

const hueOfObject: Pixel = (colour, u, v) => {
  if (!inObject(u, v)) return;
  const [r, g, b] = [colour[0] ?? 0, colour[1] ?? 0, colour[2] ?? 0];
  // A turn of 80° around the grey axis
  const [cos, sin] = [Math.cos((80 * Math.PI) / 180), Math.sin((80 * Math.PI) / 180)];
  const third = (1 - cos) / 3;
  const root = Math.sqrt(1 / 3) * sin;
  colour[0] = r * (cos + third) + g * (third - root) + b * (third + root);
  colour[1] = r * (third + root) + g * (cos + third) + b * (third - root);
  colour[2] = r * (third - root) + g * (third + root) + b * (cos + third);
};

const localContrast: Edit = (planes) => {
  const luminance = luminanceOf(planes);
  const around = wideGaussian(luminance, 0.03 * Math.max(planes.width, planes.height)).data;
  return eachPixel(planes, (colour, _u, _v, at) => {
    const more = 0.6 * ((luminance.data[at] ?? 0) - (around[at] ?? 0));
    for (const channel of CHANNELS) colour[channel] = (colour[channel] ?? 0) + more;
  });
};

/** Film's grain: as fine as the pixels of the size that it is made at. */
const grain: Edit = (planes) => {
  const random = randomFrom(planes.width);
  return eachPixel(planes, (colour) => {
    const more = 0.05 * (random() + random() + random() - 1.5);
    for (const channel of CHANNELS) colour[channel] = sCurve(colour[channel] ?? 0, 0.3) + more;
  });
};

/** Kuwahara's filter: each pixel becomes the mean of that of four squares around it which varies least. */
const painterly: Edit = (planes) => {
  const radius = Math.max(1, Math.round(0.0012 * Math.max(planes.width, planes.height)));
  const { width, height } = planes;
  const luminance = luminanceOf(planes);
  const half = Math.max(1, Math.round(radius / 2));
  const means = CHANNELS.map((channel) => boxMean({ width, height, data: planes.channels[channel] }, half).data);
  const mean = boxMean(luminance, half).data;
  const squares = boxMean({ width, height, data: luminance.data.map((value) => value * value) }, half).data;
  const out = emptyPlanes(planes);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let [best, least] = [y * width + x, Infinity];
      for (const [dx, dy] of corners) {
        const at = clampTo(y + dy * half, 0, height - 1) * width + clampTo(x + dx * half, 0, width - 1);
        const varies = (squares[at] ?? 0) - (mean[at] ?? 0) ** 2;
        if (varies < least) [best, least] = [at, varies];
      }
      for (const channel of CHANNELS) out.channels[channel][y * width + x] = means[channel]?.[best] ?? 0;
    }
  }
  return eachPixel(out, (colour) => {
    saturate(colour, 1.15);
  });
};

const corners = [
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
] as const;

/** Where the new object stands, parts of the picture. */
export const NEW_OBJECT = { u: 0.42, v: 0.6, across: 0.13, down: 0.17 } as const;

/** How far inside the new object a place is: below 1 inside, above outside. */
export const newObject = (u: number, v: number): number =>
  Math.hypot((u - NEW_OBJECT.u) / NEW_OBJECT.across, (v - NEW_OBJECT.v) / NEW_OBJECT.down);

/** Another thing where there was one, with stripes and scales of its own; a grade elsewhere. */
const replaced: Pixel = (colour, u, v, at) => {
  const place = newObject(u, v);
  grade(colour, u, v, at);
  if (place >= 1) return;
  const stripes = 0.5 + 0.5 * Math.sin(190 * u + 40 * Math.sin(9 * v));
  const scales = 0.5 + 0.5 * Math.sin(230 * v - 60 * u);
  const shade = 1 - 0.6 * place * place;
  colour[0] = shade * (0.35 + 0.5 * stripes);
  colour[1] = shade * (0.2 + 0.45 * scales);
  colour[2] = shade * (0.25 + 0.3 * stripes * scales);
};

const pixel =
  (change: Pixel): Edit =>
  (planes) =>
    eachPixel(planes, change);

/** What is asked of each, dB at full size: clean answers at factor 3 and 5, soft and drifting ones; null: not below enlargement, no more. */
export interface Goals {
  readonly three: number | null;
  readonly five: number | null;
  readonly soft: number | null;
}

export interface NamedEdit {
  readonly name: string;
  readonly edit: Edit;
  readonly goals: Goals;
}

const GLOBAL: Goals = { three: 47, five: 40, soft: 40 };
const LIGHT: Goals = { three: 42, five: 40, soft: 41 };
const NONE: Goals = { three: null, five: null, soft: null };

export const edits: readonly NamedEdit[] = [
  { name: 'grade', edit: pixel(grade), goals: GLOBAL },
  { name: 'curves', edit: pixel(curves), goals: GLOBAL },
  { name: 'split tone', edit: pixel(splitTone), goals: GLOBAL },
  { name: 'relight', edit: pixel(relight), goals: LIGHT },
  { name: 'dusk with a sky', edit: pixel(dusk), goals: LIGHT },
  { name: 'haze', edit: pixel(haze), goals: LIGHT },
  { name: 'hue of an object', edit: pixel(hueOfObject), goals: { three: null, five: null, soft: 31 } },
  { name: 'local contrast', edit: localContrast, goals: { three: 42, five: 40, soft: 35 } },
  { name: 'grain', edit: grain, goals: NONE },
  { name: 'mild painterly', edit: painterly, goals: NONE },
  { name: 'replaced object', edit: pixel(replaced), goals: NONE },
  { name: 'moved grade', edit: pixel(grade), goals: { three: null, five: null, soft: null } },
];
