/** Photos prepared ahead of their turn, over the simulator: how many, in which order they leave, and that nothing of it binds anybody. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JobId } from '../../../../electron/contract/ids.ts';
import type { RateRule } from '../../../../electron/develop/queue/pacing/rate.ts';
import type { ImageTasks } from '../../../../electron/images/tasks.ts';
import { atRest } from '../../../helpers/at-rest.ts';
import { noBudget, recipe, writePhotos, type Workshop, type WorkshopOptions } from '../../../helpers/workshop.ts';
import { workshopGround } from '../../../helpers/workshop-ground.ts';

/** Longer than a test: a window ends when the test says so. Milliseconds. */
const WINDOW_MS = 600_000;

const ground = workshopGround();
let ahead: number;

beforeEach(() => {
  ahead = 0;
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
    /** Those that wait go; whoever comes next is held up again. */
    releaseThese: () => {
      const waiting = held ?? [];
      held = [];
      for (const go of waiting) go();
    },
    waiting: () => held?.length ?? 0,
    pass: async (): Promise<void> => {
      if (held !== null) await new Promise<void>((resolve) => held?.push(resolve));
    },
  };
}

/** Counts what is asked of the images, and holds it up where it is told to. */
function watchedImages() {
  const watch = { prepared: [] as string[], ready: [] as string[], preparing: barrier(), finishing: barrier() };
  const wrap = (images: ImageTasks): ImageTasks => ({
    ...images,
    prepare: async (path, options) => {
      watch.prepared.push(path);
      const prepared = await images.prepare(path, options);
      await watch.preparing.pass();
      watch.ready.push(path);
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
  const now = () => Date.now() + ahead;
  return await ground.open({ limits, now, ...options });
}

/** The window is over, and the next photos may go. */
function nextWindow(workshop: Workshop): void {
  ahead += WINDOW_MS * 1.1;
  workshop.develop.wake();
}

/** Opens window after window until these jobs are done. */
async function throughWindows(workshop: Workshop, jobs: readonly JobId[], inEach: number): Promise<void> {
  for (let done = inEach; done <= jobs.length; done += inEach) {
    nextWindow(workshop);
    for (const id of jobs.slice(0, done)) await workshop.when(id, 'done');
  }
}

async function startPhotos(workshop: Workshop, count: number, firstShade = 0): Promise<JobId[]> {
  const paths = await writePhotos(join(ground.path, 'photos'), count, firstShade);
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
/** In the order of the journal: several leave within one millisecond. */
const sentOrder = (workshop: Workshop): JobId[] =>
  workshop.database
    .prepare("SELECT job_id FROM journal WHERE event = 'send' ORDER BY id")
    .all()
    .map((row) => (row as { job_id: JobId }).job_id);
/** The first photos go as they are ready, so which of them went is not known before. */
const doneOf = (workshop: Workshop, jobs: readonly JobId[]): JobId[] => jobs.filter((id) => stateOf(workshop, id) === 'done');

/** Resolves when the condition holds, looked at in every turn of the event loop. */
async function turnsUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('photos ahead of their turn', () => {
  it('are as many as may start together, and stay in the queue for everybody else', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 6, windowMs: WINDOW_MS }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 20);
    await workshop.until(() => doneOf(workshop, jobs).length === 6);
    await turnsUntil(() => images.prepared.length === 12);
    workshop.develop.wake(); // whatever else could be begun would be begun now
    expect(images.prepared).toHaveLength(12);
    expect(posts(workshop)).toBe(6);
    for (const id of jobs.filter((job) => stateOf(workshop, job) !== 'done')) {
      expect(stateOf(workshop, id)).toBe('queued');
      expect(journalOf(workshop, id)).toEqual(['queue']);
    }
    expect(workshop.develop.summary()).toMatchObject({ waiting: 14, running: 0 });
  });

  it('go back without a trace when the queue is paused, and are prepared again', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 2, windowMs: WINDOW_MS }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 6);
    await workshop.until(() => doneOf(workshop, jobs).length === 2);
    await turnsUntil(() => images.ready.length === 6);
    workshop.develop.pause();
    await workshop.until(() => workshop.develop.summary().running === 0);
    const rest = jobs.filter((id) => stateOf(workshop, id) === 'queued');
    expect(rest).toHaveLength(4);
    expect(posts(workshop)).toBe(2);
    workshop.develop.resume();
    await turnsUntil(() => images.ready.length === 10);
    await workshop.develop.refreshBalance(); // a round trip: whoever is ready stands at the admission by now
    await throughWindows(workshop, rest, 2);
    expect(sentOrder(workshop).slice(2)).toEqual(rest);
    expect(posts(workshop)).toBe(6);
  });

  it('show that they are being prepared only where they go at once', async () => {
    const workshop = await workshopWith({ count: 1, windowMs: WINDOW_MS });
    const jobs = await startPhotos(workshop, 3);
    await workshop.until(() => doneOf(workshop, jobs).length === 1);
    const [first] = doneOf(workshop, jobs);
    const [second, third] = jobs.filter((id) => id !== first);
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few');
    await throughWindows(workshop, [second, third], 1);
    const statesOf = (id: JobId | undefined): string[] =>
      workshop.changes.flatMap(({ jobs: changed = [] }) => changed.filter((job) => job.id === id).map((job) => job.state));
    expect(statesOf(first)).toEqual(['queued', 'preparing', 'sent', 'received', 'done']);
    expect(statesOf(third)).toEqual(['queued', 'sent', 'received', 'done']);
    expect(journalOf(workshop, third)).toEqual(['queue', 'claim', 'send', 'picture', 'stored']);
  });

  it('leave in the order of the queue, in whatever order they were ready', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 2, windowMs: WINDOW_MS }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 6);
    await workshop.until(() => doneOf(workshop, jobs).length === 2);
    const rest = jobs.filter((id) => stateOf(workshop, id) !== 'done');
    await turnsUntil(() => images.ready.length === 6);
    workshop.develop.pause();
    images.preparing.hold();
    workshop.develop.resume();
    await turnsUntil(() => images.preparing.waiting() === 4);
    images.preparing.releaseBackwards();
    await workshop.develop.refreshBalance(); // a round trip: whoever was let go stands at the admission by now
    await throughWindows(workshop, rest, 2);
    expect(sentOrder(workshop).slice(2)).toEqual(rest);
  });

  it('let a photo pass that was moved before them, also while they are still being prepared', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 1, windowMs: WINDOW_MS }, { images: images.wrap });
    const [first] = await startPhotos(workshop, 1);
    if (first === undefined) throw new Error('nothing was queued');
    await workshop.when(first, 'done');
    images.preparing.hold();
    const jobs = await startPhotos(workshop, 4, 1);
    const [second] = jobs;
    const last = jobs.at(-1);
    if (second === undefined || last === undefined) throw new Error('too few');
    await turnsUntil(() => images.preparing.waiting() >= 3);
    await workshop.develop.move([last], second);
    images.preparing.release();
    await throughWindows(workshop, [last, ...jobs.slice(0, -1)], 1);
    expect(sentOrder(workshop)).toEqual([first, last, ...jobs.slice(0, -1)]);
  });

  it('do not go before a photo that was moved past them, even where they could go at once and it is not ready', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 1, windowMs: 1 }, { images: images.wrap });
    workshop.develop.pause();
    const jobs = await startPhotos(workshop, 6);
    const [first] = jobs;
    const last = jobs.at(-1);
    if (first === undefined || last === undefined) throw new Error('too few');
    images.preparing.hold();
    workshop.develop.resume();
    await turnsUntil(() => images.preparing.waiting() === 4);
    await workshop.develop.move([last], first);
    images.preparing.releaseThese();
    await turnsUntil(() => images.preparing.waiting() === 4);
    await atRest();
    expect(posts(workshop)).toBe(0);
    images.preparing.release();
    await workshop.until(() => doneOf(workshop, jobs).length === jobs.length);
    expect(sentOrder(workshop)[0]).toBe(last);
  });

  it('are not sent after all that waits was cancelled', async () => {
    const images = watchedImages();
    const workshop = await workshopWith({ count: 3, windowMs: WINDOW_MS }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 9);
    await workshop.until(() => doneOf(workshop, jobs).length === 3);
    await turnsUntil(() => images.prepared.length >= 6);
    const rest = jobs.filter((id) => stateOf(workshop, id) !== 'done');
    await workshop.develop.cancelWaiting();
    for (const id of rest) await workshop.when(id, 'cancelled');
    // One more photo goes through the same admission after them, and nothing else did before it
    const [more] = await startPhotos(workshop, 1, 90);
    nextWindow(workshop);
    await workshop.when(more as JobId, 'done');
    expect(posts(workshop)).toBe(4);
  });

  it('go with the key of the moment in which they leave', async () => {
    let key = 'SG_first';
    const images = watchedImages();
    const workshop = await workshopWith({ count: 1, windowMs: WINDOW_MS }, { images: images.wrap, key: () => key });
    const [first] = await startPhotos(workshop, 1);
    await workshop.when(first as JobId, 'done');
    const [second] = await startPhotos(workshop, 1, 1);
    if (first === undefined || second === undefined) throw new Error('nothing was queued');
    await turnsUntil(() => images.ready.length === 2);
    key = 'SG_second';
    nextWindow(workshop);
    await workshop.when(second, 'done');
    const marks = [first, second].map((id) => workshop.ledger.job(id)?.account);
    expect(marks[0]).not.toBe(marks[1]);
  });

  it('of which one cannot be prepared do not wait for its turn to say so', async () => {
    const workshop = await workshopWith({ count: 1, windowMs: WINDOW_MS });
    const [path] = await writePhotos(join(ground.path, 'photos'), 1);
    const { added } = await workshop.library.add([path as string, ...(await writePhotos(join(ground.path, 'others'), 1, 40))]);
    workshop.develop.pause();
    await workshop.develop.start(added, recipe);
    const missing = workshop.develop.jobs().find((job) => job.photoName === 'photo-040.jpg');
    await rm(join(ground.path, 'others', 'photo-040.jpg'));
    workshop.develop.resume();
    expect(await workshop.when(missing?.id as JobId, 'failed')).toMatchObject({
      problem: { code: 'file-missing' },
      charge: 'no',
    });
  });
});

describe('results that wait to be stored', () => {
  it('hold the queue back before they pile up, and no longer', async () => {
    const images = watchedImages();
    images.finishing.hold();
    const workshop = await workshopWith({ count: 1, windowMs: 1 }, { images: images.wrap });
    const jobs = await startPhotos(workshop, 9);
    const numberOf = (...states: string[]): number => jobs.filter((id) => states.includes(stateOf(workshop, id) ?? '')).length;
    await workshop.until(() => numberOf('received') === 6);
    await turnsUntil(() => images.finishing.waiting() === 6);
    await atRest();
    expect(posts(workshop)).toBe(6);
    images.finishing.releaseOne();
    await workshop.until(() => numberOf('received', 'done') === 7);
    expect(numberOf('done')).toBe(1);
    images.finishing.release();
    for (const id of jobs) await workshop.when(id, 'done');
    expect(posts(workshop)).toBe(9);
  });
});
