/** Sums of a bilateral grid, spread over the cells around each: along rows, columns and steps of luminance. Pure. */

interface Size {
  readonly across: number;
  readonly down: number;
  readonly deep: number;
}

/**
 * Two passes of ¼ ½ ¼ in place, from cells `apart` from each other, and one in luminance; sums are kept. Each next level takes cells twice as far apart, so
 * that wide surroundings cost no more than near ones (the à trous scheme). Source: Holschneider et al. (1989).
 */
export function smoothSums(sums: Float64Array, { across, down, deep }: Size, numbers: number, apart: number): Float64Array {
  const slab = deep * numbers;
  let current = sums;
  for (let twice = 0; twice < 2; twice += 1) {
    current = pass(current, down, 1, across * slab, apart);
    current = pass(current, across, down, slab, apart);
  }
  return pass(current, deep, across * down, numbers, 1);
}

/** One pass along the axis that has `length` places, `stride` numbers apart, in `groups` groups after each other. */
function pass(sums: Float64Array, length: number, groups: number, stride: number, apart: number): Float64Array {
  const out = new Float64Array(sums.length);
  for (let group = 0; group < groups; group += 1) {
    const start = group * length * stride;
    for (let place = 0; place < length; place += 1) {
      const here = start + place * stride;
      const before = start + Math.max(0, place - apart) * stride;
      const after = start + Math.min(length - 1, place + apart) * stride;
      for (let at = 0; at < stride; at += 1) {
        out[here + at] = 0.5 * (sums[here + at] ?? 0) + 0.25 * ((sums[before + at] ?? 0) + (sums[after + at] ?? 0));
      }
    }
  }
  return out;
}
