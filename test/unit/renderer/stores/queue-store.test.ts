/** The queue's cache: the latest job of each photo, while jobs come, change and go. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latestJob, useQueue } from '../../../../renderer/stores/queue-store.ts';
import { idle, photoId, sampleJob } from '../queue/samples.ts';

const queue = () => useQueue.getState();
const replace = (jobs: readonly ReturnType<typeof sampleJob>[]) => {
  queue().replace({ jobs: [...jobs], queue: idle, balance: null });
};

describe('the latest job of each photo', () => {
  it('is that of a fresh start, whatever came, changed or went', () => {
    const anyJob = fc
      .record({
        id: fc.integer({ min: 1, max: 12 }),
        of: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
        state: fc.constantFrom('queued', 'sent', 'done'),
      })
      .map(({ id, of, state }) => sampleJob(id, { state, photoId: of === null ? null : photoId(of) }));
    const change = fc.record({
      jobs: fc.array(anyJob, { maxLength: 3 }),
      gone: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 2 }),
    });
    const latest = () => [1, 2, 3, 4].map((id) => latestJob(queue(), photoId(id)));
    fc.assert(
      fc.property(fc.uniqueArray(anyJob, { selector: ({ id }) => id }), fc.array(change), (start, changes) => {
        replace(start);
        for (const { jobs, gone } of changes) queue().apply({ jobs, jobsRemoved: gone.map((id) => sampleJob(id).id) });
        for (const { jobs } of changes) queue().apply({ jobs });
        const told = latest();
        replace([...queue().jobs.values()]);
        expect(told).toEqual(latest());
      }),
    );
  });

  it('is not worked out again for the next state of a known job', () => {
    replace([sampleJob(1), sampleJob(2)]);
    const before = queue().latestByPhoto;
    queue().apply({ jobs: [sampleJob(1, { state: 'sent' })] });
    expect(queue().latestByPhoto).toBe(before);
    expect(latestJob(queue(), photoId(1))?.state).toBe('sent');
  });
});
