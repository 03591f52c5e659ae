/** What is no plain file: links, pipes, and what cannot be read. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Scenario } from '../world.ts';

const run = promisify(execFile);

export const links: readonly Scenario[] = [
  {
    name: 'a link to a photo elsewhere',
    write: async (world) => {
      await world.put(world.beside('a.jpg'), await world.photo('a'));
      await symlink(world.beside('a.jpg'), world.at('link.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a link to a photo in the same folder',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await symlink('a.jpg', world.at('link.jpg'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a link that leads nowhere until its photo comes',
    afterRescan: true,
    write: async (world) => {
      await symlink(world.beside('a.jpg'), world.at('link.jpg'));
      await world.pause(3);
      await world.put(world.beside('a.jpg'), await world.photo('a'));
      await world.put(world.at('b.jpg'), await world.photo('b'));
      await world.developed('b');
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'a link that leads to itself',
    write: async (world) => {
      await symlink('round.jpg', world.at('round.jpg'));
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a link to the folder above: a loop',
    write: async (world) => {
      await mkdir(world.at('sub'), { recursive: true });
      await symlink('..', world.at('sub/up'));
      await world.put(world.at('sub/a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a link to a folder elsewhere is not followed',
    write: async (world) => {
      await world.put(world.beside('private/b.jpg'), await world.photo('b'));
      await symlink(world.beside('private'), world.at('linked'));
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { a: 1, b: 0 },
  },
  {
    name: 'a pipe that is called .jpg',
    needs: ['linux'],
    write: async (world) => {
      await run('mkfifo', [world.at('pipe.jpg')]);
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a photo that may not be read, until it may',
    needs: ['person'],
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await chmod(world.at('a.jpg'), 0);
      await world.pause(4);
      await chmod(world.at('a.jpg'), 0o644);
    },
    expect: { a: 1 },
  },
  {
    name: 'a folder that may not be listed does not hide the others',
    needs: ['person'],
    write: async (world) => {
      await world.put(world.at('closed/b.jpg'), await world.photo('b'));
      await chmod(world.at('closed'), 0);
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.developed('a');
      await chmod(world.at('closed'), 0o755);
    },
    expect: { a: 1, b: 1 },
  },
];
