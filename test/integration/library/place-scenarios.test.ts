/**
 * What people and programs do to folders of the library while nobody looks, as data: after the next look the photos are those that are there, each
 * with what it had, nothing was opened that had no need to be, and nothing is paid twice.
 */
import { appendFile, chmod, copyFile, mkdir, readFile, rename, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { PhotoId } from '../../../electron/contract/ids.ts';
import type { Job } from '../../../electron/contract/job.ts';
import type { ImageTasks } from '../../../electron/images/tasks.ts';
import { patch } from '../../fixtures/pictures.ts';
import { charges, recipe, writePhotos, type Workshop } from '../../helpers/workshop.ts';
import { workshopGround } from '../../helpers/workshop-ground.ts';

const ground = workshopGround();

interface World {
  /** A path in the first folder of the library, which holds photo-000.jpg to photo-003.jpg. */
  readonly at: (name: string) => string;
  /** A path in the second one, which holds photo-010.jpg. */
  readonly other: (name: string) => string;
  /** A path beside both. */
  readonly beside: (name: string) => string;
  /** A picture that is nowhere yet. */
  readonly picture: (shade: number) => Promise<Uint8Array>;
  readonly look: () => Promise<void>;
  readonly workshop: Workshop;
}

interface Scenario {
  readonly name: string;
  readonly change: (world: World) => Promise<void>;
  /** Photos by name afterwards, those that are missing with a "-" before them; left out: as before. */
  readonly names?: readonly string[];
  /** Names of the photos that were developed before; left out: photo-000.jpg. They have their results and their numbers. */
  readonly developed?: readonly string[];
  /** Files that were opened by the look; left out: none. */
  readonly opened?: readonly string[];
  /** Photos that are paid when all that can be are developed with the same recipe again; left out: those that were not developed before. */
  readonly paid?: number;
}

const FIRST = ['photo-000.jpg', 'photo-001.jpg', 'photo-002.jpg', 'photo-003.jpg', 'photo-010.jpg'];
const without = (...gone: string[]): string[] => FIRST.filter((name) => !gone.includes(name));
/** Root reads what its permissions forbid. */
const isRoot = process.getuid?.() === 0;

const later = new Date(Date.UTC(2031, 1, 3));

const scenarios: readonly Scenario[] = [
  { name: 'nothing at all', change: async () => Promise.resolve() },
  {
    name: 'a photo comes',
    change: async ({ at, picture }) => writeFile(at('new.jpg'), await picture(90)),
    names: ['new.jpg', ...FIRST],
    opened: ['new.jpg'],
  },
  {
    name: 'a folder with photos comes',
    change: async ({ at, picture }) => {
      await mkdir(at('more/and more'), { recursive: true });
      await writeFile(at('more/and more/new.jpg'), await picture(90));
    },
    names: ['new.jpg', ...FIRST],
    opened: ['new.jpg'],
  },
  {
    name: 'a photo is deleted',
    change: async ({ at }) => unlink(at('photo-001.jpg')),
    names: ['-photo-001.jpg', ...without('photo-001.jpg')],
  },
  {
    name: 'a photo is renamed',
    change: async ({ at }) => rename(at('photo-000.jpg'), at('best.jpg')),
    names: ['best.jpg', ...without('photo-000.jpg')],
    developed: ['best.jpg'],
  },
  {
    name: 'only the case of a name changes',
    change: async ({ at }) => rename(at('photo-000.jpg'), at('PHOTO-000.jpg')),
    names: ['PHOTO-000.jpg', ...without('photo-000.jpg')],
    developed: ['PHOTO-000.jpg'],
  },
  {
    name: 'a photo is moved to a folder below',
    change: async ({ at }) => {
      await mkdir(at('picked'));
      await rename(at('photo-000.jpg'), at('picked/photo-000.jpg'));
    },
  },
  {
    name: 'a photo is moved to another folder of the library',
    change: async ({ at, other }) => rename(at('photo-000.jpg'), other('photo-000.jpg')),
    opened: ['photo-000.jpg'],
  },
  {
    name: 'two photos change names',
    change: async ({ at }) => {
      await rename(at('photo-000.jpg'), at('x'));
      await rename(at('photo-001.jpg'), at('photo-000.jpg'));
      await rename(at('x'), at('photo-001.jpg'));
    },
    developed: ['photo-001.jpg'],
  },
  {
    name: 'three photos change names in a ring',
    change: async ({ at }) => {
      await rename(at('photo-000.jpg'), at('x'));
      await rename(at('photo-001.jpg'), at('photo-000.jpg'));
      await rename(at('photo-002.jpg'), at('photo-001.jpg'));
      await rename(at('x'), at('photo-002.jpg'));
    },
    developed: ['photo-002.jpg'],
  },
  {
    name: 'a photo is copied: the copy is a photo of its own, and is not paid for',
    change: async ({ at }) => copyFile(at('photo-000.jpg'), at('copy.jpg')),
    names: ['copy.jpg', ...FIRST],
    opened: ['copy.jpg'],
    paid: 4,
  },
  {
    name: 'a photo is copied and the first one deleted',
    change: async ({ at }) => {
      await copyFile(at('photo-000.jpg'), at('copy.jpg'));
      await unlink(at('photo-000.jpg'));
    },
    names: ['copy.jpg', ...without('photo-000.jpg')],
    developed: ['copy.jpg'],
    opened: ['copy.jpg'],
  },
  {
    name: 'a photo is touched: its content is read again, and is what it was',
    change: async ({ at }) => utimes(at('photo-000.jpg'), later, later),
    opened: ['photo-000.jpg'],
  },
  {
    name: 'a photo is replaced in place by another picture',
    change: async ({ at, picture }) => writeFile(at('photo-000.jpg'), await picture(91)),
    opened: ['photo-000.jpg'],
    paid: 5,
  },
  {
    name: 'a photo is replaced by renaming another over it, as programs save',
    change: async ({ at, picture }) => {
      await writeFile(at('photo-000.jpg.tmp'), await picture(92));
      await rename(at('photo-000.jpg.tmp'), at('photo-000.jpg'));
    },
    opened: ['photo-000.jpg'],
    paid: 5,
  },
  {
    name: 'a known photo is renamed over another',
    change: async ({ at }) => rename(at('photo-000.jpg'), at('photo-001.jpg')),
    names: ['photo-001.jpg', 'photo-002.jpg', 'photo-003.jpg', 'photo-010.jpg'],
    developed: ['photo-001.jpg'],
    paid: 3,
  },
  {
    name: 'a whole tree is restored from a backup, with new times and numbers',
    change: async ({ at, beside }) => {
      await mkdir(beside('backup'));
      for (const name of FIRST.slice(0, 4)) {
        await writeFile(join(beside('backup'), name), await readFile(at(name)));
        await unlink(at(name));
      }
      for (const name of FIRST.slice(0, 4)) {
        await writeFile(at(name), await readFile(join(beside('backup'), name)));
        await utimes(at(name), later, later);
      }
    },
    opened: FIRST.slice(0, 4),
  },
  {
    name: 'the drive is unplugged: its place is gone',
    change: async ({ at, beside }) => rename(dirname(at('x')), beside('unplugged')),
    paid: 1,
  },
  {
    name: 'the drive is unplugged: its place is empty',
    change: async ({ at, beside }) => {
      await rename(dirname(at('x')), beside('unplugged'));
      await mkdir(dirname(at('x')));
    },
    paid: 1,
  },
  {
    name: 'the drive is unplugged and is back',
    change: async ({ at, beside, look }) => {
      await rename(dirname(at('x')), beside('unplugged'));
      await look();
      await rename(beside('unplugged'), dirname(at('x')));
    },
  },
  {
    name: 'the drive is unplugged, changed elsewhere and is back',
    change: async ({ at, beside, look, picture }) => {
      await rename(dirname(at('x')), beside('unplugged'));
      await look();
      await writeFile(join(beside('unplugged'), 'new.jpg'), await picture(93));
      await unlink(join(beside('unplugged'), 'photo-001.jpg'));
      await rename(beside('unplugged'), dirname(at('x')));
    },
    names: ['-photo-001.jpg', 'new.jpg', ...without('photo-001.jpg')],
    opened: ['new.jpg'],
  },
  {
    name: 'a photo of a drive that is away is copied elsewhere: both stay, and only one is paid',
    change: async ({ at, other, beside, look }) => {
      await copyFile(at('photo-000.jpg'), other('copy.jpg'));
      await rename(dirname(at('x')), beside('unplugged'));
      await look();
    },
    names: ['copy.jpg', ...FIRST],
    opened: ['copy.jpg'],
    paid: 1,
  },
  {
    name: 'the folder is renamed and added again',
    change: async ({ at, beside, workshop }) => {
      await rename(dirname(at('x')), beside('renamed'));
      await workshop.library.addInPlace([beside('renamed')]);
    },
  },
  {
    name: 'a folder above is added as well: nothing is there twice',
    change: async ({ beside, workshop }) => {
      await workshop.library.addInPlace([dirname(beside('x'))]);
    },
  },
  {
    name: 'a folder below is renamed',
    change: async ({ at, look }) => {
      await mkdir(at('sub'));
      await rename(at('photo-000.jpg'), at('sub/photo-000.jpg'));
      await look();
      await rename(at('sub'), at('sub 2'));
    },
  },
  {
    name: 'a photo goes and comes back',
    change: async ({ at, beside, look }) => {
      await rename(at('photo-000.jpg'), beside('photo-000.jpg'));
      await look();
      await rename(beside('photo-000.jpg'), at('photo-000.jpg'));
    },
  },
  {
    name: 'names that are hard to write down',
    change: async ({ at, picture }) => {
      const odd = ['#1?.jpg', '100%.jpg', '[a]{b}.jpg', 'a\nb.jpg', '🌲 über.jpg', `${'x'.repeat(251)}.jpg`];
      for (const [index, name] of odd.entries()) await writeFile(at(name), await picture(100 + index));
    },
    names: ['#1?.jpg', '100%.jpg', '[a]{b}.jpg', 'a\nb.jpg', '🌲 über.jpg', `${'x'.repeat(251)}.jpg`, ...FIRST],
    opened: ['#1?.jpg', '100%.jpg', '[a]{b}.jpg', 'a\nb.jpg', '🌲 über.jpg', `${'x'.repeat(251)}.jpg`],
    paid: 10,
  },
  {
    name: 'two names that differ only in how an accent is written are two photos',
    change: async ({ at, picture }) => {
      await writeFile(at('é.jpg'.normalize('NFC')), await picture(110));
      await writeFile(at('é.jpg'.normalize('NFD')), await picture(111));
    },
    names: ['é.jpg'.normalize('NFC'), 'é.jpg'.normalize('NFD'), ...FIRST],
    opened: ['é.jpg'.normalize('NFC'), 'é.jpg'.normalize('NFD')],
    paid: 6,
  },
  {
    name: 'a link to the folder itself is not entered',
    change: async ({ at }) => symlink(dirname(at('x')), at('loop')),
  },
  {
    name: 'what is no photo comes',
    change: async ({ at }) => {
      for (const name of ['notes.txt', '.hidden.jpg', 'half.jpg.part']) await writeFile(at(name), 'x');
    },
  },
  {
    name: 'a file that is called like a photo and is none says so, and is not paid for',
    change: async ({ at }) => writeFile(at('none.jpg'), 'no picture'),
    names: ['none.jpg', ...FIRST],
    opened: ['none.jpg'],
  },
  {
    name: 'a photo that could not be read can be read',
    change: async ({ at, look, picture }) => {
      await writeFile(at('shut.jpg'), await picture(95), { mode: isRoot ? 0o644 : 0o000 });
      await look();
      await chmod(at('shut.jpg'), 0o600);
    },
    names: ['shut.jpg', ...FIRST],
    opened: isRoot ? ['shut.jpg'] : ['shut.jpg', 'shut.jpg'],
  },
  {
    name: 'a photo that is still written is whole at the next look',
    change: async ({ at, look, picture }) => {
      const bytes = await picture(96);
      await writeFile(at('slow.jpg'), bytes.subarray(0, 60));
      await look();
      await appendFile(at('slow.jpg'), bytes.subarray(60));
    },
    names: ['slow.jpg', ...FIRST],
    opened: ['slow.jpg', 'slow.jpg'],
  },
  {
    name: 'a person took a photo out: the look does not bring it back',
    change: async ({ workshop, at }) => {
      const row = workshop.catalogue.photoAt(at('photo-001.jpg'));
      if (row !== null) workshop.library.remove([row.id]);
      return Promise.resolve();
    },
    names: without('photo-001.jpg'),
    paid: 3,
  },
];

/** A library of two folders, everything looked into and hashed, the first photo developed. */
async function begin() {
  const opened: string[] = [];
  const images = (real: ImageTasks): ImageTasks => ({
    ...real,
    inspect: async (path) => {
      opened.push(basename(path));
      return await real.inspect(path);
    },
  });
  const beside = (name: string): string => join(ground.path, 'disk', name);
  const at = (name: string): string => join(beside('first'), name);
  const other = (name: string): string => join(beside('second'), name);
  await writePhotos(beside('first'), 4);
  await writePhotos(beside('second'), 1, 10);
  const workshop = await ground.open({ images });
  const rest = async (): Promise<void> => {
    await vi.waitFor(
      () => {
        expect(workshop.library.intake()).toMatchObject({ state: 'idle', toLook: 0 });
        expect(workshop.catalogue.unhashed(1)).toEqual([]);
      },
      { timeout: 15_000 },
    );
  };
  const look = async (): Promise<void> => {
    await workshop.library.rescan();
    await rest();
  };
  const { added } = await workshop.library.addInPlace([beside('first'), beside('second')]);
  await rest();
  const first = workshop.catalogue.photoAt(at('photo-000.jpg'));
  if (first === null) throw new Error('the first photo is not there');
  for (const id of (await workshop.develop.start([first.id], recipe)).queued) await workshop.when(id, 'done');
  opened.length = 0;
  const picture = async (shade: number): Promise<Uint8Array> => {
    const spot = await patch([(shade * 7) % 250, 200, shade % 250], 40, 60)
      .png()
      .toBuffer();
    const whole = patch([shade % 250, 20, 90], 192, 128).composite([{ input: spot, left: shade % 90, top: 30 }]);
    return new Uint8Array(await whole.jpeg().toBuffer());
  };
  const world: World = { at, other, beside, picture, look, workshop };
  return { world, opened, first: first.id, added, rest };
}

const shown = (workshop: Workshop): { id: PhotoId; name: string; missing: boolean }[] =>
  workshop.catalogue.photos().map(({ id, path, missing }) => ({ id, name: basename(path), missing }));

describe('folders of the library', () => {
  it('has scenarios enough', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(25);
  });

  it.each(scenarios)('$name', async ({ change, names = FIRST, developed = ['photo-000.jpg'], opened: expected = [], paid }) => {
    const { world, opened, first, added, rest } = await begin();
    const { workshop, look } = world;
    await change(world);
    await look();
    await vi.waitFor(() => {
      const found = shown(workshop).flatMap(({ name, missing }) =>
        missing && basename(name) !== name ? [] : [`${missing ? '-' : ''}${name}`],
      );
      // A row whose name another photo took is kept for its history, and has no name of its own
      expect(found.filter((name) => !/^-\d+$/.test(name)).sort()).toEqual([...names].sort());
    });
    expect([...opened].sort()).toEqual([...expected].sort());
    const withResults = shown(workshop).filter(({ id }) => workshop.catalogue.resultsOfPhoto(id).length > 0);
    expect(withResults.map(({ name }) => name)).toEqual(developed);
    expect(withResults.map(({ id }) => id)).toEqual([first]);
    const rows = added.flatMap((id) => workshop.catalogue.photo(id) ?? []).filter(({ missing }) => !missing);
    expect(new Set(rows.map(({ width }) => width))).toEqual(new Set([192]));
    const before = charges(workshop.simulator);
    const all = shown(workshop).map(({ id }) => id);
    const { queued } = await workshop.develop.start(all, recipe);
    const isOver = ({ id, state, held }: Job): boolean =>
      !queued.includes(id) || held !== null || state === 'done' || state === 'failed';
    // Work on a drive that is away waits for it, and costs nothing
    await workshop.until(() => workshop.develop.jobs().every(isOver));
    await rest();
    const usable = workshop.library.photos().filter(({ problem, missing }) => problem === null && !missing).length;
    expect(charges(workshop.simulator) - before).toBe(paid ?? usable - 1);
  });
});
