/** The queue's table as a flat list of rows of known height. */
import type { Job } from '../../../electron/contract/job.ts';
import { formatCount, formatMoney } from '../../lib/format.ts';
import { isRunning } from './job-progress.ts';
import { needsPerson } from './job-words.ts';

export type QueueTab = 'all' | 'needs-you' | 'waiting' | 'done' | 'history';

export interface JobGroups {
  readonly needsYou: readonly Job[];
  readonly running: readonly Job[];
  readonly waiting: readonly Job[];
  readonly doneToday: readonly Job[];
  readonly doneBefore: readonly Job[];
  readonly cancelled: readonly Job[];
}

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

const attention: Partial<Record<Job['state'], number>> = { unsure: 0, received: 1, failed: 2 };

/** Order of what is over: the latest ending first. */
export function newestFirst(a: Job, b: Job): number {
  return (b.finishedAt ?? b.createdAt) - (a.finishedAt ?? a.createdAt) || b.id - a.id;
}

/** Sorts jobs into the groups of the screen; `midnight` is the start of today, ms since 1970. */
export function groupJobs(jobs: Iterable<Job>, midnight: number): JobGroups {
  const needsYou: Job[] = [];
  const running: Job[] = [];
  const waiting: Job[] = [];
  const doneToday: Job[] = [];
  const doneBefore: Job[] = [];
  const cancelled: Job[] = [];
  for (const job of jobs) {
    if (needsPerson(job)) needsYou.push(job);
    else if (isRunning(job)) running.push(job);
    else if (job.state === 'queued') waiting.push(job);
    else if (job.state === 'cancelled') cancelled.push(job);
    else if ((job.finishedAt ?? job.createdAt) >= midnight) doneToday.push(job);
    else doneBefore.push(job);
  }
  needsYou.sort((a, b) => (attention[a.state] ?? 3) - (attention[b.state] ?? 3) || newestFirst(a, b));
  running.sort((a, b) => (a.sentAt ?? Number.POSITIVE_INFINITY) - (b.sentAt ?? Number.POSITIVE_INFINITY) || a.id - b.id);
  waiting.sort((a, b) => a.position - b.position || a.id - b.id);
  for (const group of [doneToday, doneBefore, cancelled]) group.sort(newestFirst);
  return { needsYou, running, waiting, doneToday, doneBefore, cancelled };
}

function sum(jobs: readonly Job[], value: (job: Job) => number): number {
  return jobs.reduce((total, job) => total + value(job), 0);
}

/** Expected price of what waits, US dollars. */
export function waitingPrice(jobs: readonly Job[]): number {
  return sum(jobs, (job) => (job.simulated ? 0 : job.priceUsd));
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
