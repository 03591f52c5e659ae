/**
 * One scale and shift an axis for the whole picture, to a few hundredths of a pixel: Gauss and Newton's method on contrast-normalised brightness, from
 * coarse to fine, with weights that leave out what changed. Source: Baker and Matthews, *Lucas–Kanade 20 years on* (2004). Pure.
 */
import type { Plane } from '../planes/planes.ts';
import { normaliseContrast, pyramid } from './normalise.ts';
import { doubleAffine, halfAffine, type Affine } from './place.ts';

/** Long side of the smallest level, pixels: a shift of a twelfth of the picture is one of the normalisation's windows there. */
const COARSE = 96;
const ROUNDS = 12;
/** A round that moves no pixel by more than this is the last, pixels. */
const STILL = 0.003;
/** Differences of normalised brightness beyond this are another picture's. */
const OUTLIER = 1.2;
/** Pixels that are looked at in one level, about. */
const MOST_PIXELS = 300_000;

export interface Alignment {
  readonly affine: Affine;
  /** How alike the two are in place: correlation of what lies over each other, −1 to 1. */
  readonly likeness: number;
}

/** Both pictures as brightness. @param starts - where to begin, mappings from frame to answer; the best of them is refined */
export function alignGlobally(frame: Plane, answer: Plane, starts: readonly Affine[]): Alignment {
  const frames = pyramid(frame, COARSE);
  const answers = pyramid(answer, COARSE).slice(0, frames.length);
  const levels = Math.min(frames.length, answers.length);
  const pairs = frames.slice(0, levels).map((plane, level) => ({
    frame: normaliseContrast(plane),
    answer: normaliseContrast(answers[level] ?? plane),
  }));
  const coarsest = pairs.at(-1);
  if (coarsest === undefined) throw new Error('a picture without pixels');
  const begun = starts.map((start) => {
    let affine = start;
    for (let level = 1; level < levels; level += 1) affine = halfAffine(affine);
    return refine(coarsest.frame, coarsest.answer, affine);
  });
  let best = begun.reduce((one, other) => (other.likeness > one.likeness ? other : one));
  for (const pair of pairs.slice(0, -1).reverse()) best = refine(pair.frame, pair.answer, doubleAffine(best.affine));
  return best;
}

function refine(frame: Plane, answer: Plane, start: Affine): Alignment {
  let affine = start;
  let likeness = -1;
  for (let round = 0; round < ROUNDS; round += 1) {
    const step = gaussNewton(frame, answer, affine);
    likeness = step.likeness;
    if (step.by === null) break;
    const [scaleX, shiftX, scaleY, shiftY] = step.by;
    affine = {
      scaleX: affine.scaleX + scaleX,
      shiftX: affine.shiftX + shiftX,
      scaleY: affine.scaleY + scaleY,
      shiftY: affine.shiftY + shiftY,
    };
    const moved = Math.max(Math.abs(shiftX) + Math.abs(scaleX) * frame.width, Math.abs(shiftY) + Math.abs(scaleY) * frame.height);
    if (moved < STILL) break;
  }
  return { affine, likeness };
}

interface Step {
  /** scaleX, shiftX, scaleY, shiftY to add; null: the pictures do not say. */
  readonly by: readonly [number, number, number, number] | null;
  readonly likeness: number;
}

/** One step for both axes together. */
function gaussNewton(frame: Plane, answer: Plane, affine: Affine): Step {
  const { width, height } = frame;
  const every = Math.max(1, Math.floor(Math.sqrt((width * height) / MOST_PIXELS)));
  const normal = new Float64Array(16);
  const right = new Float64Array(4);
  const row = new Float64Array(4);
  let [both, ours, theirs, seen] = [0, 0, 0, 0];
  for (let y = every >> 1; y < height; y += every) {
    const toY = affine.scaleY * y + affine.shiftY;
    const top = Math.floor(toY);
    if (top < 1 || top + 2 >= answer.height) continue;
    for (let x = every >> 1; x < width; x += every) {
      const toX = affine.scaleX * x + affine.shiftX;
      const left = Math.floor(toX);
      if (left < 1 || left + 2 >= answer.width) continue;
      const [value, slopeX, slopeY] = sample(answer, left, top, toX - left, toY - top);
      const wanted = frame.data[y * width + x] ?? 0;
      both += value * wanted;
      ours += wanted * wanted;
      theirs += value * value;
      seen += 1;
      const apart = wanted - value;
      const far = apart / OUTLIER;
      if (far > 1 || far < -1) continue;
      const weight = (1 - far * far) ** 2;
      row[0] = slopeX * x;
      row[1] = slopeX;
      row[2] = slopeY * y;
      row[3] = slopeY;
      for (let i = 0; i < 4; i += 1) {
        const weighted = weight * (row[i] ?? 0);
        right[i] = (right[i] ?? 0) + weighted * apart;
        for (let j = 0; j <= i; j += 1) normal[i * 4 + j] = (normal[i * 4 + j] ?? 0) + weighted * (row[j] ?? 0);
      }
    }
  }
  const likeness = seen === 0 ? -1 : both / Math.sqrt(ours * theirs + 1e-9);
  return { by: solveFour(normal, right), likeness };
}

const taken: [number, number, number] = [0, 0, 0];

/** Value and slopes of the answer between four pixels. */
function sample(
  { width, data }: Plane,
  left: number,
  top: number,
  partX: number,
  partY: number,
): readonly [number, number, number] {
  const at = top * width + left;
  const [a, b] = [data[at] ?? 0, data[at + 1] ?? 0];
  const [c, d] = [data[at + width] ?? 0, data[at + width + 1] ?? 0];
  const upper = a + (b - a) * partX;
  const lower = c + (d - c) * partX;
  taken[0] = upper + (lower - upper) * partY;
  // Slopes over two pixels: the difference of neighbours alone would be noisy
  const upperWide = ((data[at + 1] ?? 0) - (data[at - 1] ?? 0)) * (1 - partX) + ((data[at + 2] ?? 0) - a) * partX;
  const below = at + width;
  const lowerWide = ((data[below + 1] ?? 0) - (data[below - 1] ?? 0)) * (1 - partX) + ((data[below + 2] ?? 0) - c) * partX;
  taken[1] = (upperWide * (1 - partY) + lowerWide * partY) / 2;
  const above = at - width;
  const after = below + width;
  const topSlope = (c - (data[above] ?? 0)) * (1 - partX) + (d - (data[above + 1] ?? 0)) * partX;
  const lowSlope = ((data[after] ?? 0) - a) * (1 - partX) + ((data[after + 1] ?? 0) - b) * partX;
  taken[2] = (topSlope * (1 - partY) + lowSlope * partY) / 2;
  return taken;
}

/** Cholesky; only the lower triangle is given. Null: no single solution. */
function solveFour(normal: Float64Array, right: Float64Array): readonly [number, number, number, number] | null {
  const factor = new Float64Array(16);
  for (let i = 0; i < 4; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = normal[i * 4 + j] ?? 0;
      for (let k = 0; k < j; k += 1) sum -= (factor[i * 4 + k] ?? 0) * (factor[j * 4 + k] ?? 0);
      if (i === j) {
        if (!(sum > (normal[i * 4 + i] ?? 0) * 1e-9) || sum <= 0) return null;
        factor[i * 4 + i] = Math.sqrt(sum);
      } else factor[i * 4 + j] = sum / (factor[j * 4 + j] ?? 1);
    }
  }
  const half = new Float64Array(4);
  for (let i = 0; i < 4; i += 1) {
    let sum = right[i] ?? 0;
    for (let k = 0; k < i; k += 1) sum -= (factor[i * 4 + k] ?? 0) * (half[k] ?? 0);
    half[i] = sum / (factor[i * 4 + i] ?? 1);
  }
  const out = new Float64Array(4);
  for (let i = 3; i >= 0; i -= 1) {
    let sum = half[i] ?? 0;
    for (let k = i + 1; k < 4; k += 1) sum -= (factor[k * 4 + i] ?? 0) * (out[k] ?? 0);
    out[i] = sum / (factor[i * 4 + i] ?? 1);
  }
  return [out[0] ?? 0, out[1] ?? 0, out[2] ?? 0, out[3] ?? 0];
}
