/** Which files are judged again because their job will not send them. */
import { describe, expect, it } from 'vitest';
import { problem, type ErrorCode } from '../../../../electron/contract/errors.ts';
import { jobIdSchema, photoIdSchema } from '../../../../electron/contract/ids.ts';
import type { Job } from '../../../../electron/contract/job.ts';
import { ruleIdSchema } from '../../../../electron/contract/rule.ts';
import type { Outcome } from '../../../../electron/watch/engine/book/book.ts';
import { createRequeue } from '../../../../electron/watch/engine/requeue.ts';

const photo = photoIdSchema.parse(7);
const queued: Outcome = { seenId: 1, version: 1, outcome: 'queued', reason: null, photoId: photo };
/** The file changed after its first version was queued. */
const passedOver: Outcome = { ...queued, version: 2, outcome: 'skipped', reason: 'changed-known' };

/** Only what is looked at. */
function job(id: number, change: Partial<Job>): Job {
  return {
    id: jobIdSchema.parse(id),
    photoId: photo,
    state: 'queued',
    charge: 'no',
    problem: null,
    held: null,
    ...change,
  } as Job; // the rest is not read
}

function ground(outcome: Outcome, jobs: readonly Job[], isInPlace = true) {
  const state = { outcome: outcome as Outcome | null, cancelled: [] as number[], looks: 0, idleWhileCancelling: true };
  const requeue = createRequeue({
    develop: {
      jobs: () => [...jobs],
      cancel: async (ids) => {
        state.idleWhileCancelling = requeue.isIdle();
        // Whoever cancels first and forgets afterwards may be ended in between
        expect(state.outcome).toBeNull();
        state.cancelled.push(...ids);
        await Promise.resolve();
      },
    },
    rule: ruleIdSchema.parse('rule'),
    book: {
      outcome: () => state.outcome,
      ofPhoto: () => (state.outcome === null ? [] : [state.outcome]),
      drop: (_, ids) => {
        if (ids.includes(1)) state.outcome = null;
      },
    },
    write: (outcomes) => {
      state.outcome = outcomes[0] ?? state.outcome;
    },
    followed: () => ({ unsent: () => jobs.map(({ id }) => ({ id, photoId: photo })) }),
    isInPlace: () => isInPlace,
    lost: () => undefined,
    look: () => {
      state.looks += 1;
    },
    settled: () => undefined,
  });
  return { requeue, state };
}

const leftOver: Partial<Job> = { held: { scope: 'left-over', label: 'command line' } };

describe('a job that an ended process left over', () => {
  it.each([
    ['of a file as it was', queued],
    ['of a file that changed since, which was passed over because of it', passedOver],
  ])('%s is asked for again', async (_, outcome) => {
    const { requeue, state } = ground(outcome, [job(1, leftOver)]);
    await requeue.readopt();
    expect(state).toMatchObject({ outcome: null, cancelled: [] });
  });

  it('is taken away where its file has another name by now', async () => {
    const { requeue, state } = ground(queued, [job(1, {})], false);
    await requeue.readopt();
    expect(state).toMatchObject({ outcome: null, cancelled: [1], looks: 1, idleWhileCancelling: false });
  });

  it('is not asked for again where a later job of the photo is done', async () => {
    const { requeue, state } = ground(queued, [job(1, leftOver), job(2, { state: 'done', charge: 'yes' })]);
    await requeue.readopt();
    expect(state.outcome).toEqual(queued);
  });
});

describe('a job that failed', () => {
  const failedWith = (code: ErrorCode, charge: Job['charge'] = 'no'): Job =>
    job(1, { state: 'failed', charge, problem: problem(code) });

  it.each<ErrorCode>(['file-missing', 'file-changed'])('with %s: the file is judged again, but not for ever', (code) => {
    const { requeue, state } = ground(queued, []);
    for (let tries = 0; tries < 10; tries += 1) {
      requeue.failed([failedWith(code)]);
      if (state.outcome !== null) break;
      state.outcome = queued;
    }
    expect(state).toMatchObject({ outcome: queued, looks: 3 });
  });

  it('because the picture was not whole: the file is not taken, so that its next version is', () => {
    const { requeue, state } = ground(queued, []);
    requeue.failed([failedWith('picture-truncated')]);
    expect(state.outcome).toMatchObject({ outcome: 'failed', version: 1 });
    const later = ground(passedOver, []);
    later.requeue.failed([failedWith('picture-truncated')]);
    expect(later.state).toMatchObject({ outcome: null, looks: 1 });
  });

  it('at the service, or may have been charged, stays as it is', () => {
    const { requeue, state } = ground(queued, []);
    requeue.failed([failedWith('file-missing', 'maybe'), failedWith('no-answer')]);
    expect(state).toMatchObject({ outcome: queued, looks: 0 });
  });
});

describe('what was renamed or is taken back at an end', () => {
  it.each([queued, passedOver])('is judged again, and nobody takes the rule for idle meanwhile', async (outcome) => {
    const moved = ground(outcome, [job(1, {})]);
    await moved.requeue.moved([1]);
    expect(moved.state).toMatchObject({ outcome: null, cancelled: [1], looks: 1, idleWhileCancelling: false });
    const back = ground(outcome, [job(1, {})]);
    await back.requeue.takeBack();
    expect(back.state).toMatchObject({ outcome: null, cancelled: [1] });
  });
});
