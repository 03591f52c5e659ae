/** Least squares of one cell: from sums over its pixels to the 3 × 4 transform that fits them, held to a given one. Pure. */

/** Sums of products of red, green, blue and 1 among each other: rr rg gg rb gb bb r g b 1. */
export const SQUARES = 10;
/** Sums of those four with one channel of the answer. */
export const BOTH = 4;
export const NUMBERS = SQUARES + 3 * BOTH;

/** A cell with less than this of a pixel is empty: it gets what it is held to. */
const LEAST_COUNT = 1e-3;

/** How strongly a cell is held to the transform M₀ of its surroundings. */
export interface Hold {
  /** On the slopes, as if every pixel had this much less to say; squares of values 0–1. */
  readonly pull: number;
  /** On the slopes, shared among the cell's pixels: few pixels say little. Pixels times squares of values 0–1. */
  readonly shared: number;
  /** On the mean: it counts like this many pixels. */
  readonly pixels: number;
}

/**
 * Minimises Σ |M x − t|² + (count · pull + shared) · |slopes of M − slopes of M₀|² + pixels · |M x̄ − M₀ x̄|²: what the pixels of a cell do not tell
 * comes from M₀.
 */
export function solveCell(
  sums: Float64Array,
  at: number,
  held: Float64Array,
  heldAt: number,
  hold: Hold,
  out: Float64Array,
  to: number,
): void {
  const count = Math.max(LEAST_COUNT, sums[at + 9] ?? 0);
  const pull = hold.pull + hold.shared / count;
  const own = count / (count + hold.pixels);
  const [mr, mg, mb] = [(sums[at + 6] ?? 0) / count, (sums[at + 7] ?? 0) / count, (sums[at + 8] ?? 0) / count];
  // Covariances: without the means the offset needs no equation
  const rr = (sums[at] ?? 0) / count - mr * mr + pull;
  const rg = (sums[at + 1] ?? 0) / count - mr * mg;
  const gg = (sums[at + 2] ?? 0) / count - mg * mg + pull;
  const rb = (sums[at + 3] ?? 0) / count - mr * mb;
  const gb = (sums[at + 4] ?? 0) / count - mg * mb;
  const bb = (sums[at + 5] ?? 0) / count - mb * mb + pull;
  const [c00, c01, c02] = [gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb];
  const determinant = rr * c00 + rg * c01 + rb * c02;
  const over = determinant > 1e-18 ? 1 / determinant : 0;
  const [c11, c12, c22] = [rr * bb - rb * rb, rg * rb - rr * gb, rr * gg - rg * rg];
  const isEmpty = (sums[at + 9] ?? 0) < LEAST_COUNT || over === 0;
  for (let channel = 0; channel < 3; channel += 1) {
    const from = at + SQUARES + channel * BOTH;
    const old = heldAt + channel * 4;
    const [hr, hg, hb] = [held[old] ?? 0, held[old + 1] ?? 0, held[old + 2] ?? 0];
    const put = to + channel * 4;
    if (isEmpty) {
      out[put] = hr;
      out[put + 1] = hg;
      out[put + 2] = hb;
      out[put + 3] = held[old + 3] ?? 0;
      continue;
    }
    const mean = (sums[from + 3] ?? 0) / count;
    const tr = (sums[from] ?? 0) / count - mr * mean + pull * hr;
    const tg = (sums[from + 1] ?? 0) / count - mg * mean + pull * hg;
    const tb = (sums[from + 2] ?? 0) / count - mb * mean + pull * hb;
    const sr = (c00 * tr + c01 * tg + c02 * tb) * over;
    const sg = (c01 * tr + c11 * tg + c12 * tb) * over;
    const sb = (c02 * tr + c12 * tg + c22 * tb) * over;
    out[put] = sr;
    out[put + 1] = sg;
    out[put + 2] = sb;
    const believed = own * mean + (1 - own) * (hr * mr + hg * mg + hb * mb + (held[old + 3] ?? 0));
    out[put + 3] = believed - sr * mr - sg * mg - sb * mb;
  }
}
