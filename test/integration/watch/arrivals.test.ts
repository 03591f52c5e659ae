/** Photos that come into a watched folder: each developed once, what was there is left alone, and a restart misses and doubles nothing. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openWatchGround,
  resultsBeside,
  resultsIn,
  ruleFor,
  type WatchGround,
  type WatchGroundOptions,
} from '../../helpers/watch-ground.ts';
import { charges, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let photos: string;
const grounds: WatchGround[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  photos = join(folder.path, 'photos');
  await mkdir(photos);
});
afterEach(async () => {
  for (const ground of grounds.splice(0)) await ground.close();
  await folder.remove();
});

async function open(options: Partial<WatchGroundOptions> = {}): Promise<WatchGround> {
  const ground = await openWatchGround({ home: join(folder.path, 'home'), ...options });
  grounds.push(ground);
  return ground;
}

const done = (ground: WatchGround): number => ground.workshop.ledger.counts().get('done') ?? 0;

describe('a watched folder', () => {
  it('develops what comes, once, and leaves alone what was there', async () => {
    await writePhotos(photos, 3);
    const ground = await open();
    const rule = ruleFor(photos);
    await ground.put(rule);
    await ground.until(() => ground.health(rule).state === 'watching');
    await writePhotos(photos, 2, 10);
    await ground.until(() => done(ground) === 2);
    await ground.idle();
    expect(await resultsIn(resultsBeside(photos))).toEqual(['photo-010-golden-evening-1.jpg', 'photo-011-golden-evening-1.jpg']);
    expect(charges(ground.workshop.simulator)).toBe(2);
    expect(ground.health(rule)).toMatchObject({ state: 'watching', doneToday: 2, waiting: 0, settling: 0 });
  });

  it('develops all that is there where that was asked for', async () => {
    await writePhotos(photos, 4);
    const ground = await open();
    const rule = ruleFor(photos);
    await ground.put(rule, 'develop');
    await ground.idle();
    expect(charges(ground.workshop.simulator)).toBe(4);
    expect(await resultsIn(resultsBeside(photos))).toHaveLength(4);
  });
});
