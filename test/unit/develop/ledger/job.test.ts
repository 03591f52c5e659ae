/** Every order of events on a job: money rules hold in all of them, not only in the usual one. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import { decisionSchema } from '../../../../electron/contract/job.ts';
import { freshJob, step, type JobCore, type JobEvent } from '../../../../electron/develop/ledger/job.ts';

const trouble = problem('server-error');
const consequences = ['fail', 'pause', 'wait', 'retry-once', 'shrink-once'] as const;

/** Every kind of event, in all its variants. One that is new and has no place here does not compile. */
const variants: { readonly [Type in JobEvent['type']]: readonly Extract<JobEvent, { readonly type: Type }>[] } = {
  claim: [{ type: 'claim' }],
  'hand-back': [
    { type: 'hand-back', problem: null },
    { type: 'hand-back', problem: problem('copy-in-doubt') },
  ],
  reuse: [{ type: 'reuse' }],
  send: [{ type: 'send' }],
  accepted: [{ type: 'accepted', requestId: 'r1' }],
  refused: consequences.map((consequence) => ({ type: 'refused', problem: trouble, consequence })),
  silence: [
    { type: 'silence', problem: problem('no-answer'), requestId: null },
    { type: 'silence', problem: problem('no-answer'), requestId: 'r1' },
    { type: 'silence', problem: problem('result-expired'), requestId: 'r1' },
  ],
  spoiled: [{ type: 'spoiled', problem: problem('reply-unusable') }],
  picture: [{ type: 'picture' }],
  found: [{ type: 'found' }],
  stored: [{ type: 'stored' }],
  'store-trouble': [{ type: 'store-trouble', problem: problem('disk-full') }],
  'photo-trouble': [{ type: 'photo-trouble', problem: problem('picture-corrupt') }],
  cancel: [{ type: 'cancel', problem: problem('cancelled') }],
  retry: [{ type: 'retry' }],
  dismiss: [{ type: 'dismiss' }],
  decide: decisionSchema.options.map((decision) => ({ type: 'decide', decision, problem: trouble })),
  restart: [{ type: 'restart', problem: problem('no-answer') }],
};
/** What only a person does. */
const isDecision = ({ type }: JobEvent): boolean => type === 'retry' || type === 'dismiss' || type === 'decide';
const all: readonly JobEvent[] = Object.values(variants).flat();
const everyEvent = all.filter((event) => !isDecision(event));

interface Walked {
  readonly job: JobCore;
  /** It was sent, and nobody has said since that it was refused and free. */
  readonly open: boolean;
}

/**
 * Walks all orders of `events` up to `depth` long. Orders that reach the same state are walked on once, which loses nothing because
 * the step depends on nothing else. Returns the number of distinct states; throws at the first order that breaks the rule.
 */
function walk(transition: typeof step, events: readonly JobEvent[], depth: number): number {
  const seen = new Set<string>();
  let edge: Walked[] = [{ job: freshJob, open: false }];
  for (let length = 0; length < depth; length += 1) {
    const next: Walked[] = [];
    for (const { job, open } of edge) {
      for (const event of events) {
        const after = transition(job, event);
        if (after === job) continue;
        const sent = event.type === 'send';
        if (sent && open) throw new Error(`sent twice without a refusal between: ${JSON.stringify(job)}`);
        // Free again: an answer that says so, or a person who takes the risk
        const freed =
          (event.type === 'refused' && after.charge === 'no') ||
          event.type === 'retry' ||
          (event.type === 'decide' && (event.decision === 'again' || event.decision === 'again-v2'));
        const walked = { job: after, open: sent || (open && !freed) };
        const key = JSON.stringify(walked);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(walked);
      }
    }
    edge = next;
  }
  return seen.size;
}

/** `step` with one planted fault: being told "slower" while asking for a result sends the work again. */
const faulty: typeof step = (job, event) =>
  job.state === 'accepted' && event.type === 'refused' && event.consequence === 'wait'
    ? { ...job, state: 'queued' }
    : step(job, event);

describe('every order of events up to 14 long', () => {
  it('never sends twice without a refusal between, restarts included', () => {
    expect(walk(step, everyEvent, 14)).toBeGreaterThan(20);
  });

  it('never sends twice by itself when people decide too', () => {
    expect(walk(step, all, 14)).toBeGreaterThan(30);
  });

  it('notices a job that goes back to the queue while its result is asked for', () => {
    expect(() => walk(faulty, everyEvent, 14)).toThrow('sent twice');
  });
});

/** A job after a row of events that all fit. */
function after(...events: readonly JobEvent[]): JobCore {
  return events.reduce((job, event) => {
    const next = step(job, event);
    expect(next, `${event.type} in ${job.state}`).not.toBe(job);
    return next;
  }, freshJob);
}

const claim: JobEvent = { type: 'claim' };
const send: JobEvent = { type: 'send' };
const picture: JobEvent = { type: 'picture' };
const silence: JobEvent = { type: 'silence', problem: problem('no-answer'), requestId: null };

describe('the way of a job', () => {
  it('goes from the queue to its result', () => {
    expect(after(claim, send, picture, { type: 'stored' })).toMatchObject({ state: 'done', charge: 'yes', problem: null });
  });

  it('counts as maybe charged from the moment it is sent', () => {
    expect(after(claim, send).charge).toBe('maybe');
    expect(after(claim, send, silence)).toMatchObject({ state: 'unsure', charge: 'maybe' });
  });

  it('goes back untouched by trouble of the account, and does not count it as a try', () => {
    const job = after(claim, send, { type: 'refused', problem: problem('credits-exhausted'), consequence: 'pause' });
    expect(job).toMatchObject({ state: 'queued', charge: 'no', retries: 0 });
  });

  it('tries once more after a server error, then fails', () => {
    const refused: JobEvent = { type: 'refused', problem: trouble, consequence: 'retry-once' };
    expect(after(claim, send, refused)).toMatchObject({ state: 'queued', retries: 1 });
    expect(after(claim, send, refused, claim, send, refused)).toMatchObject({ state: 'failed', charge: 'no' });
  });

  it('is doubtful after a crash while it was out, but not while it was prepared', () => {
    const restart: JobEvent = { type: 'restart', problem: problem('no-answer') };
    expect(after(claim, restart).state).toBe('queued');
    expect(after(claim, send, restart).state).toBe('unsure');
    expect(step(after(claim, send, { type: 'accepted', requestId: 'r' }), restart).state).toBe('accepted');
    expect(step(after(claim, send, picture), restart).state).toBe('received');
  });

  it('asks for a known request before it sends again', () => {
    const again: JobEvent = { type: 'decide', decision: 'again', problem: trouble };
    expect(after(claim, send, { type: 'silence', problem: problem('no-answer'), requestId: 'r' }, again)).toMatchObject({
      state: 'accepted',
      requestId: 'r',
    });
    expect(after(claim, send, silence, again)).toMatchObject({ state: 'queued', requestId: null });
    expect(after(claim, send, { type: 'silence', problem: problem('result-expired'), requestId: 'r' }, again).state).toBe(
      'queued',
    );
  });

  it('keeps paid bytes waiting for a place', () => {
    const job = after(claim, send, picture, { type: 'store-trouble', problem: problem('disk-full') });
    expect(job).toMatchObject({ state: 'received', charge: 'yes', problem: { code: 'disk-full' } });
    expect(step(job, { type: 'cancel', problem: problem('cancelled') })).toBe(job);
  });

  it('can be cancelled only before it is sent', () => {
    const cancel: JobEvent = { type: 'cancel', problem: problem('cancelled') };
    expect(after(cancel).state).toBe('cancelled');
    expect(after(claim, cancel).state).toBe('cancelled');
    const sent = after(claim, send);
    expect(step(sent, cancel)).toBe(sent);
  });

  it('takes nothing from late events', () => {
    const done = after(claim, send, picture, { type: 'stored' });
    for (const event of all) expect(step(done, event)).toBe(done);
  });
});
