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
  start(photoIds: readonly PhotoId[], recipe: Recipe): Promise<StartOutcome>;
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
  /** No new requests; waits up to `deadlineMs` for answers that are under way, then for the ledger. */
  close(deadlineMs: number): Promise<void>;
}
