/**
 * Work that was paid for and whose picture turned out to be no use, in this process: whoever asked before that was known did not mean to
 * pay for it again. Asked for once more by a person who knows, it is sent.
 */
import { problem, type Problem } from '../../../contract/errors.ts';
import type { JobRow } from '../../ledger/job-row.ts';

export interface Spoiled {
  /** This job's picture is no use. */
  readonly note: (row: Pick<JobRow, 'id' | 'identity'>) => void;
  /** Why work with this identity is not sent for a job; null: nothing speaks against it. */
  readonly before: (identity: string, row: Pick<JobRow, 'id'>) => Problem | null;
}

interface SpoiledParts {
  /** The jobs of this process are those of one run of the command line. */
  readonly ownJobsOnly: boolean;
  /** The greatest number that a job has; 0: there is none. What is asked for later has a greater one, whatever the clock says. */
  readonly newestJob: () => number;
}

/** Builds the list; nothing is spoiled yet. */
export function createSpoiled({ ownJobsOnly, newestJob }: SpoiledParts): Spoiled {
  const found = new Map<string, { readonly job: JobRow['id']; readonly newest: number }>();
  return {
    note: ({ id, identity }) => {
      if (identity !== null) found.set(identity, { job: id, newest: newestJob() });
    },
    before: (identity, row) => {
      const spoiled = found.get(identity);
      // Its own job is tried again by a person's word only
      if (spoiled === undefined || spoiled.job === row.id) return null;
      // A run of the command line is one question: nobody hears anything before it ends
      if (!ownJobsOnly && row.id > spoiled.newest) return null;
      return problem(
        'reply-unusable',
        'This was paid for, and what came back is not a usable picture. It was not sent again: develop it once more to pay again.',
      );
    },
  };
}
