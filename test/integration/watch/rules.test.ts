/** What a rule's settings do to files that are really there: filters, pairs, hours, limits, the done folder. */
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sceneJpeg } from '../../fixtures/pictures.ts';
import { tiffRaw } from '../../fixtures/raw-files.ts';
import { ruleFor, useWatchGround } from '../../helpers/watch-ground.ts';
import { charges, writePhotos } from '../../helpers/workshop.ts';

const ground = useWatchGround();

describe('filters', () => {
  it('pass over with a reason, and are judged again when they change', async () => {
    const { photos } = ground;
    await writePhotos(photos, 2);
    await writePhotos(join(photos, 'rejects'), 2, 10);
    await writeFile(join(photos, 'small.jpg'), Buffer.alloc(10));
    const watched = await ground.open();
    const filters = { subfolders: true, kinds: null, ignore: ['rejects/**'], minBytes: 100, newerThan: null };
    const rule = ruleFor(photos, { filters });
    await watched.put(rule, 'develop');
    await watched.idle();
    expect(charges(watched.workshop.simulator)).toBe(2);
    expect(watched.health(rule).skipped).toBe(3);
    const reasons = watched.watch.story(rule.id, 100).map(({ reason, count }) => [reason, count]);
    expect(reasons).toEqual(
      expect.arrayContaining([
        ['pattern', 2],
        ['too-small-file', 1],
      ]),
    );
    await watched.put({ ...rule, filters: { ...filters, ignore: [] } });
    await watched.idle();
    expect(charges(watched.workshop.simulator)).toBe(4);
    expect(watched.health(rule).skipped).toBe(1);
  });

  it('look into subfolders only where the rule says so, and say what a dry run would', async () => {
    const { photos } = ground;
    await writePhotos(photos, 1);
    await writePhotos(join(photos, 'below'), 2, 10);
    const watched = await ground.open();
    const flat = { subfolders: false, kinds: null, ignore: [], minBytes: 0, newerThan: null };
    const rule = ruleFor(photos, { filters: flat });
    expect(await watched.watch.dryRun(rule)).toMatchObject({ matches: 1, lastWeek: 1, priceUsd: 0.08, problems: [] });
    const deep = await watched.watch.dryRun({ ...rule, filters: { ...flat, subfolders: true, kinds: ['png'] } });
    expect(deep).toMatchObject({ matches: 0, skipped: [{ reason: 'kind', count: 3 }] });
    // A person who chooses in the grid is shown what the rule would take, and nothing else
    expect(await watched.watch.matching(rule)).toEqual([join(photos, 'photo-000.jpg')]);
    expect(watched.workshop.simulator.requests()).toHaveLength(0);
    await watched.put(rule, 'develop');
    await watched.idle();
    expect(charges(watched.workshop.simulator)).toBe(1);
  });
});

describe('a RAW and its JPEG', () => {
  it('are one photo', async () => {
    const { photos } = ground;
    const [jpeg = ''] = await writePhotos(photos, 1);
    await writeFile(jpeg.replace('.jpg', '.NEF'), Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(5000)]));
    const watched = await ground.open();
    const rule = ruleFor(photos);
    await watched.put(rule, 'develop');
    await watched.idle();
    expect(charges(watched.workshop.simulator)).toBe(1);
    expect(watched.story(rule)).toContainEqual(expect.objectContaining({ reason: 'pair', count: 1, name: 'photo-000.NEF' }));
  });

  it.each([
    ['has no content', Buffer.alloc(0)],
    ['is no picture', Buffer.from('nothing that is a picture')],
  ])('are developed from the RAW where the JPEG %s', async (_, bytes) => {
    const { photos } = ground;
    await mkdir(photos, { recursive: true });
    await writeFile(join(photos, 'one.NEF'), tiffRaw({ preview: await sceneJpeg(1200, 800) }));
    await writeFile(join(photos, 'one.jpg'), bytes);
    const watched = await ground.open();
    const rule = ruleFor(photos);
    await watched.put(rule, 'develop');
    await watched.until(() => charges(watched.workshop.simulator) === 1);
    await watched.idle();
    // Whole at last, the JPEG is the other picture of a shot that was paid
    await rm(join(photos, 'one.jpg'));
    await writeFile(join(photos, 'one.jpg'), await sceneJpeg(1200, 800));
    await watched.until(() => watched.story(rule).some(({ reason, name }) => reason === 'pair' && name === 'one.jpg'));
    expect(charges(watched.workshop.simulator)).toBe(1);
  });

  it('are developed from the RAW where the JPEG went before its turn came', async () => {
    const { photos } = ground;
    await mkdir(photos, { recursive: true });
    const watched = await ground.open();
    const rule = ruleFor(photos);
    watched.watch.pauseAll(true);
    await watched.put(rule, 'develop');
    await writeFile(join(photos, 'one.jpg'), await sceneJpeg(1200, 800));
    await writeFile(join(photos, 'one.NEF'), tiffRaw({ preview: await sceneJpeg(1200, 800) }));
    await watched.until(() => watched.story(rule).some(({ reason, name }) => reason === 'pair' && name === 'one.NEF'));
    await rm(join(photos, 'one.jpg'));
    watched.watch.pauseAll(false);
    await watched.until(() => charges(watched.workshop.simulator) === 1);
  });
});

describe('pauses', () => {
  it('hold what is noticed, and let it go', async () => {
    const { photos } = ground;
    const watched = await ground.open();
    const rule = ruleFor(photos);
    watched.watch.pauseAll(true);
    await writePhotos(photos, 2);
    await watched.put(rule, 'develop');
    await watched.until(() => watched.health(rule).waiting === 2);
    expect(watched.health(rule)).toMatchObject({ state: 'paused', problem: { code: 'watch-paused' } });
    expect(watched.workshop.simulator.requests()).toHaveLength(0);
    watched.watch.pauseAll(false);
    await watched.until(() => watched.done() === 2);
  });

  it('end when the hours begin, and while the computer has mains power', async () => {
    const { photos } = ground;
    const clock = { now: new Date(2026, 2, 28, 21, 59).getTime(), mains: false };
    const watched = await ground.open({ now: () => clock.now, elapsed: () => performance.now(), onMains: () => clock.mains });
    const rule = ruleFor(photos, { schedule: { hours: { from: 22 * 60, to: 6 * 60 }, mainsOnly: true } });
    await writePhotos(photos, 1);
    await watched.put(rule, 'develop');
    await watched.until(() => watched.health(rule).waiting === 1);
    expect(watched.health(rule).problem?.code).toBe('watch-hours');
    clock.now += 60_000;
    await watched.until(() => watched.health(rule).problem?.code === 'watch-battery');
    expect(watched.workshop.simulator.requests()).toHaveLength(0);
    clock.mains = true;
    await watched.until(() => watched.done() === 1);
  });

  it('of a rule that is switched off hold what it has queued', async () => {
    const { photos } = ground;
    const watched = await ground.open({
      simulatorOptions: { latencyMs: 300 },
      limits: () => ({
        budget: { unknown: null, runUsd: null, dayUsd: null, floorUsd: null, askAboveUsd: null },
        rate: { count: 2, windowMs: 3_000 },
      }),
    });
    const rule = ruleFor(photos);
    await writePhotos(photos, 6);
    await watched.put(rule, 'develop');
    await watched.until(() => watched.done() >= 1);
    await watched.put({ ...rule, enabled: false });
    await watched.until(() =>
      watched.workshop.develop.jobs().every(({ state, held }) => state === 'done' || held?.scope === 'schedule'),
    );
    const paid = charges(watched.workshop.simulator);
    expect(paid).toBeLessThan(6);
    expect(watched.health(rule).state).toBe('off');
    await writePhotos(photos, 1, 50);
    await watched.put(rule);
    await watched.until(() => watched.done() === 7);
    expect(charges(watched.workshop.simulator)).toBe(7);
  });
});

describe('the done folder', () => {
  it('gets originals whose result is stored, and never overwrites', async () => {
    const { photos } = ground;
    const done = join(photos, 'done');
    await mkdir(join(done, 'day'), { recursive: true });
    await writeFile(join(done, 'day', 'photo-000.jpg'), 'taken');
    const [path = ''] = await writePhotos(join(photos, 'day'), 1);
    const before = { bytes: await readFile(path), inode: (await stat(path)).ino };
    await writeFile(join(photos, 'broken.jpg'), 'no picture');
    const watched = await ground.open();
    const rule = ruleFor(photos, { doneFolder: done, output: join(ground.path, 'out') });
    await watched.put(rule, 'develop');
    await watched.until(() => watched.story(rule).some(({ kind }) => kind === 'moved'));
    await watched.idle();
    const moved = join(done, 'day', 'photo-000-2.jpg');
    expect(await readFile(moved)).toEqual(before.bytes);
    expect((await stat(moved)).ino).toBe(before.inode);
    const { library } = watched.workshop;
    expect(library.photos()).toMatchObject([{ name: 'photo-000-2.jpg', missing: false }]);
    expect(library.photos().map(({ id }) => library.locatePhoto(id)?.path)).toEqual([moved]);
    expect(await readFile(join(done, 'day', 'photo-000.jpg'), 'utf8')).toBe('taken');
    expect((await readdir(photos)).sort()).toEqual(['broken.jpg', 'day', 'done']);
    expect(await readdir(join(photos, 'day'))).toEqual([]);
    watched.watch.rescan('asked');
    await watched.idle();
    expect(charges(watched.workshop.simulator)).toBe(1);
  });

  it('gets nothing after a failure', async () => {
    const { photos } = ground;
    const done = join(ground.path, 'done');
    await mkdir(done);
    await writePhotos(photos, 1);
    const watched = await ground.open({ simulatorOptions: { script: [{ request: [1, 20], status: 422, body: {} }] } });
    const rule = ruleFor(photos, { doneFolder: done });
    await watched.put(rule, 'develop');
    await watched.until(() => watched.story(rule).some(({ kind }) => kind === 'failed'));
    await watched.idle();
    expect(await readdir(done)).toEqual([]);
    expect(await readdir(photos)).toContain('photo-000.jpg');
  });
});

describe('a photo that is renamed while it waits', () => {
  it('goes out under its new name, once', async () => {
    const { photos } = ground;
    const watched = await ground.open();
    const rule = ruleFor(photos);
    await watched.put(rule);
    await watched.until(() => watched.health(rule).state === 'watching');
    watched.workshop.develop.pause();
    const [path = ''] = await writePhotos(photos, 1);
    await watched.until(() => watched.workshop.develop.jobs().length === 1);
    await rename(path, join(photos, 'better-name.jpg'));
    await watched.until(() => watched.workshop.develop.jobs().some(({ photoName }) => photoName === 'better-name.jpg'));
    watched.workshop.develop.resume();
    await watched.until(() => watched.done() === 1);
    await watched.idle();
    expect(charges(watched.workshop.simulator)).toBe(1);
    expect(await readdir(join(photos, 'Darkslide'))).toEqual(['better-name-golden-evening-1.jpg']);
  });
});

describe('a rule that is removed', () => {
  it('takes back what waits, and nothing else', async () => {
    const { photos } = ground;
    const watched = await ground.open();
    const rule = ruleFor(photos);
    watched.workshop.develop.pause();
    await writePhotos(photos, 3);
    await watched.put(rule, 'develop');
    await watched.until(() => watched.health(rule).waiting === 3 && watched.workshop.develop.jobs().length === 3);
    await watched.watch.remove(rule.id);
    watched.workshop.develop.resume();
    expect(watched.watch.rules()).toEqual([]);
    expect(watched.workshop.develop.jobs().map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await readdir(photos)).toHaveLength(3);
    expect(watched.workshop.simulator.requests()).toHaveLength(0);
  });
});
