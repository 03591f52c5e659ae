/** The runner as the rest of the money path sees it, and what it is given. */
import type { JobId } from '../../contract/ids.ts';
import type { JobEvent } from '../ledger/job.ts';
import type { JobFacts, JobRow } from '../ledger/job-row.ts';
import type { BalanceHooks } from '../money/balance.ts';
import type { Duplicates } from './trouble/duplicates.ts';
import type { InHand } from '../results/in-hand.ts';
import type { Admission } from './admission.ts';
import type { ManyOrders } from './orders/many.ts';
import type { Holding } from './trouble/holding.ts';
import type { Paused } from './trouble/pauses.ts';

export interface Runner extends ManyOrders {
  /** All that stand in force; empty: everybody's photos go out. */
  readonly pauses: () => readonly Paused[];
  /** Speed, money and turns. */
  readonly admission: Pick<Admission, 'lanes' | 'perMinute' | 'money'>;
  /** Brings jobs of an earlier holder to a state that can be gone on from, then works. */
  readonly takeOver: () => void;
  /** Something may have become possible: look for work. */
  readonly pump: () => void;
  readonly pauseByUser: () => void;
  /** Ends any pause, and tries what is held: a person wants it. */
  readonly resume: () => void;
  /** Tries what is held for one reason, by its id, at once. */
  readonly tryHeld: (id: string) => void;
  readonly isLookedAt: Holding['isLookedAt'];
  readonly holdRule: Holding['rule'];
  readonly releaseRule: Holding['releaseRule'];
  /** Ends pauses that waited for the account, the network, a disk or money; not one that the service asked for. */
  readonly tryAccount: () => void;
  /** Ends pauses that waited for the network, or whose time is over. */
  readonly wake: () => void;
  /** Limits were changed: what they stopped is judged anew. */
  readonly limitsChanged: () => void;
  /** These jobs were asked for by this process. */
  readonly own: (ids: readonly JobId[]) => void;
  readonly apply: (id: JobId, event: JobEvent, facts?: JobFacts) => JobRow | null;
  /** Paid bytes of this job lie in the spool. Null: they cannot be its own. */
  readonly found: (id: JobId) => JobRow | null;
  /** What came back and cannot be written down yet. */
  readonly inHand: InHand['all'];
  /** The jobs that wait for the result of one of these, because they are the same work. */
  readonly copiesBehind: Duplicates['waitingFor'];
  /** Settles when results that an earlier process could not write down were looked for: until then nothing new is begun. */
  readonly adopted: () => Promise<void>;
  readonly close: (deadlineMs: number) => Promise<void>;
}

export interface RunnerHooks {
  readonly tell: (rows: readonly JobRow[]) => void;
  /** These were changed without an event of their own: they are held, or wait again. */
  readonly tellMany: (ids: readonly JobId[]) => void;
  readonly pauseChanged: () => void;
  readonly measured: (model: string, tookMs: number) => void;
  readonly run: BalanceHooks['run'];
  /** Awaited before a photo asks for its turn: the balance is read before the first of a run. */
  readonly beforeRun: (row: JobRow) => Promise<void>;
}
