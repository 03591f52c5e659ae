/** How far a request is, guessed from the time it usually takes; the service says nothing in between. */
import type { Job } from '../../../electron/contract/job.ts';
import { formatDuration } from '../../lib/format.ts';

/** Where the bar stands when the usual time is over; what is left is for pictures that take longer. */
const AT_EXPECTED = 0.9;
/** The bar never comes further than this before the picture is there. */
const AT_MOST = 0.98;

export interface JobProgress {
  /** 0 to 1, never 1. */
  readonly fraction: number;
  readonly words: string;
}

/** True while a request of this job is under way. */
export function isRunning(job: Pick<Job, 'state'>): boolean {
  return job.state === 'preparing' || job.state === 'sent' || job.state === 'accepted' || job.state === 'received';
}

/** Bar and words for a running job at the moment `now` (ms since 1970). */
export function jobProgress(job: Pick<Job, 'state' | 'sentAt' | 'expectedMs'>, now: number): JobProgress {
  if (job.state === 'received') return { fraction: AT_MOST, words: 'storing' };
  if (job.sentAt === null) return { fraction: 0, words: 'preparing' };
  const share = Math.max(0, now - job.sentAt) / job.expectedMs;
  if (share >= 1) {
    const fraction = AT_MOST - (AT_MOST - AT_EXPECTED) * Math.exp(1 - share);
    return { fraction: Math.min(fraction, AT_MOST), words: 'longer than usual' };
  }
  const left = job.expectedMs * (1 - share);
  return { fraction: share * AT_EXPECTED, words: `${formatDuration(Math.max(left, 1000))} left` };
}
