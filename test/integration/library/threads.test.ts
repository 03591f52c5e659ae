/** Views and walks in threads of their own say what they say here, and one that breaks down is followed by another. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ViewQuery } from '../../../electron/contract/view.ts';
import { walksInThread } from '../../../electron/library/intake/walks-in-thread.ts';
import { walksHere, type Walks } from '../../../electron/library/intake/walks.ts';
import type { FileEntry } from '../../../electron/library/roots/entry.ts';
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
    const entries: FileEntry[] = [];
    const plan = { folder, keepsInodes: true, isLocal: true };
    const walked = await walks.walk(
      plan,
      async (batch) => Promise.resolve(void entries.push(...batch)),
      () => false,
    );
    return { walked, entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)) };
  };

  it('find what a walk here finds, end where nobody wants the rest, and say what does not go', async () => {
    const photos = join(ground.path, 'photos');
    await writePhotoTree(photos, { photos: 1_300, folders: 7, days: 2 });
    const walks = walksInThread(built('walk-thread.cjs'));
    try {
      expect(await listed(walks, photos)).toEqual(await listed(walksHere, photos));
      const plan = { folder: photos, keepsInodes: true, isLocal: true };
      let found = 0;
      const stopped = await walks.walk(
        plan,
        async (batch) => {
          found += batch.length;
          return Promise.resolve();
        },
        () => found > 0,
      );
      expect(stopped.complete).toBe(false);
      expect(found).toBeLessThan(1_300);
      const refusing = walks.walk(
        plan,
        async () => Promise.reject(new Error('the disk of the library is full')),
        () => false,
      );
      await expect(refusing).rejects.toThrow('the disk of the library is full');
      expect((await listed(walks, join(photos, 'nowhere'))).walked.complete).toBe(false);
    } finally {
      await walks.close();
    }
  });
});
