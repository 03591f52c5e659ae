/**
 * The change as a bilateral grid: an affine transform of colour (3 × 4) for each place and each luminance, fitted by least squares in every cell, with a
 * weak pull to its surroundings and, where those know nothing either, to one transform for the whole picture. Source: Chen, Adams, Wadhwa, Hasinoff,
 * *Bilateral Guided Upsampling* (2016). Pure.
 */
import type { Plane, Planes } from '../planes/planes.ts';
import { LUMINANCE } from '../planes/planes.ts';
import { BOTH, NUMBERS, SQUARES, solveCell, type Hold } from './solve.ts';
import { smoothSums } from './smooth-sums.ts';

/** Numbers of one transform: for red, green and blue the weights of red, green, blue, and 1. */
export const COEFFICIENTS = 12;

/** Transforms at the centres of cells, read by trilinear interpolation. */
export interface Grid {
  readonly across: number;
  readonly down: number;
  /** Steps of luminance: the first is at 0, the last at 1. */
  readonly deep: number;
  /** [row][column][step][coefficient]. */
  readonly data: Float32Array;
}

export interface GridShape {
  /** Side of a cell, pixels. */
  readonly cell: number;
  /** Steps of luminance. */
  readonly deep: number;
}

/** What the pixels of each cell say, and those of ever wider surroundings: a grid is solved from it, under any hold. */
export interface GridSums {
  readonly size: Pick<Grid, 'across' | 'down' | 'deep'>;
  /** The cell's own first. */
  readonly levels: readonly Float64Array[];
}

/** Gathers `frame` → `answer`. @param weights - how far each pixel is to be believed, 0–1; null: all of them */
export function gatherGrid(frame: Planes, answer: Planes, weights: Plane | null, { cell, deep }: GridShape): GridSums {
  const [across, down] = [Math.max(1, Math.round(frame.width / cell)), Math.max(1, Math.round(frame.height / cell))];
  const size = { across, down, deep };
  const own = gather(frame, answer, weights, size);
  const levels = [own];
  for (const apart of WIDER) levels.push(smoothSums(levels.at(-1) ?? own, size, NUMBERS, apart));
  return { size, levels };
}

/** The grid that fits, from what a wide surrounding says to what each cell itself says. */
export function solveGrid({ size, levels }: GridSums, hold: Hold): Grid {
  const cells = size.across * size.down * size.deep;
  const whole = new Float64Array(NUMBERS);
  const [own] = levels;
  if (own !== undefined)
    for (let at = 0; at < own.length; at += 1) whole[at % NUMBERS] = (whole[at % NUMBERS] ?? 0) + (own[at] ?? 0);
  const base = new Float64Array(COEFFICIENTS);
  solveCell(whole, 0, IDENTITY, 0, hold, base, 0);
  let held = new Float64Array(cells * COEFFICIENTS);
  for (let at = 0; at < held.length; at += 1) held[at] = base[at % COEFFICIENTS] ?? 0;
  for (const level of [...levels].reverse()) {
    const solved = new Float64Array(cells * COEFFICIENTS);
    for (let at = 0; at < cells; at += 1)
      solveCell(level, at * NUMBERS, held, at * COEFFICIENTS, hold, solved, at * COEFFICIENTS);
    held = solved;
  }
  return { ...size, data: Float32Array.from(held) };
}

/** Gathers and solves. */
export function fitGrid(frame: Planes, answer: Planes, weights: Plane | null, shape: GridShape, hold: Hold): Grid {
  return solveGrid(gatherGrid(frame, answer, weights, shape), hold);
}

const IDENTITY = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
/** Cells between those that are taken together, from one surrounding to the next wider one. */
const WIDER = [1, 2, 4] as const;

/** Sums of squares and products of each cell; a pixel counts for two steps of luminance and, by halves of cells, for its neighbours in place. */
function gather(
  frame: Planes,
  answer: Planes,
  weights: Plane | null,
  size: Pick<Grid, 'across' | 'down' | 'deep'>,
): Float64Array {
  const { width, height } = frame;
  const { across, down, deep } = size;
  // Halves of cells in each direction; each belongs by three quarters to its own cell and by a quarter to the next one
  const [halvesX, halvesY] = [across * 2, down * 2];
  const halves = new Float64Array(halvesX * halvesY * deep * NUMBERS);
  const [red, green, blue] = frame.channels;
  const [toRed, toGreen, toBlue] = answer.channels;
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * halvesY) / height) * halvesX;
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const weight = weights === null ? 1 : (weights.data[at] ?? 0);
      if (weight <= 0) continue;
      const [r, g, b] = [red[at] ?? 0, green[at] ?? 0, blue[at] ?? 0];
      const step = luminanceStep(r, g, b, deep);
      const below = Math.floor(step);
      const part = step - below;
      const place = (row + Math.floor((x * halvesX) / width)) * deep + below;
      const [tr, tg, tb] = [toRed[at] ?? 0, toGreen[at] ?? 0, toBlue[at] ?? 0];
      addPixel(halves, place * NUMBERS, weight * (1 - part), r, g, b, tr, tg, tb);
      if (part > 0) addPixel(halves, (place + 1) * NUMBERS, weight * part, r, g, b, tr, tg, tb);
    }
  }
  return joinHalves(halves, size);
}

/** Luminance of a colour on the grid's steps. */
export function luminanceStep(red: number, green: number, blue: number, deep: number): number {
  const luminance = LUMINANCE[0] * red + LUMINANCE[1] * green + LUMINANCE[2] * blue;
  const step = luminance * (deep - 1);
  // A little below the last step, so that there is always one above
  return step <= 0 ? 0 : step >= deep - 1 ? deep - 1.000001 : step;
}

function addPixel(
  sums: Float64Array,
  at: number,
  w: number,
  r: number,
  g: number,
  b: number,
  tr: number,
  tg: number,
  tb: number,
): void {
  const [wr, wg, wb] = [w * r, w * g, w * b];
  sums[at] = (sums[at] ?? 0) + wr * r;
  sums[at + 1] = (sums[at + 1] ?? 0) + wr * g;
  sums[at + 2] = (sums[at + 2] ?? 0) + wg * g;
  sums[at + 3] = (sums[at + 3] ?? 0) + wr * b;
  sums[at + 4] = (sums[at + 4] ?? 0) + wg * b;
  sums[at + 5] = (sums[at + 5] ?? 0) + wb * b;
  sums[at + 6] = (sums[at + 6] ?? 0) + wr;
  sums[at + 7] = (sums[at + 7] ?? 0) + wg;
  sums[at + 8] = (sums[at + 8] ?? 0) + wb;
  sums[at + 9] = (sums[at + 9] ?? 0) + w;
  let to = at + SQUARES;
  sums[to] = (sums[to] ?? 0) + wr * tr;
  sums[to + 1] = (sums[to + 1] ?? 0) + wg * tr;
  sums[to + 2] = (sums[to + 2] ?? 0) + wb * tr;
  sums[to + 3] = (sums[to + 3] ?? 0) + w * tr;
  to += BOTH;
  sums[to] = (sums[to] ?? 0) + wr * tg;
  sums[to + 1] = (sums[to + 1] ?? 0) + wg * tg;
  sums[to + 2] = (sums[to + 2] ?? 0) + wb * tg;
  sums[to + 3] = (sums[to + 3] ?? 0) + w * tg;
  to += BOTH;
  sums[to] = (sums[to] ?? 0) + wr * tb;
  sums[to + 1] = (sums[to + 1] ?? 0) + wg * tb;
  sums[to + 2] = (sums[to + 2] ?? 0) + wb * tb;
  sums[to + 3] = (sums[to + 3] ?? 0) + w * tb;
}

function joinHalves(halves: Float64Array, { across, down, deep }: Pick<Grid, 'across' | 'down' | 'deep'>): Float64Array {
  const slab = deep * NUMBERS;
  const sums = new Float64Array(across * down * slab);
  for (let row = 0; row < down * 2; row += 1) {
    for (let column = 0; column < across * 2; column += 1) {
      const from = (row * across * 2 + column) * slab;
      const [ownRow, ownColumn] = [row >> 1, column >> 1];
      const nextRow = ownRow + (row % 2 === 0 ? -1 : 1);
      const nextColumn = ownColumn + (column % 2 === 0 ? -1 : 1);
      addSlab(sums, (ownRow * across + ownColumn) * slab, halves, from, slab, 0.5625);
      if (nextColumn >= 0 && nextColumn < across)
        addSlab(sums, (ownRow * across + nextColumn) * slab, halves, from, slab, 0.1875);
      if (nextRow < 0 || nextRow >= down) continue;
      addSlab(sums, (nextRow * across + ownColumn) * slab, halves, from, slab, 0.1875);
      if (nextColumn >= 0 && nextColumn < across)
        addSlab(sums, (nextRow * across + nextColumn) * slab, halves, from, slab, 0.0625);
    }
  }
  return sums;
}

function addSlab(sums: Float64Array, to: number, halves: Float64Array, from: number, length: number, weight: number): void {
  for (let at = 0; at < length; at += 1) sums[to + at] = (sums[to + at] ?? 0) + weight * (halves[from + at] ?? 0);
}
