/** The jobs of the queue store in the groups of the screen. */
import { useMemo } from 'react';
import { useQueue } from '../../stores/queue-store.ts';
import { groupJobs, waitingPrice, type JobGroups } from './job-groups.ts';
import { useNow } from './use-now.ts';

/** How often the groups look whether a new day began, ms. */
const DAY_CHECK_MS = 60_000;

/** All jobs, grouped. */
export function useJobGroups(): JobGroups {
  const jobs = useQueue((queue) => queue.jobs);
  const midnight = new Date(useNow(DAY_CHECK_MS)).setHours(0, 0, 0, 0);
  return useMemo(() => groupJobs(jobs, midnight), [jobs, midnight]);
}

/** Expected price of everything that waits, US dollars. */
export function useWaitingPrice(): number {
  const jobs = useQueue((queue) => queue.jobs);
  return useMemo(() => waitingPrice(jobs), [jobs]);
}
