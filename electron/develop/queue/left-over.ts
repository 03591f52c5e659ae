/**
 * Photos that a command line asked for and did not send. While that run lives they are sent like any others; once it has ended nobody
 * sends them unasked: they are held until a person says "develop" or "forget".
 */
import { problem } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import type { JobRow } from '../ledger/job-row.ts';
import type { Hold } from '../ledger/holds.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Runs } from './runs.ts';

export interface LeftOver {
  /** Nobody may send it: its run has ended. Asked again right before it is sent. */
  readonly is: (row: Pick<JobRow, 'run'>) => boolean;
  /** The same for a job whose turn has come: it and the others of its run are held from now on. */
  readonly hold: (row: JobRow) => boolean;
  /** Holds what runs left that have ended. */
  readonly holdAll: () => void;
}

/** One group for all ended runs: a person decides about them together. */
const LEFT_OVER: Hold = { scope: 'left-over', detail: 'command line' };

/** Builds it. `tell`: these are held now. */
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
      for (const run of ledger.waitingRuns()) if (is({ run })) holdRun(run);
    },
  };
}

/** The same photos are wanted again, by a person: what ended runs left of them is left over no more. Those that were. */
export function adoptEnded(jobIds: readonly JobId[], ledger: Pick<Ledger, 'job' | 'adopt'>, runs: Runs): JobId[] {
  const wanted = jobIds.filter((id) => {
    const run = ledger.job(id)?.run ?? null;
    return run !== null && !runs.isAlive(run);
  });
  ledger.adopt(wanted, runs.own);
  return wanted;
}

/** Everything that is held because its run has ended. */
export function leftOverIds(ledger: Pick<Ledger, 'heldIds'>): JobId[] {
  return ledger.heldIds(LEFT_OVER);
}
