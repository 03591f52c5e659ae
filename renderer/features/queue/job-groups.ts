/** Jobs in the groups of the queue's screen, each group in its order, which single changes keep without sorting all again. */
import type { Job } from '../../../electron/contract/job.ts';
import type { EntryChange } from '../../lib/shared-map.ts';
import type { Jobs } from '../../stores/queue-store.ts';
import { isRunning } from './job-progress.ts';
import { needsPerson } from './job-words.ts';

interface Lists {
  readonly needsYou: readonly Job[];
  readonly running: readonly Job[];
  readonly waiting: readonly Job[];
  /** Passed over while the others go on. */
  readonly held: readonly Job[];
  readonly done: readonly Job[];
  readonly cancelled: readonly Job[];
}
type Group = keyof Lists;

export interface SortedJobs {
  readonly lists: Lists;
  /** Expected price of what waits in millionths of a dollar: whole numbers, so that adding and taking away stays exact. */
  readonly waitingMicroUsd: number;
}

export interface JobGroups extends Omit<Lists, 'done'> {
  readonly doneToday: readonly Job[];
  readonly doneBefore: readonly Job[];
}

/** With more changes at once than this, sorting all is faster. */
const MOST_CHANGES = 100;

const attention: Partial<Record<Job['state'], number>> = { unsure: 0, received: 1, failed: 2 };

/** When a job that is over ended, ms since 1970. */
function endOf(job: Job): number {
  return job.finishedAt ?? job.createdAt;
}

/** Order of what is over: the latest ending first. */
export function newestFirst(a: Job, b: Job): number {
  return endOf(b) - endOf(a) || b.id - a.id;
}

/** Order of what waits. */
function inTurn(a: Job, b: Job): number {
  return a.position - b.position || a.id - b.id;
}

const orders: Readonly<Record<Group, (a: Job, b: Job) => number>> = {
  needsYou: (a, b) => (attention[a.state] ?? 3) - (attention[b.state] ?? 3) || newestFirst(a, b),
  running: (a, b) => (a.sentAt ?? Number.POSITIVE_INFINITY) - (b.sentAt ?? Number.POSITIVE_INFINITY) || a.id - b.id,
  waiting: inTurn,
  held: inTurn,
  done: newestFirst,
  cancelled: newestFirst,
};

function groupOf(job: Job): Group {
  if (job.held !== null) return 'held';
  if (needsPerson(job)) return 'needsYou';
  if (isRunning(job)) return 'running';
  if (job.state === 'queued') return 'waiting';
  return job.state === 'cancelled' ? 'cancelled' : 'done';
}

/** What a job adds to the price of what waits. */
function waitingPart(job: Job | undefined): number {
  return job?.state !== 'queued' || job.simulated ? 0 : Math.round(job.priceUsd * 1e6);
}

/** Sorts all jobs. */
export function sortJobs(jobs: Iterable<Job>): SortedJobs {
  const lists: Record<Group, Job[]> = { needsYou: [], running: [], waiting: [], held: [], done: [], cancelled: [] };
  let waitingMicroUsd = 0;
  for (const job of jobs) {
    lists[groupOf(job)].push(job);
    waitingMicroUsd += waitingPart(job);
  }
  for (const group of Object.keys(lists) as Group[]) lists[group].sort(orders[group]); // Object.keys forgets the key type
  return { lists, waitingMicroUsd };
}

/** Where a job belongs in a sorted list: before the first that comes after it. */
function placeFor(list: readonly Job[], job: Job, order: (a: Job, b: Job) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = list[middle];
    if (other !== undefined && order(other, job) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function withChanges(sorted: SortedJobs, changes: readonly EntryChange<Job>[]): SortedJobs {
  const lists: Record<Group, readonly Job[]> = { ...sorted.lists };
  let { waitingMicroUsd } = sorted;
  for (const { before, after } of changes) {
    waitingMicroUsd += waitingPart(after) - waitingPart(before);
    if (before !== undefined) {
      const group = groupOf(before);
      lists[group] = lists[group].filter((job) => job !== before);
    }
    if (after !== undefined) {
      const group = groupOf(after);
      const place = placeFor(lists[group], after, orders[group]);
      lists[group] = [...lists[group].slice(0, place), after, ...lists[group].slice(place)];
    }
  }
  return { lists, waitingMicroUsd };
}

interface Known {
  readonly jobs: Jobs;
  readonly sorted: SortedJobs;
}

/** The same as sorting all, from what is known of the jobs before they changed. */
export function sortAgain(known: Known, jobs: Jobs): SortedJobs {
  const changes = jobs.changesSince(known.jobs);
  return changes.length > MOST_CHANGES ? sortJobs(jobs.values()) : withChanges(known.sorted, changes);
}

let latest: Known | null = null;

/** All jobs in order. The last answer is kept: with ten thousand jobs, sorting them for each change would cost most of a frame. */
function sortedJobs(jobs: Jobs): SortedJobs {
  if (latest?.jobs === jobs) return latest.sorted;
  latest = { jobs, sorted: latest === null ? sortJobs(jobs.values()) : sortAgain(latest, jobs) };
  return latest.sorted;
}

/** The groups of the screen; `midnight` is the start of today, ms since 1970. */
export function groupJobs(jobs: Jobs, midnight: number): JobGroups {
  const { done, ...groups } = sortedJobs(jobs).lists;
  const before = done.findIndex((job) => endOf(job) < midnight);
  const today = before < 0 ? done.length : before;
  return { ...groups, doneToday: done.slice(0, today), doneBefore: done.slice(today) };
}

/** Expected price of everything that waits, US dollars. */
export function waitingPrice(jobs: Jobs): number {
  return sortedJobs(jobs).waitingMicroUsd / 1e6;
}
