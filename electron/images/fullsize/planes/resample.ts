/**
 * Lanczos resampling between two grids that cover the same frame. Which pixels make which, and with what weight, is computed once a row or column
 * and serves whole pictures and strips alike. Source: Duchon, *Lanczos filtering in one and two dimensions* (1979); centres of pixels lie at ½. Pure.
 */
import { clampTo, eachChannel, type Extent, type Plane, type Planes } from './planes.ts';

/** For each place of a row: the first pixel it is made of, and the weights of that one and those behind it. */
export interface Taps {
  readonly count: number;
  /** May be below 0 or beyond the end: the reader takes the nearest pixel. */
  readonly first: Int32Array;
  readonly weights: Float32Array;
}

const LOBES = 3;

function lanczos(distance: number): number {
  if (distance === 0) return 1;
  if (Math.abs(distance) >= LOBES) return 0;
  const angle = Math.PI * distance;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}

/** From `from` pixels to `to` pixels over the same length. Shrinking widens the kernel, so that nothing aliases. */
export function lanczosTaps(from: number, to: number): Taps {
  const scale = from / to;
  const stretch = Math.max(1, scale);
  const count = Math.ceil(LOBES * stretch) * 2;
  const first = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let place = 0; place < to; place += 1) {
    const centre = (place + 0.5) * scale - 0.5;
    const start = Math.floor(centre) - count / 2 + 1;
    first[place] = start;
    let sum = 0;
    for (let tap = 0; tap < count; tap += 1) sum += lanczos((start + tap - centre) / stretch);
    for (let tap = 0; tap < count; tap += 1) weights[place * count + tap] = lanczos((start + tap - centre) / stretch) / sum;
  }
  return { count, first, weights };
}

/** The row of `data` that starts at `row`, resampled into `out` from `to` on. */
export function resampleRow(data: Float32Array, row: number, width: number, taps: Taps, out: Float32Array, to: number): void {
  const { count, first, weights } = taps;
  for (let place = 0; place < first.length; place += 1) {
    const start = first[place] ?? 0;
    const weight = place * count;
    let sum = 0;
    if (start >= 0 && start + count <= width) {
      const from = row + start;
      for (let tap = 0; tap < count; tap += 1) sum += (weights[weight + tap] ?? 0) * (data[from + tap] ?? 0);
    } else {
      for (let tap = 0; tap < count; tap += 1) {
        sum += (weights[weight + tap] ?? 0) * (data[row + clampTo(start + tap, 0, width - 1)] ?? 0);
      }
    }
    out[to + place] = sum;
  }
}

/** Row `place` of the resampled height, over the whole width of `plane`, into `out`. */
export function resampleColumn({ width, height, data }: Plane, taps: Taps, place: number, out: Float32Array): void {
  const { count, first, weights } = taps;
  const start = first[place] ?? 0;
  out.fill(0, 0, width);
  for (let tap = 0; tap < count; tap += 1) {
    const row = clampTo(start + tap, 0, height - 1) * width;
    const weight = weights[place * count + tap] ?? 0;
    if (weight === 0) continue;
    for (let x = 0; x < width; x += 1) out[x] = (out[x] ?? 0) + weight * (data[row + x] ?? 0);
  }
}

/** The plane at another size. Values may pass 0 and 1 at hard edges, as Lanczos makes them. */
export function resizePlane(plane: Plane, { width, height }: Extent): Plane {
  if (plane.width === width && plane.height === height) return plane;
  const across = lanczosTaps(plane.width, width);
  const narrow = new Float32Array(width * plane.height);
  for (let y = 0; y < plane.height; y += 1) resampleRow(plane.data, y * plane.width, plane.width, across, narrow, y * width);
  const down = lanczosTaps(plane.height, height);
  const out = new Float32Array(width * height);
  const tall: Plane = { width, height: plane.height, data: narrow };
  for (let y = 0; y < height; y += 1) resampleColumn(tall, down, y, out.subarray(y * width, (y + 1) * width));
  return { width, height, data: out };
}

/** The picture at another size. */
export function resize(planes: Planes, extent: Extent): Planes {
  return eachChannel(planes, (plane) => resizePlane(plane, extent));
}
