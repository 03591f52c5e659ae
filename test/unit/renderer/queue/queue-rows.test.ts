/** The queue's table: groups, order, heights and keys. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import { moveRow } from '../../../../renderer/features/queue/queue-keys.ts';
import { groupJobs, waitingPrice } from '../../../../renderer/features/queue/job-groups.ts';
import { queueRows } from '../../../../renderer/features/queue/queue-rows.ts';
import { byId, NOON, sampleJob } from './samples.ts';

const midnight = new Date(2026, 10, 14).getTime();
const jobs = [
  sampleJob(1, { state: 'failed', problem: problem('server-error'), finishedAt: NOON }),
  sampleJob(2, { state: 'unsure', finishedAt: NOON - 1000 }),
  sampleJob(3, { state: 'received', sentAt: NOON, problem: problem('disk-full') }),
  sampleJob(4, { state: 'sent', sentAt: NOON - 5000 }),
  sampleJob(5, { state: 'received', sentAt: NOON - 9000 }),
  sampleJob(7),
  sampleJob(6),
  sampleJob(8, { state: 'done', finishedAt: NOON - 60_000, costUsd: 0.08 }),
  sampleJob(9, { state: 'done', finishedAt: NOON, reused: true }),
  sampleJob(10, { state: 'done', finishedAt: midnight - 1 }),
  sampleJob(11, { state: 'cancelled', finishedAt: NOON }),
];
const groups = groupJobs(byId(jobs), midnight);
const ids = (list: readonly { readonly id: number }[]) => list.map((job) => job.id);

describe('the groups', () => {
  it('puts doubtful money first, running by start, waiting first in first out, done newest first', () => {
    expect(ids(groups.needsYou)).toEqual([2, 3, 1]);
    expect(ids(groups.running)).toEqual([5, 4]);
    expect(ids(groups.waiting)).toEqual([6, 7]);
    expect(ids(groups.doneToday)).toEqual([9, 8]);
    expect(ids(groups.doneBefore)).toEqual([10]);
    expect(ids(groups.cancelled)).toEqual([11]);
    expect(waitingPrice(byId(jobs))).toBeCloseTo(0.16);
  });

  it('lays every job once, without gaps', () => {
    const rows = queueRows(groups, 'all', false);
    let top = 0;
    for (const row of rows) {
      expect(row.top).toBe(top);
      top += row.height;
    }
    expect(rows.height).toBe(top);
    expect([...rows]).toHaveLength(rows.length);
    expect([...rows].filter((row) => row.kind === 'job')).toHaveLength(jobs.length);
    const done = [...rows].find((row) => row.kind === 'group' && row.title === 'Done today');
    expect(done).toMatchObject({ note: '2, $0.08. 1 taken from earlier results, not paid again' });
  });

  it('finds each job at its index, and nothing beyond the ends', () => {
    const rows = queueRows(groups, 'all', false);
    [...rows].forEach((row, index) => {
      expect(rows.at(index)).toEqual(row);
      if (row.kind === 'job') expect(rows.indexOf(row.job.id)).toBe(index);
    });
    expect(rows.indexOf(sampleJob(99).id)).toBe(-1);
    expect(rows.at(-1)).toBeUndefined();
    expect(rows.at(rows.length)).toBeUndefined();
  });

  it('calls the first waiting job next, but not while the queue stands', () => {
    const first = (paused: boolean) => [...queueRows(groups, 'waiting', paused)].filter((row) => row.kind === 'job' && row.first);
    expect(first(false)).toHaveLength(1);
    expect(first(true)).toHaveLength(0);
  });

  it('shows one group alone under its tab', () => {
    expect([...queueRows(groups, 'needs-you', false)].filter((row) => row.kind === 'job')).toHaveLength(3);
    expect([...queueRows(groupJobs(byId([]), midnight), 'all', false)]).toEqual([]);
  });
});

describe('the keys', () => {
  const rows = queueRows(groups, 'all', false);
  const row = (id: number) => {
    const found = rows.at(rows.indexOf(sampleJob(id).id));
    return found?.kind === 'job' ? found : null;
  };
  const lead = (key: string, from: number) => Number(moveRow(key, rows, row(from), 400)?.job.id ?? 0);

  it('steps over the heads of groups and stops at the ends', () => {
    expect(lead('ArrowDown', 1)).toBe(5);
    expect(lead('ArrowUp', 5)).toBe(1);
    expect(lead('Home', 9)).toBe(2);
    expect(lead('End', 2)).toBe(11);
    expect(lead('ArrowUp', 2)).toBe(0);
    expect(lead('ArrowDown', 11)).toBe(0);
    expect(lead('PageDown', 2)).toBeGreaterThan(0);
    expect(moveRow('x', rows, row(2), 400)).toBeNull();
  });
});
