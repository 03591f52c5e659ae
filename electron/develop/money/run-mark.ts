/** Where the run under way begins in the books: what it did cost is counted from there, whatever happens to the clock meanwhile. */
import { z } from 'zod';
import { ownDiskProblem } from '../../contract/errors.ts';
import type { RunMark } from '../ledger/charges.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** Kept in the ledger: a run is over when the queue is empty, not when Darkslide is closed. */
const RUN_FROM = 'run-from';
/** The same as older ledgers kept it, as a moment: ms since 1970. */
const RUN_SINCE = 'run-since';

const runMark = z.object({ charge: z.number(), doubt: z.number() });

export interface RunMarkKeeper {
  /** The mark of the run; the first question after `forget` begins another. The same object as long as it is the same run. */
  readonly get: () => RunMark;
  /** The run is over. */
  readonly forget: () => void;
}

/** Keeps it. `isUnderWay`: there is work of a run that an earlier process began. */
export function createRunMark(ledger: Ledger, isUnderWay: boolean): RunMarkKeeper {
  let mark = isUnderWay ? earlier(ledger) : null;
  let isWritten = true;
  /** It holds in memory: whoever only asks must not fall over a disk that is full. Nothing is sent before the disk takes that down too. */
  const write = (kept: RunMark): void => {
    try {
      ledger.writeState(RUN_FROM, JSON.stringify(kept));
      ledger.writeState(RUN_SINCE, null);
      isWritten = true;
    } catch (error) {
      if (ownDiskProblem(error) === null) throw error;
    }
  };
  return {
    get: () => {
      if (mark === null) {
        mark = ledger.charges.mark();
        isWritten = false;
      }
      if (!isWritten) write(mark);
      return mark;
    },
    forget: () => {
      mark = null;
    },
  };
}

function earlier(ledger: Ledger): RunMark {
  const kept = ledger.readState(RUN_FROM);
  if (kept !== null) return runMark.parse(JSON.parse(kept));
  const since = ledger.readState(RUN_SINCE);
  return ledger.charges.mark(since === null ? undefined : Number(since));
}
