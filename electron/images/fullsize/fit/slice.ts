/** Reads a bilateral grid: each pixel's colour through the transform of its place and luminance. Row by row, for whole pictures and strips alike. Pure. */
import { clampTo, emptyPlanes, LUMINANCE, type Channels, type Planes } from '../planes/planes.ts';
import { COEFFICIENTS, type Grid } from './grid.ts';

/** Where the columns of a picture lie on the grid: the numbers of the cell to the left and how far to the next one. */
export interface Columns {
  readonly left: Int32Array;
  readonly part: Float32Array;
}

export function gridColumns({ across, deep }: Pick<Grid, 'across' | 'deep'>, width: number): Columns {
  const [left, part] = [new Int32Array(width), new Float32Array(width)];
  for (let x = 0; x < width; x += 1) {
    const at = clampTo(((x + 0.5) * across) / width - 0.5, 0, across - 1);
    const cell = Math.min(Math.floor(at), Math.max(0, across - 2));
    left[x] = cell * deep * COEFFICIENTS;
    part[x] = across === 1 ? 0 : at - cell;
  }
  return { left, part };
}

/** The grid at the height of one row of a picture of this height: [column][step][coefficient], with one column more for the last one's neighbour. */
export function gridRow({ across, down, deep, data }: Grid, y: number, height: number, out: Float32Array): void {
  const at = clampTo(((y + 0.5) * down) / height - 0.5, 0, down - 1);
  const above = Math.min(Math.floor(at), Math.max(0, down - 2));
  const part = at - above;
  const slab = across * deep * COEFFICIENTS;
  const below = Math.min(above + 1, down - 1) * slab;
  for (let index = 0; index < slab; index += 1) {
    out[index] = (data[above * slab + index] ?? 0) * (1 - part) + (data[below + index] ?? 0) * part;
  }
}

export function newGridRow({ across, deep }: Pick<Grid, 'across' | 'deep'>): Float32Array {
  return new Float32Array((across + 1) * deep * COEFFICIENTS);
}

/** One row of colours through a row of the grid (gridRow), in place. `from`: where the row starts in the channels. */
export function sliceRow(row: Float32Array, columns: Columns, deep: number, channels: Channels, from: number): void {
  const [reds, greens, blues] = channels;
  const { left, part } = columns;
  const next = deep * COEFFICIENTS;
  const most = deep - 1.000001;
  for (let x = 0; x < left.length; x += 1) {
    const at = from + x;
    const [r, g, b] = [reds[at] ?? 0, greens[at] ?? 0, blues[at] ?? 0];
    const wanted = (LUMINANCE[0] * r + LUMINANCE[1] * g + LUMINANCE[2] * b) * (deep - 1);
    const step = wanted < 0 ? 0 : wanted > most ? most : wanted;
    const low = step | 0;
    const up = step - low;
    const right = part[x] ?? 0;
    const a = (left[x] ?? 0) + low * COEFFICIENTS;
    const c = a + next;
    const [wa, wb] = [(1 - right) * (1 - up), (1 - right) * up];
    const [wc, wd] = [right * (1 - up), right * up];
    // Corner after corner: a and the step above it, then the column to the right
    let [red, green, blue] = [0, 0, 0];
    red += wa * ((row[a] ?? 0) * r + (row[a + 1] ?? 0) * g + (row[a + 2] ?? 0) * b + (row[a + 3] ?? 0));
    green += wa * ((row[a + 4] ?? 0) * r + (row[a + 5] ?? 0) * g + (row[a + 6] ?? 0) * b + (row[a + 7] ?? 0));
    blue += wa * ((row[a + 8] ?? 0) * r + (row[a + 9] ?? 0) * g + (row[a + 10] ?? 0) * b + (row[a + 11] ?? 0));
    red += wb * ((row[a + 12] ?? 0) * r + (row[a + 13] ?? 0) * g + (row[a + 14] ?? 0) * b + (row[a + 15] ?? 0));
    green += wb * ((row[a + 16] ?? 0) * r + (row[a + 17] ?? 0) * g + (row[a + 18] ?? 0) * b + (row[a + 19] ?? 0));
    blue += wb * ((row[a + 20] ?? 0) * r + (row[a + 21] ?? 0) * g + (row[a + 22] ?? 0) * b + (row[a + 23] ?? 0));
    red += wc * ((row[c] ?? 0) * r + (row[c + 1] ?? 0) * g + (row[c + 2] ?? 0) * b + (row[c + 3] ?? 0));
    green += wc * ((row[c + 4] ?? 0) * r + (row[c + 5] ?? 0) * g + (row[c + 6] ?? 0) * b + (row[c + 7] ?? 0));
    blue += wc * ((row[c + 8] ?? 0) * r + (row[c + 9] ?? 0) * g + (row[c + 10] ?? 0) * b + (row[c + 11] ?? 0));
    red += wd * ((row[c + 12] ?? 0) * r + (row[c + 13] ?? 0) * g + (row[c + 14] ?? 0) * b + (row[c + 15] ?? 0));
    green += wd * ((row[c + 16] ?? 0) * r + (row[c + 17] ?? 0) * g + (row[c + 18] ?? 0) * b + (row[c + 19] ?? 0));
    blue += wd * ((row[c + 20] ?? 0) * r + (row[c + 21] ?? 0) * g + (row[c + 22] ?? 0) * b + (row[c + 23] ?? 0));
    reds[at] = red;
    greens[at] = green;
    blues[at] = blue;
  }
}

/** A whole picture through the grid. */
export function applyGrid(grid: Grid, planes: Planes): Planes {
  const { width, height } = planes;
  const out = emptyPlanes(planes);
  for (const channel of [0, 1, 2] as const) out.channels[channel].set(planes.channels[channel]);
  const columns = gridColumns(grid, width);
  const row = newGridRow(grid);
  for (let y = 0; y < height; y += 1) {
    gridRow(grid, y, height, row);
    sliceRow(row, columns, grid.deep, out.channels, y * width);
  }
  return out;
}
