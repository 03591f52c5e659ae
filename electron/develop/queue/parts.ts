/** What the money path is given by the composition root: settings, services and the library. */
import type { Problem } from '../../contract/errors.ts';
import type { PhotoId } from '../../contract/ids.ts';
import type { Model } from '../../contract/model.ts';
import type { RuleLimit } from '../ledger/job-row.ts';
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

/** Photos that a person said are never to be sent. */
export interface NeverSent {
  /** Why this photo is not sent, by its name alone; null: nothing keeps it. */
  readonly glance: (path: string) => Problem | null;
  /** The same by where the file really lies. */
  readonly look: (path: string) => Promise<Problem | null>;
}

export interface DevelopParts extends ResultParts, BalanceParts {
  readonly models: readonly Model[];
  /** Leave waiting jobs alone that this process did not ask for; what was paid for is finished all the same. */
  readonly ownJobsOnly: boolean;
  /** False while another process holds this data folder's queue. */
  readonly mayRun: () => boolean;
  /** This process's run of the command line, if it is one, and whether those of others live. */
  readonly runs: Runs;
  /** Is the ledger that is written still that of the data folder? */
  readonly isLedgerInPlace: () => boolean;
  /** Names of rules under which nothing is sent before `releaseRule`: whoever has their hours comes later than the queue. */
  readonly heldRules?: readonly string[];
  readonly neverSent: NeverSent;
  /** Asked before each photo. */
  readonly limits: () => Limits;
}

/** How a run is wanted, beside its photos and recipe. */
export interface RunOptions {
  /** Photos for the model's inputs after the first. */
  readonly others?: readonly PhotoId[] | undefined;
  /** Where the results go; null or left out: "Darkslide" beside each original. */
  readonly folder?: string | null | undefined;
  /** Develop anew, and pay for, what was developed before and whose result's file is gone. */
  readonly again?: boolean | undefined;
  /** The rule under whose name the work is asked for, with its limit; left out: a person asked. */
  readonly rule?: RuleLimit | null | undefined;
}
