/** The history: everything that came to an end, by day, filtered by model, by how it ended and by name. Pure. */
import type { Job } from '../../../electron/contract/job.ts';
import { localDay } from '../../../electron/contract/local-time.ts';
import { formatCount, formatDay } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import { newestFirst } from './job-groups.ts';
import { QueueRows, type Section } from './queue-rows.ts';

export type Ending = 'any' | 'paid' | 'reused' | 'simulated' | 'failed' | 'unsure' | 'cancelled';

export interface HistoryFilter {
  /** Slug; empty: all models. */
  readonly model: string;
  readonly ending: Ending;
  /** Part of the photo's or the recipe's name. */
  readonly text: string;
}

export const NO_FILTER: HistoryFilter = { model: '', ending: 'any', text: '' };

export const endingWords: Readonly<Record<Ending, string>> = {
  any: 'However it ended',
  paid: 'Done and paid',
  reused: 'Taken from earlier results',
  simulated: 'Simulated',
  failed: 'Failed',
  unsure: 'Maybe charged',
  cancelled: 'Cancelled',
};

/** True for a job that has come to an end, or waits for a person's word after it was sent. */
export function isPast(job: Pick<Job, 'state'>): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'unsure' || job.state === 'cancelled';
}

function endsAs(job: Job, ending: Ending): boolean {
  switch (ending) {
    case 'any':
      return true;
    case 'paid':
      return job.state === 'done' && !job.reused && !job.simulated;
    case 'reused':
      return job.state === 'done' && job.reused;
    case 'simulated':
      return job.state === 'done' && job.simulated;
    case 'failed':
    case 'unsure':
    case 'cancelled':
      return job.state === ending;
  }
}

/** Past jobs that the filter lets through, newest first. */
export function pastJobs(jobs: Iterable<Job>, filter: HistoryFilter): readonly Job[] {
  const wanted = filter.text.trim().toLowerCase();
  const found: Job[] = [];
  for (const job of jobs) {
    if (!isPast(job) || !endsAs(job, filter.ending)) continue;
    if (filter.model !== '' && job.model !== filter.model) continue;
    if (wanted !== '' && !`${job.photoName}\n${job.recipe}`.toLowerCase().includes(wanted)) continue;
    found.push(job);
  }
  return found.sort(newestFirst);
}

/** Rows by day, each day with its count and what it cost. `now` in ms since 1970. */
export function historyRows(jobs: readonly Job[], now: number): QueueRows {
  const days: Section[] = [];
  let start = 0;
  const dayOf = (job: Job | undefined): string => (job === undefined ? '' : localDay(job.finishedAt ?? job.createdAt));
  while (start < jobs.length) {
    const day = dayOf(jobs[start]);
    let end = start + 1;
    while (dayOf(jobs[end]) === day) end += 1;
    const own = jobs.slice(start, end);
    const paid = own.reduce((sum, job) => sum + (job.simulated ? 0 : (job.costUsd ?? 0)), 0);
    days.push({ title: formatDay(day, now), note: `${formatCount(own.length)}, ${dollars(paid)}`, jobs: own });
    start = end;
  }
  return new QueueRows(days);
}
