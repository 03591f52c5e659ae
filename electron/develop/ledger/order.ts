/** Places in the queue: what moves gets places between its new neighbours, so that the others keep theirs. Pure. */
import type { JobId } from '../../contract/ids.ts';

export interface Place {
  readonly id: JobId;
  /** Lower goes first. */
  readonly position: number;
}

/** Closer than this two places are not told apart safely any more. */
const CLOSEST = 1e-6;

/**
 * The places to write, one after the other, when jobs move before another one. Wherever the writing ends, nobody shares a place, what moves
 * keeps its order, and so does what stays.
 * @param order - everything that waits, in its order
 * @param before - null: to the end; a job that does not wait any more: to the front, where it was going
 */
export function newPlaces(order: readonly Place[], moving: ReadonlySet<JobId>, before: JobId | null): Place[] {
  const moved = order.filter((place) => moving.has(place.id));
  const rest = order.filter((place) => !moving.has(place.id));
  if (moved.length === 0) return [];
  const index = before === null ? rest.length : indexBefore(order, rest, before);
  const between = placesBetween(moved, rest[index - 1]?.position, rest[index]?.position);
  if (between !== null) return inWritingOrder(moved, between);
  // No room between the neighbours: everybody gets a place of its own first, in the order that there is
  const first = order[0]?.position ?? 0;
  const apart = Math.max(1, 2 * CLOSEST * (moved.length + 1));
  const spread = order.map((place, nth) => ({ id: place.id, position: first + nth * apart }));
  return [...inWritingOrder(order, spread), ...newPlaces(spread, moving, before)];
}

/** Places for what moves, between its new neighbours; null: there is no room for so many. */
function placesBetween(moved: readonly Place[], above: number | undefined, below: number | undefined): Place[] | null {
  const low = above ?? (below ?? 0) - moved.length - 1;
  const high = below ?? low + moved.length + 1;
  const step = (high - low) / (moved.length + 1);
  return step > CLOSEST ? moved.map((place, nth) => ({ id: place.id, position: low + step * (nth + 1) })) : null;
}

/** Who goes up is written from the front on, who goes down from the end on: so nobody passes another of them on the way. */
function inWritingOrder(before: readonly Place[], after: readonly Place[]): Place[] {
  const up = after.filter((place, nth) => place.position < (before[nth]?.position ?? place.position));
  const down = after.filter((place, nth) => place.position > (before[nth]?.position ?? place.position));
  return [...up, ...down.reverse()];
}

function indexBefore(order: readonly Place[], rest: readonly Place[], before: JobId): number {
  const at = order.findIndex((place) => place.id === before);
  if (at === -1) return 0;
  // Before one of themselves: before whoever follows and stays
  const staying = new Set(rest.map((place) => place.id));
  const follower = order.slice(at).find((place) => staying.has(place.id));
  return follower === undefined ? rest.length : rest.findIndex((place) => place.id === follower.id);
}
