/** Nothing is written through a link, pipe or folder that somebody put under a name of ours. POSIX only: Windows keeps links to few. */
import { execFileSync } from 'node:child_process';
import { linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobIdSchema } from '../../../../electron/contract/ids.ts';
import { createLog } from '../../../../electron/settings/log.ts';
import { readPlace, writePlace } from '../../../../electron/desktop/place-file.ts';
import { askToRestore, restoreIfAsked } from '../../../../electron/develop/ledger/restore.ts';
import { heldLimitsIn } from '../../../../electron/develop/money/held-limits.ts';
import { createRunnerLock } from '../../../../electron/develop/queue/runner-lock.ts';
import { checkRoom, createSpool, freeBytes } from '../../../../electron/develop/results/storing.ts';
import { writeOnce } from '../../../../electron/images/write-once.ts';
import { charges, openWorkshop, recipe, temporaryFolder, writePhotos, type Workshop } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const open: Workshop[] = [];
let victim: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  victim = join(folder.path, 'somebody-elses.txt');
  writeFileSync(victim, 'precious');
});
afterEach(async () => {
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  for (const workshop of open.splice(0)) await workshop.close();
  await folder.remove();
});

const plants: Readonly<Record<string, (path: string) => void>> = {
  'a symbolic link': (path) => {
    symlinkSync(victim, path);
  },
  'a hard link': (path) => {
    linkSync(victim, path);
  },
  'a link that leads nowhere': (path) => {
    symlinkSync(join(folder.path, 'not-there'), path);
  },
  'a pipe': (path) => {
    execFileSync('mkfifo', [path]);
  },
  'a folder': (path) => {
    mkdirSync(join(path, 'full'), { recursive: true });
  },
};

/** Each writer of ours: the name it uses, and that it worked all the same (or gave up without harm). */
const writers: Readonly<Record<string, { name: string; write: (home: string, path: string) => Promise<void> | void }>> = {
  'the probe of a results folder': {
    name: '.darkslide-probe',
    write: async (home) => {
      await checkRoom(home, folder.path);
      expect(readdirSync(home).filter((name) => name !== '.darkslide-probe')).toEqual([]);
    },
  },
  'half a result in the spool': {
    name: '7.bin.part',
    write: async (home) => {
      const spool = createSpool(home);
      const id = jobIdSchema.parse(7);
      await spool.keep(id, Buffer.from('paid'), null);
      expect(Buffer.from(await spool.read(id)).toString()).toBe('paid');
    },
  },
  'a result': {
    name: 'result.jpg',
    write: async (_home, path) => {
      expect(await writeOnce(path, Buffer.from('paid'), 'owner')).toBe('taken');
    },
  },
  'the note of who holds the queue': {
    name: 'runner.json',
    write: (home, path) => {
      if (lstatSync(path).isDirectory()) return; // nobody can hold a queue whose note is a folder
      const lock = createRunnerLock(home, { name: 'the app', host: 'localhost', takesWork: true });
      expect(lock.tryAcquire()).toBe(true);
      expect(lock.holder()?.name).toBe('the app');
      lock.release();
    },
  },
  'the place of the window': {
    name: 'window.json',
    write: (home, path) => {
      const place = { x: 1, y: 2, width: 900, height: 700, maximized: false };
      writePlace(path, place);
      if (lstatSync(path).isFile()) expect(readPlace(path)).not.toBeNull();
      expect(readdirSync(home)).toEqual(['window.json']);
    },
  },
  'the copy of the library that was chosen': {
    name: 'restore-backup',
    write: (home, path) => {
      askToRestore(home, 'library-2026.db');
      expect(lstatSync(path).isFile()).toBe(true);
      expect(readFileSync(path, 'utf8')).toBe('library-2026.db');
      // There is no such copy: said, and not tried again
      expect(restoreIfAsked(home, Date.now)).not.toBeNull();
      expect(restoreIfAsked(home, Date.now)).toBeNull();
    },
  },
  'the limits that held': {
    name: 'limits.known',
    write: (home) => {
      const limits = heldLimitsIn(home);
      expect(limits.read()).toBe('broken'); // it is none of ours, and it is not waited for
      limits.write({ runUsd: null, dayUsd: 0.16, floorUsd: 0, askAboveUsd: 5 });
      if (lstatSync(join(home, 'limits.known')).isFile()) expect(limits.read()).toMatchObject({ dayUsd: 0.16 });
    },
  },
  'the log': {
    name: 'darkslide.log',
    write: (home, path) => {
      createLog({ folder: home, clean: (text) => text, now: () => 0 }).info('a line');
      expect(readFileSync(path, 'utf8')).toContain('a line');
    },
  },
};

describe.skipIf(process.platform === 'win32')('a name of ours', () => {
  for (const [writer, { name, write }] of Object.entries(writers))
    for (const [plant, put] of Object.entries(plants))
      it(`${writer} meets ${plant}`, async () => {
        const home = join(folder.path, 'home');
        mkdirSync(home);
        put(join(home, name));
        await write(home, join(home, name));
        expect(readdirSync(folder.path)).not.toContain('not-there');
      });
});

describe.skipIf(process.platform === 'win32')('a folder "Darkslide" that is a link', () => {
  const start = async (): Promise<{ workshop: Workshop; photos: string[]; elsewhere: string }> => {
    const photos = await writePhotos(join(folder.path, 'photos'), 1);
    const elsewhere = join(folder.path, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(folder.path, 'photos', 'Darkslide'));
    const workshop = await openWorkshop({ home: join(folder.path, 'home') });
    open.push(workshop);
    return { workshop, photos, elsewhere };
  };

  it('is not written through unasked: nothing is sent, and the sentence says what to do', async () => {
    const { workshop, photos, elsewhere } = await start();
    const { added } = await workshop.library.add(photos);
    await workshop.develop.start(added, recipe);
    await workshop.until(() => JSON.stringify(workshop.changes).includes('results-linked'));
    expect(JSON.stringify(workshop.changes)).toContain('is a link to another place');
    expect(charges(workshop.simulator)).toBe(0);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('is fine where the user chose it', async () => {
    const { workshop, photos, elsewhere } = await start();
    const { added } = await workshop.library.add(photos);
    const { queued } = await workshop.develop.start(added, recipe, { folder: join(folder.path, 'photos', 'Darkslide') });
    for (const id of queued) await workshop.when(id, 'done');
    expect(readdirSync(elsewhere)).toHaveLength(1);
  });
});

describe('what a disk says it has left', () => {
  it.each([
    [{ blocks: 100, bavail: 10, bsize: 4096 }, 40_960],
    [{ blocks: 100, bavail: 0, bsize: 4096 }, 0],
    [{ blocks: 0, bavail: 0, bsize: 4096 }, Infinity], // ramfs, some file systems over the network
    [{ blocks: 100, bavail: 101, bsize: 4096 }, Infinity],
    [{ blocks: 100, bavail: -1, bsize: 4096 }, Infinity],
    [{ blocks: 100, bavail: 2 ** 64, bsize: 4096 }, Infinity],
    [{ blocks: 100, bavail: 10, bsize: 0 }, Infinity],
    [{ blocks: Number.NaN, bavail: 10, bsize: 4096 }, Infinity],
  ])('%o', (space, free) => {
    expect(freeBytes(space)).toBe(free);
  });
});
