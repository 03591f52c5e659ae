/** Hundreds of jobs at once: few transactions, the right states and order, and nothing sent that was taken back or not wholly asked for. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../../../electron/contract/errors.ts';
import type { JobId, PhotoId } from '../../../../../electron/contract/ids.ts';
import type { Job } from '../../../../../electron/contract/job.ts';
import { LEAST_SLICE } from '../../../../../electron/develop/queue/orders/slices.ts';
import {
  openWorkshop,
  recipe,
  temporaryFolder,
  writePhotos,
  type Workshop,
  type WorkshopOptions,
} from '../../../../helpers/workshop.ts';

/** Many slices. */
const COUNT = 1000;
/** At most so many transactions for all of them, and a few for what goes with them. */
const FEW = COUNT / LEAST_SLICE + 5;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let workshop: Workshop;

async function open(options: Partial<WorkshopOptions> = {}): Promise<void> {
  workshop = await openWorkshop({ home: join(folder.path, 'home'), ...options });
}

/** Photos that are in the catalogue alone: nothing is sent in these tests but where files are written. */
function addPhotos(count: number): PhotoId[] {
  const ids: PhotoId[] = [];
  workshop.database.exec('BEGIN');
  for (let index = 0; index < count; index += 1) {
    const file = { path: join(folder.path, `DSC_${String(index).padStart(5, '0')}.jpg`), bytes: 1000, modifiedMs: 1 };
    ids.push(workshop.catalogue.addPhoto(file, { format: 'jpeg', width: 600, height: 400, takenAt: null, mark: null }, 1).id);
  }
  workshop.database.exec('COMMIT');
  return ids;
}

/** Transactions that are begun while this goes on. */
async function transactionsOf(work: () => Promise<unknown>): Promise<number> {
  const { database } = workshop;
  const exec = database.exec.bind(database);
  let count = 0;
  const counted = (sql: string): void => {
    if (sql.startsWith('BEGIN')) count += 1;
    exec(sql);
  };
  Object.defineProperty(database, 'exec', { value: counted, configurable: true });
  await work();
  Object.defineProperty(database, 'exec', { value: exec, configurable: true });
  return count;
}

/** In what states these jobs are, and how many in each. */
function states(ids: readonly JobId[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { core } of workshop.ledger.jobsOf(ids)) counts[core.state] = (counts[core.state] ?? 0) + 1;
  return counts;
}

/** What the page knows of each job by now. */
function told(): Map<JobId, Job> {
  return new Map(workshop.changes.flatMap(({ jobs }) => jobs ?? []).map((job) => [job.id, job]));
}

/** The order of the queue in the ledger. */
const order = (): JobId[] => workshop.ledger.unsentIds();

async function startMany(count = COUNT): Promise<readonly JobId[]> {
  await open();
  workshop.develop.pause();
  return (await workshop.develop.start(addPhotos(count), recipe)).queued;
}

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await workshop.close();
  await folder.remove();
});

describe('many jobs at once', () => {
  it('are queued in few transactions, in order, and are all there', async () => {
    await open();
    workshop.develop.pause();
    const photos = addPhotos(COUNT);
    let queued: readonly JobId[] = [];
    const count = await transactionsOf(async () => {
      ({ queued } = await workshop.develop.start(photos, recipe));
    });
    expect(count).toBeLessThan(FEW);
    expect(queued).toHaveLength(COUNT);
    expect(order()).toEqual(queued);
    const rows = new Map(workshop.ledger.jobsOf(queued).map((row) => [row.id, row]));
    expect(queued.map((id) => rows.get(id)?.photo_id)).toEqual(photos);
    expect(queued.map((id) => rows.get(id)?.sequence)).toEqual(photos.map((_, index) => index + 1));
    expect([...rows.values()].filter((row) => row.held !== null)).toEqual([]);
    expect([...told().keys()]).toEqual(queued);
    expect(workshop.develop.summary()).toMatchObject({ waiting: COUNT, held: [] });
  });

  it('are planned as one: a copy in a later slice is paid once, and who asks again is told what is under way', async () => {
    await open();
    workshop.develop.pause();
    const photos = addPhotos(COUNT);
    const hash = 'a'.repeat(64);
    for (const photo of [photos[0], photos[COUNT - 1]]) if (photo !== undefined) workshop.catalogue.setHash(photo, hash);
    expect(await workshop.develop.quote(photos, recipe)).toMatchObject({ count: COUNT - 1, underWay: 1 });
    await workshop.develop.start(photos, recipe);
    expect(await workshop.develop.quote(photos, recipe)).toMatchObject({ count: 0, underWay: COUNT });
  });

  it('go out when a person wants them after all, also one that another process cancelled before the wish to was written down', async () => {
    await open();
    workshop.develop.pause();
    const { added } = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 1));
    const [job] = (await workshop.develop.start(added, recipe)).queued;
    if (job === undefined) throw new Error('nothing was queued');
    const { queued: others } = await workshop.develop.start(addPhotos(COUNT), recipe);
    const moving = workshop.develop.move(others.slice(-COUNT / 2), job);
    const cancelling = workshop.develop.cancelWaiting();
    workshop.ledger.apply(job, { type: 'cancel', problem: problem('cancelled') });
    await Promise.all([moving, cancelling]);
    await workshop.develop.retry([job]);
    workshop.develop.resume();
    expect(await workshop.when(job, 'done')).toMatchObject({ charge: 'yes' });
  });

  it('are cancelled, and wait again, in few transactions', async () => {
    const jobs = await startMany();
    expect(await transactionsOf(async () => workshop.develop.cancel(jobs))).toBeLessThan(FEW);
    expect(states(jobs)).toEqual({ cancelled: COUNT });
    expect(new Set([...told().values()].map((job) => job.state))).toEqual(new Set(['cancelled']));
    const journal: unknown = workshop.database
      .prepare("SELECT COUNT(DISTINCT job_id) AS count FROM journal WHERE event = 'cancel'")
      .get();
    expect(journal).toEqual({ count: COUNT });
    expect(await transactionsOf(async () => workshop.develop.retry(jobs))).toBeLessThan(FEW);
    expect(states(jobs)).toEqual({ queued: COUNT });
    expect(order()).toEqual(jobs);
    expect(await transactionsOf(async () => workshop.develop.cancelWaiting())).toBeLessThan(FEW);
    expect(states(jobs)).toEqual({ cancelled: COUNT });
    await workshop.develop.clearFinished();
    expect(workshop.develop.jobs()).toEqual([]);
  });

  it('are moved in few transactions, in the order they had', async () => {
    const jobs = await startMany();
    const moving = jobs.filter((_, index) => index % 2 === 1);
    const staying = jobs.filter((_, index) => index % 2 === 0);
    expect(await transactionsOf(async () => workshop.develop.move(moving, jobs[0] ?? null))).toBeLessThan(FEW);
    expect(order()).toEqual([...moving, ...staying]);
    await workshop.develop.move(moving, null);
    expect(order()).toEqual([...staying, ...moving]);
  });

  it('follow each other in the order of the calls', async () => {
    const jobs = await startMany();
    await Promise.all([workshop.develop.cancel(jobs), workshop.develop.retry(jobs)]);
    expect(states(jobs)).toEqual({ queued: COUNT });
    await Promise.all([workshop.develop.cancel(jobs), workshop.develop.retry(jobs), workshop.develop.cancel(jobs)]);
    expect(states(jobs)).toEqual({ cancelled: COUNT });
    const photos = workshop.catalogue.photos().map((row) => row.id);
    const [first, second] = await Promise.all([workshop.develop.start(photos, recipe), workshop.develop.start(photos, recipe)]);
    expect([first.queued.length, second.queued.length, second.underWay.length]).toEqual([COUNT, 0, COUNT]);
  });

  it('leave with their photos', async () => {
    const jobs = await startMany();
    const photos = workshop.catalogue.photos().map((row) => row.id);
    const count = await transactionsOf(async () => {
      expect(await workshop.develop.takeBack(photos)).toEqual({ takenBack: COUNT, stillPaid: 0 });
    });
    expect(count).toBeLessThan(FEW);
    expect(states(jobs)).toEqual({ cancelled: COUNT });
  });
});

describe('nothing is sent', () => {
  it('of what was taken back, from the moment of the call', async () => {
    await open();
    workshop.develop.pause();
    const paths = await writePhotos(join(folder.path, 'photos'), 3);
    const { added } = await workshop.library.add(paths);
    // The photos that could be sent stand behind those that fill the first slices
    const { queued } = await workshop.develop.start([...addPhotos(COUNT), ...added], recipe);
    const real = queued.slice(-3);
    await workshop.develop.move(real, queued[0] ?? null);
    const cancelling = workshop.develop.cancel([...queued.slice(0, -3), ...real]);
    workshop.develop.resume();
    await cancelling;
    expect(states(queued)).toEqual({ cancelled: queued.length });
    expect(workshop.simulator.requests()).toEqual([]);
  });

  it('of a start that was cut off: it waits for a person, who hears of it', async () => {
    await open();
    const photos = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 2));
    const others = addPhotos(COUNT);
    // The disk refuses everything after some of the slices, taking them back among it, and then the process ends
    workshop.database.exec(
      `CREATE TRIGGER full BEFORE INSERT ON jobs WHEN (SELECT COUNT(*) FROM jobs) >= 300 BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END;
       CREATE TRIGGER fuller BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END;`,
    );
    await expect(workshop.develop.start([...photos.added, ...others], recipe)).rejects.toThrow('full');
    workshop.database.exec('DROP TRIGGER full; DROP TRIGGER fuller');
    expect(workshop.simulator.requests()).toEqual([]);
    await workshop.close();

    await open();
    const [held] = workshop.develop.summary().held;
    const left = workshop.develop.jobs().map((job) => job.id);
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThanOrEqual(300);
    expect(held).toMatchObject({ scope: 'left-over', count: left.length });
    expect(workshop.develop.summary()).toMatchObject({ running: 0, waiting: left.length });
    expect(await workshop.develop.forgetLeftOver()).toEqual(left);
    expect(states(left)).toEqual({ cancelled: left.length });
    expect(workshop.simulator.requests()).toEqual([]);
  });

  it('of a start that fails halfway, which leaves nothing behind', async () => {
    await open();
    const photos = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 2));
    const others = addPhotos(COUNT);
    workshop.database.exec(
      `CREATE TRIGGER full BEFORE INSERT ON jobs WHEN (SELECT COUNT(*) FROM jobs) >= 300 BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
    );
    await expect(workshop.develop.start([...photos.added, ...others], recipe)).rejects.toThrow('full');
    workshop.database.exec('DROP TRIGGER full');
    expect(workshop.develop.summary()).toMatchObject({ waiting: 0, held: [] });
    expect(workshop.simulator.requests()).toEqual([]);
  });
});
