/** Jobs, the queue's summary and the balance: a cache of what main owns. */
import { create } from 'zustand';
import type { Changes, Snapshot } from '../../electron/contract/events.ts';
import type { JobId, PhotoId } from '../../electron/contract/ids.ts';
import type { Balance, Job, QueueSummary } from '../../electron/contract/job.ts';
import { SharedMap } from '../lib/shared-map.ts';

export type Jobs = SharedMap<JobId, Job>;

export interface QueueState {
  // From main
  readonly jobs: Jobs;
  readonly summary: QueueSummary;
  readonly balance: Balance;
  // Derived
  /** The latest job of each photo; its mark in the grid shows it. */
  readonly latestByPhoto: ReadonlyMap<PhotoId, JobId>;
  readonly replace: (snapshot: Pick<Snapshot, 'jobs' | 'queue' | 'balance'>) => void;
  readonly apply: (changes: Changes) => void;
}

const emptySummary: QueueSummary = {
  waiting: 0,
  running: 0,
  failed: 0,
  unsure: 0,
  runDone: 0,
  runTotal: 0,
  runSpentUsd: 0,
  runPriceUsd: 0,
  leftMs: null,
  doneToday: 0,
  spentTodayUsd: 0,
  pause: null,
  held: [],
};

/** The latest job of each photo, beginning with what is known already. */
function latest(jobs: Iterable<Job>, before: ReadonlyMap<PhotoId, JobId> = new Map()): Map<PhotoId, JobId> {
  const byPhoto = new Map(before);
  for (const job of jobs) {
    if (job.photoId !== null && job.id >= (byPhoto.get(job.photoId) ?? 0)) byPhoto.set(job.photoId, job.id);
  }
  return byPhoto;
}

/** The same after jobs came, changed or went. */
function latestAfter({ jobs: before, latestByPhoto }: QueueState, jobs: Jobs, changes: Changes) {
  // The job removed may have been the latest of its photo: an older one takes its place.
  if ((changes.jobsRemoved ?? []).length > 0) return latest(jobs.values());
  // Most changes are a known job's next state, and nothing is copied for those.
  const changed = (changes.jobs ?? []).filter((job) => jobs.get(job.id) === job && before.get(job.id)?.photoId !== job.photoId);
  if (changed.length === 0) return latestByPhoto;
  // A known job has another photo than before: its photo was removed, and its `photoId` is null now. The map still names it, so all is read anew.
  return changed.some((job) => before.has(job.id)) ? latest(jobs.values()) : latest(changed, latestByPhoto);
}

/** The latest job of a photo. */
export function latestJob(
  { jobs, latestByPhoto }: Pick<QueueState, 'jobs' | 'latestByPhoto'>,
  photoId: PhotoId,
): Job | undefined {
  const id = latestByPhoto.get(photoId);
  return id === undefined ? undefined : jobs.get(id);
}

const withId = (job: Job) => [job.id, job] as const;
const noJobs: Jobs = SharedMap.of<JobId, Job>([]);

export const useQueue = create<QueueState>()((set) => ({
  jobs: noJobs,
  summary: emptySummary,
  balance: null,
  latestByPhoto: new Map(),
  replace: (snapshot) => {
    const jobs = SharedMap.of(snapshot.jobs.map(withId));
    set({ jobs, latestByPhoto: latest(jobs.values()), summary: snapshot.queue, balance: snapshot.balance });
  },
  apply: (changes) => {
    set((state) => {
      const next: Partial<QueueState> = {};
      if (changes.jobs !== undefined || changes.jobsRemoved !== undefined) {
        const jobs = state.jobs.with((changes.jobs ?? []).map(withId), changes.jobsRemoved ?? []);
        Object.assign(next, { jobs, latestByPhoto: latestAfter(state, jobs, changes) });
      }
      if (changes.queue !== undefined) Object.assign(next, { summary: changes.queue });
      if (changes.balance !== undefined) Object.assign(next, { balance: changes.balance });
      return next;
    });
  },
}));
