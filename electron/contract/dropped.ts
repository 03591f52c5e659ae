/** Very many files at once: they cross in slices, and what is said of each is put together again. Pure, and without schemas, for the preload. */
import type { AddOutcome } from './photo.ts';

/** Paths in one message. */
export const MOST_PATHS = 10_000;

/** Characters of a pasted text. */
export const MOST_TEXT = 100_000;

/** A list in pieces that fit one message each; none for an empty list. */
export function slicesOf<T>(list: readonly T[], most = MOST_PATHS): T[][] {
  const slices: T[][] = [];
  for (let start = 0; start < list.length; start += most) slices.push(list.slice(start, start + most));
  return slices;
}

/** The outcome of both. */
export function mergeOutcomes(one: AddOutcome, other: AddOutcome): AddOutcome {
  return {
    added: [...one.added, ...other.added],
    known: [...one.known, ...other.known],
    refused: [...one.refused, ...other.refused],
    results: [...one.results, ...other.results],
    paired: [...one.paired, ...other.paired],
  };
}
