/** Jobs that wait for another one with the same work: what that one brings is theirs too, and it is paid once. */
import type { JobId } from '../../contract/ids.ts';
import type { JobRow } from '../ledger/job-row.ts';
import type { Ledger } from '../ledger/ledger.ts';

export interface Duplicates {
  /** This job waits for the other one. */
  readonly add: (id: JobId, of: JobRow) => void;
  /** A job whose duplicate is still under way cannot go on; nor one that has said that its duplicate is in doubt. */
  readonly isBlocked: (id: JobId) => boolean;
  /** How many wait at most. */
  readonly count: () => number;
}

/** Builds the list; nobody waits yet. */
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
  };
}
