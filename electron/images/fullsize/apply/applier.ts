/**
 * Applies a carrier to the original, rows at a time and in place, so that memory does not grow with the picture. 8 and 16 bits alike. Pure but for the
 * samples that it is handed.
 */
import { clampTo, CHANNELS, type Channels, type Extent, type Plane, type Planes } from '../planes/planes.ts';
import { lanczosTaps, resampleColumn, resampleRow, type Taps } from '../planes/resample.ts';
import type { Carrier } from '../fit/carry.ts';
import { lookUpRow } from '../fit/table.ts';
import { gridColumns, gridRow, newGridRow, sliceRow, type Columns } from '../fit/slice.ts';

/** Three numbers a pixel, row by row. */
export type Samples = Uint8Array | Uint16Array;

export interface ApplyOptions {
  /** How much of the change is made, 0–1. */
  readonly amount: number;
  /** Where the original stays, bit for bit: 1 keeps, 0 does not; of any size. Null: nowhere. */
  readonly keep: Plane | null;
}

/** Changes the rows from `first` on that `samples` holds. */
export type Applier = (samples: Samples, first: number, rows: number) => void;

/** @param full - size of the original @param answerOnly - the enlarged answer everywhere, without the original's detail */
export function createApplier(carrier: Carrier, full: Extent, options: ApplyOptions, answerOnly = false): Applier {
  const row = new RowMaker(carrier, full, answerOnly);
  const keep = options.keep === null ? null : new Enlarged(options.keep, full);
  return (samples, first, rows) => {
    const most = samples instanceof Uint8Array ? 255 : 65_535;
    for (let index = 0; index < rows; index += 1) {
      const from = index * full.width * 3;
      const made = row.make(samples, from, first + index, most);
      const kept = keep?.row(first + index) ?? null;
      write(made, samples, from, most, options.amount, kept);
    }
  };
}

function write(made: Channels, samples: Samples, from: number, most: number, amount: number, kept: Float32Array | null): void {
  const [reds, greens, blues] = made;
  if (amount >= 1 && kept === null) {
    for (let x = 0, at = from; x < reds.length; x += 1, at += 3) {
      samples[at] = toSample(reds[x] ?? 0, most);
      samples[at + 1] = toSample(greens[x] ?? 0, most);
      samples[at + 2] = toSample(blues[x] ?? 0, most);
    }
    return;
  }
  for (let x = 0, at = from; x < reds.length; x += 1, at += 3) {
    const part = amount * (1 - clampTo(kept?.[x] ?? 0, 0, 1));
    if (part <= 0) continue;
    samples[at] = mixed(samples[at] ?? 0, reds[x] ?? 0, part, most);
    samples[at + 1] = mixed(samples[at + 1] ?? 0, greens[x] ?? 0, part, most);
    samples[at + 2] = mixed(samples[at + 2] ?? 0, blues[x] ?? 0, part, most);
  }
}

function toSample(value: number, most: number): number {
  return value <= 0 ? 0 : value >= 1 ? most : (value * most + 0.5) | 0;
}

function mixed(original: number, value: number, part: number, most: number): number {
  const wanted = clampTo(value, 0, 1) * most;
  return (original + part * (wanted - original) + 0.5) | 0;
}

/** Bilinear places of a full-size row on the frame. */
interface Between {
  readonly left: Int32Array;
  readonly part: Float32Array;
}

function between(from: number, to: number): Between {
  const [left, part] = [new Int32Array(to), new Float32Array(to)];
  for (let x = 0; x < to; x += 1) {
    const at = clampTo(((x + 0.5) * from) / to - 0.5, 0, from - 1);
    const cell = Math.min(Math.floor(at), Math.max(0, from - 2));
    left[x] = cell;
    part[x] = from === 1 ? 0 : at - cell;
  }
  return { left, part };
}

/** One plane, enlarged bilinearly, row by row. */
class Enlarged {
  readonly #plane: Plane;
  readonly #across: Between;
  readonly #down: Between;
  readonly #short: Float32Array;
  readonly #long: Float32Array;

  constructor(plane: Plane, full: Extent) {
    this.#plane = plane;
    this.#across = between(plane.width, full.width);
    this.#down = between(plane.height, full.height);
    // One more than there are: the neighbour of the last
    this.#short = new Float32Array(plane.width + 1);
    this.#long = new Float32Array(full.width);
  }

  /** The values at the height of this row, at the frame's width. */
  short(y: number): Float32Array {
    const { width, height, data } = this.#plane;
    const above = this.#down.left[y] ?? 0;
    const part = this.#down.part[y] ?? 0;
    const [from, below] = [above * width, Math.min(above + 1, height - 1) * width];
    for (let x = 0; x < width; x += 1) this.#short[x] = (data[from + x] ?? 0) * (1 - part) + (data[below + x] ?? 0) * part;
    return this.#short;
  }

  row(y: number): Float32Array {
    const short = this.short(y);
    const { left, part } = this.#across;
    for (let x = 0; x < left.length; x += 1) {
      const from = left[x] ?? 0;
      const low = short[from] ?? 0;
      this.#long[x] = low + ((short[from + 1] ?? 0) - low) * (part[x] ?? 0);
    }
    return this.#long;
  }
}

/** Three planes, enlarged by Lanczos, row by row. */
class Sharp {
  readonly #planes: Planes;
  readonly #across: Taps;
  readonly #down: Taps;
  readonly #short: Float32Array;

  constructor(planes: Planes, full: Extent) {
    this.#planes = planes;
    this.#across = lanczosTaps(planes.width, full.width);
    this.#down = lanczosTaps(planes.height, full.height);
    this.#short = new Float32Array(planes.width);
  }

  row(y: number, out: Channels): void {
    const { width, height, channels } = this.#planes;
    for (const channel of CHANNELS) {
      resampleColumn({ width, height, data: channels[channel] }, this.#down, y, this.#short);
      resampleRow(this.#short, 0, width, this.#across, out[channel], 0);
    }
  }
}

function newRow(width: number): Channels {
  return [new Float32Array(width), new Float32Array(width), new Float32Array(width)];
}

/** Makes one row of the result after the other. */
class RowMaker {
  readonly #carrier: Carrier;
  readonly #full: Extent;
  readonly #answerOnly: boolean;
  readonly #columns: Columns;
  readonly #gridRow: Float32Array;
  readonly #slopes: readonly Enlarged[];
  readonly #offsets: readonly Enlarged[];
  readonly #residual: Sharp | null;
  readonly #trust: Enlarged;
  readonly #answer: Sharp;
  readonly #made: Channels;
  readonly #other: Channels;

  constructor(carrier: Carrier, full: Extent, answerOnly: boolean) {
    const { grid, local, residual, trust, answer } = carrier;
    const enlarged = (planes: Planes): Enlarged[] =>
      CHANNELS.map(
        (channel) => new Enlarged({ width: planes.width, height: planes.height, data: planes.channels[channel] }, full),
      );
    this.#carrier = carrier;
    this.#full = full;
    this.#answerOnly = answerOnly;
    this.#columns = gridColumns(grid, full.width);
    this.#gridRow = newGridRow(grid);
    this.#slopes = local === null ? [] : enlarged(local.slope);
    this.#offsets = local === null ? [] : enlarged(local.offset);
    this.#residual = residual === null ? null : new Sharp(residual, full);
    this.#trust = new Enlarged(trust, full);
    this.#answer = new Sharp(answer, full);
    this.#made = newRow(full.width);
    this.#other = newRow(full.width);
  }

  make(samples: Samples, from: number, y: number, most: number): Channels {
    if (this.#answerOnly) {
      this.#answer.row(y, this.#made);
      return this.#made;
    }
    const [reds, greens, blues] = this.#made;
    const scale = 1 / most;
    for (let x = 0, at = from; x < reds.length; x += 1, at += 3) {
      reds[x] = (samples[at] ?? 0) * scale;
      greens[x] = (samples[at + 1] ?? 0) * scale;
      blues[x] = (samples[at + 2] ?? 0) * scale;
    }
    const { grid, table } = this.#carrier;
    if (table !== null) lookUpRow(table, this.#made, 0, reds.length);
    gridRow(grid, y, this.#full.height, this.#gridRow);
    sliceRow(this.#gridRow, this.#columns, grid.deep, this.#made, 0);
    this.#correct(y);
    this.#blend(y);
    return this.#made;
  }

  #correct(y: number): void {
    for (const channel of CHANNELS) {
      const slopes = this.#slopes[channel]?.row(y);
      const offsets = this.#offsets[channel]?.row(y);
      const to = this.#made[channel];
      if (slopes === undefined || offsets === undefined) continue;
      for (let x = 0; x < to.length; x += 1) to[x] = (slopes[x] ?? 0) * (to[x] ?? 0) + (offsets[x] ?? 0);
    }
    if (this.#residual === null) return;
    this.#residual.row(y, this.#other);
    for (const channel of CHANNELS) {
      const [to, more] = [this.#made[channel], this.#other[channel]];
      for (let x = 0; x < to.length; x += 1) to[x] = (to[x] ?? 0) + (more[x] ?? 0);
    }
  }

  /** The enlarged answer where the original is not to be trusted. */
  #blend(y: number): void {
    const trust = this.#trust.row(y);
    if (trust.every((value) => value >= 0.999)) return;
    this.#answer.row(y, this.#other);
    for (const channel of CHANNELS) {
      const [to, other] = [this.#made[channel], this.#other[channel]];
      for (let x = 0; x < to.length; x += 1) to[x] = (other[x] ?? 0) + (trust[x] ?? 0) * ((to[x] ?? 0) - (other[x] ?? 0));
    }
  }
}
