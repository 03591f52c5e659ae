/** How many photos are made ready before their turn, so that the admission never waits for one while memory stays within bounds. Pure. */

/** Photos ahead of their turn where fewer than this may be out at once. */
const LEAST_AHEAD = 4;
/** Prepared at the same time, the queue of the image workers included: each worker has one in hand and one to go on with. */
const PREPARED_AT_ONCE = 8;
/** No further photo is begun while uploads of so many bytes wait at the admission; those being prepared come on top. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

export interface PrefetchFacts {
  /** Requests that may be out at once: as many may start at one moment. */
  readonly lanes: number;
  /** Photos being prepared. */
  readonly preparing: number;
  /** Prepared photos that wait for their turn, and the size of their uploads. */
  readonly waiting: { readonly count: number; readonly bytes: number };
}

/** How many more photos may be begun. */
export function roomToPrefetch({ lanes, preparing, waiting }: PrefetchFacts): number {
  if (waiting.bytes >= MOST_WAITING_BYTES) return 0;
  const ahead = Math.max(LEAST_AHEAD, lanes);
  return Math.max(0, Math.min(PREPARED_AT_ONCE - preparing, ahead - preparing - waiting.count));
}

/** True where so many results wait for one volume that nothing more is sent that goes there: they must not pile up. */
export function isCrowded(beyond: number, lanes: number): boolean {
  return beyond >= 2 * lanes + LEAST_AHEAD;
}
