/** The answer laid onto the frame by a mapping, by a Lanczos kernel of three lobes that hardly softens. Pure. */
import { clampTo, emptyPlanes, type Extent, type Plane, type Planes } from '../planes/planes.ts';
import { placeRow, type Mapping } from './place.ts';

const LOBES = 3;
const TAPS = 2 * LOBES;
/** Steps between two pixels for which weights are kept. */
const PHASES = 256;

function phaseWeights(): Float32Array {
  const weights = new Float32Array((PHASES + 1) * TAPS);
  for (let phase = 0; phase <= PHASES; phase += 1) {
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap += 1) {
      const distance = Math.PI * (tap - LOBES + 1 - phase / PHASES);
      const weight =
        distance === 0
          ? 1
          : Math.abs(distance) >= LOBES * Math.PI
            ? 0
            : (LOBES * Math.sin(distance) * Math.sin(distance / LOBES)) / (distance * distance);
      weights[phase * TAPS + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < TAPS; tap += 1) weights[phase * TAPS + tap] = (weights[phase * TAPS + tap] ?? 0) / sum;
  }
  return weights;
}

export interface Laid {
  readonly planes: Planes;
  /** 1 where the answer covers the frame, 0 where it does not reach; null: it covers all of it. */
  readonly covered: Plane | null;
}

/** A pixel beyond the answer's edge by less than this still counts as covered, pixels. */
const EDGE = 0.75;

/** True where the mapping moves nothing: pixels can be taken as they are. */
export function isIdentity({ affine, drift }: Mapping, frame: Extent, answer: Extent): boolean {
  const same = frame.width === answer.width && frame.height === answer.height;
  return same && drift === null && affine.scaleX === 1 && affine.scaleY === 1 && affine.shiftX === 0 && affine.shiftY === 0;
}

/** The answer at the size and place of the frame. */
export function layOnFrame(answer: Planes, mapping: Mapping, frame: Extent): Laid {
  if (isIdentity(mapping, frame, answer)) return { planes: answer, covered: null };
  const { width, height } = frame;
  const weights = phaseWeights();
  const planes = emptyPlanes(frame);
  const covered = new Float32Array(width * height).fill(1);
  const [xs, ys] = [new Float64Array(width), new Float64Array(width)];
  let missing = 0;
  for (let y = 0; y < height; y += 1) {
    placeRow(mapping, y, xs, ys);
    for (let x = 0; x < width; x += 1) {
      const [toX, toY] = [xs[x] ?? 0, ys[x] ?? 0];
      if (toX < -EDGE || toY < -EDGE || toX > answer.width - 1 + EDGE || toY > answer.height - 1 + EDGE) {
        covered[y * width + x] = 0;
        missing += 1;
      }
      takePixel(answer, toX, toY, weights, planes, y * width + x);
    }
  }
  return { planes, covered: missing === 0 ? null : { width, height, data: covered } };
}

/** Position and weights of one pixel, used for three channels. */
function takePixel(answer: Planes, toX: number, toY: number, weights: Float32Array, out: Planes, at: number): void {
  const { width, height, channels } = answer;
  const [left, top] = [Math.floor(toX), Math.floor(toY)];
  const across = Math.round((toX - left) * PHASES) * TAPS;
  const along = Math.round((toY - top) * PHASES) * TAPS;
  const inside = left >= LOBES - 1 && top >= LOBES - 1 && left + LOBES < width && top + LOBES < height;
  let [red, green, blue] = [0, 0, 0];
  const [reds, greens, blues] = channels;
  for (let j = 0; j < TAPS; j += 1) {
    const weightY = weights[along + j] ?? 0;
    const row = (inside ? top - LOBES + 1 + j : clampTo(top - LOBES + 1 + j, 0, height - 1)) * width;
    for (let i = 0; i < TAPS; i += 1) {
      const from = row + (inside ? left - LOBES + 1 + i : clampTo(left - LOBES + 1 + i, 0, width - 1));
      const weight = weightY * (weights[across + i] ?? 0);
      red += weight * (reds[from] ?? 0);
      green += weight * (greens[from] ?? 0);
      blue += weight * (blues[from] ?? 0);
    }
  }
  out.channels[0][at] = red;
  out.channels[1][at] = green;
  out.channels[2][at] = blue;
}
