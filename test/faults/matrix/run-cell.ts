/** Runs one cell of the fault matrix: one photo through the money path over HTTP, then looks at what was charged and what the user is told. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nextStep, type NextStep } from '../../../electron/contract/errors.ts';
import type { Job, QueueSummary } from '../../../electron/contract/job.ts';
import type { Timings } from '../../../electron/segmind/context.ts';
import type { LedgerEntry } from '../../../electron/simulator/ledger.ts';
import { openWorkshop, recipe, turbo, writePhotos } from '../../helpers/workshop.ts';
import { nameOf, type Cell } from './cells.ts';

export interface Finding {
  readonly cell: Cell;
  readonly state: Job['state'];
  readonly pause: string | null;
  /** As the user is told. */
  readonly charge: Job['charge'];
  /** By the simulator's ledger. */
  readonly charged: number;
  readonly posts: number;
  readonly code: string;
  readonly sentence: string;
  readonly next: NextStep;
  /** What is wrong with this cell; empty: nothing. */
  readonly faults: readonly string[];
}

/** Times short enough to wait for, and long enough for a busy machine. Milliseconds. */
export const matrixTimings: Timings = {
  http: { connect: 5_000, upload: 5_000, answer: 2_500, idle: 2_000, body: 5_000 },
  pollFirst: 5,
  pollMost: 40,
  pollGrowth: 1.5,
  pollDeadline: 600,
  pollMissing: 3,
  downloadTries: 3,
};

/** Answers that say no: only after one of them may the same work be sent again. */
const refusals = new Set([401, 402, 406, 413, 429, 500]);

/** @param folder - of this cell alone */
export async function runCell(cell: Cell, folder: string): Promise<Finding> {
  await mkdir(folder, { recursive: true });
  const workshop = await openWorkshop({
    home: join(folder, 'home'),
    simulatorOptions: { latencyMs: 0, script: cell.rules },
    models: [{ ...turbo, transport: cell.transport }],
    timings: matrixTimings,
  });
  try {
    const { added } = await workshop.library.add(await writePhotos(join(folder, 'photos'), 1));
    const { queued } = await workshop.develop.start(added, recipe);
    const look = (): Job => {
      const job = workshop.develop.jobs().find((each) => each.id === queued[0]);
      if (job === undefined) throw new Error(`${nameOf(cell)}: the job is gone`);
      return job;
    };
    await workshop.until(() => hasSettled(look(), workshop.develop.summary()));
    const before = { job: look(), pause: workshop.develop.summary().pause };
    // What has ended stays ended, also when the queue is set going and the same is asked for again
    if (before.pause === null) {
      workshop.develop.resume();
      if (before.job.state !== 'failed') await workshop.develop.start(added, recipe);
    }
    const job = look();
    const { pause } = workshop.develop.summary();
    const posts = workshop.simulator.requests().filter((entry) => entry.method === 'POST');
    const told = job.problem ?? pause?.problem ?? null;
    const finding = {
      cell,
      state: job.state,
      pause: pause?.by ?? null,
      charge: job.charge,
      charged: posts.filter((post) => post.charged).length,
      posts: posts.length,
      code: told?.code ?? '',
      sentence: told?.message ?? '',
      next: told === null ? ('none' as const) : nextStep(told.code),
    };
    const moved = job.state === before.job.state ? [] : [`went on from ${before.job.state} to ${job.state} by itself`];
    return { ...finding, faults: [...moved, ...faultsOf(finding, posts, workshop.library.results().length)] };
  } finally {
    await workshop.close();
  }
}

/** Nothing more happens unless time passes or somebody acts. */
function hasSettled(job: Job, queue: QueueSummary): boolean {
  if (job.state === 'done' || job.state === 'failed' || job.state === 'unsure' || job.state === 'cancelled') return true;
  return queue.pause !== null && (job.state === 'queued' || job.state === 'received');
}

function faultsOf(finding: Omit<Finding, 'faults'>, posts: readonly LedgerEntry[], results: number): string[] {
  const faults: string[] = [];
  const { state, charge, charged, pause, sentence, next } = finding;
  posts.slice(1).forEach((_, index) => {
    const last = posts[index];
    if (last === undefined || last.charged || last.status === null || !refusals.has(last.status))
      faults.push(`retried blindly: sent again after ${String(last?.status)}${last?.charged === true ? ', charged' : ''}`);
  });
  if (charged > 1) faults.push(`charged ${String(charged)} times`);
  if (state !== 'done' && (sentence === '' || !sentence.endsWith('.'))) faults.push(`silent: ${state} without a sentence`);
  if ((state === 'failed' || state === 'unsure') && next === 'none') faults.push('silent: no next step');
  if (state === 'unsure' && next !== 'decide') faults.push(`unsure, but the step is ${next}`);
  if (state === 'queued' && pause === null) faults.push('silent: it waits and nobody says for what');
  if (charged > 0 && charge === 'no') faults.push('charged, and the user is told that it was not');
  if (charged === 0 && charge === 'yes') faults.push('not charged, and the user is told that it was');
  if (state === 'done' && results !== 1) faults.push(`done with ${String(results)} results`);
  return faults;
}
