/** Results are written whole, durably, and never over another file. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TEMPORARY_PREFIX, temporaryName, writeOnce, writeOnceChecked } from '../../../electron/images/write-once.ts';

/** What the world does to a file in the moment in which it has its name. */
const world: { then: ((path: string) => Promise<void>) | null } = { then: null };
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const link: typeof real.link = async (from, to) => {
    await real.link(from, to);
    await world.then?.(String(to));
  };
  return { ...real, link };
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-write-'));
});
afterEach(async () => {
  world.then = null;
  await rm(folder, { recursive: true, force: true });
});

describe('writeOnce', () => {
  it('writes the bytes and leaves nothing else', async () => {
    const path = join(folder, 'Größe 1.jpg');
    expect(await writeOnce(path, Uint8Array.of(1, 2, 3))).toBe('written');
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    expect(await readdir(folder)).toEqual(['Größe 1.jpg']);
  });

  it('leaves a file that is there alone', async () => {
    const path = join(folder, 'a.jpg');
    await writeFile(path, 'original');
    expect(await writeOnce(path, Uint8Array.of(1))).toBe('taken');
    expect(await readFile(path, 'utf8')).toBe('original');
    await mkdir(join(folder, 'b.jpg'));
    expect(await writeOnce(join(folder, 'b.jpg'), Uint8Array.of(1))).toBe('taken');
    expect((await readdir(folder)).sort()).toEqual(['a.jpg', 'b.jpg']);
  });

  it('lets exactly one of many writers have the name', async () => {
    const path = join(folder, 'race.jpg');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => await writeOnce(path, new Uint8Array(50_000).fill(index))),
    );
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
    const bytes = await readFile(path);
    expect(bytes.length).toBe(50_000);
    expect(new Set(bytes).size).toBe(1);
    expect(await readdir(folder)).toEqual(['race.jpg']);
  });

  it('takes away what the same owner left half-written, and nothing of others', async () => {
    const path = join(folder, 'a.jpg');
    const hidden = temporaryName('job 7');
    await writeFile(join(folder, hidden), 'half');
    await writeFile(join(folder, `${TEMPORARY_PREFIX}other.tmp`), 'of another');
    expect(await writeOnce(path, Uint8Array.of(1, 2), 'job 7')).toBe('written');
    expect([...(await readFile(path))]).toEqual([1, 2]);
    expect((await readdir(folder)).sort()).toEqual([`${TEMPORARY_PREFIX}other.tmp`, 'a.jpg'].sort());
  });

  it('says which trouble the folder has', async () => {
    await expect(writeOnce(join(folder, 'gone', 'a.jpg'), Uint8Array.of(1))).rejects.toMatchObject({ code: 'folder-missing' });
    await writeFile(join(folder, 'file'), 'x');
    await expect(writeOnce(join(folder, 'file', 'a.jpg'), Uint8Array.of(1))).rejects.toMatchObject({ code: 'folder-missing' });
    if (process.platform === 'linux') {
      await expect(writeOnce('/proc/a.jpg', Uint8Array.of(1))).rejects.toMatchObject({ code: 'folder-missing' });
      await expect(writeOnce('/sys/a.jpg', Uint8Array.of(1))).rejects.toMatchObject({ code: 'folder-unwritable' });
    }
  });
});

describe('writeOnceChecked', () => {
  it('a drive that says it has written and has not is found out, and no damaged file is left', async () => {
    const path = join(folder, 'a.jpg');
    world.then = async (file) => {
      const second = Math.floor((await stat(file)).mtimeMs / 1000);
      await truncate(file, 2);
      await utimes(file, second, second); // as a drive of whole seconds keeps it
    };
    expect(await writeOnceChecked(path, Uint8Array.of(1, 2, 3), 'job 7')).toBe('damaged');
    expect(await readdir(folder)).toEqual([]);
    world.then = null;
    expect(await writeOnceChecked(path, Uint8Array.of(1, 2, 3), 'job 7')).toBe('written');
  });

  it('what somebody writes into a result at once is theirs, and the result is not stored again', async () => {
    const path = join(folder, 'a.jpg');
    world.then = async (file) => {
      await writeFile(file, 'with a rating');
      const later = (await stat(file)).mtimeMs / 1000 + 5;
      await utimes(file, later, later);
    };
    expect(await writeOnceChecked(path, Uint8Array.of(1, 2, 3), 'job 7')).toBe('written');
    expect(await readFile(path, 'utf8')).toBe('with a rating');
  });
});
