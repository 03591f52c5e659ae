/**
 * What to do about errors in Darkslide itself ("faults"): the photo is tried once more, and fails alone at the second fault. Where several
 * photos in a row meet a fault and none gets through between them, the photos are not the reason: the queue stops. Pure.
 */
import type { JobId } from '../../../contract/ids.ts';

/** Different photos in a row, none of which got through. */
const MOST_IN_A_ROW = 3;

export interface Faults {
  readonly times: ReadonlyMap<JobId, number>;
  readonly inARow: ReadonlySet<JobId>;
}

export const noFaults: Faults = { times: new Map(), inARow: new Set() };

export type FaultAnswer = 'try-again' | 'give-up' | 'stop-all';

/** A job met a fault. */
export function faulted(faults: Faults, id: JobId): { readonly faults: Faults; readonly answer: FaultAnswer } {
  const times = (faults.times.get(id) ?? 0) + 1;
  const inARow = new Set(faults.inARow).add(id);
  const after: Faults = { times: new Map(faults.times).set(id, times), inARow };
  return { faults: after, answer: inARow.size >= MOST_IN_A_ROW ? 'stop-all' : times > 1 ? 'give-up' : 'try-again' };
}

/** A job came to its end, or to one of the service's answers. */
export function gotThrough(faults: Faults, id: JobId): Faults {
  if (faults.times.size === 0) return faults;
  const times = new Map(faults.times);
  times.delete(id);
  return { times, inARow: new Set() };
}
