/**
 * Where a pixel of the frame (the original, shrunk) lies in the answer: a scale and a shift for each axis, and a drift that varies smoothly over the
 * picture. Coordinates are those of pixel centres: the first pixel is 0. Pure.
 */
import { clampTo, type Extent } from '../planes/planes.ts';

/** x of the answer = scaleX · x of the frame + shiftX; the same for y. Pixels. */
export interface Affine {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

/** Pixels of the answer to add to an affine place, known at the centres of square cells and bilinear between them. */
export interface Drift {
  /** Side of a cell, pixels of the frame. */
  readonly cell: number;
  readonly across: number;
  readonly down: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export interface Mapping {
  readonly affine: Affine;
  /** Null: none. */
  readonly drift: Drift | null;
}

export function noDrift({ width, height }: Extent, cell: number): Drift {
  const [across, down] = [Math.max(1, Math.ceil(width / cell)), Math.max(1, Math.ceil(height / cell))];
  return { cell, across, down, x: new Float32Array(across * down), y: new Float32Array(across * down) };
}

/** The drift at one pixel of the frame, for one axis. */
export function driftAt({ cell, across, down }: Drift, values: Float32Array, x: number, y: number): number {
  const column = clampTo((x + 0.5) / cell - 0.5, 0, across - 1);
  const row = clampTo((y + 0.5) / cell - 0.5, 0, down - 1);
  const [left, top] = [Math.min(Math.floor(column), Math.max(0, across - 2)), Math.min(Math.floor(row), Math.max(0, down - 2))];
  const [partX, partY] = [column - left, row - top];
  const [right, bottom] = [Math.min(left + 1, across - 1), Math.min(top + 1, down - 1)];
  const upper = (values[top * across + left] ?? 0) * (1 - partX) + (values[top * across + right] ?? 0) * partX;
  const lower = (values[bottom * across + left] ?? 0) * (1 - partX) + (values[bottom * across + right] ?? 0) * partX;
  return upper * (1 - partY) + lower * partY;
}

/** Places in the answer of one row of the frame, into `xs` and `ys`. */
export function placeRow({ affine, drift }: Mapping, y: number, xs: Float64Array, ys: Float64Array): void {
  const plainY = affine.scaleY * y + affine.shiftY;
  for (let x = 0; x < xs.length; x += 1) {
    xs[x] = affine.scaleX * x + affine.shiftX;
    ys[x] = plainY;
  }
  if (drift === null) return;
  addDrift(drift, drift.x, y, xs);
  addDrift(drift, drift.y, y, ys);
}

/** Like driftAt for a whole row: the cells at its height first, then between them. */
function addDrift({ cell, across, down }: Drift, values: Float32Array, y: number, out: Float64Array): void {
  const row = clampTo((y + 0.5) / cell - 0.5, 0, down - 1);
  const top = Math.min(Math.floor(row), Math.max(0, down - 2));
  const part = row - top;
  const [above, below] = [top * across, Math.min(top + 1, down - 1) * across];
  const short = new Float64Array(across + 1);
  for (let at = 0; at < across; at += 1) short[at] = (values[above + at] ?? 0) * (1 - part) + (values[below + at] ?? 0) * part;
  for (let x = 0; x < out.length; x += 1) {
    const column = clampTo((x + 0.5) / cell - 0.5, 0, across - 1);
    const left = Math.min(Math.floor(column), Math.max(0, across - 2));
    const low = short[left] ?? 0;
    out[x] = (out[x] ?? 0) + low + (across === 1 ? 0 : (column - left) * ((short[left + 1] ?? 0) - low));
  }
}

/** The same mapping between the two pictures at half their sizes. */
export function halfAffine({ scaleX, scaleY, shiftX, shiftY }: Affine): Affine {
  // Centres: a pixel of the half picture lies between two of the whole one, at 2 x + ½
  return { scaleX, scaleY, shiftX: (shiftX + 0.5 * scaleX - 0.5) / 2, shiftY: (shiftY + 0.5 * scaleY - 0.5) / 2 };
}

/** The same mapping between the two pictures at twice their sizes. */
export function doubleAffine({ scaleX, scaleY, shiftX, shiftY }: Affine): Affine {
  return { scaleX, scaleY, shiftX: 2 * shiftX - 0.5 * scaleX + 0.5, shiftY: 2 * shiftY - 0.5 * scaleY + 0.5 };
}
