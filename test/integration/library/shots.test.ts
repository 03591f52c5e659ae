/** RAW and JPEG of one shot in the library: one photo, however they come, and two again when the photo has gone. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { DarkslideError } from '../../../electron/contract/errors.ts';
import { formatOfName } from '../../../electron/images/formats/formats.ts';
import type { ImageTasks } from '../../../electron/images/tasks.ts';
import { scene } from '../../fixtures/pictures.ts';
import { recipe, type Workshop } from '../../helpers/workshop.ts';
import { workshopGround } from '../../helpers/workshop-ground.ts';

const ground = workshopGround();

/** A picture with a capture time. One that is called like a RAW is a JPEG inside: what opens RAW files stands beside these tests. */
async function shot(name: string, taken = '2026:03:29 02:30:00', folder = 'photos'): Promise<string> {
  const path = join(ground.path, folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  const side = 96 + (name.length % 7);
  await writeFile(
    path,
    await scene(side, 64)
      .jpeg()
      .withExif({ IFD2: { DateTimeOriginal: taken } })
      .toBuffer(),
  );
  return path;
}

/** RAW files as the library sees them where they can be opened: by their name. */
const withRaw = (images: ImageTasks): ImageTasks => ({
  ...images,
  inspect: async (path) => {
    const seen = await images.inspect(path);
    return formatOfName(path) === 'raw' ? { ...seen, format: 'raw' } : seen;
  },
});
/** And where they cannot. */
const withoutRaw = (images: ImageTasks): ImageTasks => ({
  ...images,
  inspect: async (path) => {
    if (formatOfName(path) === 'raw') throw new DarkslideError('raw-without-preview');
    return await images.inspect(path);
  },
});

const photos = (workshop: Workshop) => workshop.library.photos().map(({ name, companions }) => [name, ...companions].join(' + '));

describe.each([
  ['that can be opened', withRaw],
  ['that cannot be opened yet', withoutRaw],
])('a RAW %s', (_, images) => {
  it('belongs to the JPEG of its shot, and stays there', async () => {
    const folder = join(ground.path, 'photos');
    for (const name of ['IMG_1.CR3', 'img_1.JPG', 'IMG_2.JPG']) await shot(name);
    const workshop = await ground.open({ images });
    const outcome = await workshop.library.add([folder]);
    expect(outcome).toMatchObject({ known: [], refused: [] });
    expect(outcome.added).toHaveLength(2);
    expect(outcome.paired).toEqual([
      { name: 'IMG_1.CR3', problem: { code: 'pair', message: 'The RAW of img_1.JPG: one shot is one photo.' } },
    ]);
    expect(photos(workshop).sort()).toEqual(['IMG_2.JPG', 'img_1.JPG + IMG_1.CR3']);

    const again = await workshop.library.add([folder]);
    expect(again).toMatchObject({ added: [], refused: [], paired: [{ name: 'IMG_1.CR3' }] });
    expect(again.known).toHaveLength(2);
    await workshop.close();
    ground.letGo();
    const later = await ground.open({ images });
    expect(photos(later).sort()).toEqual(['IMG_2.JPG', 'img_1.JPG + IMG_1.CR3']);
  });

  it('is one job with its JPEG', async () => {
    await shot('IMG_1.CR3');
    await shot('IMG_1.JPG');
    const workshop = await ground.open({ images });
    const { added } = await workshop.library.add([join(ground.path, 'photos')]);
    const { queued } = await workshop.develop.start(added, recipe);
    expect(queued).toHaveLength(1);
    for (const id of queued) await workshop.when(id, 'done');
    expect(workshop.library.results().map(({ name }) => name)).toEqual(['IMG_1-golden-evening-1.jpg']);
  });

  it('that comes later belongs to the JPEG that is there already, which is what was added', async () => {
    const jpeg = await shot('IMG_1.JPG');
    const workshop = await ground.open({ images });
    const { added } = await workshop.library.add([jpeg]);
    const later = await workshop.library.add([await shot('IMG_1.CR3')]);
    expect(later).toMatchObject({ added: [], known: added, refused: [], paired: [{ name: 'IMG_1.CR3' }] });
    expect(photos(workshop)).toEqual(['IMG_1.JPG + IMG_1.CR3']);
  });

  it('leaves with its photo, and comes back with it', async () => {
    await shot('IMG_1.CR3');
    await shot('IMG_1.JPG');
    const workshop = await ground.open({ images });
    const { added } = await workshop.library.add([join(ground.path, 'photos')]);
    workshop.library.remove(added);
    expect(photos(workshop)).toEqual([]);
    await workshop.library.add([join(ground.path, 'photos')]);
    expect(photos(workshop)).toEqual(['IMG_1.JPG + IMG_1.CR3']);
  });

  it('that was deleted belongs to nothing any more, and one on a drive that is away is not forgotten', async () => {
    const raw = await shot('IMG_1.CR3');
    await shot('IMG_1.JPG');
    await shot('IMG_2.CR3', '2026:03:29 02:30:00', 'drive');
    await shot('IMG_2.JPG', '2026:03:29 02:30:00', 'drive');
    const first = await ground.open({ images });
    await first.library.add([join(ground.path, 'photos'), join(ground.path, 'drive')]);
    await first.close();
    ground.letGo();
    await rm(raw);
    await rename(join(ground.path, 'drive'), join(ground.path, 'unplugged'));
    const second = await ground.open({ images });
    await second.until(() => second.library.photos().some(({ missing }) => missing));
    await second.until(() => photos(second).includes('IMG_1.JPG'));
    expect(photos(second).sort()).toEqual(['IMG_1.JPG', 'IMG_2.JPG + IMG_2.CR3']);
  });
});

describe('two files of one name', () => {
  it('are two photos where they were taken at different moments, where it is wanted, and where their folders differ', async () => {
    for (const [name, taken] of [
      ['IMG_1.CR3', '2026:03:29 02:30:00'],
      ['IMG_1.JPG', '2026:03:29 02:30:03'],
    ] as const)
      await shot(name, taken);
    await shot('IMG_2.CR3');
    await shot('IMG_2.JPG', '2026:03:29 02:30:00', 'photos/JPEG');
    const workshop = await ground.open({ images: withRaw });
    await workshop.library.add([join(ground.path, 'photos')]);
    expect(photos(workshop).sort()).toEqual(['IMG_1.CR3', 'IMG_1.JPG', 'IMG_2.CR3', 'IMG_2.JPG']);
  });

  it('become two photos again when both are wanted', async () => {
    const raw = await shot('IMG_1.CR3');
    await shot('IMG_1.JPG');
    let wanted: 'jpeg' | 'both' = 'jpeg';
    const workshop = await ground.open({ images: withRaw, pairs: () => wanted });
    await workshop.library.add([join(ground.path, 'photos')]);
    wanted = 'both';
    expect(await workshop.library.add([raw])).toMatchObject({ refused: [], paired: [] });
    expect(photos(workshop).sort()).toEqual(['IMG_1.CR3', 'IMG_1.JPG']);
    wanted = 'jpeg';
    await workshop.library.add([join(ground.path, 'photos')]);
    expect(photos(workshop)).toEqual(['IMG_1.JPG + IMG_1.CR3']);
    expect(workshop.changes.flatMap(({ photosRemoved }) => photosRemoved ?? [])).toHaveLength(1);
  });

  it('are the RAW with its JPEG where the RAW is wanted', async () => {
    await shot('IMG_1.CR3');
    await shot('IMG_1.JPG');
    const workshop = await ground.open({ images: withRaw, pairs: () => 'raw' });
    const { paired } = await workshop.library.add([join(ground.path, 'photos')]);
    expect(photos(workshop)).toEqual(['IMG_1.CR3 + IMG_1.JPG']);
    expect(paired.map(({ problem }) => problem.message)).toEqual(['The JPEG of IMG_1.CR3: one shot is one photo.']);
  });

  it('are that which was developed already: the shot is paid', async () => {
    const raw = await shot('IMG_1.CR3');
    const workshop = await ground.open({ images: withRaw });
    const { added } = await workshop.library.add([raw]);
    for (const id of (await workshop.develop.start(added, recipe)).queued) await workshop.when(id, 'done', 'failed');
    const jpeg = await shot('IMG_1.JPG');
    expect(await workshop.library.add([jpeg])).toMatchObject({ added: [], known: added, paired: [{ name: 'IMG_1.JPG' }] });
    expect(photos(workshop)).toEqual(['IMG_1.CR3 + IMG_1.JPG']);
  });

  it('are the RAW alone once the file of the JPEG is gone', async () => {
    await shot('IMG_1.CR3');
    const jpeg = await shot('IMG_1.JPG');
    const first = await ground.open({ images: withRaw });
    await first.library.add([join(ground.path, 'photos')]);
    await first.close();
    ground.letGo();
    await rm(jpeg);
    const second = await ground.open({ images: withRaw });
    await second.until(() => photos(second).length === 2);
    expect(photos(second).sort()).toEqual(['IMG_1.CR3', 'IMG_1.JPG']);
    expect(second.library.photos().map(({ missing }) => missing)).toEqual([true, false]);
    // It was only put somewhere else for a moment
    await shot('IMG_1.JPG');
    await second.library.add([join(ground.path, 'photos')]);
    await vi.waitFor(() => {
      expect(photos(second)).toEqual(['IMG_1.JPG + IMG_1.CR3']);
    });
  });

  it('are taken as they are given by a script, whatever else is in the library', async () => {
    const [raw, jpeg] = [await shot('IMG_1.CR3'), await shot('IMG_1.JPG')];
    const workshop = await ground.open({ images: withRaw, ownJobsOnly: true, mayRun: () => false });
    await workshop.library.add([jpeg]);
    const alone = await workshop.library.add([raw]);
    expect(alone.added).toHaveLength(1);
    const together = await workshop.library.add([jpeg, raw]);
    expect(together).toMatchObject({ added: [], paired: [{ name: 'IMG_1.CR3' }] });
    expect(together.known).toHaveLength(1);
  });

  it('of many are found however the files are split up', async () => {
    for (let index = 0; index < 40; index += 1) {
      await shot(`IMG_${String(index)}.CR3`);
      await shot(`IMG_${String(index)}.JPG`);
    }
    const workshop = await ground.open({ images: withRaw });
    const { added, paired } = await workshop.library.add([join(ground.path, 'photos')]);
    expect([added.length, paired.length]).toEqual([40, 40]);
    expect(workshop.changes.flatMap(({ photosRemoved }) => photosRemoved ?? [])).toEqual([]);
  });
});
