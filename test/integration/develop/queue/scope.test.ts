/** Trouble has a scope: what stops one folder, rule, backend or photo holds nobody else. Real folders, over the simulator. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobId } from '../../../../electron/contract/ids.ts';
import { modelSchema } from '../../../../electron/contract/model.ts';
import { createFolders } from '../../../../electron/develop/results/folders.ts';
import { createVolumes } from '../../../../electron/develop/results/volumes.ts';
import type { ImageTasks } from '../../../../electron/images/tasks.ts';
import mediumData from '../../../../resources/models/sd3-med-img2img.json';
import { charges, noBudget, recipe, turbo, writePhotos, type Workshop, type WorkshopOptions } from '../../../helpers/workshop.ts';
import { workshopGround } from '../../../helpers/workshop-ground.ts';

const medium = modelSchema.parse(mediumData);

const ground = workshopGround();
async function workshopWith(options: Omit<WorkshopOptions, 'home'> = {}): Promise<Workshop> {
  return await ground.open(options);
}

type StartOptions = Parameters<Workshop['develop']['start']>[2];

/** Photos in a folder of their own, queued. */
async function startIn(
  workshop: Workshop,
  name: string,
  count: number,
  shade: number,
  options: StartOptions = {},
): Promise<JobId[]> {
  const { added } = await workshop.library.add(await writePhotos(join(ground.path, name), count, shade));
  return (await workshop.develop.start(added, recipe, options)).queued;
}

const heldBy = (workshop: Workshop, label: string): number =>
  workshop.develop.summary().held.find((held) => held.label === label)?.count ?? 0;

async function allDone(workshop: Workshop, ids: readonly JobId[]): Promise<void> {
  for (const id of ids) await workshop.when(id, 'done');
}

const posts = (workshop: Workshop): number => workshop.simulator.requests().filter((entry) => entry.method === 'POST').length;
/** Every pause that the queue has told. */
const pauses = (workshop: Workshop): unknown[] => workshop.changes.flatMap(({ queue }) => queue?.pause ?? []);

describe('one bad folder, one drive that is gone and one exhausted rule', () => {
  it('among ten folders hold their own photos, named, and nobody else; what they hold goes when each is mended', async () => {
    const real = createFolders();
    let looksAtBad = 0;
    const looks = {
      ...real,
      look: async (...args: Parameters<typeof real.look>) => {
        if (args[0].includes('place-0')) looksAtBad += 1;
        return await real.look(...args);
      },
    };
    const workshop = await workshopWith({ simulatorOptions: { latencyMs: 5, startBalanceUsd: 100 }, folders: looks });
    workshop.develop.pause();
    const jobs: JobId[][] = [];
    // The bad ones first: everybody else stands behind them
    for (let place = 0; place < 10; place += 1) {
      const rule = place === 2 ? { name: 'Weddings', dayUsd: turbo.priceUsd * 3 } : null;
      jobs.push(await startIn(workshop, `place-${String(place)}`, 4, place * 10, { rule }));
    }
    await writeFile(join(ground.path, 'place-0', 'Darkslide'), 'in the way');
    await rename(join(ground.path, 'place-1'), join(ground.path, 'unplugged'));
    workshop.develop.resume();
    await allDone(workshop, jobs.slice(3).flat());

    await workshop.until(() => workshop.develop.summary().running === 0);
    expect(workshop.develop.summary()).toMatchObject({ pause: null, failed: 0, unsure: 0, waiting: 9, leftMs: null });
    const held = workshop.develop
      .summary()
      .held.map(({ scope, label, count, paid, problem }) => [scope, label, count, paid, problem?.code]);
    expect(held.sort()).toEqual([
      ['folder', 'place-0 / Darkslide', 4, 0, 'store-failed'],
      ['rule', 'Weddings', 1, 0, 'budget-reached'],
      ['source', `${basename(ground.path)} / place-1`, 4, 0, 'folder-missing'],
    ]);
    expect(charges(workshop.simulator)).toBe(31);
    expect(pauses(workshop).filter((pause) => (pause as { by: string }).by !== 'user')).toEqual([]);
    // One look for a folder, not one for each photo; those that were ready together share it
    expect(looksAtBad).toBeLessThan(8);
    // No path goes to the page
    expect(JSON.stringify(workshop.changes)).not.toContain(ground.path);

    await rm(join(ground.path, 'place-0', 'Darkslide'));
    await rename(join(ground.path, 'unplugged'), join(ground.path, 'place-1'));
    const [bad] = workshop.develop.summary().held.filter(({ scope }) => scope === 'folder');
    workshop.develop.tryHeld(bad?.id ?? '');
    await allDone(workshop, jobs[0] ?? []);
    expect(heldBy(workshop, 'Weddings')).toBe(1);
    workshop.develop.resume();
    await allDone(workshop, jobs[1] ?? []);
    await workshop.until(() => workshop.develop.summary().running === 0 && heldBy(workshop, 'Weddings') === 1);
    expect(charges(workshop.simulator)).toBe(39);
  });

  it('stay held over a restart, and are judged anew by it', async () => {
    const first = await workshopWith();
    const bad = await (async () => {
      await mkdir(join(ground.path, 'bad'));
      await writeFile(join(ground.path, 'bad', 'Darkslide'), 'in the way');
      return await startIn(first, 'bad', 3, 0);
    })();
    await first.until(() => heldBy(first, 'bad / Darkslide') === 3);
    await first.close();
    ground.letGo();
    const second = await workshopWith();
    expect(heldBy(second, 'bad / Darkslide')).toBe(3);
    // The same folder for photos that come later
    const later = await startIn(second, 'bad', 2, 3);
    await second.until(() => heldBy(second, 'bad / Darkslide') === 5);
    await second.close();
    ground.letGo();
    await rm(join(ground.path, 'bad', 'Darkslide'));
    const third = await workshopWith();
    await allDone(third, [...bad, ...later]);
    expect(charges(third.simulator)).toBe(5);
  });
});

describe('a folder that does not answer', () => {
  /** Everything that touches paths with this name waits for ever. */
  function hangingAt(name: string) {
    let hanging = 0;
    let most = 0;
    const volumes = createVolumes({ silentAfterMs: 3_000, mounts: () => ['/', join(ground.path, name)] });
    const folders = createFolders(undefined, {
      ...volumes,
      run: async (path, work) =>
        await volumes.run(path, async () => {
          if (!path.includes(name)) return await work();
          hanging += 1;
          most = Math.max(most, hanging);
          return await new Promise<never>(() => undefined);
        }),
    });
    return { folders, most: () => most };
  }

  it('holds its own photos, takes two threads at most, and lets the others go on meanwhile', async () => {
    const hung = hangingAt('share');
    const workshop = await workshopWith({ folders: hung.folders });
    const lost = await startIn(workshop, 'share', 6, 0);
    const others = await startIn(workshop, 'here', 12, 20);
    await allDone(workshop, others);
    await workshop.until(() => workshop.develop.summary().held.reduce((sum, { count }) => sum + count, 0) === lost.length);
    expect(workshop.develop.summary().held.map(({ problem }) => problem?.code)).toEqual(['folder-silent']);
    expect(hung.most()).toBeLessThanOrEqual(2);
    expect(charges(workshop.simulator)).toBe(12);
  });

  it('lets paid results wait for itself only: those of other folders are stored, and photos go on being sent', async () => {
    let hang = false;
    const real = createFolders();
    let waiting = 0;
    const workshop = await workshopWith({
      folders: {
        ...real,
        volumeOf: (path) => (path.includes('share') ? 'share' : 'disk'),
        write: async (...args) => {
          if (!hang || !args[2].includes('share')) return await real.write(...args);
          waiting += 1;
          return await new Promise<never>(() => undefined);
        },
      },
      limits: () => ({ budget: noBudget, rate: { count: 2, windowMs: 1 } }),
    });
    hang = true;
    await startIn(workshop, 'share', 30, 0);
    const others = await startIn(workshop, 'here', 20, 40);
    await allDone(workshop, others);
    // As many as may pile up for one volume were sent, and the others went past them
    expect(waiting).toBe(8);
    expect(posts(workshop)).toBe(28);
    // They can never end: the process lets go of them
    ground.letGo();
  });
});

describe('trouble of an account', () => {
  it('is that of its backend: a refused key stops no simulated photo', async () => {
    let demo = false;
    let key: string | null = null;
    const workshop = await workshopWith({ key: () => key, isDemo: () => demo });
    const real = await startIn(workshop, 'real', 3, 0);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'account');
    demo = true;
    const pretend = await startIn(workshop, 'pretend', 3, 10);
    await allDone(workshop, pretend);
    expect(
      workshop.develop
        .jobs()
        .filter((job) => real.includes(job.id))
        .map((job) => job.state),
    ).toEqual(['queued', 'queued', 'queued']);
    demo = false;
    expect(workshop.develop.summary().pause).toMatchObject({ by: 'account', backend: 'segmind' });
    key = 'SG_test';
    workshop.develop.accountChanged();
    await allDone(workshop, real);
    // A person's pause is everybody's
    workshop.develop.pause();
    demo = true;
    const more = await startIn(workshop, 'pretend', 1, 30);
    expect(workshop.develop.summary().pause?.by).toBe('user');
    workshop.develop.resume();
    await allDone(workshop, more);
  });

  it('a limit that is reached holds what is too dear for it, not what still fits, and no simulated photo', async () => {
    let demo = false;
    const budget = { ...noBudget, dayUsd: turbo.priceUsd * 1.5 };
    const workshop = await workshopWith({
      models: [turbo, medium],
      isDemo: () => demo,
      limits: () => ({ budget, rate: null }),
    });
    const dear = await startIn(workshop, 'dear', 3, 0);
    const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'cheap'), 3, 10));
    const cheap = (await workshop.develop.start(added, { ...recipe, model: medium.slug })).queued;
    await allDone(workshop, cheap);
    demo = true;
    await allDone(workshop, await startIn(workshop, 'pretend', 2, 20));
    const states = workshop.develop
      .jobs()
      .filter((job) => dear.includes(job.id))
      .map((job) => job.state);
    expect(states.sort()).toEqual(['done', 'queued', 'queued']);
    expect(workshop.develop.summary().spentTodayUsd).toBeLessThanOrEqual(budget.dayUsd);
    expect(workshop.develop.summary().held).toMatchObject([{ scope: 'account', label: 'segmind', count: 2 }]);
  });

  it('counts money where it is real: the balance of the simulator neither hides nor replaces the true one', async () => {
    let demo = false;
    const workshop = await workshopWith({
      isDemo: () => demo,
      simulatorOptions: { startBalanceUsd: 10 },
      limits: () => ({ budget: { ...noBudget, floorUsd: 9.9 }, rate: null }),
    });
    await allDone(workshop, await startIn(workshop, 'real', 1, 0));
    demo = true;
    await allDone(workshop, await startIn(workshop, 'pretend', 1, 10));
    demo = false;
    await startIn(workshop, 'real', 1, 20);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'budget');
    expect(posts(workshop)).toBe(2);
  });
});

describe('a fault of the app', () => {
  function faultyImages(isFaulty: (path: string) => boolean): (images: ImageTasks) => ImageTasks {
    return (images) => ({
      ...images,
      // Not the promise: where the work itself goes wrong nobody foresaw it
      prepare: async (path, options) => {
        const prepared = await images.prepare(path, options);
        if (!isFaulty(path)) return prepared;
        return Object.defineProperty({ ...prepared }, 'contentHash', {
          get: () => {
            throw new TypeError('a fault');
          },
        });
      },
    });
  }

  it('with one photo fails that photo after another try, and stops nobody', async () => {
    const workshop = await workshopWith({ images: faultyImages((path) => path.includes('photo-001')) });
    const [first, faulty, ...others] = await startIn(workshop, 'photos', 8, 0);
    if (first === undefined || faulty === undefined) throw new Error('nothing was queued');
    await allDone(workshop, [first, ...others]);
    expect(await workshop.when(faulty, 'failed')).toMatchObject({ charge: 'no', problem: { code: 'internal' } });
    expect(workshop.develop.summary().pause).toBeNull();
    expect(posts(workshop)).toBe(7);
  });

  it('with every photo stops the queue, and has sent nothing', async () => {
    const workshop = await workshopWith({ images: faultyImages(() => true) });
    await startIn(workshop, 'photos', 20, 0);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'account');
    await workshop.until(() => workshop.develop.summary().running === 0);
    expect(workshop.develop.summary().pause?.problem?.code).toBe('internal');
    expect(workshop.develop.summary().failed).toBeLessThan(6);
    expect(posts(workshop)).toBe(0);
  });
});

it('a drive that is gone under paid results leaves an empty place, and nothing is stored there', async () => {
  const workshop = await workshopWith({ simulatorOptions: { script: [{ request: 1, delayMs: 300 }] } });
  const [id] = await startIn(workshop, 'drive', 1, 0);
  if (id === undefined) throw new Error('nothing was queued');
  await workshop.when(id, 'sent');
  const drive = join(ground.path, 'drive');
  await rename(drive, `${drive}-away`);
  await mkdir(drive);
  await workshop.until(() => heldBy(workshop, 'drive / Darkslide') === 1);
  expect(await readdir(drive)).toEqual([]);
  await rm(drive, { recursive: true });
  await rename(`${drive}-away`, drive);
  workshop.develop.resume();
  await workshop.when(id, 'done');
  expect(charges(workshop.simulator)).toBe(1);
});
