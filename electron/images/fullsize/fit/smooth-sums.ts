/** Sums of a bilateral grid, spread over the cells around each: along rows, columns and steps of luminance. Pure. */

interface Size {
  readonly across: number;
  readonly down: number;
  readonly deep: number;
}

/** Twice `rounds` passes of ¼ ½ ¼ in place and one in luminance, sums kept. */
export function smoothSums(sums: Float64Array, { across, down, deep }: Size, numbers: number, rounds: number): Float64Array {
  let current = sums;
  const slab = deep * numbers;
  for (let round = 0; round < rounds; round += 1) {
    for (let twice = 0; twice < 2; twice += 1) {
      current = pass(current, down, 1, across * slab);
      current = pass(current, across, down, slab);
    }
    current = pass(current, deep, across * down, numbers);
  }
  return current;
}

/** One pass along the axis that has `length` places, `stride` numbers apart, in `groups` groups after each other. */
function pass(sums: Float64Array, length: number, groups: number, stride: number): Float64Array {
  const out = new Float64Array(sums.length);
  for (let group = 0; group < groups; group += 1) {
    const start = group * length * stride;
    for (let place = 0; place < length; place += 1) {
      const here = start + place * stride;
      const before = place === 0 ? here : here - stride;
      const after = place === length - 1 ? here : here + stride;
      for (let at = 0; at < stride; at += 1) {
        out[here + at] = 0.5 * (sums[here + at] ?? 0) + 0.25 * ((sums[before + at] ?? 0) + (sums[after + at] ?? 0));
      }
    }
  }
  return out;
}
