/**
 * Photos that were asked for and are not sent unasked: those of a command line that has ended, and those of a start that was cut off before
 * all of it was queued, because nobody has said yes to a part. They are held until a person says "develop" or "forget".
 */
import { problem } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import type { JobRow } from '../ledger/job-row.ts';
import type { Hold } from '../ledger/holds.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Runs } from './runs.ts';

export interface LeftOver {
  /** True where the run that asked for the job has ended, so that it may not be sent. Asked again right before sending. */
  readonly is: (row: Pick<JobRow, 'run'>) => boolean;
  /** The same for a job whose turn has come; where it is true, the job and all others of ended runs are written down as held. */
  readonly hold: (row: JobRow) => boolean;
  /** Holds what runs left that have ended. */
  readonly holdAll: () => void;
}

/** One group for all ended runs: a person decides about them together. */
const LEFT_OVER: Hold = { scope: 'left-over', detail: 'command line' };
/** What a long start has queued so far: it is released once all of it is in the queue. */
export const UNFINISHED_START: Hold = { scope: 'left-over', detail: 'unfinished start' };

/** Is it the hold of a start that is being written, or was cut off? */
export function isUnfinishedStart({ scope, detail }: Hold): boolean {
  return scope === UNFINISHED_START.scope && detail === UNFINISHED_START.detail;
}

/** Builds it. `tell` is called with the jobs that are held from now on. */
export function createLeftOver(ledger: Ledger, runs: Runs, tell: (ids: readonly JobId[]) => void): LeftOver {
  const is = ({ run }: Pick<JobRow, 'run'>): boolean => run !== null && !runs.isAlive(run);
  const holdRun = (run: string): void => {
    const ids = ledger.waitingOfRun(run);
    if (ids.length === 0) return;
    ledger.hold(ids, LEFT_OVER);
    ledger.noteHold(LEFT_OVER, problem('left-over'), null);
    tell(ids);
  };
  return {
    is,
    hold: (row) => {
      if (row.run === null || row.core.state !== 'queued' || !is(row)) return false;
      holdRun(row.run);
      return true;
    },
    holdAll: () => {
      // Where another process is just writing one it releases its own jobs by their numbers, whatever holds them
      if (ledger.renameHold(UNFINISHED_START, LEFT_OVER) > 0)
        ledger.noteHold(LEFT_OVER, problem('left-over', 'Darkslide ended before all of them were queued.'), null);
      for (const run of ledger.waitingRuns()) if (is({ run })) holdRun(run);
    },
  };
}

/** A person asks for these photos anew: what ended runs left over for them belongs to this process from now on. Returns those jobs. */
export function adoptEnded(jobIds: readonly JobId[], ledger: Pick<Ledger, 'runsOf' | 'adopt'>, runs: Runs): JobId[] {
  const wanted = ledger.runsOf(jobIds).filter(({ run }) => !runs.isAlive(run));
  const ids = wanted.map(({ id }) => id);
  ledger.adopt(ids, runs.own);
  return ids;
}

/** Everything that is held because its run has ended, or its start was cut off. */
export function leftOverIds(ledger: Pick<Ledger, 'heldIds'>): JobId[] {
  return [...ledger.heldIds(LEFT_OVER), ...ledger.heldIds(UNFINISHED_START)];
}
