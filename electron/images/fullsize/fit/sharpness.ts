/**
 * How much softer the answer is than what was sent. Fitting soft to sharp would teach the map to blur the original, so the frame is first blurred by the
 * σ for which its fine detail is most alike the answer's. Pure.
 */
import { gaussian } from '../planes/blur.ts';
import { clampTo, type Plane } from '../planes/planes.ts';

/** Detail finer than this Gaussian counts, pixels. */
const BAND = 2.5;
const CANDIDATES = [0, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05, 1.2, 1.5, 2] as const;
/** Side of the squares that are judged by themselves: contrast may have changed from place to place. */
const BLOCK = 32;
/** Pixels around a square that the blurs reach into. */
const MARGIN = 14;
/** The two blurs after each other reach no further than from the square's edge to this far from the margin's. */
const SIDE = BLOCK + 2 * MARGIN;
/** Squares with less detail than this (mean square, luminance 0–1) say nothing. */
const LEAST_DETAIL = 2e-6;
/** Squares that are asked: those with most detail, spread over the picture. */
const ASKED = 72;
/** A square is looked for in each part of the picture this large, in squares. */
const MOST_PER_ROW = 6;

export interface Sharpness {
  /** σ in pixels, 0 to 2: of the frame's blur that makes it as soft as the answer. */
  readonly sigma: number;
  /** How alike the fine detail of both is at that sharpness: 1 the same, 0 none of it is left. */
  readonly likeness: number;
}

/** Both as brightness, lying on each other. */
export function matchSharpness(frame: Plane, answer: Plane): Sharpness {
  const blocks = askedBlocks(frame);
  if (blocks.length === 0) return { sigma: 0, likeness: 1 };
  const [ours, theirs] = [detail(mosaic(frame, blocks)), detail(mosaic(answer, blocks))];
  // Blurs may change places: the detail is blurred, not the detail of the blurred taken anew
  const scores = CANDIDATES.map((sigma) => agreement(gaussian(ours, sigma), theirs, blocks.length));
  const likeness = Math.max(...scores);
  return { sigma: peak(scores.indexOf(likeness), scores), likeness };
}

function detail(plane: Plane): Plane {
  const { width, height, data } = plane;
  const smooth = gaussian(plane, BAND).data;
  return { width, height, data: data.map((value, at) => value - (smooth[at] ?? 0)) };
}

interface Block {
  readonly left: number;
  readonly top: number;
  readonly energy: number;
}

/** Squares with most detail, not too many of one row of squares. */
function askedBlocks(plane: Plane): Block[] {
  const found: Block[] = [];
  for (let top = 0; top + BLOCK <= plane.height; top += BLOCK) {
    const row: Block[] = [];
    for (let left = 0; left + BLOCK <= plane.width; left += BLOCK) {
      const energy = roughness(plane, left, top);
      if (energy > LEAST_DETAIL * BLOCK * BLOCK) row.push({ left, top, energy });
    }
    row.sort((one, other) => other.energy - one.energy);
    found.push(...row.slice(0, MOST_PER_ROW));
  }
  found.sort((one, other) => other.energy - one.energy);
  return found.slice(0, ASKED);
}

/** Sum of squares of differences between pixels two apart: detail, quickly. */
function roughness({ width, data }: Plane, left: number, top: number): number {
  let sum = 0;
  for (let y = top; y < top + BLOCK; y += 1) {
    for (let x = left; x < left + BLOCK - 2; x += 1) sum += ((data[y * width + x] ?? 0) - (data[y * width + x + 2] ?? 0)) ** 2;
  }
  return sum / 4;
}

/** The squares with their margins, below each other. */
function mosaic({ width, height, data }: Plane, blocks: readonly Block[]): Plane {
  const out = new Float32Array(SIDE * SIDE * blocks.length);
  let to = 0;
  for (const { left, top } of blocks) {
    for (let y = top - MARGIN; y < top - MARGIN + SIDE; y += 1) {
      const row = clampTo(y, 0, height - 1) * width;
      for (let x = left - MARGIN; x < left - MARGIN + SIDE; x += 1, to += 1) out[to] = data[row + clampTo(x, 0, width - 1)] ?? 0;
    }
  }
  return { width: SIDE, height: SIDE * blocks.length, data: out };
}

/** Median over the squares of how alike two details are, whatever their contrast. */
function agreement(one: Plane, other: Plane, count: number): number {
  const likeness = Array.from({ length: count }, (_, block) => {
    let [both, ours, theirs] = [0, 0, 1e-9];
    for (let y = MARGIN; y < MARGIN + BLOCK; y += 1) {
      const row = (block * SIDE + y) * SIDE;
      for (let x = MARGIN; x < MARGIN + BLOCK; x += 1) {
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
