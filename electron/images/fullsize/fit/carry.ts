/**
 * From a small pair, what was sent and what came back, to all that is needed to make the same change to the original at full size. Pure.
 */
import type { Lying } from '../../tasks.ts';
import { gaussian } from '../planes/blur.ts';
import { CHANNELS, eachChannel, emptyPlanes, luminanceOf, type Plane, type Planes } from '../planes/planes.ts';
import { resize } from '../planes/resample.ts';
import { halve } from '../register/normalise.ts';
import type { Mapping } from '../register/place.ts';
import { register } from '../register/register.ts';
import { chooseWay, type Way } from './choose.ts';
import { fitGrid, type Grid } from './grid.ts';
import { applyLocal, fitLocal, type Local } from './local.ts';
import { matchSharpness } from './sharpness.ts';
import { applyGrid } from './slice.ts';
import { applyTable, fitTable, type Table } from './table.ts';
import { trustMap } from './trust.ts';

/** What is applied to the original, strip by strip; everything lies on the frame, the original shrunk to about the answer's size. */
export interface Carrier {
  /** What is the same everywhere, before the grid; null: nothing. */
  readonly table: Table | null;
  readonly grid: Grid;
  /** Null: the grid says it all. */
  readonly local: Local | null;
  /** What the two leave over, to be enlarged and added; null: nothing that is not noise. */
  readonly residual: Planes | null;
  /** Where the original's detail belongs, 0–1. */
  readonly trust: Plane;
  /** The answer, laid on the frame. */
  readonly answer: Planes;
}

export interface CarryReport {
  /**
   * False: the enlarged answer is nearer to what was asked for than any carrying over, so it is the result everywhere (paintings of the photo, textures made
   * anew).
   */
  readonly isCarried: boolean;
  readonly lying: Lying;
  /** By how much the answer is softer than what was sent, σ in pixels. */
  readonly softness: number;
  /** Part of the picture that has true full resolution, 0–1. */
  readonly trusted: number;
}

export interface Carried extends CarryReport {
  /** Where the frame lies in the answer. */
  readonly mapping: Mapping;
  readonly carrier: Carrier;
}

/** An answer that is softer by less than this is taken for as sharp as what was sent, σ in pixels. */
const SHARP = 0.3;
/** Soft answers have blobs of their own, which say nothing of new things: blurred by this before they are compared, σ in pixels. */
const BLOTCHY = 1.6;
/** Side of a cell, pixels; steps of luminance. */
const CELL = 24;
const DEEP = 10;
/** A grid that follows light and colour but cannot bend to new things. */
const STIFF = { pull: 1e-3, shared: 0, pixels: 0 } as const;

/** @param frame - the original, shrunk to the answer's size (about, where its shape differs) @param answer - what came back */
export function carry(frame: Planes, answer: Planes): Carried {
  const laid = register(frame, answer);
  const theirs = laid.planes;
  const { sigma: softness, likeness } = matchSharpness(luminanceOf(frame), luminanceOf(theirs));
  const isSharp = softness < SHARP;
  const soft = isSharp ? frame : softened(frame, softness);
  const halves = { soft: halved(soft), theirs: halved(theirs) };
  const stiff = fitGrid(halves.soft, halves.theirs, halfOf(laid.covered), { cell: 24, deep: 8 }, STIFF);
  const trust = onlyCovered(
    trustMap(luminanceOf(applyGrid(stiff, soft)), luminanceOf(theirs), isSharp ? 1 : BLOTCHY),
    laid.covered,
  );
  const weights = times(trust, laid.covered);
  const halfWeights = halve(weights);
  const way = chooseWay(halves.soft, halves.theirs, halfWeights, CELL, DEEP);
  // What the answer's softness took is predicted by a first fit, for which halves are good enough
  const wanted = isSharp
    ? theirs
    : sharpened(theirs, predict(fitHalf(halves.soft, halves.theirs, halfWeights, way), frame), softness);
  const fitted = fit(frame, wanted, weights, way);
  const prediction = predict(fitted, frame);
  const seen = isSharp ? prediction : softened(prediction, softness);
  const isCarried = isWorthCarrying(likeness, seen, theirs, weights);
  const local = isSharp ? fitLocal(seen, theirs, weights, { radius: 2, epsilon: 1e-3, smooth: 3 }) : null;
  const residual = local === null ? null : difference(theirs, applyLocal(local, seen), weights);
  return {
    carrier: { ...fitted, local, residual, trust, answer: theirs },
    isCarried,
    mapping: laid.mapping,
    lying: laid.lying,
    softness,
    trusted: isCarried ? meanOf(trust) : 0,
  };
}

/** Where less than this of the fine detail is still the original's, the answer paints the photo anew. */
const SAME_DETAIL = 0.87;
/** … unless the change is predicted so much better than a picture of half the size would tell it. */
const SURELY = 0.5;

function isWorthCarrying(likeness: number, prediction: Planes, answer: Planes, weights: Plane): boolean {
  if (likeness >= SAME_DETAIL) return true;
  const enlarged = resize(halved(answer), answer);
  return meanSquare(prediction, answer, weights) < SURELY * meanSquare(enlarged, answer, weights);
}

type Fitted = Pick<Carrier, 'table' | 'grid'>;

function fit(frame: Planes, answer: Planes, weights: Plane, way: Way): Fitted {
  const table = way.table ? fitTable(frame, answer, weights) : null;
  const from = table === null ? frame : applyTable(table, frame);
  return { table, grid: fitGrid(from, answer, weights, { cell: CELL, deep: DEEP }, way.hold) };
}

/** The same from pictures of half the size: cells of as much of the picture, with a quarter of the pixels each. */
function fitHalf(frame: Planes, answer: Planes, weights: Plane, { table, hold }: Way): Fitted {
  const fitted = table ? fitTable(frame, answer, weights) : null;
  const from = fitted === null ? frame : applyTable(fitted, frame);
  const quarter = { pull: hold.pull, shared: hold.shared / 4, pixels: hold.pixels / 4 };
  return { table: fitted, grid: fitGrid(from, answer, weights, { cell: CELL / 2, deep: DEEP }, quarter) };
}

function predict({ table, grid }: Fitted, frame: Planes): Planes {
  return applyGrid(grid, table === null ? frame : applyTable(table, frame));
}

function softened(planes: Planes, sigma: number): Planes {
  return eachChannel(planes, (plane) => gaussian(plane, sigma));
}

/**
 * The answer with the detail that its softness took, as a first fit predicts it. Fitted again to this, the change is told from sharp pixel to sharp pixel:
 * a curve over a blurred edge is not the blur of the curve.
 */
function sharpened(answer: Planes, prediction: Planes, softness: number): Planes {
  return added(answer, prediction, softened(prediction, softness));
}

function added(one: Planes, more: Planes, less: Planes): Planes {
  const out = emptyPlanes(one);
  for (const channel of CHANNELS) {
    const [to, a, b, c] = [out.channels[channel], one.channels[channel], more.channels[channel], less.channels[channel]];
    for (let at = 0; at < to.length; at += 1) to[at] = (a[at] ?? 0) + (b[at] ?? 0) - (c[at] ?? 0);
  }
  return out;
}

function halfOf(plane: Plane | null): Plane | null {
  return plane === null ? null : halve(plane);
}

function halved(planes: Planes): Planes {
  return eachChannel(planes, halve);
}

/** Where no answer is, the original's detail is all there is. */
function onlyCovered(trust: Plane, covered: Plane | null): Plane {
  if (covered === null) return trust;
  return { ...trust, data: trust.data.map((value, at) => ((covered.data[at] ?? 0) === 0 ? 1 : value)) };
}

function times(one: Plane, other: Plane | null): Plane {
  return other === null ? one : { ...one, data: one.data.map((value, at) => value * (other.data[at] ?? 0)) };
}

function difference(one: Planes, other: Planes, weights: Plane): Planes {
  const out = emptyPlanes(one);
  for (const channel of CHANNELS) {
    const [to, a, b] = [out.channels[channel], one.channels[channel], other.channels[channel]];
    for (let at = 0; at < to.length; at += 1) to[at] = ((a[at] ?? 0) - (b[at] ?? 0)) * (weights.data[at] ?? 0);
  }
  return out;
}

/** Mean square of what differs, of values 0–1. */
function meanSquare(one: Planes, other: Planes, weights: Plane): number {
  let [sum, count] = [0, 1e-9];
  for (let at = 0; at < weights.data.length; at += 1) {
    const weight = weights.data[at] ?? 0;
    for (const channel of CHANNELS) sum += weight * ((one.channels[channel][at] ?? 0) - (other.channels[channel][at] ?? 0)) ** 2;
    count += 3 * weight;
  }
  return sum / count;
}

function meanOf({ data }: Plane): number {
  let sum = 0;
  for (const value of data) sum += value;
  return data.length === 0 ? 0 : sum / data.length;
}
