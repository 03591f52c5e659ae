/** Develops raw pixels by a look: colours through the cube, then light, mist, falloff, snow and grain, row by row without holding the thread. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import sharp from 'sharp';
import { atmosphereOf, CHANNELS, rowOf, type Atmosphere, type Small } from './atmosphere.ts';
import { bakeCube, CUBE } from './grade.ts';
import type { Look } from './look.ts';
import { randomFrom } from './random.ts';

/** Pixels in sRGB, three bytes each, row after row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Longest side of the grid on which the atmosphere is worked out. */
const GRID = 160;
const GRAIN = 512;
/** Picture rows are done in slices of about this many pixels, then the event loop has its turn. */
const SLICE_PIXELS = 60_000;

/** Looks one colour up in the cube, mixing its eight neighbours; writes 0 to 255 into `into`. */
function lookUp(cube: Float32Array, red: number, green: number, blue: number, into: Float32Array): void {
  const scale = (CUBE - 1) / 255;
  const r = Math.min(CUBE - 2, Math.floor(red * scale));
  const g = Math.min(CUBE - 2, Math.floor(green * scale));
  const b = Math.min(CUBE - 2, Math.floor(blue * scale));
  const x = red * scale - r;
  const y = green * scale - g;
  const z = blue * scale - b;
  const at = ((b * CUBE + g) * CUBE + r) * 3;
  const up = CUBE * 3;
  const back = CUBE * CUBE * 3;
  for (let channel = 0; channel < 3; channel += 1) {
    const start = at + channel;
    const near = mixFour(cube, start, up, x, y);
    into[channel] = near + (mixFour(cube, start + back, up, x, y) - near) * z;
  }
}

function mixFour(cube: Float32Array, start: number, up: number, x: number, y: number): number {
  const left = cube[start] ?? 0;
  const low = left + ((cube[start + 3] ?? 0) - left) * x;
  const leftUp = cube[start + up] ?? 0;
  return low + (leftUp + ((cube[start + up + 3] ?? 0) - leftUp) * x - low) * y;
}

let grain: Float32Array | null = null;

/** A tile of film grain: noise softened a little so that it clumps, -1 to 1. Made once; pictures differ by where they lie on it. */
function grainTile(): Float32Array {
  if (grain !== null) return grain;
  const random = randomFrom(0x9a11);
  const raw = Float32Array.from({ length: GRAIN * GRAIN }, () => random() + random() + random() - 1.5);
  grain = raw.map((value, index) => {
    const right = raw[(index & ~(GRAIN - 1)) | ((index + 1) & (GRAIN - 1))] ?? 0;
    const below = raw[(index + GRAIN) & (GRAIN * GRAIN - 1)] ?? 0;
    return (value + 0.45 * right + 0.45 * below) * 0.75;
  });
  return grain;
}

/** Cubes of the last looks; a batch of photos under one recipe asks for the same few again and again. */
const cubes = new Map<string, Float32Array>();
const MAX_CUBES = 8;

async function cubeFor(look: Look, amount: number, brightness: number): Promise<Float32Array> {
  // In steps, so that photos of nearly one brightness share a cube.
  const stepped = Math.round(brightness * 40) / 40;
  const name = JSON.stringify([look, amount, stepped]);
  const known = cubes.get(name);
  if (known !== undefined) return known;
  const cube = await bakeCube(look, amount, stepped);
  const [oldest] = cubes.keys();
  if (cubes.size >= MAX_CUBES && oldest !== undefined) cubes.delete(oldest);
  cubes.set(name, cube);
  return cube;
}

async function smallSoft(pixels: Pixels, cube: Float32Array): Promise<Small> {
  const { data, info } = await sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 3 } })
    .resize({ width: GRID, height: GRID, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const graded = new Uint8Array(data.length);
  const colour = new Float32Array(3);
  for (let at = 0; at < data.length; at += 3) {
    lookUp(cube, data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0, colour);
    graded.set(colour, at);
  }
  const soft = await sharp(graded, { raw: { width: info.width, height: info.height, channels: 3 } })
    .blur(Math.max(0.6, Math.max(info.width, info.height) / 64))
    .raw()
    .toBuffer();
  return { soft, width: info.width, height: info.height };
}

/** Mean brightness of a picture, 0 to 1. */
async function brightnessOf(pixels: Pixels): Promise<number> {
  const { channels } = await sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 3 } })
    .resize(32, 32, { fit: 'fill' })
    .stats();
  const [red, green, blue] = channels;
  return (0.2126 * (red?.mean ?? 0) + 0.7152 * (green?.mean ?? 0) + 0.0722 * (blue?.mean ?? 0)) / 255;
}

/** How much of a look a strength gives: 0 nothing, 0.6 three quarters, 1 all of it. */
export function amountOf(strength: number): number {
  return 1 - (1 - Math.min(1, Math.max(0, strength))) ** 1.5;
}

/**
 * Develops pixels by a look. `strength` 0 gives the very same pixels, 1 the whole look.
 * The result has the same size. Holds the thread for a few milliseconds at a time.
 */
export async function developPixels(pixels: Pixels, look: Look, strength: number, seed: number): Promise<Pixels> {
  const amount = amountOf(strength);
  if (amount === 0) return pixels;
  const cube = await cubeFor(look, amount, await brightnessOf(pixels));
  const small = await smallSoft(pixels, cube);
  const atmosphere = atmosphereOf(small, look, amount, seed);
  const out = new Uint8Array(pixels.data.length);
  const rows = Math.max(1, Math.floor(SLICE_PIXELS / pixels.width));
  const print = { tile: grainTile(), shift: seed & 0xffff, amount: look.grain * amount * 11 };
  for (let first = 0; first < pixels.height; first += rows) {
    developRows(pixels, out, first, Math.min(pixels.height, first + rows), { cube, atmosphere, print });
    await nextTurn();
  }
  const developed = { data: out, width: pixels.width, height: pixels.height };
  if (look.snowfall > 0) letItSnow(developed, look.snowfall * amount, seed);
  return developed;
}

interface Recipe {
  readonly cube: Float32Array;
  readonly atmosphere: Atmosphere;
  readonly print: { readonly tile: Float32Array; readonly shift: number; readonly amount: number };
}

function developRows(pixels: Pixels, out: Uint8Array, first: number, end: number, { cube, atmosphere, print }: Recipe): void {
  const { data, width, height } = pixels;
  const line = new Float32Array(atmosphere.width * CHANNELS);
  const air = new Float32Array(CHANNELS);
  const colour = new Float32Array(3);
  // Grain belongs to the print, not to the pixels: larger pictures get coarser grain.
  const grainStep = 1 / Math.max(1, Math.max(width, height) / 1400);
  for (let row = first; row < end; row += 1) {
    rowOf(atmosphere, (row + 0.5) / height, line);
    for (let column = 0; column < width; column += 1) {
      const at = (row * width + column) * 3;
      lookUp(cube, data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0, colour);
      airAt(line, atmosphere.width, (column + 0.5) / width, air);
      const dark = air[7] ?? 1;
      const mist = air[3] ?? 0;
      const [red = 0, green = 0, blue = 0] = colour;
      const bright = (red * 0.3 + green * 0.6 + blue * 0.1) / 255;
      const tileRow = (Math.floor(row * grainStep) + (print.shift >>> 8)) & (GRAIN - 1);
      const speck = print.tile[(tileRow * GRAIN) | ((Math.floor(column * grainStep) + print.shift) & (GRAIN - 1))] ?? 0;
      const noise = speck * print.amount * (0.25 + 3 * bright * (1 - bright));
      for (let channel = 0; channel < 3; channel += 1) {
        const value = (colour[channel] ?? 0) / 255;
        const lit = 1 - (1 - value) * (1 - (air[channel] ?? 0));
        const misty = lit + ((air[4 + channel] ?? 0) - lit) * mist;
        // A Uint8Array wraps around, so the ends are held here.
        out[at + channel] = Math.min(255, Math.max(0, Math.round(misty * dark * 255 + noise)));
      }
    }
  }
}

function airAt(line: Float32Array, cells: number, x: number, air: Float32Array): void {
  const position = Math.min(cells - 1, Math.max(0, x * cells - 0.5));
  const left = Math.floor(position);
  const part = position - left;
  const from = left * CHANNELS;
  const next = Math.min(cells - 1, left + 1) * CHANNELS;
  for (let channel = 0; channel < CHANNELS; channel += 1) {
    const value = line[from + channel] ?? 0;
    air[channel] = value + ((line[next + channel] ?? 0) - value) * part;
  }
}

/** Soft flakes at three depths; the near ones are few, large and faint, as out-of-focus flakes are. */
function letItSnow(pixels: Pixels, amount: number, seed: number): void {
  const random = randomFrom(seed ^ 0x5f0e);
  const long = Math.max(pixels.width, pixels.height);
  const depths = [
    { count: 520, radius: 0.0009, light: 0.42 },
    { count: 120, radius: 0.0021, light: 0.3 },
    { count: 26, radius: 0.0068, light: 0.13 },
  ];
  for (const { count, radius, light } of depths) {
    for (let flake = 0; flake < count * amount; flake += 1) {
      const size = Math.max(0.7, long * radius * (0.6 + 0.8 * random()));
      drawFlake(pixels, random() * pixels.width, random() * pixels.height, size, light * (0.5 + 0.5 * random()));
    }
  }
}

function drawFlake({ data, width, height }: Pixels, x: number, y: number, radius: number, light: number): void {
  const reach = Math.ceil(radius * 1.6);
  for (let row = Math.max(0, Math.floor(y) - reach); row <= Math.min(height - 1, Math.floor(y) + reach); row += 1) {
    for (let column = Math.max(0, Math.floor(x) - reach); column <= Math.min(width - 1, Math.floor(x) + reach); column += 1) {
      const apart = Math.hypot(column - x, (row - y) * 0.8) / radius;
      const cover = light * Math.exp(-(apart ** 2.6) * 0.9);
      const at = (row * width + column) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const value = data[at + channel] ?? 0;
        data[at + channel] = Math.round(value + (248 - value) * cover);
      }
    }
  }
}
