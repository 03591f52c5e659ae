/** Only regular files are opened, once and without waiting, whatever somebody puts in their place meanwhile. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DarkslideError } from '../../../electron/contract/errors.ts';
import { hashBytes, hashFile, openRegular, readEnds, readStamped, readWhole } from '../../../electron/images/read-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-read-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const readers: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  readWhole,
  readStamped,
  hashFile,
  readEnds: async (path) => await readEnds(path, 10, 10),
  openRegular: async (path) => {
    await (await openRegular(path)).close();
  },
};

describe.each(Object.entries(readers))('%s', (name, read) => {
  it('says what is no file', async () => {
    await expect(read(join(folder, 'gone'))).rejects.toMatchObject({ code: 'file-missing' });
    await mkdir(join(folder, 'folder'), { recursive: true });
    await expect(read(join(folder, 'folder'))).rejects.toMatchObject({ code: 'format-unknown' });
  });

  it.skipIf(process.platform === 'win32')('opens no pipe, no socket and no device', async () => {
    const pipe = join(folder, `pipe-${name}`);
    execFileSync('mkfifo', [pipe]);
    const socket = join(folder, `socket-${name}`);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    for (const path of [pipe, socket, '/dev/zero']) await expect(read(path)).rejects.toMatchObject({ code: 'file-special' });
    server.close();
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe that takes the place of a file', async () => {
    const [path, file, pipe] = ['swapped', 'file', 'other-pipe'].map((part) => join(folder, `${part}-${name}`)) as [
      string,
      string,
      string,
    ]; // three in, three out
    await writeFile(file, 'content');
    await writeFile(path, 'content');
    execFileSync('mkfifo', [pipe]);
    // Links each in the other's place as fast as it goes
    const swap = `for (;;) for (const from of process.argv.slice(2)) { fs.linkSync(from, process.argv[1] + '.next'); fs.renameSync(process.argv[1] + '.next', process.argv[1]); }`;
    const swapper = spawn(process.execPath, ['-e', swap, path, file, pipe], { stdio: 'ignore' });
    try {
      const outcomes = new Set<unknown>();
      for (const until = Date.now() + 20_000; outcomes.size < 2 && Date.now() < until;) await note(read, path, outcomes);
      expect([...outcomes].sort()).toEqual(['file-special', 'read']);
      for (let time = 0; time < 2_000; time += 1) await note(read, path, outcomes);
      // A file is another one when it is read: the rename changes the time of its last change
      for (const outcome of outcomes) expect(['read', 'file-special', 'file-changed']).toContain(outcome);
    } finally {
      swapper.kill('SIGKILL');
    }
  });
});

async function note(read: (path: string) => Promise<unknown>, path: string, outcomes: Set<unknown>): Promise<void> {
  await read(path).then(
    () => outcomes.add('read'),
    (thrown: unknown) => outcomes.add(thrown instanceof DarkslideError ? thrown.code : thrown),
  );
}

it('hashes a file of several parts as one', async () => {
  const bytes = Buffer.alloc(2_500_000, 'abc');
  await writeFile(join(folder, 'long'), bytes);
  expect(await hashFile(join(folder, 'long'))).toBe(hashBytes(bytes));
});
