/**
 * Whatever is done to the files of 100 photos, and however often Darkslide is closed in the middle: what is charged is one for each picture
 * and recipe that was asked for, and every paid picture is kept. SAME_PIXELS_SEED repeats a run, SAME_PIXELS_STEPS makes it longer.
 */
import { expect, it } from 'vitest';
import { makeSources } from '../../../faults/pixels/sources.ts';
import { openWorld } from '../../../faults/pixels/world.ts';
import { randomFrom } from '../../../../electron/simulator/random.ts';
import { pick } from '../../../helpers/random.ts';
import { temporaryFolder } from '../../../helpers/workshop.ts';

const PHOTOS = 100;
const STEPS = Number(process.env['SAME_PIXELS_STEPS'] ?? 80);

/** How often each step is drawn, compared with the others. */
const weights: Readonly<Record<string, number>> = {
  ...{ edit: 7, rename: 3, copy: 3, 'remove the file': 1, 'remove from the library': 1 },
  ...{ develop: 6, 'develop and wait': 1, restart: 2, 'delete a result, and ask': 1 },
};
const bag = Object.entries(weights).flatMap(([name, weight]) => Array<string>(weight).fill(name));

it('charges one for each picture and recipe, and loses nothing', { timeout: 60_000 + STEPS * 4000 }, async () => {
  const seed = Number(process.env['SAME_PIXELS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const random = randomFrom(seed);
  const folder = await temporaryFolder();
  const done: string[] = [];
  const world = await openWorld(folder.path, await makeSources(PHOTOS), random);
  try {
    for (let step = 0; step < STEPS; step += 1) {
      const name = pick(bag, random);
      done.push(`${name}: ${(await world.steps[name]?.()) ?? ''}`);
    }
    await world.finish();
    const { charged, expected, asked, restarts } = world.figures();
    console.log(
      `SAME_PIXELS_SEED=${String(seed)}: ${String(STEPS)} steps, ${String(restarts)} restarts, ${String(world.files.length)} files, ${String(asked)} asked for, ${String(expected)} expected, ${String(charged)} charged`,
    );
    expect(await world.faults()).toEqual([]);
  } catch (error) {
    console.log(`SAME_PIXELS_SEED=${String(seed)}\n${done.join('\n')}`);
    throw error;
  } finally {
    await world.close();
    await folder.remove();
  }
});
