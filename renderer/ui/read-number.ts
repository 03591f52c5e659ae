/** Numbers as people type them. */

export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** A typed number, comma or point, clamped and set on the grid of `step`; null where it is none. */
export function readNumber(text: string, limits: Limits, step: number): number | null {
  const clean = text.trim().replace(',', '.');
  if (clean === '') return null;
  const number = Number(clean);
  return Number.isFinite(number) ? snap(number, limits, step) : null;
}

/** Clamps to the limits and to the grid of `step` that starts at the lower limit (at 0 where there is none). */
export function snap(value: number, limits: Limits, step: number): number {
  const origin = Number.isFinite(limits.min) ? limits.min : 0;
  const stepped = origin + Math.round((value - origin) / step) * step;
  const inside = Math.min(limits.max, Math.max(limits.min, stepped));
  // Binary fractions leave 0.6000000000000001; no step here is finer than a millionth.
  return Math.round(inside * 1e6) / 1e6;
}
