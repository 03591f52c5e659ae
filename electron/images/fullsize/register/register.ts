/**
 * Lays the answer on the frame: services answer in sizes of their own (multiples of 64, stretched, cropped or padded), a little beside their place, and
 * with a drift. Each further step must predict the answer better than the one before, or it is left out. Pure.
 */
import type { Lying } from '../../tasks.ts';
import { CHANNELS, luminanceOf, type Plane, type Planes } from '../planes/planes.ts';
import { gaussian } from '../planes/blur.ts';
import { fitGrid } from '../fit/grid.ts';
import { applyGrid } from '../fit/slice.ts';
import { findDrift, mostOf } from './drift.ts';
import { alignGlobally } from './global.ts';
import { halve } from './normalise.ts';
import { doubleAffine, halfAffine, type Affine, type Drift, type Mapping } from './place.ts';
import { layOnFrame, type Laid } from './warp.ts';

export interface Registered extends Laid {
  readonly lying: Lying;
  readonly mapping: Mapping;
}

/** Moves smaller than this are left alone, pixels of the answer: laying anew would soften for nothing. */
const LEAST_MOVE = 0.1;
/** Less alike than this, nothing is known about where the answer lies (−1 to 1). */
const LEAST_LIKENESS = 0.2;
/** A further step must leave this part of the error or less: it must not follow noise. */
const BETTER = 0.985;

/** @param frame - the original, shrunk to about the answer's size; the answer is laid on its pixels */
export function register(frame: Planes, answer: Planes): Registered {
  const plain = stretched(frame, answer);
  // Halves: a quarter of the work, and places are still known to a few hundredths
  const halves = { frame: halved(frame), answer: halved(answer) };
  const [ours, theirs] = [luminanceOf(halves.frame), luminanceOf(halves.answer)];
  const found = alignGlobally(ours, theirs, starts(frame, answer, plain).map(halfAffine));
  const isKnown = found.likeness >= LEAST_LIKENESS;
  const affine = doubleAffine(found.affine);
  let best: Mapping = { affine: plain, drift: null };
  let error = predictionError(halves, best);
  const consider = (mapping: Mapping): void => {
    const tried = predictionError(halves, mapping);
    if (tried > error * BETTER) return;
    best = mapping;
    error = tried;
  };
  if (isKnown && !isNear(affine, plain, frame)) consider({ affine, drift: null });
  if (isKnown) {
    const drift = findDrift(ours, theirs, halfAffine(best.affine));
    if (2 * mostOf(drift) >= LEAST_MOVE) consider({ affine: best.affine, drift: doubled(drift) });
  }
  const lying = best.drift !== null ? 'drifting' : best.affine === plain ? 'as it came' : 'moved';
  return { ...layOnFrame(answer, best, frame), lying, mapping: best };
}

/** The same drift for pictures of twice the size. */
function doubled(drift: Drift): Drift {
  const twice = (values: Float32Array): Float32Array => values.map((value) => 2 * value);
  return { ...drift, cell: 2 * drift.cell, x: twice(drift.x), y: twice(drift.y) };
}

/** The whole frame onto the whole answer. */
function stretched(frame: Planes, answer: Planes): Affine {
  return centred(frame, answer, answer.width / frame.width, answer.height / frame.height);
}

/** Middle on middle at these scales. */
function centred(frame: Planes, answer: Planes, scaleX: number, scaleY: number): Affine {
  const shift = (own: number, other: number, scale: number): number => (other - 1) / 2 - (scale * (own - 1)) / 2;
  return {
    scaleX,
    scaleY,
    shiftX: shift(frame.width, answer.width, scaleX),
    shiftY: shift(frame.height, answer.height, scaleY),
  };
}

/** Stretched, cropped, padded, and a little larger or smaller than it should be. */
function starts(frame: Planes, answer: Planes, plain: Affine): Affine[] {
  const [x, y] = [answer.width / frame.width, answer.height / frame.height];
  const scales = new Set([Math.max(x, y), Math.min(x, y), ...[0.94, 0.97, 1.03, 1.06].map((part) => part * Math.sqrt(x * y))]);
  return [plain, ...[...scales].map((scale) => centred(frame, answer, scale, scale))];
}

/** True where two mappings differ by less than what is left alone, anywhere in the picture. */
function isNear(one: Affine, other: Affine, { width, height }: Planes): boolean {
  const apart = (shift: number, scale: number, length: number): number =>
    Math.max(Math.abs(shift), Math.abs(shift + scale * length));
  const x = apart(one.shiftX - other.shiftX, one.scaleX - other.scaleX, width - 1);
  const y = apart(one.shiftY - other.shiftY, one.scaleY - other.scaleY, height - 1);
  return Math.max(x, y) < LEAST_MOVE;
}

function halved(planes: Planes): Planes {
  const [red, green, blue] = CHANNELS.map((channel) =>
    // A little blur, so that what laying anew softens does not count
    gaussian(halve({ width: planes.width, height: planes.height, data: planes.channels[channel] }), 0.6),
  );
  if (red === undefined || green === undefined || blue === undefined) throw new Error('a picture without channels');
  return { width: red.width, height: red.height, channels: [red.data, green.data, blue.data] };
}

/** Mean square of what a coarse fit leaves over, of luminance 0–1, each pixel bounded so that new things do not decide. */
function predictionError({ frame, answer }: { readonly frame: Planes; readonly answer: Planes }, mapping: Mapping): number {
  const laid = layOnFrame(answer, halfMapping(mapping), frame);
  const grid = fitGrid(frame, laid.planes, laid.covered, { cell: 24, deep: 8 }, { pull: 1e-3, shared: 0, pixels: 0 });
  return boundedError(luminanceOf(applyGrid(grid, frame)), luminanceOf(laid.planes), laid.covered);
}

/** Differences beyond this count like it. */
const BOUND = 0.08;

function boundedError(one: Plane, other: Plane, covered: Plane | null): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < one.data.length; at += 1) {
    if (covered !== null && covered.data[at] === 0) continue;
    const apart = Math.min(BOUND, Math.abs((one.data[at] ?? 0) - (other.data[at] ?? 0)));
    sum += apart * apart;
    count += 1;
  }
  // What is not covered is not predicted at all
  return (sum + (one.data.length - count) * BOUND * BOUND * 0.1) / one.data.length;
}

/** The same mapping between pictures of half the size. */
function halfMapping({ affine, drift }: Mapping): Mapping {
  const half = (values: Float32Array): Float32Array => values.map((value) => value / 2);
  return {
    affine: halfAffine(affine),
    drift: drift === null ? null : { ...drift, cell: drift.cell / 2, x: half(drift.x), y: half(drift.y) },
  };
}
