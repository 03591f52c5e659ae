/** Models that are not photo → photo: pictures from text, restoring without a prompt, two photos, and the asking transport. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Model } from '../../../../electron/contract/model.ts';
import type { Recipe } from '../../../../electron/contract/recipe.ts';
import { loadModels } from '../../../../electron/segmind/catalogue.ts';
import { charges, openWorkshop, recipe, temporaryFolder, writePhotos, type Workshop } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let workshop: Workshop;
let models: readonly Model[];

beforeEach(async () => {
  folder = await temporaryFolder();
  models = await loadModels(join(process.cwd(), 'resources', 'models'));
  workshop = await openWorkshop({ home: join(folder.path, 'home'), models });
});
afterEach(async () => {
  await workshop.close();
  await folder.remove();
});

function recipeFor(slug: string, parameters: Recipe['parameters']): Recipe {
  return { ...recipe, model: slug, parameters };
}

/** JPEG or PNG by its first bytes. */
async function isPicture(path: string): Promise<boolean> {
  const head = (await readFile(path)).subarray(0, 3).toString('hex');
  return head === 'ffd8ff' || head === '89504e';
}

async function finish(queued: readonly Parameters<Workshop['when']>[0][]): Promise<void> {
  for (const id of queued) {
    const job = await workshop.when(id, 'done', 'failed', 'unsure');
    expect(job, job.problem?.message ?? '').toMatchObject({ state: 'done', charge: 'yes' });
  }
}

describe('pictures from text', () => {
  it.each(['sdxl1.0-txt2img', 'fooocus'])('%s needs no photo, and is paid once for the same words', async (slug) => {
    const asked = recipeFor(slug, { prompt: 'a harbour at dawn' });
    expect(await workshop.develop.quote([], asked)).toMatchObject({
      count: 1,
      doneBefore: 0,
      problem: null,
      folder: 'home / Pictures',
    });
    const { queued } = await workshop.develop.start([], asked);
    await finish(queued);
    const [name = ''] = await readdir(join(folder.path, 'home', 'Pictures'));
    expect(name).toBe('picture-harbour-dawn-1.jpg');
    expect(await isPicture(join(folder.path, 'home', 'Pictures', name))).toBe(true);
    expect(workshop.library.results()[0]).toMatchObject({ photoId: null, model: slug });

    expect(await workshop.develop.quote([], asked)).toMatchObject({ count: 0, doneBefore: 1 });
    expect((await workshop.develop.start([], asked)).reused).toHaveLength(1);
    expect(charges(workshop.simulator)).toBe(1);
    await finish((await workshop.develop.start([], { ...asked, variant: 2 })).queued);
    expect(charges(workshop.simulator)).toBe(2);
  });
});

describe('photos', () => {
  it.each<[string, Recipe['parameters']]>([
    ['sd3-med-img2img', { prompt: 'winter' }],
    ['codeformer', {}],
  ])('%s takes one photo', async (slug, parameters) => {
    const { added } = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 1));
    await finish((await workshop.develop.start(added, recipeFor(slug, parameters))).queued);
    const [name = ''] = await readdir(join(folder.path, 'photos', 'Darkslide'));
    expect(await isPicture(join(folder.path, 'photos', 'Darkslide', name))).toBe(true);
  });

  it('sd2.1-faceswapper takes two, and says which one is missing', async () => {
    const paths = await writePhotos(join(folder.path, 'photos'), 3);
    const { added } = await workshop.library.add(paths);
    const [target, face, other] = added;
    if (target === undefined || face === undefined || other === undefined) throw new Error('photos were not added');
    const asked = recipeFor('sd2.1-faceswapper', {});
    expect((await workshop.develop.quote([target], asked)).problem?.message).toBe('Choose a photo for "Face to put in".');
    await expect(workshop.develop.start([target], asked)).rejects.toMatchObject({ code: 'bad-input' });

    await finish((await workshop.develop.start([target], asked, { others: [face] })).queued);
    const sent = workshop.simulator.requests().find((entry) => entry.method === 'POST');
    expect(sent?.sha256).toHaveLength(2);
    expect(await readdir(join(dirname(paths[0] ?? ''), 'Darkslide'))).toHaveLength(1);
    expect((await workshop.develop.start([target], asked, { others: [face] })).queued).toEqual([]);
    await finish((await workshop.develop.start([target], asked, { others: [other] })).queued);
    expect(charges(workshop.simulator)).toBe(2);
  });
});
