/** What a job's work is given, and how an attempt may end. Each stage names only the tools that it uses. */
import type { ErrorCode, Problem } from '../../../contract/errors.ts';
import type { Model } from '../../../contract/model.ts';
import type { Hold } from '../../ledger/holds.ts';
import type { JobFacts, JobRow } from '../../ledger/job-row.ts';
import type { BalanceKeeper } from '../../money/balance.ts';
import type { ResultTools } from '../../results/result.ts';
import type { DevelopParts } from '../parts.ts';
import type { KeyedSemaphore } from '../semaphore.ts';

/** What one attempt means for the queue. */
export type WorkEnd =
  | { readonly type: 'over' }
  /** The same work is under way in another job: wait for that one. */
  | { readonly type: 'duplicate'; readonly of: JobRow }
  /** Nothing can go on for now: who is to act, and when it may go on by itself. */
  | {
      readonly type: 'pause';
      readonly by: 'account' | 'offline' | 'storage' | 'rate';
      readonly problem: Problem;
      readonly until: number | null;
    }
  /** The photo's folder, or that of its results, cannot be used: everything that needs it waits, and nobody else. */
  | { readonly type: 'held'; readonly hold: Hold; readonly code: ErrorCode }
  /** An error in Darkslide itself while it worked on this photo. */
  | { readonly type: 'fault' };

export interface StageTools extends ResultTools {
  readonly parts: DevelopParts;
  /** Requests are cut only when the process must end at once. */
  readonly signal: AbortSignal;
}

/** For the way from the queue to the service. */
export interface SendTools extends StageTools {
  /** Claims the job where that was not done yet, and notes it as sent, in one step. Null where it does not fit any more. */
  readonly send: (id: JobRow['id'], facts: JobFacts) => JobRow | null;
  /** Will it be sent as soon as it is prepared? Then it is claimed, and shown as being prepared; else it stays in the queue until its turn. */
  readonly goesAtOnce: (row: JobRow) => boolean;
  /** Waits with so many bytes for this job's turn to be sent; false: not now, it goes back to the queue. */
  readonly turn: (row: JobRow, bytes: number) => Promise<boolean>;
  /** Is there room on the app's own disk to keep a result? Throws as `Spool.checkRoom`. */
  readonly checkOwnDisk: () => Promise<void>;
  /** Waits for a last look at a photo's files, and for those of the photos before it: a slow disk must not turn the queue's order. */
  readonly inOrder: <Value>(look: Promise<Value>) => Promise<Value>;
  /** The photo changed while it waited: is it prepared once more? False: it changes all the time. */
  readonly mayPrepareAgain: (id: JobRow['id']) => boolean;
  /** Was the same work paid for just now, in vain? Then why it is not sent; null: it was not. */
  readonly spoiledBefore: (identity: string, row: JobRow) => Problem | null;
  /** Awaited right before sending: photos that may go together leave one after the other, so that nothing else waits for all of them. */
  readonly leave: () => Promise<void>;
  /** Asked right before sending: may this job still be sent? */
  readonly mayStillSend: (row: JobRow) => boolean;
}

/** For what came back. */
export interface AnswerTools extends StageTools {
  readonly balance: BalanceKeeper;
  /** Paid bytes have no place: shows why and waits for the next moment worth a try. False when the process must end. */
  readonly waitForRoom: (trouble: Problem, isPaid: boolean) => Promise<boolean>;
  /** Awaited before a picture in the spool is noted: answers that come together are noted one after the other. */
  readonly note: () => Promise<void>;
  readonly measured: (model: string, tookMs: number) => void;
}

export interface WorkTools extends SendTools, AnswerTools {
  /** Paid bytes of it lie in the spool: it is received. Null: they cannot be its own. */
  readonly found: (id: JobRow['id']) => JobRow | null;
  /** Where results are finished, a few at a time, and fewer for each volume. */
  readonly finishing: KeyedSemaphore;
}

/** The bytes are safe in the spool: what is left is to store them. */
export interface Received {
  readonly type: 'received';
  readonly row: JobRow;
}

export const over: WorkEnd = { type: 'over' };

/** Nothing is sent before the account's owner has acted. */
export function accountPause(trouble: Problem): WorkEnd {
  return { type: 'pause', by: 'account', problem: trouble, until: null };
}

/** The model of a job, sent the way that was chosen for the job; undefined: the catalogue has it no more. */
export function modelOf({ recipe, transport }: JobRow, { models }: DevelopParts): Model | undefined {
  const model = models.find((known) => known.slug === recipe.model);
  return model === undefined || transport === null ? model : { ...model, transport };
}
