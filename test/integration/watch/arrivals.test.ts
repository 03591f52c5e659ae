/** Photos that come into a watched folder: each developed once, what was there is left alone, and a restart misses and doubles nothing. */
import { appendFile, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { resultsBeside, resultsIn, ruleFor, useWatchGround } from '../../helpers/watch-ground.ts';
import { charges, recipe, writePhotos } from '../../helpers/workshop.ts';

const ground = useWatchGround();

describe('a watched folder', () => {
  it('develops what comes, once, and leaves alone what was there', async () => {
    const { photos } = ground;
    await writePhotos(photos, 3);
    const watched = await ground.open();
    const rule = ruleFor(photos);
    await watched.put(rule);
    await watched.until(() => watched.health(rule).state === 'watching');
    await writePhotos(photos, 2, 10);
    await watched.until(() => watched.done() === 2);
    await watched.idle();
    expect(await resultsIn(resultsBeside(photos))).toEqual(['photo-010-golden-evening-1.jpg', 'photo-011-golden-evening-1.jpg']);
    expect(charges(watched.workshop.simulator)).toBe(2);
    expect(watched.health(rule)).toMatchObject({ state: 'watching', doneToday: 2, waiting: 0, settling: 0 });
    expect(watched.story(rule)).toContainEqual(expect.objectContaining({ kind: 'skipped', reason: 'already-there', count: 3 }));
  });

  it('develops all that is there where that was asked for', async () => {
    await writePhotos(ground.photos, 4);
    const watched = await ground.open();
    await watched.put(ruleFor(ground.photos), 'develop');
    await watched.idle();
    expect(charges(watched.workshop.simulator)).toBe(4);
    expect(await resultsIn(resultsBeside(ground.photos))).toHaveLength(4);
  });

  it('waits for the last byte of a file that is written in pieces with pauses', async () => {
    const { photos } = ground;
    const [whole = ''] = await writePhotos(join(ground.path, 'elsewhere'), 1);
    const bytes = await readFile(whole);
    const watched = await ground.open();
    const rule = ruleFor(photos);
    await watched.put(rule);
    await watched.until(() => watched.health(rule).state === 'watching');
    const target = join(photos, 'slow.jpg');
    const half = Math.floor(bytes.length / 2);
    await writeFile(target, bytes.subarray(0, half));
    // Still long enough to be judged: it is not whole, and that is said
    await watched.until(() => watched.story(rule).some(({ reason }) => reason === 'truncated'));
    expect(watched.workshop.simulator.requests()).toHaveLength(0);
    await appendFile(target, bytes.subarray(half));
    await watched.until(() => watched.done() === 1);
    await watched.idle();
    expect(charges(watched.workshop.simulator)).toBe(1);
    expect(await readFile(target)).toEqual(bytes);
  });

  it('tries a file again that becomes whole without its size or time changing', async () => {
    const { photos } = ground;
    const [whole = ''] = await writePhotos(join(ground.path, 'elsewhere'), 1);
    const bytes = await readFile(whole);
    const target = join(photos, 'mapped.jpg');
    await writeFile(target, Buffer.alloc(bytes.length));
    const moment = new Date(2024, 1, 1);
    await utimes(target, moment, moment);
    const watched = await ground.open();
    const rule = ruleFor(photos);
    await watched.put(rule, 'develop');
    await watched.until(() => watched.story(rule).some(({ reason }) => reason === 'not-a-picture'));
    await writeFile(target, bytes);
    await utimes(target, moment, moment);
    await watched.until(() => watched.done() === 1);
    expect(charges(watched.workshop.simulator)).toBe(1);
  });

  it('never pays again for a rename, a copy, or a move out and back', async () => {
    const { photos } = ground;
    const watched = await ground.open();
    const rule = ruleFor(photos);
    await watched.put(rule);
    await watched.until(() => watched.health(rule).state === 'watching');
    const [first = '', second = ''] = await writePhotos(photos, 2);
    await watched.until(() => watched.done() === 2);
    await rename(first, join(photos, 'renamed.jpg'));
    await writeFile(join(photos, 'copy.jpg'), await readFile(second));
    await rename(second, join(ground.path, 'out.jpg'));
    await watched.until(() => watched.health(rule).settling > 0);
    await watched.idle();
    await rename(join(ground.path, 'out.jpg'), second);
    watched.watch.rescan('asked');
    await watched.idle();
    expect(charges(watched.workshop.simulator)).toBe(2);
  });

  it('takes another picture under a known name only where the rule says so', async () => {
    const { photos } = ground;
    const watched = await ground.open();
    const rule = ruleFor(photos);
    await watched.put(rule);
    await watched.until(() => watched.health(rule).state === 'watching');
    const [path = ''] = await writePhotos(photos, 1);
    await watched.until(() => watched.done() === 1);
    await watched.idle();
    const [other = ''] = await writePhotos(join(ground.path, 'elsewhere'), 1, 50);
    await writeFile(path, await readFile(other));
    await watched.until(() => watched.story(rule).some(({ reason }) => reason === 'changed-known'));
    expect(charges(watched.workshop.simulator)).toBe(1);
    await watched.put({ ...rule, changed: 'develop' });
    await watched.until(() => watched.done() === 2);
    expect(charges(watched.workshop.simulator)).toBe(2);
  });

  it('takes a picture that replaced another one whose job was still out', async () => {
    const { photos } = ground;
    const [first = '', second = ''] = await writePhotos(join(ground.path, 'elsewhere'), 2);
    const watched = await ground.open({ simulatorOptions: { latencyMs: 1_500 } });
    const { simulator } = watched.workshop;
    await watched.put(ruleFor(photos, { changed: 'develop' }));
    await rename(first, join(photos, 'a.jpg'));
    await watched.until(() => watched.workshop.develop.jobs().some(({ state }) => state === 'sent'));
    await rename(second, join(photos, 'a.jpg'));
    await watched.until(() => charges(simulator) === 2);
    await watched.idle();
    expect(await resultsIn(resultsBeside(photos))).toHaveLength(2);
    expect(charges(simulator)).toBe(2);
  });
});

describe('after a time without Darkslide', () => {
  it('catches up in the order in which photos were taken, within the limits', async () => {
    const { photos } = ground;
    const clock = { now: new Date(2026, 4, 5, 12).getTime() };
    const before = await ground.open({ now: () => clock.now, elapsed: () => performance.now() });
    const rule = ruleFor(photos, { caps: { dayUsd: 0.4, hourUsd: null, totalUsd: null } });
    await writePhotos(photos, 2, 100);
    await before.put(rule);
    await before.idle();
    await ground.closeAll();

    const count = 40;
    const paths = await writePhotos(photos, count);
    // The last written was taken first, as its own metadata says
    for (const [index, path] of paths.entries()) {
      const taken = `2026:05:05 10:${String(count - index).padStart(2, '0')}:00`;
      await writeFile(
        path,
        await sharp(path)
          .withExif({ IFD2: { DateTimeOriginal: taken } })
          .jpeg()
          .toBuffer(),
      );
      const moment = new Date(2026, 4, 5, 11, index);
      await utimes(path, moment, moment);
    }
    const after = await ground.open({ now: () => clock.now, elapsed: () => performance.now() });
    await after.put(rule);
    await after.until(() => after.workshop.develop.held().length > 0);
    await after.idle();
    // Five at eight cents
    expect(charges(after.workshop.simulator)).toBe(5);
    const jobs = after.workshop.develop.jobs().sort((a, b) => a.position - b.position);
    expect(jobs.map(({ photoName }) => photoName)).toEqual(paths.map((path) => path.slice(photos.length + 1)).reverse());
    expect(jobs.filter(({ state }) => state === 'done').map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    expect(after.health(rule).waiting).toBe(count - 5);
  });

  it('remembers its baseline, also one that was cut off', async () => {
    const { photos } = ground;
    await writePhotos(photos, 3);
    const before = await ground.open();
    const rule = ruleFor(photos);
    await before.put(rule);
    await before.watch.close(); // before anything could be listed
    await ground.closeAll();
    const ended = (await stat(photos)).ctimeMs;
    await writePhotos(photos, 2, 10);
    expect((await stat(join(photos, 'photo-010.jpg'))).ctimeMs).toBeGreaterThan(ended);
    const after = await ground.open();
    await after.put(rule);
    await after.until(() => after.done() === 2);
    await after.idle();
    expect(await resultsIn(resultsBeside(photos))).toEqual(['photo-010-golden-evening-1.jpg', 'photo-011-golden-evening-1.jpg']);
    await ground.closeAll();
    const again = await ground.open();
    await again.put(rule);
    await again.idle();
    expect(charges(again.workshop.simulator)).toBe(0);
  });
});

describe('a folder that goes', () => {
  it('is suspended, comes back, and nothing was forgotten or doubled', async () => {
    const { photos } = ground;
    const watched = await ground.open();
    const rule = ruleFor(photos, { output: join(ground.path, 'out') });
    await writePhotos(photos, 2);
    await watched.put(rule, 'develop');
    await watched.until(() => watched.done() === 2);
    await watched.idle();
    const away = join(ground.path, 'away');
    await rename(photos, away);
    await watched.until(() => watched.health(rule).state === 'suspended');
    expect(watched.health(rule).problem?.code).toMatch(/^root-/);
    await mkdir(photos);
    watched.watch.rescan('asked');
    await watched.idle();
    expect(watched.health(rule).state).toBe('suspended'); // there, and empty: no "all deleted"
    await rm(photos, { recursive: true });
    await writePhotos(away, 1, 20);
    await rename(away, photos);
    await watched.until(() => watched.done() === 3);
    await watched.until(() => watched.health(rule).state === 'watching');
    expect(charges(watched.workshop.simulator)).toBe(3);
    expect(watched.story(rule).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['suspended', 'returned']));
  });

  it('holds up no other rule', async () => {
    const silent = join(ground.path, 'silent');
    const watched = await ground.open({
      verify: async (path) =>
        path.startsWith(silent) ? await new Promise<never>(() => undefined) : await ground.images.verify(path),
    });
    const quiet = ruleFor(silent);
    const rule = ruleFor(ground.photos, { recipe: { ...recipe, parameters: { prompt: 'winter' } } });
    await writePhotos(silent, 3);
    await watched.put(quiet, 'develop');
    await watched.put(rule);
    await watched.until(() => watched.health(rule).state === 'watching' && watched.health(quiet).settling === 3);
    await writePhotos(ground.photos, 2);
    await watched.until(() => watched.done() === 2);
    expect(watched.health(quiet)).toMatchObject({ state: 'watching', settling: 3 });
  });
});
