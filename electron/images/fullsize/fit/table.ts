/**
 * The part of a change that is the same everywhere: a table from colour to colour (17³ knots, trilinear), fitted from coarse to fine. A grade or a curve
 * is all in it, and as every pixel of the picture speaks for it, an answer's noise is not. Pure.
 */
import { CHANNELS, emptyPlanes, type Channels, type Plane, type Planes } from '../planes/planes.ts';

/** Knots along each of red, green and blue. */
export const KNOTS = 17;

/** What is added to each colour, [blue][green][red][channel]. */
export interface Table {
  readonly data: Float32Array;
}

/** Knots of the levels, each fitted to what the ones before it left over. */
const LEVELS = [2, 3, 5, 9, 17] as const;
/** Rounds at each level: knots that share pixels settle among each other. */
const ROUNDS = 3;
/** A knot moves as if so many pixels more wanted it to stay. */
const STAY = 24;
/** Pixels that are asked, about. */
const MOST_PIXELS = 240_000;

/** Fits `frame` → `answer`. @param weights - how far each pixel is to be believed, 0–1; null: all of them */
export function fitTable(frame: Planes, answer: Planes, weights: Plane | null): Table {
  const asked = gather(frame, answer, weights);
  let data = new Float32Array(2 * 2 * 2 * 3);
  let knots = 2;
  for (const level of LEVELS) {
    data = finer(data, knots, level);
    knots = level;
    for (let round = 0; round < ROUNDS; round += 1) settle(asked, data, knots);
  }
  return { data };
}

/** Colours that are asked, what is wanted of each, and how far it counts. */
interface Asked {
  readonly colours: Channels;
  readonly apart: Channels;
  readonly weight: Float32Array;
}

function gather(frame: Planes, answer: Planes, weights: Plane | null): Asked {
  const every = Math.max(1, Math.round(Math.sqrt((frame.width * frame.height) / MOST_PIXELS)));
  const [across, down] = [Math.ceil(frame.width / every), Math.ceil(frame.height / every)];
  const extent = { width: across, height: down };
  const [colours, apart] = [emptyPlanes(extent).channels, emptyPlanes(extent).channels];
  const weight = new Float32Array(across * down);
  for (let row = 0, to = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1, to += 1) {
      const at = row * every * frame.width + column * every;
      weight[to] = weights === null ? 1 : (weights.data[at] ?? 0);
      for (const channel of CHANNELS) {
        const from = frame.channels[channel][at] ?? 0;
        colours[channel][to] = from;
        apart[channel][to] = (answer.channels[channel][at] ?? 0) - from;
      }
    }
  }
  return { colours, apart, weight };
}

/** The same table with more knots. */
function finer(data: Float32Array, from: number, to: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(to ** 3 * 3);
  const found = new Float64Array(3);
  for (let blue = 0, at = 0; blue < to; blue += 1)
    for (let green = 0; green < to; green += 1)
      for (let red = 0; red < to; red += 1, at += 3) {
        look(data, from, red / (to - 1), green / (to - 1), blue / (to - 1), found);
        for (const channel of CHANNELS) out[at + channel] = found[channel] ?? 0;
      }
  return out;
}

const corner = new Int32Array(8);
const share = new Float64Array(8);

/** The eight knots around a colour and their shares, into `corner` and `share`. */
function around(knots: number, red: number, green: number, blue: number): void {
  const most = knots - 1.000001;
  const scale = knots - 1;
  const [r, g, b] = [red * scale, green * scale, blue * scale];
  const [x, y, z] = [r < 0 ? 0 : r > most ? most : r, g < 0 ? 0 : g > most ? most : g, b < 0 ? 0 : b > most ? most : b];
  const [left, low, near] = [x | 0, y | 0, z | 0];
  const [px, py, pz] = [x - left, y - low, z - near];
  const start = ((near * knots + low) * knots + left) * 3;
  const [up, far] = [knots * 3, knots * knots * 3];
  corner[0] = start;
  corner[1] = start + 3;
  corner[2] = start + up;
  corner[3] = start + up + 3;
  corner[4] = start + far;
  corner[5] = start + far + 3;
  corner[6] = start + far + up;
  corner[7] = start + far + up + 3;
  const [qx, qy, qz] = [1 - px, 1 - py, 1 - pz];
  share[0] = qx * qy * qz;
  share[1] = px * qy * qz;
  share[2] = qx * py * qz;
  share[3] = px * py * qz;
  share[4] = qx * qy * pz;
  share[5] = px * qy * pz;
  share[6] = qx * py * pz;
  share[7] = px * py * pz;
}

function look(data: Float32Array, knots: number, red: number, green: number, blue: number, out: Float64Array): void {
  around(knots, red, green, blue);
  let [r, g, b] = [0, 0, 0];
  for (let index = 0; index < 8; index += 1) {
    const at = corner[index] ?? 0;
    const part = share[index] ?? 0;
    r += part * (data[at] ?? 0);
    g += part * (data[at + 1] ?? 0);
    b += part * (data[at + 2] ?? 0);
  }
  out[0] = r;
  out[1] = g;
  out[2] = b;
}

/** One round: every knot moves by the mean of what its pixels still want. */
function settle({ colours: [reds, greens, blues], apart, weight }: Asked, data: Float32Array, knots: number): void {
  const wanted = new Float64Array(data.length);
  const counts = new Float64Array(data.length / 3);
  const found = new Float64Array(3);
  for (let at = 0; at < weight.length; at += 1) {
    const believed = weight[at] ?? 0;
    if (believed <= 0) continue;
    look(data, knots, reds[at] ?? 0, greens[at] ?? 0, blues[at] ?? 0, found);
    const r = believed * ((apart[0][at] ?? 0) - (found[0] ?? 0));
    const g = believed * ((apart[1][at] ?? 0) - (found[1] ?? 0));
    const b = believed * ((apart[2][at] ?? 0) - (found[2] ?? 0));
    for (let index = 0; index < 8; index += 1) {
      const to = corner[index] ?? 0;
      const part = share[index] ?? 0;
      wanted[to] = (wanted[to] ?? 0) + part * r;
      wanted[to + 1] = (wanted[to + 1] ?? 0) + part * g;
      wanted[to + 2] = (wanted[to + 2] ?? 0) + part * b;
      counts[to / 3] = (counts[to / 3] ?? 0) + part * believed;
    }
  }
  for (let at = 0; at < data.length; at += 1) {
    // A knot's pixels share themselves out among eight: moved by the mean alone it would fall short, so a little further
    data[at] = (data[at] ?? 0) + (1.6 * (wanted[at] ?? 0)) / ((counts[Math.floor(at / 3)] ?? 0) + STAY);
  }
}

/** One row of colours through the table, in place. */
export function lookUpRow({ data }: Table, channels: Channels, from: number, count: number): void {
  const [reds, greens, blues] = channels;
  const [up, far] = [KNOTS * 3, KNOTS * KNOTS * 3];
  const most = KNOTS - 1.000001;
  for (let at = from; at < from + count; at += 1) {
    const [r, g, b] = [reds[at] ?? 0, greens[at] ?? 0, blues[at] ?? 0];
    const [x, y, z] = [clampStep(r * (KNOTS - 1), most), clampStep(g * (KNOTS - 1), most), clampStep(b * (KNOTS - 1), most)];
    const [left, low, near] = [x | 0, y | 0, z | 0];
    const [px, py, pz] = [x - left, y - low, z - near];
    const [qx, qy] = [1 - px, 1 - py];
    const a = ((near * KNOTS + low) * KNOTS + left) * 3;
    const c = a + up;
    const e = a + far;
    const h = e + up;
    const [s0, s1, s2, s3] = [qx * qy, px * qy, qx * py, px * py];
    const red = s0 * (data[a] ?? 0) + s1 * (data[a + 3] ?? 0) + s2 * (data[c] ?? 0) + s3 * (data[c + 3] ?? 0);
    const green = s0 * (data[a + 1] ?? 0) + s1 * (data[a + 4] ?? 0) + s2 * (data[c + 1] ?? 0) + s3 * (data[c + 4] ?? 0);
    const blue = s0 * (data[a + 2] ?? 0) + s1 * (data[a + 5] ?? 0) + s2 * (data[c + 2] ?? 0) + s3 * (data[c + 5] ?? 0);
    const farRed = s0 * (data[e] ?? 0) + s1 * (data[e + 3] ?? 0) + s2 * (data[h] ?? 0) + s3 * (data[h + 3] ?? 0);
    const farGreen = s0 * (data[e + 1] ?? 0) + s1 * (data[e + 4] ?? 0) + s2 * (data[h + 1] ?? 0) + s3 * (data[h + 4] ?? 0);
    const farBlue = s0 * (data[e + 2] ?? 0) + s1 * (data[e + 5] ?? 0) + s2 * (data[h + 2] ?? 0) + s3 * (data[h + 5] ?? 0);
    reds[at] = r + red + (farRed - red) * pz;
    greens[at] = g + green + (farGreen - green) * pz;
    blues[at] = b + blue + (farBlue - blue) * pz;
  }
}

function clampStep(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}

/** A whole picture through the table. */
export function applyTable(table: Table, planes: Planes): Planes {
  const out = emptyPlanes(planes);
  for (const channel of CHANNELS) out.channels[channel].set(planes.channels[channel]);
  lookUpRow(table, out.channels, 0, planes.width * planes.height);
  return out;
}
