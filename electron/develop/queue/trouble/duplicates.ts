/**
 * Jobs that wait because another job with the same work (same prepared pixels, recipe and backend) was sent before them: they take its
 * result when it comes, so that the work is paid once.
 */
import type { JobId } from '../../../contract/ids.ts';
import type { JobRow } from '../../ledger/job-row.ts';
import type { Ledger } from '../../ledger/ledger.ts';

export interface Duplicates {
  /** This job waits for the other one. */
  readonly add: (id: JobId, of: JobRow) => void;
  /**
   * True while the other job is out or being stored, and while it may have been charged: then a person decides about that one first. The
   * first call after the other became doubtful is false, so that the waiting job runs once more and says on screen what it waits for.
   */
  readonly isBlocked: (id: JobId) => boolean;
  /** How many were put down and not found free since; some of them may be free by now. */
  readonly count: () => number;
  /** The jobs that wait for one of these. */
  readonly waitingFor: (ids: readonly JobId[]) => JobId[];
}

/** Builds the list; it is empty at first. */
export function createDuplicates(ledger: Pick<Ledger, 'job'>): Duplicates {
  const duplicates = new Map<JobId, { readonly of: JobId; readonly saidDoubt: boolean }>();
  return {
    add: (id, of) => {
      duplicates.set(id, { of: of.id, saidDoubt: of.core.state === 'unsure' });
    },
    isBlocked: (id) => {
      const duplicate = duplicates.get(id);
      if (duplicate === undefined) return false;
      const state = ledger.job(duplicate.of)?.core.state;
      if (state === 'sent' || state === 'accepted' || state === 'received') return true;
      if (state === 'unsure' && duplicate.saidDoubt) return true;
      duplicates.delete(id);
      return false;
    },
    count: () => duplicates.size,
    waitingFor: (ids) => {
      if (duplicates.size === 0) return [];
      const wanted = new Set(ids);
      return [...duplicates].flatMap(([id, { of }]) => (wanted.has(of) ? [id] : []));
    },
  };
}
