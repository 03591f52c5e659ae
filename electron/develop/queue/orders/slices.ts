/**
 * Work on a long list in slices: each is short, and between two of them the event loop is free for windows, answers and clicks. A list
 * that fits one slice is worked on at once, within the call.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A slice should take no longer than this, milliseconds: with what else happens in its turn a window still answers at once. */
const SLICE_MS = 15;
/** Entries of the first slice, and of the smallest and the largest: each pays for writing to the disk once, which very small ones only repeat. */
export const FIRST_SLICE = 64;
export const LEAST_SLICE = 32;
const LARGEST_SLICE = 256;

/** How many entries the next slice takes, after one of `size` took `tookMs`. */
export function nextSize(size: number, tookMs: number): number {
  if (tookMs > SLICE_MS) return Math.max(LEAST_SLICE, Math.floor(size / 2));
  return tookMs < SLICE_MS / 2 ? Math.min(LARGEST_SLICE, size * 2) : size;
}

/** Calls `work` with slice after slice, in order. What it throws ends the rest. */
export async function inSlices<T>(list: readonly T[], work: (slice: readonly T[]) => void | Promise<void>): Promise<void> {
  let size = FIRST_SLICE;
  for (let first = 0; first < list.length;) {
    const slice = list.slice(first, first + size);
    const began = performance.now();
    const working = work(slice);
    const tookMs = performance.now() - began;
    if (working !== undefined) await working;
    first += slice.length;
    if (slice.length === size) size = nextSize(size, tookMs);
    if (first < list.length) await nextTurn();
  }
}

/** Before or after something that takes its time with a long list: the event loop is free in between. A short list goes on at once. */
export async function breathe({ length }: { readonly length: number }): Promise<void> {
  if (length > FIRST_SLICE) await nextTurn();
}

/** Runs one piece of work at a time, in the order in which they were asked for; the first at once, within the call. */
export type InTurn = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Orders that change many jobs follow each other: a second one begins where the first has come to its end. */
export function createInTurn(): InTurn {
  let last: Promise<unknown> | null = null;
  return async (work) => {
    const before = last;
    const own = before === null ? work() : before.then(work, work);
    last = own;
    try {
      return await own;
    } finally {
      if (last === own) last = null;
    }
  };
}
