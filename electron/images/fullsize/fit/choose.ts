/**
 * Which of several ways to fit tells most about pixels that it has not seen: fitted on every other square of the picture, judged on the others. What
 * follows the answer's noise loses here, however well it repeats what it was shown. Works on pictures of half the size. Pure.
 */
import { luminanceOf, type Plane, type Planes } from '../planes/planes.ts';
import { gatherGrid, solveGrid } from './grid.ts';
import { applyGrid } from './slice.ts';
import type { Hold } from './solve.ts';
import { applyTable, fitTable } from './table.ts';

/** Side of the squares, pixels of the half picture: larger than the answer's blobs and its compression's blocks. */
const SQUARE = 6;
/** Differences of luminance beyond this count like it. */
const BOUND = 0.1;

/** From trusting each cell alone to one change for the whole picture. */
export interface Way {
  readonly hold: Hold;
  /** A table for the whole picture goes before the grid. */
  readonly table: boolean;
}

export const ways: readonly Way[] = [
  { hold: { pull: 1e-4, shared: 0, pixels: 0 }, table: false },
  { hold: { pull: 3e-4, shared: 0.02, pixels: 4 }, table: false },
  { hold: { pull: 3e-4, shared: 0.1, pixels: 16 }, table: false },
  { hold: { pull: 3e-4, shared: 0.3, pixels: 40 }, table: false },
  { hold: { pull: 1e-3, shared: 2, pixels: 400 }, table: true },
];

/** @param frame - half size, as soft as the answer @param answer - half size @param weights - 0–1 */
export function chooseWay(frame: Planes, answer: Planes, weights: Plane, cell: number, deep: number): Way {
  const shown = squares(weights, 0);
  const kept = squares(weights, 1);
  const plain = gatherGrid(frame, answer, shown, { cell: cell / 2, deep });
  const tabled = applyTable(fitTable(frame, answer, shown), frame);
  const after = gatherGrid(tabled, answer, shown, { cell: cell / 2, deep });
  const wanted = luminanceOf(answer);
  const errors = ways.map(({ hold, table }) => {
    // A half picture has a quarter of the pixels
    const quarter = { pull: hold.pull, shared: hold.shared / 4, pixels: hold.pixels / 4 };
    const made = applyGrid(solveGrid(table ? after : plain, quarter), table ? tabled : frame);
    return boundedError(luminanceOf(made), wanted, kept);
  });
  const least = Math.min(...errors);
  return ways[errors.indexOf(least)] ?? { hold: { pull: 3e-4, shared: 0.02, pixels: 4 }, table: false };
}

/** The weights in every other square, 0 in the rest. */
export function squares(weights: Plane, parity: 0 | 1): Plane {
  const { width, height, data } = weights;
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if ((Math.floor(x / SQUARE) + Math.floor(y / SQUARE)) % 2 === parity) out[at] = data[at] ?? 0;
    }
  }
  return { width, height, data: out };
}

/** Mean square of what differs, each pixel bounded. */
export function boundedError(one: Plane, other: Plane, weights: Plane): number {
  let [sum, count] = [0, 1e-9];
  for (let at = 0; at < one.data.length; at += 1) {
    const weight = weights.data[at] ?? 0;
    const apart = Math.min(BOUND, Math.abs((one.data[at] ?? 0) - (other.data[at] ?? 0)));
    sum += weight * apart * apart;
    count += weight;
  }
  return sum / count;
}
