/** The groups of the queue while single jobs change: always what sorting all again would give. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import type { Job } from '../../../../electron/contract/job.ts';
import { groupJobs, sortAgain, sortJobs } from '../../../../renderer/features/queue/job-groups.ts';
import { byId, NOON, sampleJob } from './samples.ts';

const time = fc.option(fc.integer({ min: NOON - 5, max: NOON + 5 }), { nil: null });
const anyJob = fc
  .record({
    id: fc.integer({ min: 1, max: 30 }),
    state: fc.constantFrom('queued', 'preparing', 'sent', 'received', 'done', 'failed', 'unsure', 'cancelled'),
    position: fc.integer({ min: 1, max: 8 }),
    priceUsd: fc.constantFrom(0.08, 0.1, 0.3),
    simulated: fc.boolean(),
    sentAt: time,
    finishedAt: time,
    problem: fc.constantFrom(null, problem('disk-full')),
  })
  .map(({ id, ...part }) => sampleJob(id, part));

describe('the groups after a change', () => {
  it('are those of a new sort, whatever came, changed or went', () => {
    const change = fc.record({ jobs: fc.array(anyJob, { maxLength: 4 }), gone: fc.array(fc.integer({ min: 1, max: 30 })) });
    fc.assert(
      fc.property(fc.array(anyJob), fc.array(change), (start, changes) => {
        let jobs = byId(start);
        let sorted = sortJobs(jobs.values());
        for (const { jobs: changed, gone } of changes) {
          const next = jobs.with(
            changed.map((job) => [job.id, job] as const),
            gone.map((id) => sampleJob(id).id),
          );
          sorted = sortAgain({ jobs, sorted }, next);
          expect(sorted).toEqual(sortJobs(next.values()));
          jobs = next;
        }
      }),
    );
  });

  it('leave the groups alone that no change touches', () => {
    const before = byId([sampleJob(1), sampleJob(2), sampleJob(3, { state: 'done', finishedAt: NOON })]);
    const sorted = sortJobs(before.values());
    const after = sortAgain({ jobs: before, sorted }, before.with([[sampleJob(1).id, sampleJob(1, { state: 'sent' })]], []));
    expect(after.lists.done).toBe(sorted.lists.done);
    expect(after.lists.running.map((job) => Number(job.id))).toEqual([1]);
  });

  it('hold for a change of all at once', () => {
    const many = (part: Partial<Job>) => byId(Array.from({ length: 300 }, (_, index) => sampleJob(index + 1, part)));
    expect(groupJobs(many({}), NOON).waiting).toHaveLength(300);
    expect(groupJobs(many({ state: 'done', finishedAt: NOON }), NOON)).toMatchObject({ waiting: [], doneBefore: [] });
    expect(groupJobs(many({ state: 'done', finishedAt: NOON }), NOON + 1)).toMatchObject({ doneToday: [] });
  });
});
