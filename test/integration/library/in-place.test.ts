/** Folders taken in in place: names before files, what they turn out to be, and how it is paused. */
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { ImageTasks } from '../../../electron/images/tasks.ts';
import { makePicture } from '../../fixtures/pictures.ts';
import { writePhotoTree } from '../../fixtures/photo-tree.ts';
import { charges, recipe, writePhotos, type Workshop } from '../../helpers/workshop.ts';
import { workshopGround } from '../../helpers/workshop-ground.ts';

const ground = workshopGround();
const folder = (): string => join(ground.path, 'photos');
const names = (workshop: Workshop): string[] =>
  workshop.library
    .photos()
    .map(({ name }) => name)
    .sort();

/** Holds every look into a file until it is let go; counts them. */
function held() {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const opened: string[] = [];
  const images = (real: ImageTasks): ImageTasks => ({
    ...real,
    inspect: async (path) => {
      opened.push(basename(path));
      await gate;
      return await real.inspect(path);
    },
    hash: async (path) => {
      opened.push(`hash ${basename(path)}`);
      return await real.hash(path);
    },
  });
  return { images, opened, letGo };
}

async function idle(workshop: Workshop): Promise<void> {
  await vi.waitFor(
    () => {
      expect(workshop.library.intake()).toMatchObject({ state: 'idle', toLook: 0 });
      expect(workshop.catalogue.unhashed(1)).toEqual([]);
    },
    { timeout: 20_000 },
  );
}

describe('a folder', () => {
  it('shows by its names before any file is opened, with counts from the beginning', async () => {
    const { images, opened, letGo } = held();
    await writePhotoTree(folder(), { photos: 200, folders: 4, days: 4 });
    const workshop = await ground.open({ images });
    const outcome = await workshop.library.addInPlace([folder()]);
    expect(outcome.added).toHaveLength(200);
    expect(workshop.library.photos()).toHaveLength(200);
    expect(workshop.library.photos()[0]).toMatchObject({ width: null, height: null, problem: null, format: 'jpeg' });
    expect(opened.length).toBeLessThan(200);
    const counts = workshop.changes.flatMap(({ intake }) => intake ?? []);
    expect(counts.find(({ state }) => state !== 'idle')).toMatchObject({ state: 'listing', found: 0 });
    expect(workshop.library.intake()).toMatchObject({ state: 'looking', found: 200, looked: 0, toLook: 200 });
    letGo();
    await idle(workshop);
    expect(workshop.library.intake()).toMatchObject({ found: 200, looked: 200, unusable: 0 });
    expect(workshop.library.photos().every(({ width, takenAt }) => width !== null && takenAt !== null)).toBe(true);
    const found = await workshop.library.view(
      { source: { kind: 'all' }, text: 'BENCH img_000007', sort: 'taken', reversed: true, group: 'day' },
      null,
    );
    expect(found?.ids).toHaveLength(1); // the camera is called so
  });

  it('is looked at again without a file being opened where nothing changed', async () => {
    const { images, opened, letGo } = held();
    letGo();
    await writePhotoTree(folder(), { photos: 100, folders: 3, days: 2 });
    const workshop = await ground.open({ images });
    await workshop.library.addInPlace([folder()]);
    await idle(workshop);
    opened.length = 0;
    workshop.changes.length = 0;
    await workshop.library.rescan();
    expect(opened).toEqual([]);
    expect(workshop.changes.filter(({ photos = [], photosRemoved = [] }) => photos.length + photosRemoved.length > 0)).toEqual(
      [],
    );
  });

  it('keeps what cannot be used as a photo that says why, and opens it once', async () => {
    const { images, opened, letGo } = held();
    letGo();
    await writePhotos(folder(), 1);
    await makePicture('no-picture', folder());
    await makePicture('empty', folder());
    const workshop = await ground.open({ images });
    const outcome = await workshop.library.addInPlace([folder()]);
    expect(outcome.added).toHaveLength(1);
    expect(outcome.refused.map(({ problem }) => problem.code).sort()).toEqual(['file-empty', 'format-unknown']);
    expect(
      workshop.library
        .photos()
        .map(({ problem }) => problem?.code ?? 'fine')
        .sort(),
    ).toEqual(['file-empty', 'fine', 'format-unknown']);
    await idle(workshop);
    opened.length = 0;
    await workshop.library.rescan();
    await idle(workshop);
    expect(opened).toEqual([]);
  });

  it('never takes results for photos, nor pays for a file that nobody has looked into', async () => {
    const workshop = await ground.open();
    const { added } = await workshop.library.addInPlace(await writePhotos(folder(), 2));
    for (const id of (await workshop.develop.start(added, recipe)).queued) await workshop.when(id, 'done');
    const outcome = await workshop.library.addInPlace([folder()]);
    expect(outcome).toMatchObject({ added: [], refused: [] });
    expect(workshop.library.photos()).toHaveLength(2);
    await writePhotos(folder(), 1, 7);
    workshop.database.exec('UPDATE photos SET looked = 0, content_hash = NULL');
    const start = await workshop.develop.start(added, recipe);
    expect(start.queued).toEqual([]);
    expect(start.refused.map(({ problem }) => problem.code)).toEqual(['not-looked', 'not-looked']);
    expect(charges(workshop.simulator)).toBe(2);
  });

  it('leaves out what a person took out until it is added again', async () => {
    const workshop = await ground.open();
    await writePhotos(folder(), 2);
    const { added } = await workshop.library.addInPlace([folder()]);
    workshop.library.remove(added.slice(0, 1));
    await workshop.library.rescan();
    expect(names(workshop)).toEqual(['photo-001.jpg']);
    await workshop.library.addInPlace([folder()]);
    expect(names(workshop)).toEqual(['photo-000.jpg', 'photo-001.jpg']);
  });

  it('waits while it is paused, but for what somebody asks for', async () => {
    const { images, opened, letGo } = held();
    await writePhotoTree(folder(), { photos: 150, folders: 1, days: 1 });
    const workshop = await ground.open({ images });
    const { added } = await workshop.library.addInPlace([folder()]);
    workshop.library.controlIntake('pause');
    letGo();
    await vi.waitFor(() => {
      expect(workshop.library.intake().state).toBe('paused');
      expect(workshop.library.intake().looked).toBeGreaterThan(0);
    });
    const last = added.at(-1);
    if (last === undefined) throw new Error('nothing was added');
    expect(workshop.catalogue.photo(last)?.looked).toBe(false);
    await workshop.library.lookInto([last]);
    expect(workshop.catalogue.photo(last)?.looked).toBe(true);
    expect(workshop.library.intake().toLook).toBeGreaterThan(0);
    workshop.library.controlIntake('resume');
    await idle(workshop);
    expect(opened.filter((name) => !name.startsWith('hash'))).toHaveLength(150);
  });

  it('looks into what is in sight first', async () => {
    const { images, opened, letGo } = held();
    await writePhotoTree(folder(), { photos: 150, folders: 1, days: 1 });
    const workshop = await ground.open({ images });
    const { added } = await workshop.library.addInPlace([folder()]);
    await vi.waitFor(() => {
      expect(opened).toHaveLength(24); // all that are open at a time
    });
    const before = opened.length;
    const inSight = added.slice(-20);
    workshop.library.showFirst(inSight);
    letGo();
    await idle(workshop);
    // Several are on their way at a time, so that one may pass another
    const next = opened.filter((name) => !name.startsWith('hash')).slice(before, before + 20 + 24);
    expect(next).toEqual(expect.arrayContaining(inSight.map((id) => basename(workshop.catalogue.photo(id)?.path ?? ''))));
  });
});

describe('files that are very many', () => {
  it('are all taken, in place', async () => {
    await writePhotoTree(folder(), { photos: 300, folders: 1, days: 1 });
    const workshop = await ground.open();
    const paths = Array.from({ length: 300 }, (_, index) => join(folder(), `IMG_${String(index).padStart(6, '0')}.jpg`));
    const first = await workshop.library.addInPlace(paths.slice(0, 200));
    const second = await workshop.library.addInPlace([...paths.slice(150), join(folder(), 'gone.jpg')], { continues: true });
    expect(first.added).toHaveLength(200);
    expect(second.added).toHaveLength(100);
    expect(second.known).toHaveLength(50);
    expect(second.refused.map(({ problem }) => problem.code)).toEqual(['file-missing']);
    await idle(workshop);
  });
});

describe('a photo that was moved', () => {
  it('is the same under another name, with its results', async () => {
    const workshop = await ground.open();
    const [path = ''] = await writePhotos(folder(), 1);
    const { added } = await workshop.library.addInPlace([folder()]);
    for (const id of (await workshop.develop.start(added, recipe)).queued) await workshop.when(id, 'done');
    await mkdir(join(folder(), 'picked'));
    await rename(path, join(folder(), 'picked', 'best.jpg'));
    await workshop.library.rescan();
    await idle(workshop);
    expect(workshop.library.photos().map(({ id, name, missing }) => [id, name, missing])).toEqual([
      [added[0], 'best.jpg', false],
    ]);
    expect(workshop.library.results()[0]?.photoId).toBe(added[0]);
  });

  it('is known by its content where another disk gave it another number', async () => {
    const workshop = await ground.open();
    const [path = ''] = await writePhotos(folder(), 1);
    const { added } = await workshop.library.addInPlace([folder()]);
    for (const id of (await workshop.develop.start(added, recipe)).queued) await workshop.when(id, 'done');
    await idle(workshop);
    const bytes = await readFile(path);
    await writePhotos(folder(), 1, 50);
    await writeFile(join(folder(), 'elsewhere.jpg'), bytes);
    await rm(path);
    await workshop.library.rescan();
    await idle(workshop);
    await vi.waitFor(() => {
      expect(names(workshop)).toEqual(['elsewhere.jpg', 'photo-050.jpg']);
    });
    expect(workshop.library.results()[0]?.photoId).toBe(added[0]);
    await appendFile(join(folder(), 'photo-050.jpg'), 'x');
    await workshop.library.rescan();
    await idle(workshop);
    expect(names(workshop)).toEqual(['elsewhere.jpg', 'photo-050.jpg']);
  });
});
