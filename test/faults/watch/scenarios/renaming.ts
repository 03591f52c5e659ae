/** Names that come, go, change and are taken over by another picture. */
import { copyFile, link, mkdir, rename, rm, unlink, utimes } from 'node:fs/promises';
import type { Scenario, World } from '../world.ts';

/** Written under one name, then renamed to another. */
function byTemporary(name: string, temporary: (world: World) => string): Scenario {
  return {
    name,
    write: async (world) => {
      const from = temporary(world);
      await world.trickle(from, await world.photo('a', { size: 'large' }), 3, 0.7);
      await world.pause(1.5);
      await rename(from, world.at('a.jpg'));
    },
    expect: { a: 1 },
  };
}

async function putNew(world: World, name: string, label: string): Promise<void> {
  await world.put(world.at(name), await world.photo(label));
}

export const renaming: readonly Scenario[] = [
  byTemporary('a temporary name beside it: .tmp', (world) => world.at('a.jpg.tmp')),
  byTemporary('a browser: .crdownload', (world) => world.at('a.jpg.crdownload')),
  byTemporary('another browser: .part', (world) => world.at('a.jpg.part')),
  byTemporary('Syncthing', (world) => world.at('.syncthing.a.jpg.tmp')),
  byTemporary('rsync: a hidden name with letters behind it', (world) => world.at('.a.jpg.Xy7Qz')),
  byTemporary('a name with a tilde', (world) => world.at('~a.jpg')),
  byTemporary('a folder on the same volume', (world) => world.beside('a.jpg')),
  {
    name: 'a temporary that looks like a photo, then the real name',
    write: async (world) => {
      await world.trickle(world.at('export 0001.jpg'), await world.photo('a', { size: 'large' }), 2, 0.4);
      await rename(world.at('export 0001.jpg'), world.at('a.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'Lightroom: temporary, rename, metadata written into it afterwards',
    write: async (world) => {
      await world.put(world.at('a.jpg.lrtmp'), await world.photo('a'));
      await rename(world.at('a.jpg.lrtmp'), world.at('a.jpg'));
      await world.pause(0.3);
      await world.put(world.at('a.jpg'), await world.photo('a', { comment: 'keywords' }));
      await world.developed('a');
      await world.put(world.at('a.jpg'), await world.photo('a', { comment: 'more keywords' }));
    },
    expect: { a: 1 },
  },
  {
    name: 'metadata written into a developed photo, where changed photos are new work',
    rule: () => ({ changed: 'develop' }),
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.developed('a');
      await world.put(world.at('a.jpg'), await world.photo('a', { comment: 'five stars' }));
    },
    expect: { a: 1 },
  },
  {
    name: 'exiftool: a copy with a suffix renamed over the original',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.developed('a');
      await world.put(world.at('a.jpg_exiftool_tmp'), await world.photo('a', { comment: 'rated' }));
      await rename(world.at('a.jpg_exiftool_tmp'), world.at('a.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'two photos swap their names after they were developed',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await putNew(world, 'b.jpg', 'b');
      await world.developed('a');
      await world.developed('b');
      await rename(world.at('a.jpg'), world.at('swap.tmp'));
      await rename(world.at('b.jpg'), world.at('a.jpg'));
      await rename(world.at('swap.tmp'), world.at('b.jpg'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'two photos swap their names before they are still',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await putNew(world, 'b.jpg', 'b');
      await world.pause(0.4);
      await rename(world.at('a.jpg'), world.at('swap.tmp'));
      await rename(world.at('b.jpg'), world.at('a.jpg'));
      await rename(world.at('swap.tmp'), world.at('b.jpg'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'another picture under a developed name is left alone',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.developed('a');
      await world.put(world.beside('b.jpg'), await world.photo('b'));
      await rename(world.beside('b.jpg'), world.at('a.jpg'));
    },
    expect: { a: 1, b: 0 },
  },
  {
    name: 'another picture under a developed name, where the rule wants changed photos',
    rule: () => ({ changed: 'develop' }),
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.developed('a');
      await world.put(world.beside('b.jpg'), await world.photo('b'));
      await rename(world.beside('b.jpg'), world.at('a.jpg'));
      await world.developed('b');
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'another picture renamed over it before it is still',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.put(world.beside('b.jpg'), await world.photo('b'));
      await world.pause(0.4);
      await rename(world.beside('b.jpg'), world.at('a.jpg'));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'deleted before it is still',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.pause(0.4);
      await unlink(world.at('a.jpg'));
      await putNew(world, 'b.jpg', 'b');
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'deleted, and the same photo written again',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.developed('a');
      await unlink(world.at('a.jpg'));
      await world.pause(2);
      await putNew(world, 'a.jpg', 'a');
    },
    expect: { a: 1 },
  },
  {
    name: 'deleted, and another photo written under its name',
    rule: () => ({ changed: 'develop' }),
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.developed('a');
      await unlink(world.at('a.jpg'));
      await world.pause(3);
      await putNew(world, 'a.jpg', 'b');
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'moved out before it is still, and back',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.pause(0.3);
      await rename(world.at('a.jpg'), world.beside('a.jpg'));
      await world.pause(2);
      await rename(world.beside('a.jpg'), world.at('a.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'moved out after it was developed, and back',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.developed('a');
      await rename(world.at('a.jpg'), world.beside('a.jpg'));
      await world.pause(3);
      await rename(world.beside('a.jpg'), world.at('a.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'renamed after it was developed',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.developed('a');
      await rename(world.at('a.jpg'), world.at('2024-05-01 a.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'renamed ten times in a row',
    write: async (world) => {
      await putNew(world, '0.jpg', 'a');
      for (let time = 0; time < 10; time += 1) {
        await world.pause(0.2);
        await rename(world.at(`${String(time)}.jpg`), world.at(`${String(time + 1)}.jpg`));
      }
    },
    expect: { a: 1 },
  },
  {
    name: 'only upper and lower case of its name change',
    write: async (world) => {
      await putNew(world, 'holiday.jpg', 'a');
      await world.developed('a');
      await rename(world.at('holiday.jpg'), world.at('Holiday.JPG'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a copy of a copy',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await copyFile(world.at('a.jpg'), world.at('a copy.jpg'));
      await world.developed('a');
      await copyFile(world.at('a copy.jpg'), world.at('a copy 2.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a hard link beside it',
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await link(world.at('a.jpg'), world.at('b.jpg'));
      await world.developed('a');
      await link(world.at('a.jpg'), world.at('c.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a hard link from outside, the first name gone',
    write: async (world) => {
      await world.put(world.beside('a.jpg'), await world.photo('a'));
      await link(world.beside('a.jpg'), world.at('a.jpg'));
      await unlink(world.beside('a.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a folder of photos moved in',
    write: async (world) => {
      for (const label of ['a', 'b', 'c']) await world.put(world.beside(`card/${label}.jpg`), await world.photo(label));
      await rename(world.beside('card'), world.at('card'));
    },
    expect: { a: 1, b: 1, c: 1 },
  },
  {
    name: 'folders in folders moved in',
    write: async (world) => {
      await world.put(world.beside('card/DCIM/100CANON/a.jpg'), await world.photo('a'));
      await world.put(world.beside('card/DCIM/101CANON/b.jpg'), await world.photo('b'));
      await rename(world.beside('card'), world.at('card'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'a deep new folder, and a photo in it at once',
    write: async (world) => {
      await world.put(world.at('2026/11/27/a/b/c/a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a folder renamed after its photos were developed',
    rule: (world) => ({ output: world.beside('results') }),
    before: async (world) => {
      await mkdir(world.beside('results'), { recursive: true });
    },
    write: async (world) => {
      await world.put(world.at('day/a.jpg'), await world.photo('a'));
      await world.developed('a');
      await rename(world.at('day'), world.at('first day'));
      await world.pause(1);
      await world.put(world.at('first day/b.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'a folder moved out and back',
    write: async (world) => {
      await world.put(world.at('day/a.jpg'), await world.photo('a'));
      await world.developed('a');
      await rename(world.at('day'), world.beside('day'));
      await world.pause(3);
      await world.put(world.beside('day/b.jpg'), await world.photo('b'));
      await rename(world.beside('day'), world.at('day'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'a folder deleted with its photos while they are looked at',
    write: async (world) => {
      await world.put(world.at('day/a.jpg'), await world.photo('a'));
      await world.pause(0.4);
      await rm(world.at('day'), { recursive: true });
      await mkdir(world.at('day'), { recursive: true });
      await world.put(world.at('day/b.jpg'), await world.photo('b'));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'a photo developed, renamed, and another one under its first name',
    write: async (world) => {
      await putNew(world, 'latest.jpg', 'a');
      await world.developed('a');
      await rename(world.at('latest.jpg'), world.at('0001.jpg'));
      await world.pause(1.5);
      await putNew(world, 'latest.jpg', 'b');
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'the date of a developed photo is set anew',
    rule: () => ({ changed: 'develop' }),
    write: async (world) => {
      await putNew(world, 'a.jpg', 'a');
      await world.developed('a');
      await utimes(world.at('a.jpg'), new Date(), new Date());
    },
    expect: { a: 1 },
  },
];
