/**
 * A drift that varies smoothly over the picture, from coarse to fine: least squares of Lucas and Kanade in overlapping cells, their sums smoothed over
 * the cells beside them, so that noise in one place cannot pull it away. Bounded. Source: Lucas and Kanade (1981); Farid and Woodward on smooth
 * local registration (2007). Pure.
 */
import { wideGaussian } from '../planes/blur.ts';
import { clampTo, type Plane } from '../planes/planes.ts';
import { halve, normaliseContrast } from './normalise.ts';
import { driftAt, halfAffine, noDrift, placeRow, type Affine, type Drift } from './place.ts';

/** Pixels that a place may drift, whatever the pictures seem to say. */
const MOST_DRIFT = 3;
/** Side of a cell at each level, pixels of that level. */
const CELL = 16;
/** Rounds at each level; each moves by what the last left over. */
const ROUNDS = 4;
/** A cell must hold this much slope (sum of squares over its pixels, of normalised brightness) to be believed against its neighbours. */
const FAITH = 0.02 * CELL * CELL;
/** Smoothing of the sums over cells: much where everything moves, less at the end. */
const SMOOTH = 1.5;
const OUTLIER = 1.2;
/** The picture and its half. */
const LEVELS = 2;

interface Level {
  readonly frame: Plane;
  readonly answer: Plane;
  readonly affine: Affine;
}

/** Both pictures as brightness. The result is in pixels of this answer, at cells of 16 pixels. */
export function findDrift(frame: Plane, answer: Plane, affine: Affine): Drift {
  const levels: Level[] = [];
  let [ours, theirs, mapping] = [frame, answer, affine];
  for (let level = 0; level < LEVELS; level += 1) {
    levels.push({ frame: normaliseContrast(ours), answer: normaliseContrast(theirs), affine: mapping });
    if (Math.min(ours.width, ours.height) < 4 * CELL) break;
    [ours, theirs, mapping] = [halve(ours), halve(theirs), halfAffine(mapping)];
  }
  let drift: Drift | null = null;
  for (const [down, level] of levels.reverse().entries()) {
    const bound = MOST_DRIFT / 2 ** (levels.length - 1 - down);
    drift = refine(level, drift === null ? noDrift(level.frame, CELL) : finer(drift, level.frame), bound);
  }
  return drift ?? noDrift(frame, CELL);
}

/** The drift of a picture twice as large, at cells of the same size. */
function finer(drift: Drift, frame: Plane): Drift {
  const next = noDrift(frame, CELL);
  for (let row = 0; row < next.down; row += 1) {
    for (let column = 0; column < next.across; column += 1) {
      const [x, y] = [((column + 0.5) * CELL - 0.5) / 2, ((row + 0.5) * CELL - 0.5) / 2];
      next.x[row * next.across + column] = 2 * driftAt(drift, drift.x, x, y);
      next.y[row * next.across + column] = 2 * driftAt(drift, drift.y, x, y);
    }
  }
  return next;
}

function refine(level: Level, start: Drift, bound: number): Drift {
  let drift = start;
  for (let round = 0; round < ROUNDS; round += 1) {
    const sums = gather(level, drift).map((sum) => smoothCells(drift, sum));
    drift = moved(drift, sums, bound);
  }
  return drift;
}

/** For each cell: squares of the slopes (xx, xy, yy) and slopes times what differs (x, y). */
function gather({ frame, answer, affine }: Level, drift: Drift): Float32Array[] {
  const { width, height } = frame;
  const { across, down, cell } = drift;
  const sums = Array.from({ length: 5 }, () => new Float32Array(across * down));
  const [xx, xy, yy, bx, by] = sums;
  if (xx === undefined || xy === undefined || yy === undefined || bx === undefined || by === undefined) return sums;
  const [xs, ys] = [new Float64Array(width), new Float64Array(width)];
  for (let y = 0; y < height; y += 1) {
    placeRow({ affine, drift }, y, xs, ys);
    const row = Math.floor(y / cell) * across;
    for (let x = 0; x < width; x += 1) {
      const [toX, toY] = [xs[x] ?? 0, ys[x] ?? 0];
      const [left, top] = [Math.floor(toX), Math.floor(toY)];
      if (left < 1 || top < 1 || left + 2 >= answer.width || top + 2 >= answer.height) continue;
      const [partX, partY] = [toX - left, toY - top];
      const { data } = answer;
      const at = top * answer.width + left;
      const [a, b] = [data[at] ?? 0, data[at + 1] ?? 0];
      const [c, d] = [data[at + answer.width] ?? 0, data[at + answer.width + 1] ?? 0];
      const upper = a + (b - a) * partX;
      const lower = c + (d - c) * partX;
      const apart = (frame.data[y * width + x] ?? 0) - (upper + (lower - upper) * partY);
      const far = apart / OUTLIER;
      if (far > 1 || far < -1) continue;
      const weight = (1 - far * far) ** 2;
      // The frame's slopes, not the answer's: they are sharper and the same in every round
      const own = y * width + x;
      const slopeX = ((frame.data[own + (x + 1 < width ? 1 : 0)] ?? 0) - (frame.data[own - (x > 0 ? 1 : 0)] ?? 0)) / 2;
      const slopeY = ((frame.data[own + (y + 1 < height ? width : 0)] ?? 0) - (frame.data[own - (y > 0 ? width : 0)] ?? 0)) / 2;
      const place = row + Math.floor(x / cell);
      xx[place] = (xx[place] ?? 0) + weight * slopeX * slopeX;
      xy[place] = (xy[place] ?? 0) + weight * slopeX * slopeY;
      yy[place] = (yy[place] ?? 0) + weight * slopeY * slopeY;
      bx[place] = (bx[place] ?? 0) + weight * slopeX * apart;
      by[place] = (by[place] ?? 0) + weight * slopeY * apart;
    }
  }
  return sums;
}

function smoothCells({ across, down }: Drift, data: Float32Array): Float32Array {
  return wideGaussian({ width: across, height: down, data }, SMOOTH).data;
}

/** A step in every cell; those that know little by themselves step as their neighbours do. */
function moved(drift: Drift, sums: readonly Float32Array[], bound: number): Drift {
  const [xx, xy, yy, bx, by] = sums;
  const [x, y] = [new Float32Array(drift.x.length), new Float32Array(drift.y.length)];
  if (xx === undefined || xy === undefined || yy === undefined || bx === undefined || by === undefined) return drift;
  for (let at = 0; at < x.length; at += 1) {
    const [a, b, c] = [(xx[at] ?? 0) + FAITH, xy[at] ?? 0, (yy[at] ?? 0) + FAITH];
    const determinant = a * c - b * b;
    x[at] = (c * (bx[at] ?? 0) - b * (by[at] ?? 0)) / determinant;
    y[at] = (a * (by[at] ?? 0) - b * (bx[at] ?? 0)) / determinant;
  }
  const further = (from: Float32Array, step: Float32Array): Float32Array =>
    from.map((value, at) => clampTo(value + (step[at] ?? 0), -bound, bound));
  return { ...drift, x: further(drift.x, weighted(drift, x, xx, yy)), y: further(drift.y, weighted(drift, y, xx, yy)) };
}

/** Means over neighbours by how much each of them knows. */
function weighted({ across, down }: Drift, values: Float32Array, xx: Float32Array, yy: Float32Array): Float32Array {
  const [shares, sums] = [new Float32Array(values.length), new Float32Array(values.length)];
  for (let at = 0; at < values.length; at += 1) {
    const known = (xx[at] ?? 0) + (yy[at] ?? 0) + 1e-3;
    shares[at] = known;
    sums[at] = known * (values[at] ?? 0);
  }
  const share = wideGaussian({ width: across, height: down, data: shares }, 1).data;
  const sum = wideGaussian({ width: across, height: down, data: sums }, 1).data;
  return sum.map((value, at) => value / (share[at] ?? 1));
}

/** The largest drift anywhere, pixels. */
export function mostOf({ x, y }: Drift): number {
  let most = 0;
  for (let at = 0; at < x.length; at += 1) most = Math.max(most, Math.hypot(x[at] ?? 0, y[at] ?? 0));
  return most;
}
