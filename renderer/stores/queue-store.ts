/** Jobs, the queue's summary and the balance: a cache of what main owns. */
import { create } from 'zustand';
import type { Changes, Snapshot } from '../../electron/contract/events.ts';
import type { JobId, PhotoId } from '../../electron/contract/ids.ts';
import type { Balance, Job, QueueSummary } from '../../electron/contract/job.ts';

export interface QueueState {
  // From main
  readonly jobs: ReadonlyMap<JobId, Job>;
  readonly summary: QueueSummary;
  readonly balance: Balance;
  // Derived
  /** The latest job of each photo: what its mark in the grid shows. */
  readonly latestByPhoto: ReadonlyMap<PhotoId, Job>;
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
};

/** The latest job of each photo, beginning with what is known already. */
function latest(jobs: Iterable<Job>, before: ReadonlyMap<PhotoId, Job> = new Map()): Map<PhotoId, Job> {
  const byPhoto = new Map(before);
  for (const job of jobs) {
    if (job.photoId === null) continue;
    const known = byPhoto.get(job.photoId);
    if (known === undefined || job.id >= known.id) byPhoto.set(job.photoId, job);
  }
  return byPhoto;
}

export const useQueue = create<QueueState>()((set) => ({
  jobs: new Map(),
  summary: emptySummary,
  balance: null,
  latestByPhoto: new Map(),
  replace: (snapshot) => {
    const jobs = new Map(snapshot.jobs.map((job) => [job.id, job]));
    set({ jobs, latestByPhoto: latest(jobs.values()), summary: snapshot.queue, balance: snapshot.balance });
  },
  apply: (changes) => {
    set((state) => {
      const next: Partial<QueueState> = {};
      if (changes.jobs !== undefined || changes.jobsRemoved !== undefined) {
        const jobs = new Map(state.jobs);
        for (const job of changes.jobs ?? []) jobs.set(job.id, job);
        for (const id of changes.jobsRemoved ?? []) jobs.delete(id);
        // A job that goes may uncover an older one of its photo; else only what came has to be looked at.
        const removed = (changes.jobsRemoved ?? []).length > 0;
        Object.assign(next, {
          jobs,
          latestByPhoto: removed ? latest(jobs.values()) : latest(changes.jobs ?? [], state.latestByPhoto),
        });
      }
      if (changes.queue !== undefined) Object.assign(next, { summary: changes.queue });
      if (changes.balance !== undefined) Object.assign(next, { balance: changes.balance });
      return next;
    });
  },
}));
