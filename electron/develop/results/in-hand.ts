/**
 * What came back from the service and is not in the ledger yet, because the app's own disk refuses: pictures that are paid, and where each
 * is safe meanwhile. In memory only; whoever ends the process asks here what it would lose.
 */
import type { JobId } from '../../contract/ids.ts';
import type { StoredFile } from './result.ts';

export interface Waiting {
  readonly id: JobId;
  /** memory: lost when the process ends. spool, file: safe on a disk. answer: no picture, only news that cannot be written down. */
  readonly where: 'memory' | 'spool' | 'file' | 'answer';
}

export interface InHand {
  /** Something came back for this job that cannot be kept yet. */
  readonly note: (id: JobId, where: Waiting['where']) => void;
  readonly rescue: (id: JobId, file: StoredFile) => void;
  /** The ledger has it. */
  readonly settle: (id: JobId) => void;
  /** The file of a result that was stored ahead of the ledger; null: there is none. */
  readonly rescued: (id: JobId) => StoredFile | null;
  /** Would it be lost with the process? */
  readonly isSafe: (id: JobId) => boolean;
  readonly all: () => Waiting[];
}

/** News of a job never hide that its picture is here, nor where it is safe. */
const worth = { answer: 0, memory: 1, spool: 2, file: 3 };

/** Builds it; nothing is in hand. */
export function createInHand(): InHand {
  const waiting = new Map<JobId, Waiting['where']>();
  const files = new Map<JobId, StoredFile>();
  return {
    note: (id, where) => {
      const known = waiting.get(id);
      if (known === undefined || worth[where] > worth[known]) waiting.set(id, where);
    },
    rescue: (id, rescued) => {
      files.set(id, rescued);
      waiting.set(id, 'file');
    },
    settle: (id) => {
      waiting.delete(id);
    },
    rescued: (id) => files.get(id) ?? null,
    isSafe: (id) => {
      const where = waiting.get(id);
      return where === 'file' || where === 'spool';
    },
    all: () => [...waiting].map(([id, where]) => ({ id, where })),
  };
}
