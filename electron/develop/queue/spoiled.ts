/**
 * Work that was paid for and whose picture turned out to be no use, in this process: whoever asked before that was known did not mean to
 * pay for it again. Asked for once more by a person who knows, it is sent.
 */
import { problem, type Problem } from '../../contract/errors.ts';
import type { JobRow } from '../ledger/job-row.ts';
import type { DevelopParts } from './parts.ts';

export interface Spoiled {
  /** This job's picture is no use. */
  readonly note: (row: JobRow) => void;
  /** Why work with this identity is not sent for a job; null: nothing speaks against it. */
  readonly before: (identity: string, row: JobRow) => Problem | null;
}

/** Builds the list; nothing is spoiled yet. */
export function createSpoiled({ ownJobsOnly, now }: Pick<DevelopParts, 'ownJobsOnly' | 'now'>): Spoiled {
  const found = new Map<string, { readonly job: JobRow['id']; readonly at: number }>();
  return {
    note: ({ id, identity }) => {
      if (identity !== null) found.set(identity, { job: id, at: now() });
    },
    before: (identity, row) => {
      const spoiled = found.get(identity);
      // Its own job is tried again by a person's word only
      if (spoiled === undefined || spoiled.job === row.id) return null;
      // A run of the command line is one question: nobody hears anything before it ends
      if (!ownJobsOnly && row.created_at > spoiled.at) return null;
      return problem(
        'reply-unusable',
        'This was paid for, and what came back is not a usable picture. It was not sent again: develop it once more to pay again.',
      );
    },
  };
}
