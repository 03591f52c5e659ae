/** Walks through folders, wherever they are done: in a thread of their own in the app, so that a slow disk holds up nobody. */
import type { Database } from '../database.ts';
import type { FileEntry } from '../roots/entry.ts';
import { MOST_IN_BATCH, walk, type Walked } from '../roots/walk.ts';
import { Listed, straysOf, type Strays } from './known-rows.ts';
import { nameRows, placesIn } from './name-rows.ts';

/**
 * So many names of one or several folders are put in order before they are handed over, or as many as come in so short a time, milliseconds. Disks name
 * files in no order, and rows that stand side by side in the database are written at a third of the cost.
 */
const MOST_SORTED = 10_000;
const LONGEST_SORTED_MS = 60;

export interface WalkPlan {
  /** The folder; exists. */
  readonly folder: string;
  readonly keepsInodes: boolean;
  /** The disk is this computer's own. */
  readonly isLocal: boolean;
}

/** Files of which nothing was known. */
export interface Names {
  /** See `nameRows`. */
  readonly rows: string;
  readonly count: number;
}

export interface Compared extends Walked {
  /** Photos that are what was known of them. */
  readonly settled: number;
}

export interface Walks {
  /** Lists the pictures below a folder in which none are known. `take` has one batch after the other; `isUnwanted` is asked with each. */
  readonly names: (plan: WalkPlan, take: (names: Names) => Promise<void>, isUnwanted: () => boolean) => Promise<Walked>;
  /** Compares the pictures below a folder with what is known of them. `take` has all that are not what they were, and is called while nothing is found as well. */
  readonly compare: (plan: WalkPlan, take: (strays: Strays) => Promise<void>, isUnwanted: () => boolean) => Promise<Compared>;
  /** Ends what is under way. */
  readonly close: () => Promise<void>;
}

/** Walks in the thread that asks: for the command line and for tests, and inside the thread that is for them. `open`: gives the database, which may be one that only reads. */
export function walksHere(open: () => Database): Walks {
  return {
    names: async (plan, take, isUnwanted) => {
      const place = placesIn(plan.folder);
      let held: FileEntry[] = [];
      let since = 0;
      const hand = async (): Promise<void> => {
        const sorted = held.sort((a, b) => (a.path < b.path ? -1 : 1));
        held = [];
        for (let at = 0; at < sorted.length && !isUnwanted(); at += MOST_IN_BATCH) {
          const some = sorted.slice(at, at + MOST_IN_BATCH);
          await take({ rows: nameRows(some, place), count: some.length });
        }
      };
      const walked = await walkAll(
        plan,
        async (entries) => {
          if (held.length === 0) since = performance.now();
          held.push(...entries);
          if (held.length >= MOST_SORTED || performance.now() - since > LONGEST_SORTED_MS) await hand();
        },
        isUnwanted,
      );
      await hand();
      return isUnwanted() ? { ...walked, complete: false } : walked;
    },
    compare: async (plan, take, isUnwanted) => {
      const listed = new Listed();
      const note = async (entries: readonly FileEntry[]): Promise<void> => {
        for (const entry of entries) listed.add(entry);
        await take({ entries: [], ids: [] });
      };
      const walked = await walkAll(plan, note, isUnwanted);
      if (isUnwanted()) return { ...walked, settled: 0 };
      const { entries, ids, settled } = straysOf(open(), plan.folder, listed, walked.complete);
      for (let at = 0; at < Math.max(entries.length, ids.length) && !isUnwanted(); at += MOST_IN_BATCH)
        await take({ entries: entries.slice(at, at + MOST_IN_BATCH), ids: ids.slice(at, at + MOST_IN_BATCH) });
      return { ...walked, settled };
    },
    close: async () => Promise.resolve(),
  };
}

async function walkAll(
  { folder, keepsInodes, isLocal }: WalkPlan,
  batch: (entries: readonly FileEntry[]) => Promise<void>,
  isUnwanted: () => boolean,
): Promise<Walked> {
  return await walk({
    root: folder,
    folder: '',
    subfolders: true,
    isExcluded: () => false,
    ask: async (work) => await work(),
    keepsInodes,
    isLocal,
    batch,
    isUnwanted,
  });
}
