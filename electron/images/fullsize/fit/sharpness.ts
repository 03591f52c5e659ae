/**
 * How much softer the answer is than what was sent. Fitting soft to sharp would teach the map to blur the original, so the frame is first blurred by the
 * σ for which its fine detail is most alike the answer's. Pure.
 */
import { gaussian } from '../planes/blur.ts';
import type { Plane } from '../planes/planes.ts';

/** Detail finer than this Gaussian counts, pixels. */
const BAND = 2.5;
const CANDIDATES = [0, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05, 1.2, 1.5, 2] as const;
/** Side of the squares that are judged by themselves: contrast may have changed from place to place. */
const BLOCK = 32;
/** Squares with less detail than this (mean square, luminance 0–1) say nothing. */
const LEAST_DETAIL = 2e-6;
/** Part of the squares, those with most detail in the frame, that are asked. */
const ASKED = 0.5;

/** σ in pixels, 0 to 2: of the frame's blur that makes it as soft as the answer. Both as brightness, lying on each other. */
export function matchSharpness(frame: Plane, answer: Plane): number {
  const wanted = detail(answer);
  const blocks = askedBlocks(detail(frame));
  if (blocks.length === 0) return 0;
  const scores = CANDIDATES.map((sigma) => agreement(detail(gaussian(frame, sigma)), wanted, blocks));
  const best = scores.indexOf(Math.max(...scores));
  return peak(best, scores);
}

function detail(plane: Plane): Plane {
  const { width, height, data } = plane;
  const smooth = gaussian(plane, BAND).data;
  return { width, height, data: data.map((value, at) => value - (smooth[at] ?? 0)) };
}

/** Starts of the squares with most detail. */
function askedBlocks({ width, height, data }: Plane): number[] {
  const found: { start: number; energy: number }[] = [];
  for (let top = 0; top + BLOCK <= height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= width; left += BLOCK) {
      let energy = 0;
      for (let y = top; y < top + BLOCK; y += 1)
        for (let x = left; x < left + BLOCK; x += 1) energy += (data[y * width + x] ?? 0) ** 2;
      if (energy > LEAST_DETAIL * BLOCK * BLOCK) found.push({ start: top * width + left, energy });
    }
  }
  found.sort((one, other) => other.energy - one.energy);
  return found.slice(0, Math.ceil(found.length * ASKED)).map(({ start }) => start);
}

/** Median over the squares of how alike two details are, whatever their contrast. */
function agreement(one: Plane, other: Plane, blocks: readonly number[]): number {
  const likeness = blocks.map((start) => {
    let [both, ours, theirs] = [0, 0, 1e-9];
    for (let y = 0; y < BLOCK; y += 1) {
      const row = start + y * one.width;
      for (let x = 0; x < BLOCK; x += 1) {
        const [a, b] = [one.data[row + x] ?? 0, other.data[row + x] ?? 0];
        both += a * b;
        ours += a * a;
        theirs += b * b;
      }
    }
    return both / Math.sqrt(ours * theirs + 1e-12);
  });
  likeness.sort((a, b) => a - b);
  return likeness[likeness.length >> 1] ?? 0;
}

/** Where a parabola through the best and its neighbours is highest. */
function peak(best: number, scores: readonly number[]): number {
  const middle = CANDIDATES[best] ?? 0;
  const [before, after] = [CANDIDATES[best - 1], CANDIDATES[best + 1]];
  if (before === undefined || after === undefined) return middle;
  const [low, high, next] = [scores[best - 1] ?? 0, scores[best] ?? 0, scores[best + 1] ?? 0];
  const [left, right] = [middle - before, after - middle];
  const slopeLeft = (high - low) / left;
  const slopeRight = (next - high) / right;
  const curve = (slopeRight - slopeLeft) / (left + right);
  if (curve >= 0) return middle;
  const slope = (slopeLeft * right + slopeRight * left) / (left + right);
  return Math.min(after, Math.max(before, middle - slope / (2 * curve)));
}
