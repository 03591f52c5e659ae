/** Results are written whole, durably, and never over another file. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TEMPORARY_PREFIX, temporaryName, writeOnce } from '../../../electron/images/write-once.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-write-'));
});
afterEach(async () => {
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
