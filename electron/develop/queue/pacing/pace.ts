/** How long a model takes and how many requests may be out at once, learned from what happens. Pure. */

/** Measured milliseconds from sending to the answer, per model; a moving average that forgets slowly. */
export type Pace = ReadonlyMap<string, number>;

/** The pace after one more measured answer. */
export function withMeasure(pace: Pace, model: string, tookMs: number): Pace {
  const known = pace.get(model);
  return new Map(pace).set(model, known === undefined ? tookMs : known * 0.8 + tookMs * 0.2);
}

/** Time for `count` photos when `lanes` are out at once and at most `perMinute` may start, milliseconds. */
export function runDuration(count: number, oneMs: number, lanes: number, perMinute: number | null = null): number {
  const carried = Math.ceil(count / Math.max(1, lanes)) * oneMs;
  if (perMinute === null || count === 0) return carried;
  // The first ones of a window go out together; the last one still has to be answered
  return Math.max(carried, (Math.max(0, count - perMinute) / perMinute) * 60_000 + oneMs);
}

/** Requests allowed at once: grows by one after a full round of answers, halves at a refusal for speed. */
export interface Lanes {
  readonly limit: number;
  /** Answers since the limit last changed. */
  readonly calm: number;
}

export const startLanes: Lanes = { limit: 4, calm: 0 };
const MOST_LANES = 24;

/** After an answer that was not "slower". */
export function widened(lanes: Lanes): Lanes {
  const calm = lanes.calm + 1;
  return calm < lanes.limit ? { ...lanes, calm } : { limit: Math.min(MOST_LANES, lanes.limit + 1), calm: 0 };
}

/** After "slower, please" (429). */
export function narrowed(lanes: Lanes): Lanes {
  return { limit: Math.max(1, Math.floor(lanes.limit / 2)), calm: 0 };
}

/** Wait before the n-th try in a row (1-based) after refusals without a time: doubles from one second to one minute, with jitter 0..1. */
export function backOffMs(tries: number, jitter: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.max(0, tries - 1)) * (0.75 + jitter / 2);
}

/** Under this name the pace of a model is kept: the simulator has a pace of its own. */
export function paceKey(slug: string, simulated: boolean): string {
  return simulated ? `simulated ${slug}` : slug;
}
