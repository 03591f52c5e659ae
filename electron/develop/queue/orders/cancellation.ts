/**
 * Takes jobs back that were not sent. The wish holds at once: nothing of it is sent from the moment it is uttered, however long writing it
 * down takes. A wish that cannot be written down yet, or whose job somebody works on, stays a wish.
 */
import { problem } from '../../../contract/errors.ts';
import type { JobId } from '../../../contract/ids.ts';
import type { JobRow } from '../../ledger/job-row.ts';
import type { JobCore, JobEvent } from '../../ledger/job.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { inSlices } from './slices.ts';

const cancelled: JobEvent = { type: 'cancel', problem: problem('cancelled') };

export interface CancellationParts {
  readonly ledger: Pick<Ledger, 'applyEach'>;
  readonly isUnderWay: (id: JobId) => boolean;
  /** Prepared photos that wait for their turn and that this says yes to go back. */
  readonly recall: (which: (row: JobRow) => boolean) => void;
  readonly tell: (rows: readonly JobRow[]) => void;
  readonly log: (message: string, error?: unknown) => void;
}

export interface Cancellation {
  /** It must not be sent any more. */
  readonly isWished: (id: JobId) => boolean;
  /** From now on nothing of these is sent; what is out already is answered. */
  readonly wish: (ids: readonly JobId[]) => void;
  /** The same, written down, in slices; failures are put aside. */
  readonly cancel: (ids: readonly JobId[]) => Promise<void>;
  /** Work on this job has come to its end: a wish about it can be written down. */
  readonly ended: (id: JobId) => void;
  /** A person wants these after all: nothing is wished of them any more. */
  readonly forget: (ids: readonly JobId[]) => void;
  /** Tries to write down what could not be before. */
  readonly catchUp: () => void;
}

/** Builds it; nothing is wished yet. */
export function createCancellation({ ledger, isUnderWay, recall, tell, log }: CancellationParts): Cancellation {
  const wishes = new Set<JobId>();
  /** Wishes that the disk refused. */
  const unwritten = new Set<JobId>();
  let catchingUp = false;

  const eventsFor = (id: JobId, core: JobCore): readonly JobEvent[] => {
    if (!isUnderWay(id)) return [cancelled, { type: 'dismiss' }];
    // Claimed for sending: it is cancelled when it comes back, before anything is sent
    return core.state === 'queued' ? [cancelled] : [];
  };

  const write = (ids: readonly JobId[], events = eventsFor): void => {
    const rows = ledger.applyEach(ids, events);
    const written = new Set(rows.map((row) => row.id));
    for (const id of ids) {
      unwritten.delete(id);
      if (written.has(id) || !isUnderWay(id)) wishes.delete(id);
    }
    tell(rows);
  };

  const wish = (ids: readonly JobId[]): void => {
    for (const id of ids) wishes.add(id);
    recall((row) => wishes.has(row.id));
  };

  return {
    isWished: (id) => wishes.has(id),
    wish,
    cancel: async (ids) => {
      wish(ids);
      let written = 0;
      try {
        await inSlices(ids, (slice) => {
          write(slice);
          written += slice.length;
        });
      } catch (error) {
        for (const id of ids.slice(written)) unwritten.add(id);
        throw error;
      }
    },
    ended: (id) => {
      if (!wishes.has(id)) return;
      try {
        write([id], () => [cancelled]); // what failed by itself meanwhile stays in sight
      } catch (error) {
        unwritten.add(id);
        log(`Job ${String(id)} could not be cancelled yet`, error);
      }
    },
    forget: (ids) => {
      for (const id of ids) {
        unwritten.delete(id);
        wishes.delete(id); // also one that another process made needless by cancelling the job itself
      }
    },
    catchUp: () => {
      if (unwritten.size === 0 || catchingUp) return;
      catchingUp = true;
      void inSlices([...unwritten], (slice) => {
        write(slice);
      })
        .catch((error: unknown) => {
          log('Some jobs could not be cancelled yet', error);
        })
        .finally(() => {
          catchingUp = false;
        });
    },
  };
}
