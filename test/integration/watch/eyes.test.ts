/** The watching process on real folders, by the system's reports and by polling: whatever happens to files is hinted. */
import { execFileSync } from 'node:child_process';
import { mkdir, open, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RootRequest } from '../../../electron/watch/eyes.ts';
import { openEyesGround, type EyesGround } from '../../helpers/eyes-ground.ts';

let ground: EyesGround;
beforeEach(async () => {
  ground = await openEyesGround();
});
afterEach(async () => {
  await ground.close();
});

/** Every path that was named. */
function named(): string[] {
  return ground.said.hints.flatMap((paths) => paths ?? ['*']);
}

describe.each([
  ['by the system’s reports', false],
  ['by polling', true],
] as const)('a root that is watched %s', (_, polling) => {
  const watch = async (over: Partial<RootRequest> = {}): Promise<void> => {
    const status = await ground.watch({ polling, ...over });
    if (polling) expect(status).toMatchObject({ mode: 'polling', problem: { code: 'watch-asked' } });
    else expect(status).toMatchObject({ mode: 'native', problem: null });
  };
  const { write, make } = {
    write: async (name: string): Promise<void> => {
      await writeFile(ground.path(name), `content of ${name}`);
    },
    make: async (name: string): Promise<void> => {
      await mkdir(ground.path(name), { recursive: true });
    },
  };

  it('hints a new file, more of it, another name for it, another file in its place, and its end', async () => {
    await watch();
    await write('a.jpg');
    await ground.hinted('a.jpg');
    ground.forget();
    const file = await open(ground.path('a.jpg'), 'a');
    await file.write('more');
    await file.close();
    await ground.hinted('a.jpg');
    ground.forget();
    await rename(ground.path('a.jpg'), ground.path('b.jpg'));
    await ground.hinted('a.jpg');
    await ground.hinted('b.jpg');
    ground.forget();
    await write('c.jpg.part');
    await rename(ground.path('c.jpg.part'), ground.path('b.jpg'));
    await ground.hinted('b.jpg');
    expect(named()).not.toContain('c.jpg.part');
    ground.forget();
    await rm(ground.path('b.jpg'));
    await ground.hinted('b.jpg');
  });

  it('hints what is in a folder that is moved in, and what comes into its folders later', async () => {
    await watch();
    const away = join(ground.folder, '../away');
    await mkdir(join(away, 'deep/deeper'), { recursive: true });
    await writeFile(join(away, 'deep/deeper/a.jpg'), 'a');
    await rename(away, ground.path('in'));
    await ground.hinted('in/deep/deeper/a.jpg');
    await write('in/deep/b.jpg');
    await ground.hinted('in/deep/b.jpg');
    ground.forget();
    await write('in/deep/deeper/c.jpg');
    await ground.hinted('in/deep/deeper/c.jpg');
  });

  it('hints under the new names after a folder with folders was renamed', async () => {
    await make('2024/day/raw');
    await write('2024/day/raw/a.jpg');
    await watch();
    await rename(ground.path('2024'), ground.path('2025'));
    await ground.hinted('2025/day/raw/a.jpg');
    // The new name is listened to once the hint of its cover came; before that the folder itself is hinted
    await write('2025/day/raw/b.jpg');
    await ground.hinted('2025/day/raw/b.jpg');
    ground.forget();
    await write('2025/day/raw/c.jpg');
    await ground.hinted('2025/day/raw/c.jpg');
  });

  it('misses nothing in folders that are made one in the other at once', async () => {
    await watch();
    for (let index = 0; index < 20; index += 1) {
      const folder = `n${String(index)}/a/b/c`;
      await make(folder);
      await write(`${folder}/now.jpg`);
    }
    for (let index = 0; index < 20; index += 1) await ground.hinted(`n${String(index)}/a/b/c/now.jpg`);
    // Files are hinted by themselves once their folder is known
    await expect
      .poll(
        async () => {
          ground.forget();
          await write('n7/a/b/c/later.jpg');
          await write('n19/a/b/c/later.jpg');
          await ground.hinted('n7/a/b/c/later.jpg');
          await ground.hinted('n19/a/b/c/later.jpg');
          return named().includes('n7/a/b/c/later.jpg') && named().includes('n19/a/b/c/later.jpg');
        },
        { timeout: 20_000 },
      )
      .toBe(true);
  });

  it('says nothing of results, hidden files, half-made copies and sidecars', async () => {
    await make('Darkslide');
    await make('sub/Darkslide');
    await watch({ excluded: [ground.path('Darkslide'), ground.path('sub/Darkslide')] });
    await make('@eaDir');
    for (const name of [
      'Darkslide/r.jpg',
      'sub/Darkslide/r.jpg',
      '.hidden.jpg',
      'x.jpg.part',
      '~x.jpg',
      '@eaDir/x.jpg',
      'x.xmp',
      'Thumbs.db',
    ])
      await write(name);
    await write('sub/last.jpg');
    await ground.hinted('sub/last.jpg');
    expect(new Set(named())).toEqual(new Set(['sub/last.jpg']));
  });

  it('looks only at the folder itself where subfolders are not wanted', async () => {
    await make('sub');
    await watch({ subfolders: false });
    await write('sub/a.jpg');
    await write('b.jpg');
    await ground.hinted('b.jpg');
    expect(new Set(named())).toEqual(new Set(['b.jpg']));
    expect((await ground.list()).entries.map((entry) => entry.path)).toEqual(['b.jpg']);
  });

  it('follows a root that is a link, and excludes by either name', async () => {
    const link = join(ground.folder, '../link');
    await symlink(ground.folder, link);
    await make('Darkslide');
    await watch({ path: link, excluded: [join(link, 'Darkslide')] });
    await write('Darkslide/r.jpg');
    await write('a.jpg');
    await ground.hinted('a.jpg');
    expect(new Set(named())).toEqual(new Set(['a.jpg']));
    expect((await ground.list()).entries.map((entry) => entry.path)).toEqual(['a.jpg']);
  });

  it('says that a root is gone, and watches it again when it is back', async () => {
    await watch();
    await rm(ground.folder, { recursive: true });
    await ground.status('unreachable', 'root-missing');
    expect((await ground.list()).listing).toMatchObject({ complete: false, volume: null });
    await expect(ground.eyes.look(1, ['a.jpg'])).rejects.toMatchObject({ code: 'root-missing' });
    ground.forget();
    await mkdir(ground.folder);
    await ground.status(polling ? 'polling' : 'native');
    expect(ground.said.hints).toContain(null);
    ground.forget();
    await write('a.jpg');
    await ground.hinted('a.jpg');
    expect(named()).toContain('a.jpg');
  });

  it('notices that another folder lies in the place of the root', async () => {
    await write('old.jpg');
    await watch();
    const before = (await ground.list()).listing;
    const next = join(ground.folder, '../next');
    await mkdir(next);
    await rename(ground.folder, join(ground.folder, '../before'));
    await rename(next, ground.folder);
    await expect.poll(() => ground.said.hints.includes(null), { timeout: 20_000 }).toBe(true);
    expect((await ground.list()).listing.inode).not.toBe(before.inode);
    await ground.status(polling ? 'polling' : 'native');
    ground.forget();
    await write('new.jpg');
    await ground.hinted('new.jpg');
    expect(named()).toContain('new.jpg');
  });

  it('notices that a drive is taken away and comes back', async (context) => {
    const drive = ground.folder;
    if (!mount(drive)) context.skip('this system does not let tests mount a drive');
    try {
      await writeFile(join(drive, 'a.jpg'), 'a');
      await watch();
      const before = await ground.list();
      expect(before.entries).toHaveLength(1);
      ground.forget();
      execFileSync('umount', [drive]);
      await expect.poll(() => ground.said.hints.includes(null), { timeout: 20_000 }).toBe(true);
      const empty = await ground.list();
      expect(empty.entries).toEqual([]);
      expect(empty.listing.volume).not.toBe(before.listing.volume);
      ground.forget();
      expect(mount(drive)).toBe(true);
      await expect.poll(() => ground.said.hints.includes(null), { timeout: 20_000 }).toBe(true);
      await ground.status(polling ? 'polling' : 'native');
      ground.forget();
      await writeFile(join(drive, 'b.jpg'), 'b');
      await ground.hinted('b.jpg');
      expect(named()).toContain('b.jpg');
    } finally {
      execFileSync('umount', ['-l', drive]);
    }
  });
});

/** Mounts an empty drive in memory; false: not allowed here. */
function mount(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'darkslide-test', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a root watched by the system’s reports', () => {
  it('leaves no probe behind, and takes away one that was left', async () => {
    const leftOver = ground.path('.darkslide-probe-0123456789ab');
    await writeFile(leftOver, '');
    const other = ground.path('.darkslide-probe-ba9876543210');
    await writeFile(other, '');
    const before = Date.now() / 1000 - 3600;
    await utimes(leftOver, before, before);
    const status = await ground.watch();
    expect(status.probeMs).toBeLessThan(2_000);
    // A young one may be another process at work
    expect(await readdir(ground.folder)).toEqual(['.darkslide-probe-ba9876543210']);
  });

  it('is polled slowly besides, and says so, where no probe can be written', async (context) => {
    if (!mount(ground.folder)) context.skip('this system does not let tests mount a drive');
    try {
      await writeFile(ground.path('a.jpg'), 'a');
      execFileSync('mount', ['-o', 'remount,ro', ground.folder]);
      const status = await ground.watch();
      expect(status).toMatchObject({ mode: 'native', problem: { code: 'watch-untested' }, probeMs: null, pollMs: 300 });
    } finally {
      execFileSync('umount', ['-l', ground.folder]);
    }
  });

  it('makes few messages of a burst, and names every file', async () => {
    await ground.watch();
    const names = Array.from({ length: 5_000 }, (_, index) => `burst-${String(index)}.jpg`);
    for (let at = 0; at < names.length; at += 100)
      await Promise.all(names.slice(at, at + 100).map(async (name) => writeFile(ground.path(name), name)));
    const told = new Set<string>();
    await expect
      .poll(
        () => {
          for (const name of named()) told.add(name);
          return names.every((name) => told.has(name));
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    expect(ground.said.hints.length).toBeLessThan(200);
  });
});
