/**
 * Jobs on which nobody works any more: after a fault of ours, or after their process ended. What was sent is doubtful, what is paid is
 * kept, what was not sent goes back.
 */
import { OWN_DISK_FULL, ownDiskProblem, problem, type Problem } from '../../../contract/errors.ts';
import type { JobId } from '../../../contract/ids.ts';
import type { JobEvent } from '../../ledger/job.ts';
import type { JobRow } from '../../ledger/job-row.ts';
import { spooled, tidySpool } from '../../results/result.ts';
import { keepProblem } from '../../results/storing.ts';
import { faulted, gotThrough, noFaults } from './faults.ts';
import type { DevelopParts } from '../parts.ts';

export interface RecoveryParts {
  readonly parts: DevelopParts;
  readonly apply: (id: JobId, event: JobEvent) => JobRow | null;
  /** Makes the job "received", because its paid bytes are in the spool. Null: they cannot belong to this job. */
  readonly found: (id: JobId) => JobRow | null;
  /** Waits for the next moment worth a try; false: the process ends. */
  readonly waitForRoom: (trouble: Problem, isSafe: () => boolean) => Promise<boolean>;
  /** Its picture is on a disk already, and the next start finds it: nothing about it is in doubt. */
  readonly isSafe: (id: JobId) => boolean;
  /** The job was sent, and the process that would have had the answer has ended. */
  readonly unanswered: (row: JobRow) => void;
  readonly stopForStorage: (trouble: Problem) => void;
  /** Nothing of this backend gets through. */
  readonly stopBackend: (row: JobRow, trouble: Problem) => void;
}

export interface Recovery {
  /** Work on the job ended in an exception. */
  readonly fallBack: (id: JobId, cause: unknown) => Promise<void>;
  /** Work on it ended in a fault that left it where it is. */
  readonly fault: (row: JobRow) => void;
  /** Work on it ended as it should. */
  readonly gotThrough: (id: JobId) => void;
  /** Paid, but a fault of ours keeps it from going on: left until a person resumes, or the next start. */
  readonly isResting: (id: JobId) => boolean;
  /** A person wants everything tried again. */
  readonly forgive: () => void;
  /** Jobs of an earlier holder. */
  readonly takeOver: (isUnderWay: (id: JobId) => boolean) => void;
}

/** Builds it; no fault is known yet. */
export function createRecovery(recovery: RecoveryParts): Recovery {
  const { parts, apply, found } = recovery;
  const { ledger } = parts;
  const resting = new Set<JobId>();
  let faults = noFaults;

  const bringBack = (row: JobRow, trouble: Problem): JobRow | null => {
    const received = parts.spool.holds(row.id) ? found(row.id) : null;
    return received ?? apply(row.id, { type: 'restart', problem: trouble }) ?? ledger.job(row.id);
  };

  /** One photo's fault is that photo's; where nothing gets through, its backend's work stops. */
  const fault = (row: JobRow): void => {
    const { faults: after, answer } = faulted(faults, row.id);
    faults = after;
    if (answer === 'stop-all') recovery.stopBackend(row, problem('internal'));
    if (answer !== 'give-up') return;
    if (row.core.state === 'accepted' || row.core.state === 'received') resting.add(row.id);
    else {
      apply(row.id, { type: 'claim' });
      apply(row.id, { type: 'photo-trouble', problem: problem('internal') });
    }
  };

  return {
    fault,
    fallBack: async (id, cause) => {
      if (recovery.isSafe(id)) return;
      if (!parts.isLedgerInPlace()) {
        // No photo's fault: nothing that is written from now on is found again
        recovery.stopForStorage(problem('home-gone'));
        return;
      }
      const full = keepProblem(cause);
      for (;;) {
        try {
          const row = ledger.job(id);
          const after = row === null ? null : bringBack(row, problem('no-answer'));
          if (after?.core.state === 'unsure') recovery.unanswered(after);
          if (full !== null) recovery.stopForStorage(ownDiskProblem(cause) ?? problem('disk-full', OWN_DISK_FULL));
          else if (after !== null) fault(after);
          return;
        } catch (error) {
          parts.log(`Job ${String(id)} could not be written down yet`, error);
          // The next start finds the job where it stands, and does the same: nothing is lost
          if (!(await recovery.waitForRoom(ownDiskProblem(error) ?? problem('disk-full', OWN_DISK_FULL), () => true))) return;
        }
      }
    },
    gotThrough: (id) => {
      if (faults !== noFaults && ledger.job(id)?.core.state !== 'queued') faults = gotThrough(faults, id);
    },
    isResting: (id) => resting.has(id),
    forgive: () => {
      faults = noFaults;
      resting.clear();
    },
    takeOver: (isUnderWay) => {
      // Before anything is tidied, asked for or sent: what is paid for and here is received, whatever was decided since
      for (const id of spooled(parts)) if (!isUnderWay(id)) found(id);
      tidySpool(parts);
      for (const row of ledger.interrupted()) {
        if (!isUnderWay(row.id)) bringBack(row, problem('no-answer', 'Darkslide stopped before the answer came.'));
      }
    },
  };
}
