/** Smooth random fields for the picture of the first start: the same for the same place, everywhere between 0 and 1. */
/** A random number for a point of the lattice. */
function hash(x, y, seed) {
  let mixed = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(seed, 1442695041);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 1274126177);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967295;
}
/** Random per lattice point, smooth in between. */
export function valueNoise(x, y, seed) {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const dx = x - left;
  const dy = y - top;
  const ease = dx * dx * (3 - 2 * dx);
  const upper = hash(left, top, seed) * (1 - ease) + hash(left + 1, top, seed) * ease;
  const lower = hash(left, top + 1, seed) * (1 - ease) + hash(left + 1, top + 1, seed) * ease;
  const fall = dy * dy * (3 - 2 * dy);
  return upper * (1 - fall) + lower * fall;
}
/** Noise upon finer noise: clouds, mist. */
export function cloudNoise(x, y, octaves, seed) {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  for (let octave = 0; octave < octaves; octave += 1) {
    sum += weight * valueNoise(x * 2 ** octave, y * 2 ** octave, seed + octave);
    total += weight;
    weight /= 2;
  }
  return sum / total;
}
/** Noise with sharp crests: mountains and their gullies. */
export function ridgeNoise(x, y, octaves, seed) {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  for (let octave = 0; octave < octaves; octave += 1) {
    const crest = 1 - Math.abs(2 * valueNoise(x * 2.03 ** octave, y * 2.03 ** octave, seed + octave * 7) - 1);
    sum += weight * crest * crest;
    total += weight;
    weight *= 0.48;
  }
  return sum / total;
}
