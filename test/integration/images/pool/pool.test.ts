/** Processes that decode do what the calling thread does, in the right order; errors keep their code. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import * as fixture from '../../../fixtures/pictures.ts';
import { openPoolGround, type PoolGround } from '../../../helpers/pool-ground.ts';

const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const mark = { recipe: 'r', model: 'm', prompt: 'p', strength: null, originalHash: null, simulated: true, work: null };
let folder = '';
let ground: PoolGround;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-pool-'));
  ground = await openPoolGround('pool-test');
});
afterAll(async () => {
  await ground.close();
  await rm(folder, { recursive: true, force: true });
});

describe('createImagePool', () => {
  it('answers every task as the calling thread does', async () => {
    const [{ pool }, inline] = [ground.open({ size: 2 }), createInlineImages()];
    const path = await fixture.makePicture('gps', folder);
    const options = { longSide: 512, limits };
    expect(await pool.inspect(path)).toEqual(await inline.inspect(path));
    expect(await pool.details(path)).toEqual(await inline.details(path));
    expect(await pool.hash(path)).toBe(await inline.hash(path));
    const [here, there] = [await inline.prepare(path, options), await pool.prepare(path, options)];
    expect({ ...there, bytes: null }).toEqual({ ...here, bytes: null });
    expect(Buffer.compare(there.bytes, here.bytes)).toBe(0);
    expect(Buffer.compare(await pool.rendition(path, 200), await inline.rendition(path, 200))).toBe(0);
    const reply = await fixture.sceneJpeg();
    const finished = await pool.finish(reply, 'jpeg', mark);
    expect(finished).toMatchObject({ width: 600, height: 400 });
    expect(reply.length).toBeGreaterThan(0); // the caller keeps its bytes: they are paid for
    await pool.close();
  });

  it('carries errors over with code and sentence', async () => {
    const { pool } = ground.open({ size: 1 });
    const path = await fixture.makePicture('truncated', folder);
    await expect(pool.prepare(path, { longSide: 512, limits })).rejects.toMatchObject({
      code: 'picture-truncated',
      message: 'The file ends before the picture does.',
    });
    await expect(pool.inspect(join(folder, 'gone.jpg'))).rejects.toMatchObject({ code: 'file-missing' });
    await pool.close();
  });

  it('does paid work before pictures for the screen', async () => {
    const { pool } = ground.open({ size: 1 });
    const path = await fixture.makePicture('jpeg', folder);
    const order: string[] = [];
    const note = async (name: string, task: Promise<unknown>): Promise<void> => {
      await task;
      order.push(name);
    };
    await Promise.all([
      note('first', pool.rendition(path, 50)),
      note('rendition', pool.rendition(path, 51)),
      note('inspect', pool.inspect(path)),
      note('prepare', pool.prepare(path, { longSide: 64, limits })),
    ]);
    expect(order).toEqual(['first', 'prepare', 'inspect', 'rendition']);
    await pool.close();
  });

  it('takes turns between paid work and a watched folder', async () => {
    const { pool } = ground.open({ size: 1 });
    const path = await fixture.makePicture('jpeg', folder);
    const order: string[] = [];
    const note = async (name: string, task: Promise<unknown>): Promise<void> => {
      await task;
      order.push(name);
    };
    const options = { longSide: 64, limits };
    await Promise.all([
      note('first', pool.rendition(path, 50)),
      ...[1, 2, 3].map(async () => {
        await note('prepare', pool.prepare(path, options));
      }),
      ...[1, 2].map(async () => {
        await note('verify', pool.verify(path));
      }),
    ]);
    expect(order).toEqual(['first', 'prepare', 'verify', 'prepare', 'verify', 'prepare']);
    await pool.close();
  });

  it('makes the pictures in sight although very many files are looked into, and the other way round', async () => {
    const { pool } = ground.open({ size: 1 });
    const path = await fixture.makePicture('jpeg', folder);
    const order: string[] = [];
    const note = async (name: string, task: Promise<unknown>): Promise<void> => {
      await task;
      order.push(name);
    };
    await Promise.all([
      note('first', pool.verify(path)),
      ...[1, 2, 3].map(async () => {
        await note('inspect', pool.inspect(path));
      }),
      ...[50, 51, 52].map(async (side) => {
        await note('rendition', pool.rendition(path, side));
      }),
    ]);
    expect(order).toEqual(['first', 'inspect', 'rendition', 'inspect', 'rendition', 'inspect', 'rendition']);
    await pool.close();
  });

  it('warmed, it answers as any does, from the one process that was started ahead', async () => {
    const { pool, started } = ground.open({ size: 1 });
    const path = await fixture.makePicture('jpeg', folder);
    pool.warm();
    expect(started).toHaveLength(1);
    expect(await pool.verify(path)).toEqual(await createInlineImages().verify(path));
    expect(started).toHaveLength(1);
    await pool.close();
  });

  it('lets what runs finish and ends what waits when it is closed', async () => {
    const { pool } = ground.open({ size: 1 });
    const path = await fixture.makePicture('png', folder);
    const both = Promise.allSettled([pool.rendition(path, 50), pool.rendition(path, 60)]);
    await pool.close();
    const [running, waiting] = await both;
    expect(running).toMatchObject({ status: 'fulfilled' });
    expect(waiting).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    await expect(pool.hash(path)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
