/** Worker threads do what the calling thread does; hung and crashed ones are replaced; errors keep their code. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import { createImagePool } from '../../../../electron/images/pool/pool.ts';
import type { ImagePool, ImagePoolOptions } from '../../../../electron/images/pool/pool.ts';
import * as fixture from '../../../fixtures/pictures.ts';

const root = resolve(import.meta.dirname, '../../../..');
// Inside node_modules, so that the bundle finds sharp where the app's own bundle does.
const bundleFolder = join(root, 'node_modules/.cache/darkslide-pool-test');
const workerFile = join(bundleFolder, 'image-worker.cjs');
const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const mark = { recipe: 'r', model: 'm', prompt: 'p', strength: null, originalHash: null, simulated: true, work: null };
let folder = '';
const pools: ImagePool[] = [];

function open(options: Partial<ImagePoolOptions> = {}): ImagePool {
  const pool = createImagePool({ workerFile, ...options });
  pools.push(pool);
  return pool;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-pool-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, external: ['sharp'] },
    build: {
      ssr: true,
      outDir: bundleFolder,
      emptyOutDir: true,
      target: 'node18',
      rolldownOptions: {
        input: { 'image-worker': join(root, 'electron/images/pool/worker.ts') },
        external: [/^node:/, /^sharp/],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  });
});
afterAll(async () => {
  await Promise.all(
    pools.map(async (pool) => {
      await pool.close();
    }),
  );
  await rm(folder, { recursive: true, force: true });
  await rm(bundleFolder, { recursive: true, force: true });
});

describe('createImagePool', () => {
  it('answers every task as the calling thread does', async () => {
    const [pool, inline] = [open({ size: 2 }), createInlineImages()];
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
    const pool = open({ size: 1 });
    const path = await fixture.makePicture('truncated', folder);
    await expect(pool.prepare(path, { longSide: 512, limits })).rejects.toMatchObject({
      code: 'picture-truncated',
      message: 'The file ends before the picture does.',
    });
    await expect(pool.inspect(join(folder, 'gone.jpg'))).rejects.toMatchObject({ code: 'file-missing' });
    await pool.close();
  });

  it('does paid work before pictures for the screen', async () => {
    const pool = open({ size: 1 });
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

  it('replaces a worker that hangs or dies, and goes on', async () => {
    // A worker of our own that misbehaves on request; everything else it answers.
    const rogue = join(folder, 'rogue.cjs');
    await writeFile(
      rogue,
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', ({ input }) => {
         if (input[0] === 'hang') for (;;);
         if (input[0] === 'die') process.exit(3);
         if (input[0] === 'throw') throw new Error('native crash');
         parentPort.postMessage({ type: 'done', value: 'hash of ' + input[0] });
       });
       parentPort.postMessage({ type: 'ready' });`,
    );
    const pool = open({ workerFile: rogue, size: 1, timeLimit: 2000 });
    const [hung, after, died, thrown, last] = await Promise.allSettled([
      pool.rendition('hang', 1),
      pool.hash('a'),
      pool.prepare('die', { longSide: 1, limits }),
      pool.hash('throw'),
      pool.hash('b'),
    ]);
    expect(hung).toMatchObject({ status: 'rejected', reason: { code: 'picture-corrupt' } });
    expect(after).toMatchObject({ status: 'fulfilled', value: 'hash of a' });
    expect(died).toMatchObject({ status: 'rejected', reason: { code: 'picture-corrupt' } });
    expect(thrown).toMatchObject({ status: 'rejected', reason: { code: 'file-unreadable' } });
    expect(last).toMatchObject({ status: 'fulfilled', value: 'hash of b' });
    await pool.close();
  });

  it('calls a worker that never starts a fault of the app, and does not try for ever', async () => {
    const pool = open({ workerFile: join(folder, 'not-there.cjs'), size: 1 });
    const outcomes = await Promise.allSettled([pool.hash('a'), pool.hash('b')]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'internal' } });
    await pool.close();
  });

  it('lets what runs finish and ends what waits when it is closed', async () => {
    const pool = open({ size: 1 });
    const path = await fixture.makePicture('png', folder);
    const both = Promise.allSettled([pool.rendition(path, 50), pool.rendition(path, 60)]);
    await pool.close();
    const [running, waiting] = await both;
    expect(running).toMatchObject({ status: 'fulfilled' });
    expect(waiting).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    await expect(pool.hash(path)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
