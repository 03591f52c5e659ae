/** Where waiting jobs go when they are moved by keys, by a drag, or to the front. Pure. */
import type { JobId } from '../../../electron/contract/ids.ts';
import type { Job } from '../../../electron/contract/job.ts';
import { rowAt } from '../../ui/virtual.ts';
import type { QueueRows } from './queue-rows.ts';

/** What `queue.move` is told. */
export interface Move {
  readonly jobIds: readonly JobId[];
  /** null: to the end. */
  readonly before: JobId | null;
  /** The place the first of them gets, from 1. */
  readonly place: number;
}

/** One step up or down, or to the front; null: it does not wait, or it is there already. `waiting` in its order. */
export function moveStep(waiting: readonly Job[], id: JobId, to: 'up' | 'down' | 'first'): Move | null {
  const at = waiting.findIndex((job) => job.id === id);
  if (at < 0) return null;
  const target = to === 'first' ? 0 : to === 'up' ? at - 1 : at + 1;
  if (target < 0 || target >= waiting.length || target === at) return null;
  // Taken out of its place, what stood below it has moved up by one.
  const before = waiting[target > at ? target + 1 : target];
  return { jobIds: [id], before: before?.id ?? null, place: target + 1 };
}

/** "These first": the waiting jobs of some photos to the front, in the order they have; null: they are there already. */
export function moveFirst(waiting: readonly Job[], wanted: (job: Job) => boolean): Move | null {
  const chosen = waiting.filter(wanted);
  if (chosen.length === 0 || chosen.every((job, index) => waiting[index] === job)) return null;
  const front = waiting.find((job) => !wanted(job));
  return { jobIds: chosen.map((job) => job.id), before: front?.id ?? null, place: 1 };
}

/** The moved jobs with places between their new neighbours. */
export function placedJobs(jobs: Iterable<Job>, { jobIds, before }: Move): Job[] {
  const moving = new Set(jobIds);
  const moved: Job[] = [];
  const staying: Job[] = [];
  for (const job of jobs) if (job.state === 'queued') (moving.has(job.id) ? moved : staying).push(job);
  const inOrder = (a: Job, b: Job): number => a.position - b.position || a.id - b.id;
  moved.sort(inOrder);
  staying.sort(inOrder);
  const found = staying.findIndex((job) => job.id === before);
  const index = found < 0 ? staying.length : found;
  const below = staying[index]?.position;
  const low = staying[index - 1]?.position ?? (below ?? 0) - moved.length - 1;
  const high = below ?? low + moved.length + 1;
  const step = (high - low) / (moved.length + 1);
  return moved.map((job, nth) => ({ ...job, position: low + step * (nth + 1) }));
}

export interface Drop extends Move {
  /** Where the line is drawn, pixels from the top of the rows. */
  readonly top: number;
}

/** Where a dragged job lands at `y` pixels from the top of the rows; null: not among those that wait, or where it is. */
export function dropAt(rows: QueueRows, waiting: readonly Job[], dragged: JobId, y: number): Drop | null {
  const row = rows.at(rowAt(rows, y));
  if (row?.kind !== 'job' || row.job.state !== 'queued') return null;
  const lower = y > row.top + row.height / 2;
  const index = waiting.findIndex((job) => job.id === row.job.id) + (lower ? 1 : 0);
  const from = waiting.findIndex((job) => job.id === dragged);
  if (from < 0 || index === from || index === from + 1) return null;
  return {
    jobIds: [dragged],
    before: waiting[index]?.id ?? null,
    place: index > from ? index : index + 1,
    top: lower ? row.top + row.height : row.top,
  };
}
