/** What the money path needs from the rest of the house. */
import type { Model } from '../../contract/model.ts';
import type { GuardedBudget } from '../money/guard.ts';
import type { BalanceParts } from '../money/balance.ts';
import type { ResultParts } from '../results/result.ts';
import type { Runs } from './runs.ts';
import type { RateRule } from './pacing/rate.ts';

/** What the user allows to be spent, and how fast photos may go out. `rate` null: adaptive. */
export interface Limits {
  readonly budget: GuardedBudget;
  readonly rate: RateRule | null;
}

export interface DevelopParts extends ResultParts, BalanceParts {
  readonly models: readonly Model[];
  /** Leave waiting jobs alone that this process did not ask for; what was paid for is finished all the same. */
  readonly ownJobsOnly: boolean;
  /** False while another process holds this data folder's queue. */
  readonly mayRun: () => boolean;
  /** This process's run of the command line, if it is one, and whether those of others live. */
  readonly runs: Runs;
  /** Asked before each photo. */
  readonly limits: () => Limits;
}
