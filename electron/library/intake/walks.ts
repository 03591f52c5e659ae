/** Walks through folders, wherever they are done: in a thread of their own in the app, so that a slow disk holds up nobody. */
import type { FileEntry } from '../roots/entry.ts';
import { walk, type Walked } from '../roots/walk.ts';

export interface WalkPlan {
  /** The folder; exists. */
  readonly folder: string;
  readonly keepsInodes: boolean;
  /** The disk is this computer's own. */
  readonly isLocal: boolean;
}

export interface Walks {
  /** Lists the pictures below a folder; the next batch comes when the last was taken. `isUnwanted` is asked with each batch. */
  readonly walk: (
    plan: WalkPlan,
    batch: (entries: readonly FileEntry[]) => Promise<void>,
    isUnwanted: () => boolean,
  ) => Promise<Walked>;
  /** Ends what is under way. */
  readonly close: () => Promise<void>;
}

/** One walk through everything below a folder, in this thread. */
export async function walkAll(
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

/** Walks in the thread that asks: for the command line and for tests. */
export const walksHere: Walks = { walk: walkAll, close: async () => Promise.resolve() };
