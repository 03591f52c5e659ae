/** The queue's table as a flat list of rows of known height. */
import type { Job } from '../../../electron/contract/job.ts';
import { formatCount, formatMoney } from '../../lib/format.ts';
import type { JobGroups } from './job-groups.ts';

export type QueueTab = 'all' | 'needs-you' | 'waiting' | 'done' | 'history';

export type QueueRow =
  | { readonly kind: 'group'; readonly title: string; readonly note: string; readonly top: number; readonly height: number }
  | {
      readonly kind: 'job';
      readonly job: Job;
      /** The next one to be sent. */
      readonly first: boolean;
      readonly top: number;
      readonly height: number;
    };

export const ROW_HEIGHT = 36;
export const GROUP_HEIGHT = 32;

function sum(jobs: readonly Job[], value: (job: Job) => number): number {
  return jobs.reduce((total, job) => total + value(job), 0);
}

function doneNote(jobs: readonly Job[]): string {
  const reused = jobs.filter((job) => job.reused).length;
  const note = `${formatCount(jobs.length)}, ${formatMoney(sum(jobs, (job) => job.costUsd ?? 0))}`;
  return reused === 0 ? note : `${note}. ${formatCount(reused)} taken from earlier results, not paid again`;
}

/** The rows of a tab, top to bottom; `paused`: what runs was sent before the pause. */
export function queueRows(groups: JobGroups, tab: QueueTab, paused: boolean): readonly QueueRow[] {
  const rows: QueueRow[] = [];
  let top = 0;
  const add = (title: string, note: string, jobs: readonly Job[], waits = false): void => {
    if (jobs.length === 0) return;
    rows.push({ kind: 'group', title, note, top, height: GROUP_HEIGHT });
    top += GROUP_HEIGHT;
    jobs.forEach((job, index) => {
      rows.push({ kind: 'job', job, first: waits && index === 0 && !paused, top, height: ROW_HEIGHT });
      top += ROW_HEIGHT;
    });
  };
  const all = tab === 'all';
  if (all || tab === 'needs-you') add('Needs you', formatCount(groups.needsYou.length), groups.needsYou);
  if (all) add('Running', paused ? 'sent before the pause, these finish' : formatCount(groups.running.length), groups.running);
  if (all || tab === 'waiting')
    add('Waiting', `${formatCount(groups.waiting.length)}, first in first out, drag to reorder`, groups.waiting, true);
  if (all || tab === 'done') add('Done today', doneNote(groups.doneToday), groups.doneToday);
  if (all) add('Done before today', doneNote(groups.doneBefore), groups.doneBefore);
  if (all) add('Cancelled', formatCount(groups.cancelled.length), groups.cancelled);
  return rows;
}

/** Height of all rows, pixels. */
export function rowsHeight(rows: readonly QueueRow[]): number {
  const last = rows.at(-1);
  return last === undefined ? 0 : last.top + last.height;
}
