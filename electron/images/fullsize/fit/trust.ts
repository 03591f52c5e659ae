/**
 * Where the answer still shows what the original shows: the contrast and structure terms of SSIM between the prediction, which cannot bend to new things,
 * and the answer. 1: the original's detail belongs here; 0: something else is here now. Source: Wang, Bovik, Sheikh, Simoncelli (2004). Pure.
 */
import { boxMean, gaussian } from '../planes/blur.ts';
import { smoothStep, type Plane } from '../planes/planes.ts';

/** Side of the windows is twice this and one, pixels: 13. */
const RADIUS = 6;
/** Radius over which likeness is averaged, pixels. */
const AROUND = 8;
/** SSIM's constant of contrast, (0.03)² of luminance 0–1: flat places are alike. */
const CONTRAST = 0.0009;
/** Below the first nothing is trusted, above the second everything. */
export const NO_TRUST = 0.3;
export const FULL_TRUST = 0.65;

/**
 * Both as brightness, lying on each other.
 * @param soften - blur of both before they are compared, σ in pixels: noise and compression are no new things
 */
export function trustMap(prediction: Plane, answer: Plane, soften: number): Plane {
  // Chance makes two different textures alike here and there, but not around
  const { width, height, data } = boxMean(contrastStructure(gaussian(prediction, soften), gaussian(answer, soften)), AROUND);
  return { width, height, data: data.map((value) => smoothStep(value, NO_TRUST, FULL_TRUST)) };
}

/** −1 to 1 for each pixel, over windows of 13. */
export function contrastStructure(one: Plane, other: Plane): Plane {
  const { width, height } = one;
  const size = width * height;
  const mean = (value: (at: number) => number): Float32Array => {
    const data = new Float32Array(size);
    for (let at = 0; at < size; at += 1) data[at] = value(at);
    return boxMean({ width, height, data }, RADIUS).data;
  };
  const [a, b] = [one.data, other.data];
  const [meanA, meanB] = [boxMean(one, RADIUS).data, boxMean(other, RADIUS).data];
  const squaresA = mean((at) => (a[at] ?? 0) ** 2);
  const squaresB = mean((at) => (b[at] ?? 0) ** 2);
  const both = mean((at) => (a[at] ?? 0) * (b[at] ?? 0));
  const data = new Float32Array(size);
  for (let at = 0; at < size; at += 1) {
    const [ma, mb] = [meanA[at] ?? 0, meanB[at] ?? 0];
    const variances = Math.max(0, (squaresA[at] ?? 0) - ma * ma) + Math.max(0, (squaresB[at] ?? 0) - mb * mb);
    data[at] = (2 * ((both[at] ?? 0) - ma * mb) + CONTRAST) / (variances + CONTRAST);
  }
  return { width, height, data };
}
