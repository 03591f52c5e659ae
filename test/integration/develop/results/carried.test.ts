/** A stored result says what its original says; where that cannot be, it is stored all the same, and says so. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CARRY_ALL } from '../../../../electron/contract/carried.ts';
import { DarkslideError } from '../../../../electron/contract/errors.ts';
import type { Job } from '../../../../electron/contract/job.ts';
import type { Recipe } from '../../../../electron/contract/recipe.ts';
import type { ImageTasks } from '../../../../electron/images/tasks.ts';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import { wordedJpeg } from '../../../fixtures/worded.ts';
import { charges, openWorkshop, recipe, temporaryFolder, type Workshop } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let photo: string;
const opened: Workshop[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  photo = join(folder.path, 'mill.jpg');
  await writeFile(photo, await wordedJpeg());
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await folder.remove();
});

interface Developed {
  readonly job: Job;
  readonly path: string;
  readonly bytes: Buffer;
  readonly workshop: Workshop;
}

async function develop(asked: Recipe, images: (inner: ImageTasks) => ImageTasks = (inner) => inner): Promise<Developed> {
  const workshop = await openWorkshop({ home: join(folder.path, 'home'), images });
  opened.push(workshop);
  const { added } = await workshop.library.add([photo]);
  const { queued } = await workshop.develop.start(added, asked);
  const [id] = queued;
  if (id === undefined) throw new Error('nothing was queued');
  const job = await workshop.when(id, 'done', 'failed', 'unsure');
  const path = job.resultId === null ? '' : (workshop.catalogue.result(job.resultId)?.path ?? '');
  return { job, path, bytes: await readFile(path), workshop };
}

it('carries camera, author and keywords, names its original and the app, and keeps its mark', async () => {
  const { job, path, bytes } = await develop(recipe);
  for (const word of ['CASIO', 'A. Photographer', 'geese', 'Kinderdijk']) expect(bytes.includes(word)).toBe(true);
  expect(job.receipt?.notCarried).toBeUndefined();
  const { mark } = await createInlineImages().inspect(path);
  expect(mark).toMatchObject({ originalName: 'mill.jpg', app: 'test', prompt: 'golden evening', simulated: false });
  expect(mark?.work).toMatchObject({ job: job.id, requestId: job.receipt?.requestId ?? null });
});

it('carries what the recipe says, and is the same work whatever that is', async () => {
  const { bytes, workshop } = await develop({ ...recipe, carried: { ...CARRY_ALL, place: false, prompt: false } });
  expect(bytes.includes('CASIO')).toBe(true);
  for (const word of ['Kinderdijk', 'golden evening']) expect(bytes.includes(word)).toBe(false);
  const { known } = await workshop.library.add([photo]);
  expect((await workshop.develop.start(known, recipe)).reused).toHaveLength(1);
  expect(charges(workshop.simulator)).toBe(1);
});

it('is stored without the words of an original that is gone meanwhile, and says so', async () => {
  const { job, bytes } = await develop(recipe, (inner) => ({
    ...inner,
    words: async (path) => {
      await rm(path);
      return await inner.words(path);
    },
  }));
  expect(job.state).toBe('done');
  expect(bytes.includes('CASIO')).toBe(false);
  expect(job.receipt?.notCarried?.join()).toMatch(/because its file cannot be read any more/);
});

it('takes no words from another photo under the same name', async () => {
  const { job, bytes } = await develop(recipe, (inner) => ({
    ...inner,
    words: async (path) => ({ ...(await inner.words(path)), contentHash: 'ab'.repeat(32) }),
  }));
  expect(bytes.includes('CASIO')).toBe(false);
  expect(job.receipt?.notCarried?.join()).toMatch(/changed after it was sent/);
});

it('is stored where the words of its original break whatever finishes it: once paid, once sent', async () => {
  const { job, bytes, workshop } = await develop(recipe, (inner) => ({
    ...inner,
    finish: async (reply, format, mark, says) => {
      if (says?.original != null) throw new DarkslideError('store-failed');
      return await inner.finish(reply, format, mark, says);
    },
  }));
  expect(job.state).toBe('done');
  expect(bytes.includes('darkslide:Recipe')).toBe(true);
  expect(job.receipt?.notCarried).toEqual(['all that the original says of itself']);
  expect(charges(workshop.simulator)).toBe(1);
});

it.each([
  ['jpeg', CARRY_ALL],
  ['png', { ...CARRY_ALL, prompt: false }],
] as const)('the recipe is read back from a %s, renamed and elsewhere: the same work, nothing paid', async (format, carried) => {
  const { path, workshop } = await develop({ ...recipe, format, carried });
  const elsewhere = join(folder.path, 'elsewhere');
  await mkdir(elsewhere);
  const renamed = join(elsewhere, `from a friend.${format}`);
  await copyFile(path, renamed);
  const { results } = await workshop.library.add([renamed]);
  expect(results).toHaveLength(1);
  const [dropped = ''] = workshop.library.passedOver();
  const read = await workshop.develop.readRecipe(dropped);
  expect(read.recipe.parameters).toMatchObject({ prompt: 'golden evening', strength: 0.6 });
  expect(read.recipe.format).toBe(format);
  expect(read.originals).toHaveLength(1);
  expect((await workshop.develop.quote(read.originals, read.recipe)).doneBefore).toBe(1);
  expect((await workshop.develop.start(read.originals, read.recipe)).reused).toHaveLength(1);
  expect(charges(workshop.simulator)).toBe(1);
  await expect(workshop.develop.readRecipe(photo)).rejects.toMatchObject({ code: 'recipe-absent' });
});
