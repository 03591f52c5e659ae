/** The library over real files and a real database: what is added, what is refused, what survives. */
import { appendFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it, vi } from 'vitest';
import { DarkslideError } from '../../../electron/contract/errors.ts';
import { createInlineImages } from '../../../electron/images/inline.ts';
import { openLedger } from '../../../electron/develop/ledger/open.ts';
import { createCatalogue, type Catalogue } from '../../../electron/library/catalogue.ts';
import { createLibrary } from '../../../electron/library/create-library.ts';
import { openDatabase, transaction } from '../../../electron/library/database.ts';
import { libraryMigrations } from '../../../electron/library/schema.ts';
import { makePicture, pictureBytes } from '../../fixtures/pictures.ts';
import { bytesOf, openWorkshop, recipe, writePhotos, type Workshop, type WorkshopOptions } from '../../helpers/workshop.ts';
import { workshopGround } from '../../helpers/workshop-ground.ts';

const ground = workshopGround();

async function workshopWith(options: Omit<WorkshopOptions, 'home'> = {}): Promise<Workshop> {
  return await ground.open(options);
}

describe('adding', () => {
  it('takes files and whole folders in place, each with its upright size', async () => {
    const workshop = await workshopWith();
    const photos = join(ground.path, 'Trip');
    await writePhotos(join(photos, 'Day 1'), 2);
    await makePicture('orientation-6', photos);
    await writeFile(join(photos, 'notes.txt'), 'no picture');
    await mkdir(join(photos, '.hidden'));
    await makePicture('png', join(photos, '.hidden'));
    await symlink(photos, join(photos, 'loop'));
    const outcome = await workshop.library.add([photos]);
    expect(outcome.refused).toEqual([]);
    expect(
      workshop.library
        .photos()
        .map((photo) => [photo.name, photo.width, photo.height])
        .sort(),
    ).toEqual([
      ['orientation-6.jpg', 600, 400],
      ['photo-000.jpg', 192, 128],
      ['photo-001.jpg', 192, 128],
    ]);
    expect(JSON.stringify(workshop.library.photos())).not.toContain(ground.path);
    const again = await workshop.library.add([photos]);
    expect(again).toMatchObject({ added: [], refused: [] });
    expect(again.known).toHaveLength(3);
  });

  it('takes a photo that another process adds in the very moment in which it is asked for', async () => {
    const workshop = await workshopWith();
    const [path = ''] = await writePhotos(join(ground.path, 'photos'), 1);
    const beside = openLedger(join(ground.path, 'home'), Date.now).database;
    const other = createCatalogue(beside);
    let looks = 0;
    const catalogue: Catalogue = {
      ...workshop.catalogue,
      photoAt: (asked) => {
        looks += 1;
        const answer = workshop.catalogue.photoAt(asked);
        const facts = { format: 'jpeg', width: 192, height: 128, takenAt: null, mark: null } as const;
        // The first look says whether to read the file; the last is followed by writing it down
        if (looks === 2) other.addPhoto({ path: asked, bytes: 1, modifiedMs: 1 }, facts, 1);
        return answer;
      },
    };
    const library = createLibrary({
      database: workshop.database,
      catalogue,
      images: createInlineImages(),
      pastedFolder: join(ground.path, 'Pasted'),
      now: Date.now,
      changed: () => undefined,
      forgotten: () => undefined,
      pairs: () => 'jpeg',
      hasJobs: () => false,
      log: () => undefined,
      givenOnly: true,
    });
    expect(await library.add([path])).toMatchObject({ refused: [] });
    expect(workshop.catalogue.photos()).toHaveLength(1);
    await library.close();
    beside.close();
  });

  it('does not call a library lost that another process makes in the very moment in which it is looked for', () => {
    const file = join(ground.path, 'library.db');
    const options = {
      file,
      migrations: libraryMigrations,
      backups: join(ground.path, 'backups'),
      noteLoss: () => undefined,
      now: Date.now,
    };
    const wasThere = (): boolean => {
      openDatabase({ ...options, wasThere: () => false }).database.close();
      return true;
    };
    const opened = openDatabase({ ...options, wasThere });
    opened.database.close();
    expect(opened.lost).toBeNull();
  });

  it('keeps the order in which files are given, whichever of them is looked into first', async () => {
    const waiting: (() => void)[] = [];
    const workshop = await workshopWith({
      images: (images) => ({
        ...images,
        inspect: async (path) => {
          const seen = await images.inspect(path);
          // All have been looked into when the last one has, and they are handed over from the last to the first
          await new Promise<void>((resolve) => {
            waiting.push(resolve);
            if (waiting.length === 5) for (const go of waiting.reverse().splice(0)) setImmediate(go);
          });
          return seen;
        },
      }),
    });
    const paths = (await writePhotos(ground.path, 5)).sort((a, b) => (a < b ? 1 : -1));
    const { added } = await workshop.library.add(paths);
    const names = added.map((id) => workshop.library.photos().find((photo) => photo.id === id)?.name);
    expect(names).toEqual(['photo-004.jpg', 'photo-003.jpg', 'photo-002.jpg', 'photo-001.jpg', 'photo-000.jpg']);
    expect([...added]).toEqual([...added].sort((a, b) => a - b));
  });

  it('reads files that were read just now only where they have changed since', async () => {
    const asked: string[] = [];
    const workshop = await workshopWith({
      images: (images) => ({
        ...images,
        inspect: async (path) => {
          asked.push(`inspect ${basename(path)}`);
          return await images.inspect(path);
        },
        hash: async (path) => {
          asked.push(`hash ${basename(path)}`);
          return await images.hash(path);
        },
      }),
    });
    const [first = '', second = ''] = await writePhotos(ground.path, 2);
    const images = createInlineImages();
    const verified = new Map([
      [first, await images.verify(first)],
      [second, await images.verify(second)],
    ]);
    await appendFile(second, 'more');
    const { added } = await workshop.library.addVerified(verified);
    expect(added).toHaveLength(2);
    await vi.waitFor(() => {
      expect(workshop.catalogue.photoAt(second)?.content_hash).not.toBeNull();
    });
    expect(asked).toEqual(['inspect photo-001.jpg', 'hash photo-001.jpg']);
    expect(workshop.catalogue.photoAt(first)).toMatchObject({ width: 192, height: 128, content_hash: await images.hash(first) });
    expect(workshop.catalogue.photoAt(second)?.content_hash).toBe(await images.hash(second));
  });

  it('refuses each file for its own reason and takes the rest', async () => {
    const workshop = await workshopWith();
    const paths = [
      await makePicture('png', ground.path),
      await makePicture('empty', ground.path),
      await makePicture('no-picture', ground.path),
      await makePicture('bomb', ground.path),
      await makePicture('wrong-extension', ground.path),
      join(ground.path, 'gone.jpg'),
    ];
    const outcome = await workshop.library.add(paths);
    expect(outcome.added).toHaveLength(2);
    expect(Object.fromEntries(outcome.refused.map((refused) => [refused.name, refused.problem.code]))).toEqual({
      'empty.jpg': 'file-empty',
      'no-picture.jpg': 'format-unknown',
      'bomb.png': 'picture-too-large',
      'gone.jpg': 'file-missing',
    });
    expect(workshop.library.photos().find((photo) => photo.name === 'wrong-extension.png')?.format).toBe('jpeg');
  });

  it('sees a file that was edited in place as new content', async () => {
    const workshop = await workshopWith();
    const path = await makePicture('jpeg', ground.path);
    const { added } = await workshop.library.add([path]);
    const [id] = added;
    if (id === undefined) throw new Error('nothing was added');
    await vi.waitFor(() => {
      expect(workshop.catalogue.photo(id)?.content_hash).not.toBeNull();
    });
    const before = workshop.catalogue.photo(id);
    await writeFile(path, await pictureBytes('orientation-6'));
    await workshop.library.add([path]);
    await vi.waitFor(() => {
      const after = workshop.catalogue.photo(id)?.content_hash;
      expect(after).toMatch(/^[0-9a-f]{64}$/);
      expect(after).not.toBe(before?.content_hash);
    });
  });

  it('marks what is not there any more, and drops nothing', async () => {
    const first = await openWorkshop({ home: join(ground.path, 'home') });
    const paths = await writePhotos(join(ground.path, 'drive'), 2);
    await first.library.add(paths);
    await first.close();
    await rename(join(ground.path, 'drive'), join(ground.path, 'unplugged'));
    const second = await workshopWith();
    await second.until(() => second.library.photos().filter((photo) => photo.missing).length === 2);
    await rename(join(ground.path, 'unplugged'), join(ground.path, 'drive'));
    await second.library.add(paths);
    expect(second.library.photos().map((photo) => photo.missing)).toEqual([false, false]);
  });

  it('leaves all others alone where only what is given matters', async () => {
    const first = await openWorkshop({ home: join(ground.path, 'home') });
    const [gone, old] = await writePhotos(join(ground.path, 'drive'), 2);
    if (gone === undefined || old === undefined) throw new Error('there are two');
    const { added } = await first.library.add([gone, old]);
    await vi.waitFor(() => {
      expect(first.catalogue.unhashed(1)).toEqual([]);
    });
    await first.close();
    await rm(gone);

    const second = await openWorkshop({ home: join(ground.path, 'home'), ownJobsOnly: true, mayRun: () => false });
    second.database.exec('UPDATE photos SET content_hash = NULL');
    const fresh = await second.library.add(await writePhotos(join(ground.path, 'given'), 1, 9));
    await vi.waitFor(() => {
      expect(fresh.added.map((id) => second.catalogue.photo(id)?.content_hash)).toEqual([
        expect.stringMatching(/^[0-9a-f]{64}$/),
      ]);
    });
    await second.close(); // waits for whatever is looked at
    const third = await openWorkshop({ home: join(ground.path, 'home'), ownJobsOnly: true, mayRun: () => false });
    const rows = added.map((id) => third.catalogue.photo(id));
    expect(rows.map((row) => [row?.missing, row?.content_hash])).toEqual([
      [false, null],
      [false, null],
    ]);
    await third.close();
  });

  it('never takes its own results for photos', async () => {
    const workshop = await workshopWith();
    const photos = join(ground.path, 'photos');
    const { added } = await workshop.library.add(await writePhotos(photos, 1));
    for (const id of (await workshop.develop.start(added, recipe)).queued) await workshop.when(id, 'done');
    expect(await workshop.library.add([photos])).toMatchObject({ added: [], refused: [] });
    expect(workshop.library.photos()).toHaveLength(1);
  });
});

describe('pasting', () => {
  it('keeps a picture in the app’s own folder', async () => {
    const workshop = await workshopWith();
    const bytes = await pictureBytes('png');
    const outcome = await workshop.library.addPicture(bytes, 'image.png');
    const [id] = outcome.added;
    const located = id === undefined ? null : workshop.library.locatePhoto(id);
    expect(located?.path.startsWith(join(ground.path, 'home', 'Pasted'))).toBe(true);
    expect(await bytesOf(located?.path ?? '')).toBe(Buffer.from(bytes).toString('base64'));
    await expect(workshop.library.addPicture(Buffer.from('text'), 'image.png')).rejects.toMatchObject({ code: 'format-unknown' });
  });

  it('takes paths and addresses, and says what it did not understand', async () => {
    const path = await makePicture('jpeg', ground.path);
    const workshop = await workshopWith({
      fetchPicture: async (address) => {
        if (address.endsWith('/cat.webp')) return await pictureBytes('webp');
        throw new DarkslideError('url-failed');
      },
    });
    const outcome = await workshop.library.addText(`${path}\nhttps://example.org/cat.webp\nhttps://example.org/none\nhello`);
    expect(outcome.added).toHaveLength(2);
    expect(outcome.refused.map((refused) => refused.problem.code).sort()).toEqual(['format-unknown', 'url-failed']);
  });
});

describe('forgetting', () => {
  it('leaves every file and finds its results again by content', async () => {
    const workshop = await workshopWith();
    const paths = await writePhotos(join(ground.path, 'photos'), 1);
    const before = await bytesOf(paths[0] ?? '');
    const { added } = await workshop.library.add(paths);
    for (const id of (await workshop.develop.start(added, recipe)).queued) await workshop.when(id, 'done');
    workshop.library.remove(added);
    expect(workshop.library.photos()).toEqual([]);
    expect(workshop.library.results()[0]?.photoId).toBeNull();
    expect(await bytesOf(paths[0] ?? '')).toBe(before);
    const again = await workshop.library.add(paths);
    await workshop.until(() => workshop.library.results()[0]?.photoId === again.added[0]);
  });
});

describe('the database', () => {
  const now = (): number => Date.UTC(2026, 10, 14);
  const open = (file: string) =>
    openDatabase({
      file,
      migrations: libraryMigrations,
      backups: join(ground.path, 'backups'),
      wasThere: () => false,
      noteLoss: (database) => {
        database.exec('CREATE TABLE losses (n); INSERT INTO losses VALUES (1)');
      },
      now,
    });

  it('is set aside when it is damaged, never deleted', async () => {
    const file = join(ground.path, 'library.db');
    open(file).database.close();
    const damaged = Buffer.alloc(20_000, 0xab);
    await writeFile(file, damaged);
    await rm(`${file}-wal`, { force: true });
    const reopened = open(file);
    expect(reopened.lost).toMatchObject({ how: 'damaged', keptAs: 'library.db.broken-2026-11-14T00-00-00-000Z' });
    expect(Buffer.compare(await readFile(join(ground.path, reopened.lost?.keptAs ?? '')), damaged)).toBe(0);
    reopened.database.close();
    const again = open(file);
    expect(again.lost).toBeNull();
    expect(again.database.prepare('SELECT COUNT(*) AS n FROM losses').get()).toEqual({ n: 1 });
    again.database.close();
  });

  it.each(['missing', 'empty'] as const)('is lost, and not the first one, when its file is %s', async (how) => {
    const file = join(ground.path, 'library.db');
    open(file).database.close();
    await rm(file);
    if (how === 'empty') await writeFile(file, '');
    const { database, lost } = open(file);
    expect(lost).toEqual({ how, keptAs: null });
    database.close();
  });

  it('is not touched when a newer version wrote it', () => {
    const file = join(ground.path, 'library.db');
    const newer = new DatabaseSync(file);
    newer.exec("CREATE TABLE migrations (name TEXT PRIMARY KEY); INSERT INTO migrations VALUES ('library 99: tomorrow')");
    newer.close();
    expect(() => open(file)).toThrow('newer Darkslide');
  });

  it('is durable and takes back a whole transaction', () => {
    const file = join(ground.path, 'library.db');
    const { database } = open(file);
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.exec('CREATE TABLE t (a)');
    expect(() =>
      transaction(database, () => {
        database.exec('INSERT INTO t VALUES (1)');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(database.prepare('SELECT COUNT(*) AS n FROM t').get()).toEqual({ n: 0 });
    database.close();
  });
});
