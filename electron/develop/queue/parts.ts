/** What the money path needs from the rest of the house. */
import type { Changes } from '../../contract/events.ts';
import type { Balance } from '../../contract/job.ts';
import type { Model } from '../../contract/model.ts';
import type { Budget } from '../../contract/preferences.ts';
import type { ImageTasks } from '../../images/tasks.ts';
import type { Catalogue } from '../../library/catalogue.ts';
import type { Database } from '../../library/database.ts';
import type { SegmindService } from '../../segmind/service.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { RateRule } from './rate.ts';
import type { Spool } from '../results/storing.ts';

/** A service with the key to use there; key null: none is set. */
export interface Account {
  readonly service: SegmindService;
  readonly key: string | null;
}

export interface Limits {
  readonly budget: Budget;
  readonly rate: RateRule | null;
}

export interface DevelopParts {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly images: ImageTasks;
  readonly spool: Spool;
  readonly models: readonly Model[];
  /** Where pictures made from text go. */
  readonly picturesFolder: string;
  /** The simulator or the hosted service; a job stays with the one it was queued for. */
  readonly account: (simulated: boolean) => Promise<Account>;
  /** Are new jobs for the simulator? */
  readonly isDemo: () => boolean;
  /** Leave waiting jobs alone that this process did not ask for; what was paid for is finished all the same. */
  readonly ownJobsOnly: boolean;
  /** False while another process holds this data folder's queue. */
  readonly mayRun: () => boolean;
  /** What the user allows to be spent, and how fast photos may go out; asked before each one. `rate` null: adaptive. */
  readonly limits: () => Limits;
  readonly now: () => number;
  readonly changed: (changes: Changes) => void;
  readonly log: (message: string, error?: unknown) => void;
}

export interface BalanceKeeper {
  get(): Balance;
  /** What the service says is left; null: it did not say, so `costUsd` is taken from what was known. */
  set(usd: number | null, simulated: boolean, costUsd: number | null): void;
}
