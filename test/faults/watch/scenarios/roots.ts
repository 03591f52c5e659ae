/** The watched folder itself goes, comes back, is another one; the watching stops and starts again. */
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario, World } from '../world.ts';

async function firstDeveloped(world: World): Promise<void> {
  await world.put(world.at('a.jpg'), await world.photo('a'));
  await world.developed('a');
}

/** Charged is not stored yet: a copy of the folder is to hold the result. */
async function firstStored(world: World): Promise<void> {
  while ((await world.results('a')).length === 0) await world.pause(0.1);
}

export const roots: readonly Scenario[] = [
  {
    name: 'what was there before is left alone',
    before: async (world) => {
      await world.put(world.at('old.jpg'), await world.photo('old'));
    },
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { old: 0, a: 1 },
  },
  {
    name: 'what was there before is developed when that was asked for',
    existing: 'develop',
    before: async (world) => {
      await world.put(world.at('old.jpg'), await world.photo('old'));
    },
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { old: 1, a: 1 },
  },
  {
    name: 'what was there before is left alone after another start too',
    before: async (world) => {
      await world.put(world.at('old.jpg'), await world.photo('old'));
    },
    write: async (world) => {
      await world.stop();
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.start();
    },
    expect: { old: 0, a: 1 },
  },
  {
    name: 'what was there before is renamed',
    before: async (world) => {
      await world.put(world.at('old.jpg'), await world.photo('old'));
    },
    write: async (world) => {
      await rename(world.at('old.jpg'), world.at('older.jpg'));
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { old: 0, a: 1 },
  },
  {
    name: 'photos that came while nobody watched',
    write: async (world) => {
      await firstDeveloped(world);
      await world.stop();
      await world.put(world.at('b.jpg'), await world.photo('b'));
      await world.put(world.at('sub/c.jpg'), await world.photo('c'));
      await world.start();
    },
    expect: { a: 1, b: 1, c: 1 },
  },
  {
    name: 'renames and deletions while nobody watched',
    write: async (world) => {
      await firstDeveloped(world);
      await world.put(world.at('b.jpg'), await world.photo('b'));
      await world.developed('b');
      await world.stop();
      await rename(world.at('a.jpg'), world.at('renamed.jpg'));
      await rm(world.at('b.jpg'));
      await world.put(world.at('c.jpg'), await world.photo('c'));
      await world.start();
    },
    expect: { a: 1, b: 1, c: 1 },
  },
  {
    name: 'the watching ends while a file is looked at',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.pause(0.5);
      await world.stop();
      await world.start();
    },
    expect: { a: 1 },
  },
  {
    name: 'the watching ends while a file is written',
    write: async (world) => {
      const bytes = await world.photo('a', { size: 'large' });
      await world.put(world.at('a.jpg'), bytes.subarray(0, bytes.length / 2));
      await world.pause(2);
      await world.stop();
      await world.put(world.at('a.jpg'), bytes);
      await world.start();
    },
    expect: { a: 1 },
  },
  {
    name: 'the root is renamed away and comes back with one more',
    write: async (world) => {
      await firstDeveloped(world);
      await rename(world.folder, `${world.folder} away`);
      await world.pause(4);
      await world.put(join(`${world.folder} away`, 'b.jpg'), await world.photo('b'));
      await rename(`${world.folder} away`, world.folder);
      await world.developed('b');
      await world.put(world.at('c.jpg'), await world.photo('c'));
    },
    expect: { a: 1, b: 1, c: 1 },
  },
  {
    name: 'the root is deleted and made again, and filled with the same and another photo',
    // Not below the root: the first result would go with it, or not, as the moment falls
    rule: (world) => ({ output: world.beside('results') }),
    write: async (world) => {
      await firstDeveloped(world);
      await rm(world.folder, { recursive: true });
      await world.pause(3);
      await mkdir(world.folder, { recursive: true });
      await world.pause(3);
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'the root is replaced by another folder in one moment',
    write: async (world) => {
      await firstDeveloped(world);
      await firstStored(world);
      await cp(world.folder, world.beside('copy'), { recursive: true });
      await world.put(world.beside('copy/b.jpg'), await world.photo('b'));
      await rename(world.folder, `${world.folder} before`);
      await rename(world.beside('copy'), world.folder);
      await world.developed('b');
      await world.put(world.at('c.jpg'), await world.photo('c'));
    },
    expect: { a: 1, b: 1, c: 1 },
  },
  {
    name: 'what was there before is not new after the root was away',
    before: async (world) => {
      await world.put(world.at('old.jpg'), await world.photo('old'));
    },
    write: async (world) => {
      await firstDeveloped(world);
      await rename(world.folder, `${world.folder} away`);
      await world.pause(4);
      await rename(`${world.folder} away`, world.folder);
      await world.pause(2);
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { old: 0, a: 1, b: 1 },
  },
  {
    name: 'what was there before is not new after a restore from a backup',
    before: async (world) => {
      await world.put(world.at('old.jpg'), await world.photo('old'));
    },
    write: async (world) => {
      await firstDeveloped(world);
      await firstStored(world);
      await cp(world.folder, world.beside('backup'), { recursive: true, preserveTimestamps: true });
      await rm(world.folder, { recursive: true });
      await world.pause(3);
      await cp(world.beside('backup'), world.folder, { recursive: true, preserveTimestamps: true });
      await world.pause(2);
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { old: 0, a: 1, b: 1 },
  },
  {
    name: 'a drive is unmounted, its empty mount point stays, and it is mounted again with its photos',
    needs: ['mounts'],
    write: async (world) => {
      await firstDeveloped(world);
      await world.mount(world.folder); // covers the folder with an empty drive: as if the right one had been taken away
      await world.pause(4);
      await world.unmount(world.folder);
      await world.pause(2);
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'the folder for results cannot be written until it can',
    needs: ['mounts'],
    rule: (world) => ({ output: world.beside('results') }),
    before: async (world) => {
      await mkdir(world.beside('results'), { recursive: true });
    },
    write: async (world) => {
      await world.mount(world.beside('results'), 'ro');
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.pause(6);
      await world.unmount(world.beside('results'));
    },
    expect: { a: 1 },
  },
  {
    name: 'the root is there only after the watching began',
    write: async (world) => {
      await firstDeveloped(world);
      await world.stop();
      await rename(world.folder, `${world.folder} away`);
      await world.start();
      await world.pause(3);
      await world.put(join(`${world.folder} away`, 'b.jpg'), await world.photo('b'));
      await rename(`${world.folder} away`, world.folder);
    },
    expect: { a: 1, b: 1 },
  },
];
