/** Likeness of two pictures of 8 bits at full size: PSNR over the three channels, SSIM of their brightness. */
import { boxMean } from '../../../electron/images/fullsize/planes/blur.ts';
import type { Extent } from '../../../electron/images/fullsize/planes/planes.ts';
import { driftAt, noDrift, placeRow, type Drift, type Mapping } from '../../../electron/images/fullsize/register/place.ts';

export interface Likeness {
  /** dB; 99: the same. */
  readonly psnr: number;
  /** Mean over windows of 9 pixels, 0–1. */
  readonly ssim: number;
}

export function psnrOf(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) {
    const apart = (one[at] ?? 0) - (other[at] ?? 0);
    sum += apart * apart;
  }
  return sum === 0 ? 99 : 10 * Math.log10((255 * 255 * one.length) / sum);
}

const RADIUS = 4;
const [C1, C2] = [0.0001, 0.0009];

/** In bands of rows, so that a picture of 24 megapixels fits beside others. */
export function ssimOf(one: Uint8Array, other: Uint8Array, width: number, height: number): number {
  const rows = 256;
  let [sum, count] = [0, 0];
  for (let top = 0; top < height; top += rows) {
    const size = Math.min(rows, height - top);
    if (size < 2 * RADIUS) break;
    const values = ssimBand(one, other, width, top, size);
    sum += values.sum;
    count += values.count;
  }
  return count === 0 ? 1 : sum / count;
}

function ssimBand(
  one: Uint8Array,
  other: Uint8Array,
  width: number,
  top: number,
  height: number,
): { sum: number; count: number } {
  const size = width * height;
  const [a, b] = [new Float32Array(size), new Float32Array(size)];
  for (let at = 0, from = top * width * 3; at < size; at += 1, from += 3) {
    a[at] = (0.2126 * (one[from] ?? 0) + 0.7152 * (one[from + 1] ?? 0) + 0.0722 * (one[from + 2] ?? 0)) / 255;
    b[at] = (0.2126 * (other[from] ?? 0) + 0.7152 * (other[from + 1] ?? 0) + 0.0722 * (other[from + 2] ?? 0)) / 255;
  }
  const mean = (value: (at: number) => number): Float32Array => {
    const data = new Float32Array(size);
    for (let at = 0; at < size; at += 1) data[at] = value(at);
    return boxMean({ width, height, data }, RADIUS).data;
  };
  const [meanA, meanB] = [mean((at) => a[at] ?? 0), mean((at) => b[at] ?? 0)];
  const squaresA = mean((at) => (a[at] ?? 0) ** 2);
  const squaresB = mean((at) => (b[at] ?? 0) ** 2);
  const both = mean((at) => (a[at] ?? 0) * (b[at] ?? 0));
  let sum = 0;
  for (let at = 0; at < size; at += 1) {
    const [ma, mb] = [meanA[at] ?? 0, meanB[at] ?? 0];
    const varies = (squaresA[at] ?? 0) - ma * ma + ((squaresB[at] ?? 0) - mb * mb);
    const together = (both[at] ?? 0) - ma * mb;
    sum += ((2 * ma * mb + C1) * (2 * together + C2)) / ((ma * ma + mb * mb + C1) * (varies + C2));
  }
  return { sum, count: size };
}

/** Truth of a drift: where each place of the frame lies in an answer whose pixel p shows what was at p − drift(p). */
export function driftTruth(field: Drift, { width, height }: Extent): Mapping {
  const cell = 8;
  const truth = noDrift({ width, height }, cell);
  for (let row = 0; row < truth.down; row += 1) {
    for (let column = 0; column < truth.across; column += 1) {
      const [x, y] = [(column + 0.5) * cell - 0.5, (row + 0.5) * cell - 0.5];
      let [toX, toY] = [x, y];
      for (let round = 0; round < 6; round += 1) {
        const [byX, byY] = [driftAt(field, field.x, toX, toY), driftAt(field, field.y, toX, toY)];
        toX = x + byX;
        toY = y + byY;
      }
      truth.x[row * truth.across + column] = toX - x;
      truth.y[row * truth.across + column] = toY - y;
    }
  }
  return { affine: { scaleX: 1, scaleY: 1, shiftX: 0, shiftY: 0 }, drift: truth };
}

/** Root of the mean square distance between two mappings, pixels of the answer. */
export function registrationError(found: Mapping, truth: Mapping, { width, height }: Extent): number {
  const [xs, ys, trueXs, trueYs] = [0, 1, 2, 3].map(() => new Float64Array(width));
  if (xs === undefined || ys === undefined || trueXs === undefined || trueYs === undefined) return Infinity;
  let [sum, count] = [0, 0];
  for (let y = 8; y < height - 8; y += 7) {
    placeRow(found, y, xs, ys);
    placeRow(truth, y, trueXs, trueYs);
    for (let x = 8; x < width - 8; x += 7) {
      sum += ((xs[x] ?? 0) - (trueXs[x] ?? 0)) ** 2 + ((ys[x] ?? 0) - (trueYs[x] ?? 0)) ** 2;
      count += 1;
    }
  }
  return Math.sqrt(sum / count);
}
