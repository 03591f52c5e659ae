/**
 * When is a file finished? Nobody says so, hence: once its size, its time and its number have been the same for a while, at several looks.
 * Whether the picture in it is whole is asked afterwards. Pure.
 */
import type { FileEntry } from '../../../library/roots/entry.ts';
import type { WatchTimes } from '../times.ts';

/** What has to stay the same. */
export type Stamp = Pick<FileEntry, 'bytes' | 'modifiedMs' | 'inode'>;

/** Moments are milliseconds on the clock that is never set. */
export interface Settling {
  readonly stamp: Stamp;
  /** How often it was found so. */
  readonly looks: number;
  readonly lookedAt: number;
  /** Since when it is known to be so. */
  readonly stillSince: number;
  /** The last word that it may have changed since the last look. */
  readonly hintedAt: number | null;
  readonly nextLookAt: number;
}

export type SettleTimes = Pick<WatchTimes, 'stillMs' | 'looks' | 'spacingMs'>;

export function sameStamp(one: Stamp, other: Stamp): boolean {
  return one.bytes === other.bytes && one.modifiedMs === other.modifiedMs && one.inode === other.inode;
}

function waiting(state: Omit<Settling, 'nextLookAt'>, { stillMs, looks }: SettleTimes): Settling {
  const step = stillMs / Math.max(1, looks - 1);
  const nextLookAt = state.stillSince + Math.min(stillMs, step * state.looks);
  // Looks that came early by a hint count too, but the last one has to be at the end of the wait
  return { ...state, nextLookAt: Math.max(nextLookAt, state.lookedAt) };
}

/** The first look at a file. `age`: for so long it is known to have been as it is, milliseconds; see knownAge. */
export function beginSettling(stamp: Stamp, at: number, times: SettleTimes, age = 0): Settling {
  return waiting({ stamp, looks: 1, lookedAt: at, stillSince: at - age, hintedAt: null }, times);
}

/**
 * How long a file of a local disk has been as it is, by the time at which the system itself last noted a change of it: no program can set
 * that one. A system may report a change only after half a second, and that much of the wait is over then; never more, for the clock may
 * have been set in between.
 * @param now - ms since 1970
 */
export function knownAge(changedMs: number, now: number, { stillMs }: SettleTimes): number {
  const age = now - changedMs;
  return changedMs > 0 && age > 0 && age <= stillMs ? Math.min(age, stillMs * 0.3) : 0;
}

/** Something may have happened to it: it is looked at now, or as soon as the last look is not too fresh. */
export function hinted(state: Settling, at: number, times: SettleTimes): Settling {
  return {
    ...state,
    hintedAt: at,
    nextLookAt: Math.min(state.nextLookAt, Math.max(at, state.lookedAt + times.spacingMs)),
  };
}

/** A further look found it so. `isStill`: it has been so long enough. */
export function lookedAgain(
  state: Settling,
  stamp: Stamp,
  at: number,
  times: SettleTimes,
): { readonly settling: Settling; readonly isStill: boolean } {
  if (!sameStamp(state.stamp, stamp)) {
    // The change was over when word of it came; without a word it may have happened right now
    const stillSince = Math.max(state.hintedAt ?? at, state.lookedAt);
    const fresh = waiting({ stamp, looks: 1, lookedAt: at, stillSince, hintedAt: null }, times);
    return { settling: fresh, isStill: false };
  }
  const looks = state.looks + 1;
  const settling = waiting({ ...state, looks, lookedAt: at, hintedAt: null }, times);
  return { settling, isStill: looks >= times.looks && at - state.stillSince >= times.stillMs };
}

/** How long to wait before a file that was not whole is tried again: twice as long each time. */
export function retryAfter(tries: number, times: Pick<WatchTimes, 'retryMs' | 'retryLongestMs'>): number {
  return Math.min(times.retryLongestMs, times.retryMs * 2 ** Math.max(0, tries - 1));
}
