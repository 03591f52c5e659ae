/** Moving what waits, and finding what is over. */
import { describe, expect, it } from 'vitest';
import type { Job } from '../../../../electron/contract/job.ts';
import { historyRows, NO_FILTER, pastJobs } from '../../../../renderer/features/queue/queue-history.ts';
import { dropAt, moveFirst, moveStep, placedJobs } from '../../../../renderer/features/queue/queue-moves.ts';
import { groupJobs } from '../../../../renderer/features/queue/job-groups.ts';
import { queueRows } from '../../../../renderer/features/queue/queue-rows.ts';
import { byId, NOON, sampleJob } from './samples.ts';

const waiting = [1, 2, 3, 4].map((id) => sampleJob(id, { position: id }));
const idOf = (nth: number): Job['id'] => sampleJob(nth).id;

/** The order after a move, as the page shows it before main answers. */
function after(move: Parameters<typeof placedJobs>[1] | null): number[] {
  if (move === null) return waiting.map((job) => job.id);
  const moved = new Map(placedJobs(waiting, move).map((job) => [job.id, job]));
  return groupJobs(byId(waiting.map((job) => moved.get(job.id) ?? job)), NOON).waiting.map((job) => job.id);
}

describe('moving', () => {
  it.each([
    [3, 'up', [1, 3, 2, 4], 2],
    [2, 'down', [1, 3, 2, 4], 3],
    [3, 'down', [1, 2, 4, 3], 4],
    [4, 'first', [4, 1, 2, 3], 1],
  ] as const)('job %i goes %s', (id, to, order, place) => {
    const move = moveStep(waiting, idOf(id), to);
    expect(move?.place).toBe(place);
    expect(after(move)).toEqual(order);
  });

  it('stays at the ends, and leaves alone what does not wait', () => {
    expect(moveStep(waiting, idOf(1), 'up')).toBeNull();
    expect(moveStep(waiting, idOf(1), 'first')).toBeNull();
    expect(moveStep(waiting, idOf(4), 'down')).toBeNull();
    expect(moveStep(waiting, idOf(9), 'up')).toBeNull();
  });

  it('brings several to the front in the order they have', () => {
    const move = moveFirst(waiting, (job) => job.id === 4 || job.id === 2);
    expect(move).toMatchObject({ jobIds: [2, 4], before: 1 });
    expect(after(move)).toEqual([2, 4, 1, 3]);
    expect(moveFirst(waiting, (job) => job.id <= 2)).toBeNull();
    expect(moveFirst(waiting, () => false)).toBeNull();
  });

  it('drops a row above or below the one under the pointer', () => {
    const rows = queueRows(groupJobs(byId(waiting), NOON), 'all', false);
    const topOf = (id: number): number => rows.at(rows.indexOf(idOf(id)))?.top ?? Number.NaN;
    expect(after(dropAt(rows, waiting, idOf(1), topOf(3) + 30))).toEqual([2, 3, 1, 4]);
    expect(after(dropAt(rows, waiting, idOf(4), topOf(2) + 4))).toEqual([1, 4, 2, 3]);
    expect(dropAt(rows, waiting, idOf(1), topOf(3) + 30)?.place).toBe(3);
    expect(dropAt(rows, waiting, idOf(2), topOf(2) + 4)).toBeNull();
    expect(dropAt(rows, waiting, idOf(2), 0)).toBeNull();
  });
});

describe('the history', () => {
  const day = 86_400_000;
  const done = { state: 'done', charge: 'yes', costUsd: 0.08 } as const;
  const jobs = [
    ...waiting,
    sampleJob(11, { ...done, finishedAt: NOON }),
    sampleJob(12, { ...done, finishedAt: NOON - day, model: 'fooocus', recipe: 'harbour' }),
    sampleJob(13, { ...done, finishedAt: NOON - day, reused: true, costUsd: 0 }),
    sampleJob(14, { state: 'failed', finishedAt: NOON }),
  ];
  const ids = (part: Partial<typeof NO_FILTER>): number[] => pastJobs(jobs, { ...NO_FILTER, ...part }).map((job) => job.id);

  it('filters by model, by ending and by name', () => {
    expect(ids({})).toEqual([14, 11, 13, 12]);
    expect(ids({ model: 'fooocus' })).toEqual([12]);
    expect(ids({ ending: 'paid' })).toEqual([11, 12]);
    expect(ids({ ending: 'reused' })).toEqual([13]);
    expect(ids({ ending: 'failed' })).toEqual([14]);
    expect(ids({ text: ' HARB ' })).toEqual([12]);
    expect(ids({ text: '4011' })).toEqual([11]);
    expect(ids({ text: 'nowhere' })).toEqual([]);
  });

  it('stands by day with what the day cost', () => {
    const heads = [...historyRows(pastJobs(jobs, NO_FILTER), NOON)].filter((row) => row.kind === 'group');
    expect(heads.map((row) => [row.title, row.note])).toEqual([
      ['Saturday 14 November', '2, $0.08'],
      ['Friday 13 November', '2, $0.08'],
    ]);
  });
});
