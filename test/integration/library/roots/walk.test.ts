/** The walk on a real folder: what is taken, what is not entered, and what it says of what it could not read. */
import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileEntry } from '../../../../electron/library/roots/entry.ts';
import { isCertainlyGone } from '../../../../electron/library/roots/volume.ts';
import { SilentDisk, walk, type Walked, type WalkOptions } from '../../../../electron/library/roots/walk.ts';

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'darkslide-walk-')));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function put(path: string): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), path);
}

async function walked(
  over: Partial<WalkOptions> = {},
): Promise<Walked & { paths: string[]; entries: FileEntry[]; most: number }> {
  const entries: FileEntry[] = [];
  let most = 0;
  const result = await walk({
    root,
    folder: '',
    subfolders: true,
    isExcluded: () => false,
    ask: async (work) => await work(),
    keepsInodes: true,
    isLocal: true,
    batch: async (batch) => {
      most = Math.max(most, batch.length);
      entries.push(...batch);
      return Promise.resolve();
    },
    ...over,
  });
  return { ...result, entries, most, paths: entries.map((entry) => entry.path).sort() };
}

const byPath = (one: FileEntry, other: FileEntry): number => (one.path < other.path ? -1 : 1);

describe('the walk', () => {
  it('takes pictures of any name, empty ones too, with size, times and number', async () => {
    const names = [
      'a.jpg',
      '#?%[1].JPG',
      'line\nbreak.png',
      '🐈.heic',
      'é.jpg'.normalize('NFC'),
      'é.jpg'.normalize('NFD'),
      `${'x'.repeat(251)}.jpg`,
      'sub/deep/b.NEF',
    ];
    for (const name of names) await put(name);
    await truncate(join(root, 'a.jpg'));
    const found = await walked();
    expect(found).toMatchObject({ complete: true, unreadable: [], brokenNames: [] });
    expect(found.paths).toEqual([...names].sort());
    expect(found.entries.find((entry) => entry.path === 'a.jpg')).toMatchObject({ bytes: 0 });
    for (const entry of found.entries) {
      expect(entry.inode).toBeGreaterThan(0);
      expect(Math.abs(Date.now() - entry.modifiedMs)).toBeLessThan(60_000);
      expect(entry.changedMs).toBeGreaterThanOrEqual(entry.modifiedMs);
    }
    const far = await walked({ isLocal: false });
    expect(far.entries.sort(byPath)).toEqual(found.entries.sort(byPath));
    expect((await walked({ keepsInodes: false })).entries.every((entry) => entry.inode === 0)).toBe(true);
  });

  it('passes over what is hidden, half made, excluded or no picture', async () => {
    for (const path of ['.hidden/a.jpg', '@eaDir/a.jpg', 'a.jpg.part', '~b.jpg', 'notes.txt', 'c.xmp', 'out/r.jpg', 'good.jpg'])
      await put(path);
    expect((await walked({ isExcluded: (path) => path === 'out' })).paths).toEqual(['good.jpg']);
  });

  it('takes links to files, and is not led around by links to folders', async () => {
    await put('sub/a.jpg');
    await link(join(root, 'sub/a.jpg'), join(root, 'hard.jpg'));
    await symlink(join(root, 'sub/a.jpg'), join(root, 'soft.jpg'));
    await symlink(root, join(root, 'sub/loop'));
    await symlink('/usr', join(root, 'away'));
    await symlink(join(root, 'nowhere'), join(root, 'dangling.jpg'));
    await symlink('self.jpg', join(root, 'self.jpg'));
    await symlink(root, join(root, 'folder.jpg'));
    const found = await walked();
    expect(found.paths).toEqual(['hard.jpg', 'soft.jpg', 'sub/a.jpg']);
    expect(new Set(found.entries.map((entry) => entry.inode)).size).toBe(1);
    expect(found).toMatchObject({ complete: true, unreadable: [] });
  });

  it('names what has no name in UTF-8', async (context) => {
    if (process.platform !== 'linux') context.skip('names are always UTF-8 on this system');
    await put('good.jpg');
    for (const name of ['bad\\377.jpg', 'bad\\377.txt']) execFileSync('sh', ['-c', `: > "$1/$(printf '${name}')"`, 'sh', root]);
    const found = await walked();
    expect(found.paths).toEqual(['good.jpg']);
    expect(found.brokenNames).toEqual(['bad\ufffd.jpg']);
  });

  it('says which folders it could not list, and that a root that is gone was not listed', async () => {
    await put('shut/a.jpg');
    await put('open/b.jpg');
    // Permissions do not stop whoever runs tests as root
    const refuse = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    let calls = 0;
    const found = await walked({
      ask: async (work) => {
        calls += 1;
        // The first call lists the root, and two ask for the folders in it
        if (calls === 4) throw refuse;
        return await work();
      },
    });
    expect(found.complete).toBe(true);
    expect(found.unreadable).toHaveLength(1);
    await rm(root, { recursive: true });
    expect(await walked()).toMatchObject({ complete: false, paths: [] });
  });

  it('ends, incomplete, where the disk falls silent or nobody wants the rest', async () => {
    await put('sub/a.jpg');
    let calls = 0;
    const silent = await walked({
      isLocal: false,
      ask: async (work) => {
        calls += 1;
        if (calls > 3) throw new SilentDisk();
        return await work();
      },
    });
    expect(silent.complete).toBe(false);
    expect((await walked({ isUnwanted: () => true })).complete).toBe(false);
  });

  it('hands on at most 500 at a time', async () => {
    await Promise.all(Array.from({ length: 1_300 }, async (_, index) => put(`${String(index)}.jpg`)));
    const found = await walked();
    expect(new Set(found.paths).size).toBe(1_300);
    expect(found.most).toBeLessThanOrEqual(500);
  });
});

describe('a path that is not there', () => {
  it('is gone for certain only where what stands above it answers', async () => {
    await put('a/b.jpg');
    expect(await isCertainlyGone(join(root, 'a'))).toBe(false);
    expect(await isCertainlyGone(join(root, 'c'))).toBe(true);
    expect(await isCertainlyGone(join(root, 'c/d'))).toBe(false);
  });
});
