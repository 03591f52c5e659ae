/** Blurs of one plane; beyond the edge the last pixel goes on. Pure. */
import { clampTo, type Plane } from './planes.ts';

/** Below this a Gaussian changes nothing that 8 bits can hold, pixels. */
const LEAST_SIGMA = 0.05;

/** Gaussian blur; `sigma` in pixels, meant for up to about 4 (its time grows with it). */
export function gaussian(plane: Plane, sigma: number): Plane {
  if (sigma < LEAST_SIGMA) return plane;
  const weights = gaussianWeights(sigma);
  return alongColumns(alongRows(plane, weights), weights);
}

function gaussianWeights(sigma: number): Float64Array {
  const reach = Math.max(1, Math.ceil(sigma * 3));
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function alongRows({ width, height, data }: Plane, weights: Float64Array): Plane {
  const reach = (weights.length - 1) / 2;
  const out = new Float32Array(data.length);
  const padded = new Float64Array(width + 2 * reach);
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    for (let x = 0; x < padded.length; x += 1) padded[x] = data[row + clampTo(x - reach, 0, width - 1)] ?? 0;
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap += 1) sum += (weights[tap] ?? 0) * (padded[x + tap] ?? 0);
      out[row + x] = sum;
    }
  }
  return { width, height, data: out };
}

function alongColumns({ width, height, data }: Plane, weights: Float64Array): Plane {
  const reach = (weights.length - 1) / 2;
  const out = new Float32Array(data.length);
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y += 1) {
    sums.fill(0);
    for (let tap = 0; tap < weights.length; tap += 1) {
      const row = clampTo(y + tap - reach, 0, height - 1) * width;
      const weight = weights[tap] ?? 0;
      for (let x = 0; x < width; x += 1) sums[x] = (sums[x] ?? 0) + weight * (data[row + x] ?? 0);
    }
    out.set(sums, y * width);
  }
  return { width, height, data: out };
}

/** Mean over a square of `2 × radius + 1` pixels a side; at the edge over the part of it that is there. */
export function boxMean({ width, height, data }: Plane, radius: number): Plane {
  if (radius < 1) return { width, height, data };
  const across = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1) meanOfRow(data, across, y * width, width, radius);
  const out = new Float32Array(data.length);
  const sums = new Float64Array(width);
  for (let y = 0; y < Math.min(radius, height); y += 1) addRow(sums, across, y * width, 1);
  for (let y = 0; y < height; y += 1) {
    if (y + radius < height) addRow(sums, across, (y + radius) * width, 1);
    if (y - radius - 1 >= 0) addRow(sums, across, (y - radius - 1) * width, -1);
    const count = 1 / (Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1);
    for (let x = 0; x < width; x += 1) out[y * width + x] = (sums[x] ?? 0) * count;
  }
  return { width, height, data: out };
}

function meanOfRow(data: Float32Array, out: Float32Array, row: number, width: number, radius: number): void {
  let sum = 0;
  for (let x = 0; x < Math.min(radius, width); x += 1) sum += data[row + x] ?? 0;
  for (let x = 0; x < width; x += 1) {
    if (x + radius < width) sum += data[row + x + radius] ?? 0;
    if (x - radius - 1 >= 0) sum -= data[row + x - radius - 1] ?? 0;
    out[row + x] = sum / (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1);
  }
}

function addRow(sums: Float64Array, data: Float32Array, row: number, sign: 1 | -1): void {
  for (let x = 0; x < sums.length; x += 1) sums[x] = (sums[x] ?? 0) + sign * (data[row + x] ?? 0);
}

/** Close to a Gaussian of any width: three box means after each other, whose variances add up. `sigma` in pixels. */
export function wideGaussian(plane: Plane, sigma: number): Plane {
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  return boxMean(boxMean(boxMean(plane, radius), radius), radius);
}
