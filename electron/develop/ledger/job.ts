/**
 * The money path as one pure function: what an event does to a job. No clock, no disk, no network.
 * Rules that hold for every order of events: `sent` is entered only from `preparing`; nothing leads from `accepted`, `received` or
 * `unsure` back to `queued` but a person's decision; an event that does not fit the state changes nothing.
 */
import type { Problem } from '../../contract/errors.ts';
import type { Charge, JobState, Decision } from '../../contract/job.ts';

export interface JobCore {
  readonly state: JobState;
  /** Refusals that were answered by another try of the same work. */
  readonly retries: number;
  /** Times the upload was made smaller because the service said it was too large. */
  readonly shrinks: number;
  /** v2 only: under this id the service knows the work. */
  readonly requestId: string | null;
  readonly charge: Charge;
  readonly problem: Problem | null;
  /** An earlier result was taken. */
  readonly reused: boolean;
}

export type Consequence = 'fail' | 'pause' | 'wait' | 'retry-once' | 'shrink-once';

export type JobEvent =
  | { readonly type: 'claim' }
  /** Nothing was sent: the queue paused, or a duplicate with the same work is under way. `problem`: a person must act first; null: nobody. */
  | { readonly type: 'hand-back'; readonly problem: Problem | null }
  | { readonly type: 'reuse' }
  | { readonly type: 'send' }
  | { readonly type: 'accepted'; readonly requestId: string }
  /** The service said no and charged nothing. */
  | { readonly type: 'refused'; readonly problem: Problem; readonly consequence: Consequence }
  /** It was sent and nobody knows whether it was charged. */
  | { readonly type: 'silence'; readonly problem: Problem; readonly requestId: string | null }
  /** Charged, but what came back is no picture. */
  | { readonly type: 'spoiled'; readonly problem: Problem }
  /** The picture is in the spool. */
  | { readonly type: 'picture' }
  /** Paid bytes of an earlier try lie in the spool, whatever was thought of it: they are stored before anything is asked or sent. */
  | { readonly type: 'found' }
  | { readonly type: 'stored' }
  | { readonly type: 'store-trouble'; readonly problem: Problem }
  | { readonly type: 'photo-trouble'; readonly problem: Problem }
  | { readonly type: 'cancel'; readonly problem: Problem }
  | { readonly type: 'retry' }
  /** A person puts a failure aside. */
  | { readonly type: 'dismiss' }
  | { readonly type: 'decide'; readonly decision: Decision; readonly problem: Problem }
  /** The process that worked on it is gone. */
  | { readonly type: 'restart'; readonly problem: Problem };

/** A job that was just queued. */
export const freshJob: JobCore = {
  state: 'queued',
  retries: 0,
  shrinks: 0,
  requestId: null,
  charge: 'no',
  problem: null,
  reused: false,
};

/** The job after the event; the very same object where the event does not fit the state (late, repeated, impossible). */
export function step(job: JobCore, event: JobEvent): JobCore {
  switch (event.type) {
    case 'claim':
      return job.state === 'queued' ? { ...job, state: 'preparing', problem: null } : job;
    case 'hand-back':
      return job.state === 'preparing' ? { ...job, state: 'queued', problem: event.problem } : job;
    case 'reuse':
      return job.state === 'preparing' ? { ...job, state: 'done', reused: true, charge: 'no', problem: null } : job;
    case 'send':
      return job.state === 'preparing' ? { ...job, state: 'sent', charge: 'maybe', requestId: null, problem: null } : job;
    case 'accepted':
      return job.state === 'sent' ? { ...job, state: 'accepted', requestId: event.requestId } : job;
    case 'refused':
      return refused(job, event.problem, event.consequence);
    case 'silence':
      return isOut(job)
        ? { ...job, state: 'unsure', charge: 'maybe', problem: event.problem, requestId: keptId(job, event) }
        : job;
    case 'spoiled':
      return isOut(job) || job.state === 'received' ? { ...job, state: 'failed', charge: 'yes', problem: event.problem } : job;
    case 'picture':
      return isOut(job) ? { ...job, state: 'received', charge: 'yes', problem: null } : job;
    case 'found':
      return job.state === 'received' || job.state === 'done'
        ? job
        : { ...job, state: 'received', charge: 'yes', problem: null, reused: false };
    case 'stored':
      return job.state === 'received' ? { ...job, state: 'done', problem: null } : job;
    case 'store-trouble':
      return job.state === 'received' ? { ...job, problem: event.problem } : job;
    case 'photo-trouble':
      return job.state === 'preparing' ? { ...job, state: 'failed', charge: 'no', problem: event.problem } : job;
    case 'cancel':
      return job.state === 'queued' || job.state === 'preparing' ? { ...job, state: 'cancelled', problem: event.problem } : job;
    case 'dismiss':
      return job.state === 'failed' ? { ...job, state: 'cancelled' } : job;
    case 'retry':
      return job.state === 'failed' || job.state === 'cancelled' ? { ...freshJob } : job;
    case 'decide':
      return job.state === 'unsure' ? decided(job, event.decision, event.problem) : job;
    case 'restart':
      return restarted(job, event.problem);
  }
}

/** Sent, and no answer yet. */
function isOut(job: JobCore): boolean {
  return job.state === 'sent' || job.state === 'accepted';
}

/** An expired request is not worth asking again; any other id is kept, so that a person's "again" asks before it pays. */
function keptId(job: JobCore, event: { readonly problem: Problem; readonly requestId: string | null }): string | null {
  return event.problem.code === 'result-expired' ? null : (event.requestId ?? job.requestId);
}

function refused(job: JobCore, problem: Problem, consequence: Consequence): JobCore {
  if (job.state === 'accepted') {
    // The work is theirs: trouble of the account or the network while asking for it changes nothing about that
    return consequence === 'wait' || consequence === 'pause'
      ? { ...job, problem }
      : { ...job, state: 'failed', charge: 'no', problem };
  }
  if (job.state !== 'sent') return job;
  const back: JobCore = { ...job, state: 'queued', charge: 'no', problem };
  switch (consequence) {
    case 'pause':
    case 'wait':
      return back;
    case 'retry-once':
      return job.retries === 0 ? { ...back, retries: 1 } : { ...back, state: 'failed' };
    case 'shrink-once':
      return job.shrinks === 0 ? { ...back, shrinks: 1 } : { ...back, state: 'failed' };
    case 'fail':
      return { ...back, state: 'failed' };
  }
}

function decided(job: JobCore, decision: Decision, problem: Problem): JobCore {
  switch (decision) {
    case 'again':
    case 'again-v2':
      // Known to the service under an id: ask for that one first, it costs nothing
      return job.requestId === null ? { ...freshJob } : { ...job, state: 'accepted' };
    case 'charged':
      return { ...job, state: 'failed', charge: 'yes', problem };
    case 'not-charged':
      return { ...job, state: 'failed', charge: 'no', problem };
    case 'drop':
      return { ...job, state: 'failed', charge: 'maybe', problem };
  }
}

function restarted(job: JobCore, problem: Problem): JobCore {
  switch (job.state) {
    case 'preparing':
      return { ...job, state: 'queued' };
    case 'sent':
      return { ...job, state: 'unsure', charge: 'maybe', problem };
    case 'queued':
    case 'accepted':
    case 'received':
    case 'done':
    case 'failed':
    case 'unsure':
    case 'cancelled':
      return job;
  }
}
