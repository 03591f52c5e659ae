/** Photos prepared ahead of their turn, over the simulator: how many, in which order they leave, and that nothing of it binds anybody. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobId } from '../../../electron/contract/ids.ts';
import type { RateRule } from '../../../electron/develop/rate.ts';
import type { ImageTasks } from '../../../electron/images/tasks.ts';
import {
  noBudget,
  openWorkshop,
  recipe,
  temporaryFolder,
  writePhotos,
  type Workshop,
  type WorkshopOptions,
} from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const open: Workshop[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const workshop of open.splice(0)) await workshop.close();
  await folder.remove();
});

/** Something that can be held up: whoever passes waits until it is let go. */
function barrier() {
  let held: (() => void)[] | null = null;
  const release = (order: (waiting: (() => void)[]) => (() => void)[] = (waiting) => waiting): void => {
    const waiting = held ?? [];
    held = null;
    for (const go of order(waiting)) go();
  };
  return {
    hold: () => {
      held ??= [];
    },
    release,
    /** The last that came goes first. */
    releaseBackwards: () => {
      release((waiting) => waiting.reverse());
    },
    releaseOne: () => held?.shift()?.(),
    waiting: () => held?.length ?? 0,
    pass: async (): Promise<void> => {
      if (held !== null) await new Promise<void>((resolve) => held?.push(resolve));
    },
  };
}

/** Counts what is asked of the images, and holds it up where it is told to. */
function watchedImages() {
  const watch = { prepared: [] as string[], preparing: barrier(), finishing: barrier() };
  const wrap = (images: ImageTasks): ImageTasks => ({
    ...images,
    prepare: async (path, options) => {
      watch.prepared.push(path);
      const prepared = await images.prepare(path, options);
      await watch.preparing.pass();
      return prepared;
    },
    finish: async (...input) => {
      await watch.finishing.pass();
      return await images.finish(...input);
    },
  });
  return { ...watch, wrap };
}

async function workshopWith(rate: RateRule | null, options: Omit<WorkshopOptions, 'home' | 'limits'> = {}): Promise<Workshop> {
  const limits = () => ({ budget: noBudget, rate });
  const workshop = await openWorkshop({ home: join(folder.path, 'home'), limits, ...options });
  open.push(workshop);
  return workshop;
}

async function startPhotos(workshop: Workshop, count: number, firstShade = 0): Promise<JobId[]> {
  const paths = await writePhotos(join(folder.path, 'photos'), count, firstShade);
  const { added } = await workshop.library.add(paths);
  return (await workshop.develop.start(added, recipe)).queued;
}

const posts = (workshop: Workshop): number => workshop.simulator.requests().filter((entry) => entry.method === 'POST').length;
const stateOf = (workshop: Workshop, id: JobId): string | undefined => workshop.ledger.job(id)?.core.state;
const journalOf = (workshop: Workshop, id: JobId): unknown[] =>
  workshop.database
    .prepare('SELECT event FROM journal WHERE job_id = ? ORDER BY id')
    .all(id)
    .map((row) => (row as { event: unknown }).event);
const sentOrder = (workshop: Workshop): JobId[] =>
  workshop.ledger
    .recent(50)
    .sort((a, b) => (a.sent_at ?? 0) - (b.sent_at ?? 0))
    .map((row) => row.id);

/** Resolves when the condition holds, looked at in every turn of the event loop. */
async function turnsUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('photos ahead of their turn', () => {
  it('are as many as may start together, and stay in the queue for everybody else', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 6, windowMs: 600_000 }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 20);
    for (const id of jobs.slice(0, 6)) await workshop.when(id, 'done');
    await turnsUntil(() => images.prepared.length === 12);
    workshop.develop.wake(); // whatever else could be begun would be begun now
    expect(images.prepared).toHaveLength(12);
    expect(posts(workshop)).toBe(6);
    for (const id of jobs.slice(6)) {
      expect(stateOf(workshop, id)).toBe('queued');
      expect(journalOf(workshop, id)).toEqual(['queue']);
    }
    expect(workshop.develop.summary()).toMatchObject({ waiting: 14, running: 0 });
  });

  it('go back without a trace when the queue is paused, and are prepared again', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 2, windowMs: 400 }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 6);
    await workshop.when(jobs[1] as JobId, 'done');
    workshop.develop.pause();
    const gone = posts(workshop);
    await workshop.until(() => workshop.develop.summary().running === 0);
    const waiting = jobs.filter((id) => stateOf(workshop, id) === 'queued');
    expect(waiting.length).toBe(6 - gone);
    workshop.develop.resume();
    for (const id of jobs) await workshop.when(id, 'done');
    expect(sentOrder(workshop)).toEqual(jobs);
    expect(posts(workshop)).toBe(6);
  });

  it('show that they are being prepared only where they go at once', async () => {
    const workshop = await workshopWith({ count: 1, windowMs: 300 });
    const jobs = await startPhotos(workshop, 3);
    for (const id of jobs) await workshop.when(id, 'done');
    const statesOf = (id: JobId | undefined): string[] =>
      workshop.changes.flatMap(({ jobs: changed = [] }) => changed.filter((job) => job.id === id).map((job) => job.state));
    expect(statesOf(jobs[0])).toEqual(['queued', 'preparing', 'sent', 'received', 'done']);
    expect(statesOf(jobs[1])).toEqual(['queued', 'sent', 'received', 'done']);
    expect(journalOf(workshop, jobs[1] as JobId)).toEqual(['queue', 'claim', 'send', 'picture', 'stored']);
  });

  it('leave in the order of the queue, in whatever order they were ready', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 4, windowMs: 500 }, { images: images.wrap });
    workshop.develop.pause();
    const jobs = await startPhotos(workshop, 8);
    workshop.develop.resume();
    await workshop.when(jobs[3] as JobId, 'sent', 'received', 'done');
    images.preparing.hold();
    for (const id of jobs.slice(0, 4)) await workshop.when(id, 'received', 'done');
    await turnsUntil(() => images.prepared.length === 8);
    images.preparing.releaseBackwards();
    for (const id of jobs) await workshop.when(id, 'done');
    expect(sentOrder(workshop).slice(4)).toEqual(jobs.slice(4));
  });

  it('let a photo pass that was moved before them, also while they are still being prepared', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 1, windowMs: 400 }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 8);
    const [first, second] = jobs;
    const last = jobs.at(-1);
    if (first === undefined || second === undefined || last === undefined) throw new Error('too few');
    await workshop.when(first, 'sent');
    images.preparing.hold();
    await turnsUntil(() => images.prepared.length >= 3);
    workshop.develop.move([last], second);
    images.preparing.release();
    for (const id of jobs) await workshop.when(id, 'done');
    expect(sentOrder(workshop)).toEqual([first, last, ...jobs.slice(1, -1)]);
  });

  it('are not sent after all that waits was cancelled', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 3, windowMs: 500 }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 9);
    for (const id of jobs.slice(0, 3)) await workshop.when(id, 'done');
    await turnsUntil(() => images.prepared.length >= 6);
    workshop.develop.cancelWaiting();
    for (const id of jobs.slice(3)) expect(stateOf(workshop, id)).toBe('cancelled');
    // One more photo goes through the same gate after them, and nothing else did before it
    const [more] = await startPhotos(workshop, 1, 90);
    await workshop.when(more as JobId, 'done');
    expect(posts(workshop)).toBe(4);
  });

  it('go with the key of the moment in which they leave', async () => {
    let key = 'SG_first';
    const images = watchedImages();
    const workshop = await workshopWith({ count: 1, windowMs: 500 }, { images: images.wrap, key: () => key });
    const [first, second] = await startPhotos(workshop, 2);
    if (first === undefined || second === undefined) throw new Error('too few');
    await workshop.when(first, 'done');
    await turnsUntil(() => images.prepared.length === 2);
    key = 'SG_second';
    await workshop.when(second, 'done');
    const marks = [first, second].map((id) => workshop.ledger.job(id)?.account);
    expect(marks[0]).not.toBe(marks[1]);
  });

  it('of which one cannot be prepared do not wait for its turn to say so', async () => {
    const workshop = await workshopWith({ count: 1, windowMs: 600_000 });
    const [path] = await writePhotos(join(folder.path, 'photos'), 1);
    const { added } = await workshop.library.add([path as string, ...(await writePhotos(join(folder.path, 'others'), 1, 40))]);
    workshop.develop.pause();
    const { queued } = await workshop.develop.start(added, recipe);
    const [, second] = queued;
    await rm(join(folder.path, 'others'), { recursive: true });
    workshop.develop.resume();
    expect(await workshop.when(second as JobId, 'failed')).toMatchObject({ problem: { code: 'file-missing' }, charge: 'no' });
  });
});

describe('results that wait to be stored', () => {
  it('hold the queue back before they pile up, and no longer', async () => {
    const images = watchedImages();
    images.finishing.hold();
    const workshop = await workshopWith({ count: 1, windowMs: 1 }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 9);
    const [first] = jobs;
    const seventh = jobs[6];
    if (first === undefined || seventh === undefined) throw new Error('too few');
    for (const id of jobs.slice(0, 6)) await workshop.when(id, 'received');
    await workshop.until(() => images.finishing.waiting() === 6);
    // Time enough to send another
    for (let time = 0; time < 5; time += 1) await workshop.develop.refreshBalance();
    expect(posts(workshop)).toBe(6);
    images.finishing.releaseOne();
    await workshop.when(seventh, 'received');
    expect(stateOf(workshop, first)).toBe('done');
    images.finishing.release();
    for (const id of jobs) await workshop.when(id, 'done');
    expect(posts(workshop)).toBe(9);
  });
});
