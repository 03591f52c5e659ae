/** How each start of the program ends, by chance: killed at a moment, while a photo is out, after a line that it prints, or asked to end. Pure. */
import type { Random } from '../../../helpers/random.ts';

export type Life =
  /** So many milliseconds after the start. */
  | { readonly by: 'start' | 'moment' | 'end'; readonly ms: number }
  /** So many milliseconds after the n-th photo reached the service, or the n-th line was printed; at the latest after `ms`. */
  | { readonly by: 'upload' | 'line'; readonly nth: number; readonly after: number; readonly ms: number };

export const LIVES: readonly Life['by'][] = ['start', 'moment', 'end', 'upload', 'line'];

/** The next one. `number` counts from 0, so that a short run has some of each. */
export function nextLife(number: number, random: Random): Life {
  const by = number < LIVES.length ? (LIVES[(number + 3) % LIVES.length] ?? 'moment') : chosen(random());
  switch (by) {
    case 'start':
      return { by, ms: 50 + random() * 1_500 };
    case 'moment':
      // Some live long enough for everything to come to rest
      return { by, ms: random() < 0.25 ? 20_000 + random() * 6_000 : 1_500 + random() * 7_500 };
    case 'end':
      return { by, ms: 2_000 + random() * 5_000 };
    case 'upload':
    case 'line':
      return { by, nth: 1 + Math.floor(random() * 5), after: random() < 0.5 ? 0 : random() * 60, ms: 9_000 };
  }
}

function chosen(chance: number): Life['by'] {
  if (chance < 0.15) return 'start';
  if (chance < 0.4) return 'moment';
  if (chance < 0.52) return 'end';
  return chance < 0.8 ? 'upload' : 'line';
}

/** When the watching process is killed next, milliseconds from now. Some strike it while it is still starting. */
export function nextWatcherStrike(random: Random): number {
  return random() < 0.3 ? random() * 400 : 1_000 + random() * 7_000;
}
