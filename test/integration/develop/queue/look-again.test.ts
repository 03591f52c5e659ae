/** What is sent is the photo as it is at the moment of sending, however long it waited after it was made ready. Real files and HTTP. */
import { copyFile, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSureToBeSame } from '../../../../electron/develop/queue/work/look-again.ts';
import { createOrder } from '../../../../electron/develop/queue/semaphore.ts';
import { hashFile } from '../../../../electron/images/read-file.ts';
import type { ImageTasks } from '../../../../electron/images/tasks.ts';
import { patch } from '../../../fixtures/pictures.ts';
import { charges, openWorkshop, recipe, temporaryFolder, writePhotos, type Workshop } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let workshop: Workshop;
let path: string;
let prepared: number;
/** What the world does to the photo after it was prepared, and before it is sent. */
let meanwhile: () => Promise<void>;

beforeEach(async () => {
  folder = await temporaryFolder();
  [path = ''] = await writePhotos(join(folder.path, 'photos'), 1);
  await writePhotos(join(folder.path, 'photos'), 1, 9); // so that the folder is not empty when a photo goes
  prepared = 0;
  const images = (plain: ImageTasks): ImageTasks => ({
    ...plain,
    prepare: async (...input) => {
      const upload = await plain.prepare(...input);
      prepared += 1;
      await meanwhile();
      return upload;
    },
  });
  workshop = await openWorkshop({ home: join(folder.path, 'home'), images });
});
afterEach(async () => {
  await workshop.close();
  await folder.remove();
});

/** Another picture of just as many bytes: what lies behind a JPEG's end is no part of it. */
async function sameSizeAs(file: string): Promise<Buffer> {
  const { size } = await stat(file);
  const other = await patch([250, 1, 1], 192, 128).jpeg({ quality: 40 }).toBuffer();
  return Buffer.concat([other, Buffer.alloc(size - other.length)]);
}

async function developed(): Promise<{ state: string; code: string | undefined; contentHash: string | null }> {
  const { added } = await workshop.library.add([path]);
  const { queued } = await workshop.develop.start(added, recipe);
  const [id] = queued;
  if (id === undefined) throw new Error('nothing was queued');
  const job = await workshop.when(id, 'done', 'failed');
  return { state: job.state, code: job.problem?.code, contentHash: workshop.ledger.job(id)?.content_hash ?? null };
}

/** Happens once only. */
function once(change: () => Promise<void>): () => Promise<void> {
  return async () => {
    if (prepared === 1) await change();
  };
}

describe('a photo that was made ready', () => {
  it.each<[string, () => Promise<void>]>([
    [
      'is edited in place',
      async () => {
        await writeFile(path, await patch([1, 250, 1], 192, 128).jpeg().toBuffer());
      },
    ],
    [
      'is replaced by a file of the same size and time',
      async () => {
        const { atime, mtime } = await stat(path);
        const fresh = `${path}.tmp`;
        await writeFile(fresh, await sameSizeAs(path));
        await utimes(fresh, atime, mtime);
        await rename(fresh, path);
      },
    ],
    [
      'is edited in place, its size and time put back',
      async () => {
        const { atime, mtime } = await stat(path);
        await writeFile(path, await sameSizeAs(path));
        await utimes(path, atime, mtime);
      },
    ],
  ])('%s: it is prepared again, and the new one is sent', async (_, change) => {
    meanwhile = once(change);
    const end = await developed();
    expect(end).toEqual({ state: 'done', code: undefined, contentHash: await hashFile(path) });
    expect(prepared).toBe(2);
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('has another inode and other times, but the same content: it is sent as it is', async () => {
    meanwhile = async () => {
      await copyFile(path, `${path}.tmp`);
      await rename(`${path}.tmp`, path);
    };
    expect(await developed()).toMatchObject({ state: 'done' });
    expect(prepared).toBe(1);
  });

  it('changes all the time: it fails, nothing is sent', async () => {
    meanwhile = async () => {
      await writeFile(path, Buffer.concat([await readFile(path), Buffer.from([prepared])]));
    };
    expect(await developed()).toMatchObject({ state: 'failed', code: 'file-changed' });
    expect(prepared).toBeLessThanOrEqual(4);
    expect(charges(workshop.simulator)).toBe(0);
  });

  it('is gone: that is its own trouble, nothing is sent', async () => {
    meanwhile = async () => {
      await rm(path);
    };
    expect(await developed()).toMatchObject({ state: 'failed', code: 'file-missing' });
    expect(charges(workshop.simulator)).toBe(0);
  });
});

describe('two looks at a file', () => {
  const stamp = { size: 10, modified: 1_000_000, changed: 1_000_000, inode: 7 };
  const later = 1_000_000 + 60_000;
  it('are the same only where nothing differs', () => {
    expect(isSureToBeSame(stamp, { ...stamp }, later)).toBe(true);
    for (const other of [{ size: 11 }, { modified: 2 }, { changed: 2 }, { inode: 8 }])
      expect(isSureToBeSame(stamp, { ...stamp, ...other }, later)).toBe(false);
  });

  it('prove nothing of a fresh file on a disk that counts in seconds', () => {
    expect(isSureToBeSame(stamp, { ...stamp }, 1_000_000 + 900)).toBe(false);
    const fine = { ...stamp, modified: 1_000_000.25 };
    expect(isSureToBeSame(fine, { ...fine }, 1_000_000 + 900)).toBe(true);
  });
});

it('answers pass in the order of the questions, a late one excepted', async () => {
  const passed: string[] = [];
  const inOrder = createOrder(20);
  const slow = Promise.resolve();
  let answer: () => void = () => undefined;
  const stuck = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const both = [inOrder(new Promise((resolve) => setImmediate(resolve))), inOrder(slow)];
  await Promise.all(both.map(async (each, index) => each.then(() => passed.push(['first', 'second'][index] ?? ''))));
  expect(passed).toEqual(['first', 'second']);
  const late = inOrder(stuck).then(() => passed.push('late'));
  await inOrder(slow);
  answer();
  await late;
  expect(passed).toEqual(['first', 'second', 'late']);
});
