/** Views and walks in threads of their own say what they say here, and one that breaks down is followed by another. */
import { readFileSync } from 'node:fs';
import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { photoIdSchema, type PhotoId } from '../../../electron/contract/ids.ts';
import type { ViewQuery } from '../../../electron/contract/view.ts';
import { Listed, straysOf, type Strays } from '../../../electron/library/intake/known-rows.ts';
import { nameRows } from '../../../electron/library/intake/name-rows.ts';
import { createInPlace } from '../../../electron/library/intake/rows.ts';
import { walksInThread } from '../../../electron/library/intake/walks-in-thread.ts';
import { walksHere, type Walks } from '../../../electron/library/intake/walks.ts';
import type { FileEntry } from '../../../electron/library/roots/entry.ts';
import { libraryMigrations } from '../../../electron/library/schema.ts';
import { viewsInThread } from '../../../electron/library/views/views-in-thread.ts';
import { writePhotoTree } from '../../fixtures/photo-tree.ts';
import { workshopGround } from '../../helpers/workshop-ground.ts';

const ground = workshopGround();
const built = (name: string): string => join(process.cwd(), 'dist', 'main', name);
const whole: ViewQuery = { source: { kind: 'all' }, sort: 'taken', reversed: true, group: 'day' };

describe('views in a thread', () => {
  it('are those of the library, follow what it is told, and are not sent again where nothing moved', async () => {
    const photos = join(ground.path, 'photos');
    await writePhotoTree(photos, { photos: 70, folders: 3, days: 5 });
    const workshop = await ground.open();
    const { added } = await workshop.library.addInPlace([photos]);
    await workshop.library.lookInto(added);
    const views = viewsInThread(built('view-thread.cjs'), join(ground.path, 'home', 'library.db'));
    try {
      const here = await workshop.library.view(whole, null);
      const there = await views.view(whole, null);
      expect({ ...there, token: 0 }).toEqual({ ...here, token: 0 });
      expect(await views.view(whole, there?.token ?? 0)).toBeNull();
      expect((await views.overview()).total).toBe(70);
      workshop.library.remove(added.slice(0, 5));
      expect(await views.view(whole, there?.token ?? 0)).toBeNull();
      views.note({ photoIds: added.slice(0, 5), resultIds: [] });
      expect((await views.view(whole, there?.token ?? 0))?.ids).toHaveLength(65);
      const later = join(ground.path, 'later');
      await writePhotoTree(later, { photos: 30, folders: 2, days: 2, first: 70 });
      const { added: fresh } = await workshop.library.addInPlace([later]);
      views.note({ photoIds: fresh.slice(0, 20), resultIds: [] });
      expect((await views.view(whole, null))?.ids).toHaveLength(85); // of the others nobody has told yet
      views.note({ photoIds: fresh.slice(20), resultIds: [] });
      const both = await views.view(whole, null);
      expect([...(both?.ids ?? [])].sort((a, b) => a - b)).toEqual([...added.slice(5), ...fresh]);
    } finally {
      await views.close();
    }
    await expect(views.view(whole, null)).rejects.toThrow('closed'); // no thread begins any more
  });

  it('hold every photo but one that cannot be understood, and so do rows', async () => {
    const photos = join(ground.path, 'photos');
    await writePhotoTree(photos, { photos: 20, folders: 2, days: 2 });
    const workshop = await ground.open();
    const { added } = await workshop.library.addInPlace([photos]);
    workshop.database.exec(`UPDATE photos SET format = 'of tomorrow' WHERE id = ${String(added[3])}`);
    workshop.database.exec(`UPDATE photos SET taken_at = 'never' WHERE id = ${String(added[4])}`);
    const views = viewsInThread(built('view-thread.cjs'), join(ground.path, 'home', 'library.db'));
    try {
      expect((await views.view(whole, null))?.ids).toHaveLength(20);
      expect(workshop.library.rows(added).map(({ id }) => id)).toEqual(added.filter((id) => id !== added[3]));
      expect(workshop.library.photos()).toHaveLength(19);
    } finally {
      await views.close();
    }
  });

  it('say why there is none, and answer when there is', async () => {
    const file = join(ground.path, 'late.db');
    const views = viewsInThread(built('view-thread.cjs'), file);
    try {
      await expect(views.view(whole, null)).rejects.toThrow();
      await writeFile(file, 'no database');
      await expect(views.overview()).rejects.toThrow();
    } finally {
      await views.close();
    }
  });
});

describe('walks in a thread', () => {
  const listed = async (walks: Walks, folder: string) => {
    const rows: unknown[] = [];
    const plan = { folder, keepsInodes: true, isLocal: true };
    const walked = await walks.names(
      plan,
      async (names) => Promise.resolve(void rows.push(...z.array(z.array(z.unknown())).parse(JSON.parse(names.rows)))),
      () => false,
    );
    return { complete: walked.complete, rows: rows.map((row) => JSON.stringify(row)).sort() };
  };
  const compared = async (walks: Walks, folder: string) => {
    const entries: FileEntry[] = [];
    const ids: number[] = [];
    const take = async (strays: Strays): Promise<void> => {
      entries.push(...strays.entries);
      ids.push(...strays.ids);
      await Promise.resolve();
    };
    const walked = await walks.compare({ folder, keepsInodes: true, isLocal: true }, take, () => false);
    return { ...walked, entries: entries.map(({ path }) => path).sort(), ids: ids.sort((a, b) => a - b) };
  };
  const none = (): never => {
    throw new Error('the database is not needed here');
  };

  it('find what a walk here finds, end where nobody wants the rest, and say what does not go', async () => {
    const photos = join(ground.path, 'photos');
    await writePhotoTree(photos, { photos: 3_000, folders: 7, days: 2 });
    const walks = walksInThread(built('walk-thread.cjs'), join(ground.path, 'none.db'));
    try {
      expect(await listed(walks, photos)).toEqual(await listed(walksHere(none), photos));
      const plan = { folder: photos, keepsInodes: true, isLocal: true };
      let found = 0;
      const stopped = await walks.names(
        plan,
        async ({ count }) => {
          found += count;
          return Promise.resolve();
        },
        () => found > 0,
      );
      expect(stopped.complete).toBe(false);
      expect(found).toBeLessThan(3_000);
      const refusing = walks.names(
        plan,
        async () => Promise.reject(new Error('the disk of the library is full')),
        () => false,
      );
      await expect(refusing).rejects.toThrow('the disk of the library is full');
      expect((await listed(walks, join(photos, 'nowhere'))).complete).toBe(false);
      await expect(compared(walks, photos)).rejects.toThrow(); // there is no library to compare with
    } finally {
      await walks.close();
    }
  });

  it('compare what is known with what is there, and speak only of what is another', async () => {
    const photos = join(ground.path, 'photos');
    await writePhotoTree(photos, { photos: 1_200, folders: 3, days: 2 });
    const workshop = await ground.open();
    const { added } = await workshop.library.addInPlace([photos]);
    const place = (id: PhotoId | undefined): string => workshop.library.locatePhoto(id ?? photoIdSchema.parse(1))?.path ?? '';
    const below = (id: PhotoId | undefined): string => relative(photos, place(id)).split(sep).join('/');
    const walks = walksInThread(built('walk-thread.cjs'), join(ground.path, 'home', 'library.db'));
    try {
      const same = await compared(walks, photos);
      expect(same).toMatchObject({ complete: true, settled: 1_200, entries: [], ids: [] });
      await appendFile(place(added[5]), 'more');
      await rm(place(added[6]));
      await rename(place(added[7]), `${place(added[7])}.JPG`);
      await writeFile(join(photos, 'new.jpg'), 'new');
      const missing = added.slice(8, 10);
      for (const id of missing) workshop.catalogue.setPhotoMissing(id, true);
      await rm(place(added[9]));
      const other = await compared(walks, photos);
      const entries = [below(added[5]), `${below(added[7])}.JPG`, 'new.jpg', below(added[8])].sort();
      expect(other).toMatchObject({ complete: true, settled: 1_195, entries, ids: added.slice(5, 10) });
      expect(
        await compared(
          walksHere(() => workshop.database),
          photos,
        ),
      ).toEqual(other);
    } finally {
      await walks.close();
    }
  });
});

it('a thread keeps the log of the database short, and leaves no connection open', async () => {
  const file = join(ground.path, 'own.db');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode=WAL');
  for (const { sql } of libraryMigrations) database.exec(sql);
  const walks = walksInThread(built('walk-thread.cjs'), file);
  const plan = { folder: ground.path, keepsInodes: true, isLocal: true };
  await walks.compare(
    plan,
    async () => Promise.resolve(),
    () => false,
  );
  // The thread brings what is written from the log into the file by itself
  database.exec('PRAGMA wal_autocheckpoint=0');
  database.exec("INSERT INTO passed_over VALUES ('/a.jpg', 1, 1, 'removed')");
  const isInFile = (): boolean => readFileSync(file).includes('/a.jpg');
  expect(isInFile()).toBe(false);
  await vi.waitFor(
    () => {
      expect(isInFile()).toBe(true);
    },
    { timeout: 10_000 },
  );
  await walks.close();
  // SQLite turns a database back only for who is alone with it
  expect(database.prepare('PRAGMA journal_mode=DELETE').get()).toMatchObject({ journal_mode: 'delete' });
  database.close();
});

it('numbers of files pass through the texts of the database with their last bit', () => {
  const database = new DatabaseSync(':memory:');
  for (const { sql } of libraryMigrations) database.exec(sql);
  const inPlace = createInPlace(database, Date.now);
  const files = Array.from({ length: 4_000 }, (_, index): FileEntry => {
    const modifiedMs = Math.floor(Math.random() * 2e9) * 1000 + Math.floor(Math.random() * 1e9) / 1e6;
    return {
      path: `/photos/${String(index)}.jpg`,
      bytes: index,
      modifiedMs,
      changedMs: -modifiedMs / 3,
      inode: index * 2 ** 41 + 1,
    };
  });
  expect(inPlace.addNames(nameRows(files))).toHaveLength(files.length);
  const listed = new Listed();
  for (const file of files) listed.add({ ...file, path: file.path.slice('/photos/'.length) });
  expect(straysOf(database, '/photos', listed, true)).toEqual({ entries: [], ids: [], settled: files.length });
  database.close();
});
