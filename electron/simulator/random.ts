/** Chance that can be repeated: numbers that depend on nothing but a text or a seed. */
import { createHash } from 'node:crypto';

/** A whole number of 32 bits from a text; equal texts give equal numbers. */
export function seedOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE(0);
}

/** A generator of numbers from 0 up to, not including, 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Smooth hills and valleys between 0 and 1 over a line: value noise with `octaves` layers, each half as high. */
export function ridgeNoise(seed: number, octaves: number): (at: number) => number {
  const random = randomFrom(seed);
  const knots = Float32Array.from({ length: 256 }, random);
  const knot = (index: number): number => knots[index & 255] ?? 0;
  return (at) => {
    let sum = 0;
    let weight = 0;
    let height = 1;
    let position = at;
    for (let octave = 0; octave < octaves; octave += 1) {
      const left = Math.floor(position);
      const part = position - left;
      const eased = part * part * (3 - 2 * part);
      sum += height * (knot(left) * (1 - eased) + knot(left + 1) * eased);
      weight += height;
      height *= 0.5;
      position = position * 2.03 + 17.7;
    }
    return sum / weight;
  };
}

/** The same over a plane. */
export function cloudNoise(seed: number, octaves: number): (x: number, y: number) => number {
  const random = randomFrom(seed);
  const knots = Float32Array.from({ length: 4096 }, random);
  const knot = (x: number, y: number): number => knots[((y & 63) << 6) | (x & 63)] ?? 0;
  const layer = (x: number, y: number): number => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const u = (x - left) * (x - left) * (3 - 2 * (x - left));
    const v = (y - top) * (y - top) * (3 - 2 * (y - top));
    const upper = knot(left, top) * (1 - u) + knot(left + 1, top) * u;
    const lower = knot(left, top + 1) * (1 - u) + knot(left + 1, top + 1) * u;
    return upper * (1 - v) + lower * v;
  };
  return (x, y) => {
    let sum = 0;
    let weight = 0;
    for (let octave = 0; octave < octaves; octave += 1) {
      const scale = 2 ** octave;
      sum += layer(x * scale + octave * 11.3, y * scale + octave * 7.9) / scale;
      weight += 1 / scale;
    }
    return sum / weight;
  };
}
