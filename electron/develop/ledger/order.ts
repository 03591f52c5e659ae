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
 * The places that change when jobs move before another one.
 * @param order - everything that waits, in its order
 * @param before - null: to the end; a job that does not wait any more: to the front, where it was going
 */
export function newPlaces(order: readonly Place[], moving: ReadonlySet<JobId>, before: JobId | null): Place[] {
  const moved = order.filter((place) => moving.has(place.id));
  const rest = order.filter((place) => !moving.has(place.id));
  if (moved.length === 0) return [];
  const index = before === null ? rest.length : indexBefore(order, rest, before);
  const above = rest[index - 1]?.position;
  const below = rest[index]?.position;
  const low = above ?? (below ?? 0) - moved.length - 1;
  const high = below ?? low + moved.length + 1;
  const step = (high - low) / (moved.length + 1);
  if (step > CLOSEST) return moved.map((place, nth) => ({ id: place.id, position: low + step * (nth + 1) }));
  // No room between the neighbours: everybody gets a new place
  const first = order[0]?.position ?? 0;
  return [...rest.slice(0, index), ...moved, ...rest.slice(index)].map((place, nth) => ({ id: place.id, position: first + nth }));
}

function indexBefore(order: readonly Place[], rest: readonly Place[], before: JobId): number {
  const at = order.findIndex((place) => place.id === before);
  if (at === -1) return 0;
  // Before one of themselves: before whoever follows and stays
  const staying = new Set(rest.map((place) => place.id));
  const follower = order.slice(at).find((place) => staying.has(place.id));
  return follower === undefined ? rest.length : rest.findIndex((place) => place.id === follower.id);
}
