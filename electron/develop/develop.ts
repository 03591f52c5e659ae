/** The money path as the other rooms see it. */
import type { Problem } from '../contract/errors.ts';
import type { JobId, PhotoId } from '../contract/ids.ts';
import type { Balance, Job, Pause, QueueSummary, Quote, StartOutcome, Decision } from '../contract/job.ts';
import type { Recipe } from '../contract/recipe.ts';
import type { HeldJobs, Hold } from './ledger/holds.ts';
import type { RuleLimit } from './ledger/job-row.ts';
import type { ReadRecipe } from './results/recipe-of-mark.ts';
import type { Waiting } from './results/in-hand.ts';
import type { RunOptions } from './queue/parts.ts';
import type { TakenBack } from './queue/orders/take-back.ts';

export interface Develop {
  /** Everything not done, and the latest 500 that are. */
  jobs(): Job[];
  /** These in their order, whatever became of them. */
  jobsOf(jobIds: readonly JobId[]): Job[];
  summary(): QueueSummary;
  balance(): Balance;
  quote(photoIds: readonly PhotoId[], recipe: Recipe, options?: RunOptions): Promise<Quote>;
  /** Price of one photo under a recipe, US dollars, and how long so many take at the measured pace, milliseconds. */
  estimate(recipe: Recipe, count: number): { readonly priceUsd: number; readonly durationMs: number };
  start(photoIds: readonly PhotoId[], recipe: Recipe, options?: RunOptions): Promise<StartOutcome>;
  /** The recipe that a result was made with, and its photos in the library: by the mark in the file. Throws DarkslideError `recipe-absent`. */
  readRecipe(path: string): Promise<ReadRecipe>;
  pause(): void;
  resume(): void;
  /** Looks again at what is held for one reason, by the id that the summary names. */
  tryHeld(id: string): void;
  /**
   * Nothing under this rule's name is sent until it is released: outside its hours, while it is switched off. Holds what comes later too.
   * `until` is only said, ms since 1970; null: not known.
   */
  holdRule(name: string, problem: Problem, until: number | null): void;
  releaseRule(name: string): void;
  /** The rule's limits from now on, also for what waits under its name. */
  limitRule(limit: RuleLimit): void;
  /** All pauses; the summary names the one that matters to the photos that go out next. */
  pauses(): readonly NonNullable<Pause>[];
  /** What came back and cannot be written down yet: the app's own disk refuses. */
  inHand(): readonly Waiting[];
  /** The ledger that is written is not the one that the next start will read; null: it is. */
  recordProblem(): Problem | null;
  /** The paid picture of this job lies whole in the spool. */
  isInSpool(jobId: JobId): boolean;
  /** What is passed over while the others go on, for this computer's own eyes: with paths. */
  held(): HeldJobs[];
  /** The folder of this hold is being looked at just now, at the start of this process or because somebody asked: it may be over. */
  isLookedAt(hold: Hold): boolean;
  /** The jobs that are held for one reason, and those that wait for the result of one of them because they are the same work. */
  heldIds(hold: Hold): JobId[];
  /** Develops what runs of the command line left that have ended, because a person wants it; the jobs. */
  developLeftOver(): Promise<JobId[]>;
  /** Takes it back instead; the jobs. */
  forgetLeftOver(): Promise<JobId[]>;
  /**
   * Nothing of these is sent from the moment of the call; what is out already is answered. Settles when it is written down. Orders that
   * change many jobs follow each other in the order of their calls.
   */
  cancel(jobIds: readonly JobId[]): Promise<void>;
  cancelWaiting(): Promise<void>;
  /** Photos are about to leave the library: their waiting jobs are cancelled. */
  takeBack(photoIds: readonly PhotoId[]): Promise<TakenBack>;
  retry(jobIds: readonly JobId[]): Promise<void>;
  /** Puts jobs that were not sent before another one that was not; null: to the end. One that has gone meanwhile: to the front. */
  move(jobIds: readonly JobId[], before: JobId | null): Promise<void>;
  decide(jobId: JobId, decision: Decision): void;
  clearFinished(): Promise<void>;
  /** Asks the service with the stored key; keeps what it says as the balance. */
  refreshBalance(): Promise<Balance>;
  /** The key, the demo switch or the endpoint changed: refusals for the account are worth another try. */
  accountChanged(): void;
  /** These jobs are worked on although this process leaves alone what it did not ask for. */
  own(jobIds: readonly JobId[]): void;
  /** The network may be back or the computer woke up: what waits for that is tried at once. */
  wake(): void;
  /** Spending limits or the speed were changed by the user. */
  limitsChanged(): void;
  /** The last line of the journal; once the holder of the queue has seen it, it knows of everything before. */
  journalEnd(): number;
  isSeenByHolder(journalId: number): boolean;
  /** This process now holds the data folder's queue: pick up what the last holder left. */
  takeOver(): void;
  /** Looks at the pixels of photos whose paid work an older ledger knows by their files. Long, in the background; ends at `close`. */
  carryOver(): Promise<void>;
  /** No new requests; waits up to `deadlineMs` for answers that are under way, then for the ledger. */
  close(deadlineMs: number): Promise<void>;
}
