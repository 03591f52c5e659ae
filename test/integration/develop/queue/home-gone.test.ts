/** The data folder is deleted or replaced while photos go out: what nobody would remember is not paid for. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atRest } from '../../../helpers/at-rest.ts';
import { workshopGround } from '../../../helpers/workshop-ground.ts';
import { charges, recipe, writePhotos, type Workshop } from '../../../helpers/workshop.ts';

const ground = workshopGround();

/** Five photos queue up, one goes out, and then this happens to the data folder. */
async function whileItRuns(happens: (home: string) => Promise<void>): Promise<Workshop> {
  const home = join(ground.path, 'home');
  const workshop = await ground.open({ home, limits: () => ({ budget, rate: { count: 1, windowMs: 2_000 } }) });
  const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), 5));
  const { queued } = await workshop.develop.start(added, recipe);
  for (const first of queued.slice(0, 1)) await workshop.when(first, 'done');
  await happens(home);
  await workshop.until(() => workshop.develop.summary().pause?.by === 'storage');
  await atRest();
  return workshop;
}

const budget = { unknown: null, runUsd: null, dayUsd: null, floorUsd: null, askAboveUsd: null };

describe('a data folder', () => {
  it.each([
    [
      'is deleted',
      true,
      async (home: string) => {
        await rm(home, { recursive: true });
      },
    ],
    [
      'is moved away',
      true,
      async (home: string) => {
        await rename(home, `${home} elsewhere`);
      },
    ],
    [
      'has another library in its place',
      false,
      async (home: string) => {
        await writeFile(join(home, 'library.new'), '');
        await rename(join(home, 'library.new'), join(home, 'library.db'));
      },
    ],
    [
      'is replaced by an empty one',
      false,
      async (home: string) => {
        await rename(home, `${home} elsewhere`);
        await mkdir(home);
      },
    ],
  ])('that %s stops everything', async (_, isGone, happens) => {
    const workshop = await whileItRuns(happens);
    expect(workshop.develop.summary().pause?.problem?.code).toBe('home-gone');
    const sent = charges(workshop.simulator);
    expect(sent).toBeLessThan(5);
    workshop.develop.resume();
    await workshop.until(() => workshop.develop.summary().pause?.by === 'storage');
    expect(charges(workshop.simulator)).toBe(sent);
    if (isGone) expect(existsSync(join(ground.path, 'home'))).toBe(false);
  });
});
