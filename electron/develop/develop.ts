/** The money path as the other rooms see it. */
import type { JobId, PhotoId } from '../contract/ids.ts';
import type { Balance, Job, QueueSummary, Quote, StartOutcome } from '../contract/job.ts';
import type { Recipe } from '../contract/recipe.ts';

export interface Develop {
  /** Everything not done, and the latest 500 that are. */
  jobs(): Job[];
  summary(): QueueSummary;
  balance(): Balance;
  quote(photoIds: readonly PhotoId[], recipe: Recipe): Promise<Quote>;
  /** `folder`: where the results go; null or left out: "Darkslide" beside each original. */
  start(photoIds: readonly PhotoId[], recipe: Recipe, folder?: string | null | undefined): Promise<StartOutcome>;
  pause(): void;
  resume(): void;
  cancel(jobIds: readonly JobId[]): void;
  cancelWaiting(): void;
  retry(jobIds: readonly JobId[]): void;
  decide(jobId: JobId, decision: 'again' | 'charged' | 'not-charged'): void;
  clearFinished(): void;
  /** Asks the service with the stored key; keeps what it says as the balance. */
  refreshBalance(): Promise<Balance>;
  /** The key, the demo switch or the endpoint changed: refusals for the account are worth another try. */
  accountChanged(): void;
  /** This process now holds the data folder's queue: pick up what the last holder left. */
  takeOver(): void;
  /** No new requests; waits up to `deadlineMs` for answers that are under way, then for the ledger. */
  close(deadlineMs: number): Promise<void>;
}
