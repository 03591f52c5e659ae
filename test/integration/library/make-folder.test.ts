/** Folders are made one by one: what cannot be made is said at once, and no thread is lost over it. */
import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../electron/library/make-folder.ts';
import { makeHome } from '../../../electron/settings/home.ts';
import { temporaryFolder } from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});

describe('a folder', () => {
  it('is made with those above it, whoever else makes them at that moment', async () => {
    const deep = join(folder.path, 'a', 'b', 'c');
    await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(deep, 'd'), 0o700)]);
    expect((await stat(join(deep, 'd'))).isDirectory()).toBe(true);
    await makeFolder(deep);
  });

  it('is not made where a file is in the way', async () => {
    const file = join(folder.path, 'file');
    await writeFile(file, 'x');
    await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(file, 'below', 'it'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.runIf(existsSync('/proc/self'))('is refused by a file system that makes none, instead of tried for ever', async () => {
    await expect(makeFolder('/proc/darkslide/results')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(() => {
      makeHome('/proc/darkslide/home');
    }).toThrow('cannot be used');
  });
});
