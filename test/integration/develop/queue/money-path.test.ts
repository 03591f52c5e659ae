/** The money path against the simulator over HTTP, with a real database and real files: paid once, stored once, nothing lost. */
import { copyFile, cp, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ResultId } from '../../../../electron/contract/ids.ts';
import { startSimulator } from '../../../../electron/simulator/server.ts';
import type { ImageTasks } from '../../../../electron/images/tasks.ts';
import { atRest } from '../../../helpers/at-rest.ts';
import {
  bytesOf,
  charges,
  openWorkshop,
  recipe,
  writePhotos,
  type Workshop,
  type WorkshopOptions,
} from '../../../helpers/workshop.ts';
import { workshopGround } from '../../../helpers/workshop-ground.ts';

const ground = workshopGround();

async function workshopWith(options: Omit<WorkshopOptions, 'home'> = {}): Promise<Workshop> {
  return await ground.open(options);
}

async function addPhotos(workshop: Workshop, count: number) {
  const paths = await writePhotos(join(ground.path, 'photos'), count);
  const { added } = await workshop.library.add(paths);
  return { paths, ids: added };
}

/** Questions about the balance are free; only these may cost. */
function posts(workshop: Workshop): number {
  return workshop.simulator.requests().filter((entry) => entry.method === 'POST').length;
}

describe('one photo all the way', () => {
  it('is sent, paid once and stored beside its original, which stays as it was', async () => {
    const workshop = await workshopWith();
    const { paths, ids } = await addPhotos(workshop, 1);
    const path = paths[0] ?? '';
    const before = { bytes: await bytesOf(path), modified: (await stat(path)).mtimeMs };
    const quote = await workshop.develop.quote(ids, recipe);
    expect(quote).toMatchObject({
      count: 1,
      doneBefore: 0,
      priceUsd: 0.08,
      names: ['photo-000-golden-evening-1.jpg'],
      problem: null,
    });

    const started = await workshop.develop.start(ids, recipe);
    const [id] = started.queued;
    if (id === undefined) throw new Error('nothing was queued');
    const job = await workshop.when(id, 'done', 'failed', 'unsure');
    expect(job).toMatchObject({ state: 'done', charge: 'yes', costUsd: 0.08, problem: null });
    expect(job.receipt).toMatchObject({
      host: new URL(workshop.simulator.url).host,
      width: 192,
      height: 128,
      fields: { mode: 'image-to-image' },
    });

    const stored = join(dirname(path), 'Darkslide', 'photo-000-golden-evening-1.jpg');
    expect((await stat(stored)).size).toBeGreaterThan(500);
    expect({ bytes: await bytesOf(path), modified: (await stat(path)).mtimeMs }).toEqual(before);
    expect(charges(workshop.simulator)).toBe(1);
    expect(workshop.library.results()).toHaveLength(1);
    await vi.waitFor(async () => {
      expect(await readdir(join(ground.path, 'home', 'spool'))).toEqual([]);
    });
    expect(workshop.develop.balance()?.usd).toBeCloseTo(4.92);
  });
});

describe('the same work again', () => {
  it('is taken from the ledger, also for a renamed file, a copy, and after a restart', async () => {
    const simulator = await startSimulator({ latencyMs: 0 });
    const first = await openWorkshop({ home: join(ground.path, 'home'), simulator });
    const { paths, ids } = await addPhotos(first, 1);
    const { queued } = await first.develop.start(ids, recipe);
    for (const id of queued) await first.when(id, 'done');
    await first.close();

    const original = paths[0] ?? '';
    const renamed = join(dirname(original), 'renamed.jpg');
    const copy = join(dirname(original), 'copy.jpg');
    await rename(original, renamed);
    await copyFile(renamed, copy);
    const second = await openWorkshop({ home: join(ground.path, 'home'), simulator });
    const { added } = await second.library.add([renamed, copy]);
    const again = await second.develop.start(added, { ...recipe, title: 'another title', name: '{name}' });
    for (const id of again.queued) expect(await second.when(id, 'done')).toMatchObject({ reused: true, charge: 'no' });
    expect(charges(simulator)).toBe(1);
    await vi.waitFor(() => {
      expect(added.every((id) => second.catalogue.photo(id)?.content_hash != null)).toBe(true);
    });
    expect(await second.develop.quote(added, recipe)).toMatchObject({ count: 0, doneBefore: 2, priceUsd: 0 });

    const changed = await second.develop.start(added.slice(0, 1), {
      ...recipe,
      parameters: { ...recipe.parameters, strength: 0.61 },
    });
    for (const id of changed.queued) await second.when(id, 'done');
    expect(charges(simulator)).toBe(2);
    await second.close();
    await simulator.close();
  });

  it('is paid once when two copies are queued together', async () => {
    const workshop = await workshopWith({ simulatorOptions: { latencyMs: 50 } });
    const { paths } = await addPhotos(workshop, 1);
    const copy = join(dirname(paths[0] ?? ''), 'copy.jpg');
    await copyFile(paths[0] ?? '', copy);
    await workshop.library.add([copy]);
    const ids = workshop.library.photos().map((photo) => photo.id);
    const { queued } = await workshop.develop.start(ids, recipe);
    for (const id of queued) await workshop.when(id, 'done');
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('may be bought again after its result was thrown away', async () => {
    const workshop = await workshopWith();
    const { ids } = await addPhotos(workshop, 1);
    const { queued } = await workshop.develop.start(ids, recipe);
    for (const id of queued) await workshop.when(id, 'done');
    workshop.library.forgetResults(workshop.library.results().map((result): ResultId => result.id));
    const again = await workshop.develop.start(ids, recipe);
    expect(again.reused).toEqual([]);
    for (const id of again.queued) await workshop.when(id, 'done');
    expect(charges(workshop.simulator)).toBe(2);
  });
});

describe('names', () => {
  it('go round files that are already there', async () => {
    const workshop = await workshopWith();
    const { paths, ids } = await addPhotos(workshop, 1);
    const target = join(dirname(paths[0] ?? ''), 'Darkslide');
    await mkdir(target);
    await writeFile(join(target, 'PHOTO-000-Golden-Evening-1.jpg'), 'mine');
    const { queued } = await workshop.develop.start(ids, recipe);
    for (const id of queued) await workshop.when(id, 'done');
    expect((await readdir(target)).sort()).toEqual(['PHOTO-000-Golden-Evening-1.jpg', 'photo-000-golden-evening-2.jpg']);
  });
});

describe('trouble of the account', () => {
  it('pauses the queue with its reason and goes on with the right key', async () => {
    let key = 'bad-key';
    const workshop = await workshopWith({ key: () => key });
    const { ids } = await addPhotos(workshop, 3);
    const { queued } = await workshop.develop.start(ids, recipe);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'account' && workshop.develop.summary().running === 0);
    expect(workshop.develop.summary().pause?.problem?.code).toBe('key-rejected');
    expect(workshop.develop.summary().waiting).toBe(3);
    key = 'SG_right';
    workshop.develop.accountChanged();
    for (const id of queued) expect(await workshop.when(id, 'done')).toMatchObject({ charge: 'yes' });
    expect(charges(workshop.simulator)).toBe(3);
  });

  it('keeps what cannot be paid for', async () => {
    const workshop = await workshopWith({ simulatorOptions: { startBalanceUsd: 0.1 } });
    const { ids } = await addPhotos(workshop, 3);
    await workshop.develop.start(ids, recipe);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'account' && workshop.develop.summary().running === 0);
    expect(workshop.develop.summary()).toMatchObject({
      waiting: 2,
      failed: 0,
      pause: { problem: { code: 'credits-exhausted' } },
    });
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('says so where there is no key at all, and sends nothing', async () => {
    const workshop = await workshopWith({ key: () => null });
    const { ids } = await addPhotos(workshop, 1);
    await workshop.develop.start(ids, recipe);
    await workshop.until(() => workshop.develop.summary().pause?.problem?.code === 'key-missing');
    expect(posts(workshop)).toBe(0);
  });

  it('waits where nobody answers, and says that nothing was charged', async () => {
    const workshop = await workshopWith({ baseUrl: new URL('http://127.0.0.1:9/') });
    const { ids } = await addPhotos(workshop, 1);
    const { queued } = await workshop.develop.start(ids, recipe);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'offline');
    expect(workshop.develop.jobs()[0]).toMatchObject({ id: queued[0], state: 'queued', charge: 'no' });
    expect(workshop.develop.summary().pause?.until).not.toBeNull();
  });
});

describe('silence', () => {
  it('is "maybe charged" and never repeated by itself, until a person decides', async () => {
    const workshop = await workshopWith({ simulatorOptions: { script: [{ request: 1, reset: 'after-charge' }] } });
    const { ids } = await addPhotos(workshop, 1);
    const { queued } = await workshop.develop.start(ids, recipe);
    const [id] = queued;
    if (id === undefined) throw new Error('nothing was queued');
    expect(await workshop.when(id, 'unsure', 'done', 'failed')).toMatchObject({ state: 'unsure', charge: 'maybe' });
    workshop.develop.resume();
    await workshop.develop.retry([id]);
    expect((await workshop.develop.start(ids, recipe)).queued).toEqual([]);
    expect(posts(workshop)).toBe(1);
    workshop.develop.decide(id, 'again');
    expect(await workshop.when(id, 'done')).toMatchObject({ charge: 'yes' });
    expect(charges(workshop.simulator)).toBe(2);
  });

  it('follows a process that was killed while a photo was out', async () => {
    const simulator = await startSimulator({ latencyMs: 0, script: [{ request: 1, silence: true, charged: true }] });
    const first = await openWorkshop({ home: join(ground.path, 'home'), simulator });
    const { ids } = await addPhotos(first, 1);
    const { queued } = await first.develop.start(ids, recipe);
    const [id] = queued;
    if (id === undefined) throw new Error('nothing was queued');
    await first.when(id, 'sent');
    // What a killed process leaves behind is what is on disk at that moment
    await cp(join(ground.path, 'home'), join(ground.path, 'left-behind'), { recursive: true });
    const second = await openWorkshop({ home: join(ground.path, 'left-behind'), simulator });
    expect(await second.when(id, 'unsure')).toMatchObject({ charge: 'maybe' });
    second.develop.decide(id, 'charged');
    expect(second.develop.jobs()[0]).toMatchObject({ state: 'failed', charge: 'yes' });
    expect(second.develop.summary().spentTodayUsd).toBeCloseTo(0.08);
    await second.close();
    await simulator.close(); // the first one hears the end of its connection, and can close
    await first.close();
  });
});

describe('storing', () => {
  it('keeps a paid result when its folder goes away, and stores it when it is back', async () => {
    const workshop = await workshopWith({ simulatorOptions: { script: [{ request: 1, delayMs: 300 }] } });
    const { paths, ids } = await addPhotos(workshop, 1);
    const photos = dirname(paths[0] ?? '');
    const { queued } = await workshop.develop.start(ids, recipe);
    const [id] = queued;
    if (id === undefined) throw new Error('nothing was queued');
    await workshop.when(id, 'sent');
    await rename(photos, `${photos}-away`);
    await workshop.until(() => workshop.develop.summary().held.length === 1);
    expect(workshop.develop.summary()).toMatchObject({ pause: null, held: [{ label: 'photos / Darkslide', count: 1, paid: 1 }] });
    expect(workshop.develop.jobs()[0]).toMatchObject({
      state: 'received',
      charge: 'yes',
      problem: { code: 'folder-missing' },
      held: { scope: 'folder', label: 'photos / Darkslide' },
    });
    await rename(`${photos}-away`, photos);
    workshop.develop.resume();
    await workshop.when(id, 'done');
    expect(await readdir(join(photos, 'Darkslide'))).toEqual(['photo-000-golden-evening-1.jpg']);
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('sends nothing where the result could not be stored', async () => {
    const workshop = await workshopWith();
    const { paths, ids } = await addPhotos(workshop, 1);
    // A file where the folder should be: works for root too, whom permissions do not stop
    await writeFile(join(dirname(paths[0] ?? ''), 'Darkslide'), 'in the way');
    await workshop.develop.start(ids, recipe);
    await workshop.until(() => workshop.develop.summary().held.length === 1);
    expect(posts(workshop)).toBe(0);
    expect(workshop.develop.jobs()[0]).toMatchObject({ state: 'queued', held: { scope: 'folder', label: 'photos / Darkslide' } });
  });
});

describe('the queue', () => {
  it('takes back what was not sent', async () => {
    const workshop = await workshopWith();
    workshop.develop.pause();
    const { ids } = await addPhotos(workshop, 3);
    const { queued } = await workshop.develop.start(ids, recipe);
    await workshop.develop.cancel(queued.slice(0, 1));
    await workshop.develop.cancelWaiting();
    expect(workshop.develop.jobs().map((job) => job.state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    workshop.develop.resume();
    await atRest();
    expect(posts(workshop)).toBe(0);
  });

  it('remembers a pause and its jobs over a restart', async () => {
    const simulator = await startSimulator({ latencyMs: 0 });
    const first = await openWorkshop({ home: join(ground.path, 'home'), simulator });
    first.develop.pause();
    const { ids } = await addPhotos(first, 2);
    const { queued } = await first.develop.start(ids, recipe);
    await first.close();
    const second = await openWorkshop({ home: join(ground.path, 'home'), simulator });
    expect(second.develop.summary()).toMatchObject({ waiting: 2, pause: { by: 'user' } });
    second.develop.resume();
    for (const id of queued) await second.when(id, 'done');
    await second.close();
    await simulator.close();
  });

  it('fails a broken photo for its own reason and goes on with the rest', async () => {
    const workshop = await workshopWith();
    const { paths, ids } = await addPhotos(workshop, 2);
    await writeFile(paths[0] ?? '', 'not a picture any more');
    const { queued } = await workshop.develop.start(ids, recipe);
    const states = await Promise.all(queued.map(async (id) => (await workshop.when(id, 'done', 'failed')).state));
    expect(states.sort()).toEqual(['done', 'failed']);
  });

  it('does nothing while another process holds the folder, and picks up when it is free', async () => {
    let held = false;
    const prepared: string[] = [];
    const images = (real: ImageTasks): ImageTasks => ({
      ...real,
      prepare: async (path, options) => {
        prepared.push(path);
        return await real.prepare(path, options);
      },
    });
    const workshop = await workshopWith({ mayRun: () => held, images });
    const { ids } = await addPhotos(workshop, 1);
    const { queued } = await workshop.develop.start(ids, recipe);
    expect(workshop.develop.summary().pause).toMatchObject({ by: 'runner', problem: { code: 'runner-busy' } });
    await atRest();
    expect(prepared).toEqual([]);
    expect(posts(workshop)).toBe(0);
    held = true;
    workshop.develop.takeOver();
    for (const id of queued) await workshop.when(id, 'done');
  });
});
