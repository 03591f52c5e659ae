/** Pictures from words alone: an imagined landscape of ridges under a sky, different for every prompt, then developed by the prompt's look. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pixels } from './develop-picture.ts';
import { cloudNoise, randomFrom, ridgeNoise } from './random.ts';

type Colour = readonly [number, number, number];

interface Palette {
  readonly zenith: Colour;
  readonly horizon: Colour;
  readonly sun: Colour;
  readonly far: Colour;
  readonly near: Colour;
}

const palettes: readonly Palette[] = [
  { zenith: [92, 132, 178], horizon: [236, 214, 190], sun: [255, 240, 214], far: [150, 166, 188], near: [30, 42, 50] },
  { zenith: [70, 92, 140], horizon: [246, 190, 150], sun: [255, 226, 180], far: [158, 132, 150], near: [38, 28, 42] },
  { zenith: [126, 164, 182], horizon: [226, 232, 224], sun: [255, 252, 240], far: [150, 176, 176], near: [26, 52, 50] },
  { zenith: [112, 110, 158], horizon: [240, 204, 206], sun: [255, 236, 224], far: [160, 144, 176], near: [40, 34, 62] },
  { zenith: [86, 138, 156], horizon: [244, 222, 174], sun: [255, 246, 206], far: [148, 164, 148], near: [34, 44, 34] },
];

interface Ridge {
  /** Height of the skyline at a place across, in parts of the picture from the top. */
  readonly skyline: (x: number) => number;
  /** How far trees stand above it. */
  readonly trees: (x: number) => number;
  readonly colour: Colour;
  readonly mist: Colour;
}

const mix = (from: number, to: number, part: number): number => from + (to - from) * part;
const mixColour = (from: Colour, to: Colour, part: number): Colour => [
  mix(from[0], to[0], part),
  mix(from[1], to[1], part),
  mix(from[2], to[2], part),
];
const hold = (value: number): number => Math.min(1, Math.max(0, value));

/** Tree tops: cones of uneven height along the nearest ridge. */
function trees(seed: number): (x: number) => number {
  const random = randomFrom(seed);
  const heights = Float32Array.from({ length: 512 }, random);
  return (x) => {
    let tallest = 0;
    for (const [count, size] of [
      [74, 1],
      [131, 0.62],
    ] as const) {
      const cell = Math.floor(x * count);
      const height = heights[(cell * 7 + count) & 511] ?? 0;
      const apart = Math.abs(x * count - cell - 0.5) * 2;
      tallest = Math.max(tallest, size * (0.3 + 0.7 * height) * Math.max(0, 1 - apart * (1.15 + 0.4 * height)));
    }
    return tallest;
  };
}

function ridgesOf(seed: number, palette: Palette, aspect: number): Ridge[] {
  const random = randomFrom(seed);
  const count = 5 + Math.floor(random() * 2);
  const start = 0.4 + random() * 0.1;
  return Array.from({ length: count }, (_, index) => {
    const depth = index / (count - 1);
    const noise = ridgeNoise(seed + index * 101, 6);
    const wood = index >= count - 2 ? trees(seed + index) : () => 0;
    const base = start + depth ** 1.2 * (0.84 - start);
    const height = 0.2 - 0.06 * depth;
    const scale = (1.5 + 1.3 * random()) * Math.min(2, Math.max(0.7, aspect));
    const shift = random() * 200;
    return {
      skyline: (x: number) => base + (0.5 - noise(x * scale + shift)) * height * 2,
      trees: (x: number) => wood(x * aspect) * (0.025 + 0.04 * depth * depth),
      colour: mixColour(palette.far, palette.near, depth ** 1.15),
      mist: mixColour(palette.horizon, palette.far, 0.3 + 0.6 * depth),
    };
  });
}

/** The sky at a place: gradient, sun with its glow, long clouds. */
function skyAt(
  x: number,
  y: number,
  palette: Palette,
  sun: { x: number; y: number; size: number },
  cloud: number,
  aspect: number,
): Colour {
  const base = mixColour(palette.zenith, palette.horizon, hold(y / 0.58) ** 0.9);
  const apart = Math.hypot((x - sun.x) * aspect, y - sun.y);
  const glow = Math.exp(-apart / 0.16) * 0.6 + Math.exp(-((apart / 0.5) ** 2)) * 0.28;
  const disc = hold((sun.size - apart) / 0.003 + 0.5);
  const clouds = hold((cloud - 0.5) * 2.6) * (0.25 + 0.5 * hold(1 - Math.abs(y - 0.22) / 0.4));
  const clouded = mixColour(base, mixColour(palette.horizon, palette.sun, glow), clouds);
  return mixColour(clouded, palette.sun, Math.max(disc * 0.95, hold(glow)));
}

/** Paints the landscape of a seed at a size in pixels. Holds the thread for a few milliseconds at a time. */
export async function paintScenery(width: number, height: number, seed: number): Promise<Pixels> {
  const random = randomFrom(seed ^ 0x51ce);
  const palette = palettes[Math.floor(random() * palettes.length)] ?? palettes[0];
  if (palette === undefined) throw new Error('there is no palette');
  const aspect = width / height;
  const sun = { x: 0.2 + 0.6 * random(), y: 0.16 + 0.22 * random(), size: 0.025 + 0.03 * random() };
  const ridges = ridgesOf(seed, palette, aspect);
  const across = (line: (x: number) => number): Float32Array =>
    Float32Array.from({ length: width }, (_, column) => line((column + 0.5) / width) * height);
  const layers = ridges.map((ridge) => ({ ridge, ground: across(ridge.skyline), trees: across(ridge.trees) }));
  const highest = Float32Array.from({ length: width }, (_, column) =>
    Math.min(...layers.map(({ ground, trees }) => (ground[column] ?? height) - (trees[column] ?? 0) - 1)),
  );
  const clouds = cloudNoise(seed ^ 0xc10d, 5);
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const y = (row + 0.5) / height;
    for (let column = 0; column < width; column += 1) {
      const x = (column + 0.5) / width;
      let colour = y < 0.75 ? skyAt(x, y, palette, sun, clouds(x * aspect * 2.2, y * 8), aspect) : palette.horizon;
      if (row >= (highest[column] ?? height)) colour = ridgeAt(row, column, height, layers, colour);
      data.set([Math.round(colour[0]), Math.round(colour[1]), Math.round(colour[2])], (row * width + column) * 3);
    }
    if (row % 24 === 23) await nextTurn();
  }
  return { data, width, height };
}

interface Layer {
  readonly ridge: Ridge;
  /** Pixel rows of the ground and heights of the trees on it, per column. */
  readonly ground: Float32Array;
  readonly trees: Float32Array;
}

/** Lays the ridges over the sky, far to near; each is darkest at its skyline and fades into mist below. */
function ridgeAt(row: number, column: number, height: number, layers: readonly Layer[], sky: Colour): Colour {
  let colour = sky;
  layers.forEach(({ ridge, ground, trees }, index) => {
    const skyline = ground[column] ?? height;
    const cover = hold(row - skyline + (trees[column] ?? 0) + 0.5);
    if (cover === 0) return;
    const depth = (row - skyline) / height;
    const nearest = index === layers.length - 1;
    const mist = nearest ? 0 : hold(depth / 0.2) * 0.72;
    colour = mixColour(colour, mixColour(ridge.colour, ridge.mist, mist), cover);
  });
  return colour;
}
