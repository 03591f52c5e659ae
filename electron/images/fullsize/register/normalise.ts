/**
 * Brightness without light: each pixel less the mean around it, in parts of the contrast around it. Two versions of a picture, one graded, dimmed or
 * hazed, come out nearly alike, so their places can be compared (local contrast normalisation). Pure.
 */
import { boxMean } from '../planes/blur.ts';
import type { Plane } from '../planes/planes.ts';

/** Contrast that counts as none, of luminance 0–1: noise is not made large. */
const FLAT = 0.012;
const RADIUS = 8;

export function normaliseContrast(plane: Plane, radius = RADIUS): Plane {
  const { width, height, data } = plane;
  const mean = boxMean(plane, radius).data;
  const squares = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += 1) squares[at] = ((data[at] ?? 0) - (mean[at] ?? 0)) ** 2;
  const variance = boxMean({ width, height, data: squares }, radius).data;
  for (let at = 0; at < data.length; at += 1) {
    squares[at] = ((data[at] ?? 0) - (mean[at] ?? 0)) / Math.sqrt((variance[at] ?? 0) + FLAT * FLAT);
  }
  return { width, height, data: squares };
}

/** Half as large, each pixel the mean of four; an odd last row or column is left out. */
export function halve({ width, height, data }: Plane): Plane {
  const [halfWidth, halfHeight] = [width >> 1, height >> 1];
  const out = new Float32Array(halfWidth * halfHeight);
  for (let y = 0; y < halfHeight; y += 1) {
    for (let x = 0; x < halfWidth; x += 1) {
      const at = 2 * y * width + 2 * x;
      out[y * halfWidth + x] =
        ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + width] ?? 0) + (data[at + width + 1] ?? 0)) / 4;
    }
  }
  return { width: halfWidth, height: halfHeight, data: out };
}

/** The plane and its halves, largest first, until the long side is under `longSide` pixels. */
export function pyramid(plane: Plane, longSide: number): Plane[] {
  const levels = [plane];
  for (let top = plane; Math.max(top.width, top.height) >= 2 * longSide; levels.push(top)) top = halve(top);
  return levels;
}
