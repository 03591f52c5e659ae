/**
 * What the grid leaves over, place by place: in small windows a straight line from the prediction to the answer for each channel, its two coefficients
 * then smoothed, so that they can be enlarged and applied to the full-size prediction. Source: He and Sun, *Fast Guided Filter* (2015). Pure.
 */
import { boxMean } from '../planes/blur.ts';
import { CHANNELS, emptyPlanes, type Plane, type Planes } from '../planes/planes.ts';

export interface LocalOptions {
  /** Windows of `2 × radius + 1` pixels a side. */
  readonly radius: number;
  /** How strongly the slope is held to 1; square of values 0–1. */
  readonly epsilon: number;
  /** Radius over which the coefficients are smoothed, pixels. */
  readonly smooth: number;
}

/** value = slope · prediction + offset, each channel by itself. */
export interface Local {
  readonly slope: Planes;
  readonly offset: Planes;
}

/** @param weights - how far each pixel is to be believed, 0–1; null: all of them */
export function fitLocal(prediction: Planes, answer: Planes, weights: Plane | null, options: LocalOptions): Local {
  const [slope, offset] = [emptyPlanes(prediction), emptyPlanes(prediction)];
  const share = weights === null ? null : boxMean(weights, options.radius).data;
  for (const channel of CHANNELS) {
    const { width, height } = prediction;
    const plane = (data: Float32Array): Plane => ({ width, height, data });
    fitChannel(plane(prediction.channels[channel]), plane(answer.channels[channel]), weights, share, options, {
      slope: slope.channels[channel],
      offset: offset.channels[channel],
    });
  }
  return { slope, offset };
}

interface Line {
  readonly slope: Float32Array;
  readonly offset: Float32Array;
}

/** A place that nobody is believed in gets slope 1 and offset 0. */
const LEAST_SHARE = 1e-3;

function fitChannel(
  from: Plane,
  to: Plane,
  weights: Plane | null,
  share: Float32Array | null,
  { radius, epsilon, smooth }: LocalOptions,
  out: Line,
): void {
  const { width, height } = from;
  const mean = (value: (at: number) => number): Float32Array => {
    const data = new Float32Array(width * height);
    if (weights === null) for (let at = 0; at < data.length; at += 1) data[at] = value(at);
    else for (let at = 0; at < data.length; at += 1) data[at] = value(at) * (weights.data[at] ?? 0);
    return boxMean({ width, height, data }, radius).data;
  };
  // What differs, not the values: single precision is enough then
  const [x, apart] = [from.data, (at: number): number => (to.data[at] ?? 0) - (from.data[at] ?? 0)];
  const meanX = mean((at) => x[at] ?? 0);
  const meanApart = mean(apart);
  const squares = mean((at) => (x[at] ?? 0) ** 2);
  const products = mean((at) => (x[at] ?? 0) * apart(at));
  for (let at = 0; at < x.length; at += 1) {
    const known = share === null ? 1 : (share[at] ?? 0);
    const over = known > LEAST_SHARE ? 1 / known : 0;
    const [mx, ma] = [(meanX[at] ?? 0) * over, (meanApart[at] ?? 0) * over];
    const variance = Math.max(0, (squares[at] ?? 0) * over - mx * mx);
    const extra = ((products[at] ?? 0) * over - mx * ma) / (variance + epsilon);
    meanX[at] = extra * known;
    meanApart[at] = (ma - extra * mx) * known;
  }
  const known = share === null ? null : boxMean({ width, height, data: share }, smooth).data;
  const extras = boxMean({ width, height, data: meanX }, smooth).data;
  const offsets = boxMean({ width, height, data: meanApart }, smooth).data;
  for (let at = 0; at < x.length; at += 1) {
    const over = known === null ? 1 : 1 / Math.max(LEAST_SHARE, known[at] ?? 0);
    out.slope[at] = 1 + (extras[at] ?? 0) * over;
    out.offset[at] = (offsets[at] ?? 0) * over;
  }
}

/** The prediction through its lines, at the same size. */
export function applyLocal({ slope, offset }: Local, prediction: Planes): Planes {
  const out = emptyPlanes(prediction);
  for (const channel of CHANNELS) {
    const [to, from] = [out.channels[channel], prediction.channels[channel]];
    const [slopes, offsets] = [slope.channels[channel], offset.channels[channel]];
    for (let at = 0; at < to.length; at += 1) to[at] = (slopes[at] ?? 0) * (from[at] ?? 0) + (offsets[at] ?? 0);
  }
  return out;
}
