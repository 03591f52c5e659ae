/** Processes that decode are lost in every way: nobody notices but the photo whose doing it was. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as fixture from '../../../fixtures/pictures.ts';
import { openPoolGround, writeRogue, type PoolGround } from '../../../helpers/pool-ground.ts';
import { isRunning } from '../../../helpers/running.ts';

const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const mark = { recipe: 'r', model: 'm', prompt: 'p', strength: null, originalHash: null, simulated: true, work: null };
const a = 'a'.repeat(64);
let folder = '';
let ground: PoolGround;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-lost-'));
  ground = await openPoolGround('lost-test');
});
afterAll(async () => {
  await ground.close();
  await rm(folder, { recursive: true, force: true });
});

async function rogue(misbehave: string, whileLoading?: string, timeLimit = 60_000) {
  return ground.open({ file: await writeRogue(folder, misbehave, whileLoading), size: 1, timeLimit });
}

describe('a process that decodes is lost', () => {
  it('over a photo that hangs it: the photo says so, and the next one is done', async () => {
    const { pool, started } = await rogue(`if (path === 'hang') for (;;);`, '', 1_000);
    const [hung, next] = await Promise.allSettled([pool.rendition('hang', 1), pool.hash('a')]);
    expect(hung).toMatchObject({ reason: { code: 'picture-corrupt', message: 'Reading this picture took more than 1 s.' } });
    expect(next).toMatchObject({ value: a });
    expect(started).toHaveLength(2);
  });

  it('again and again over one photo: the second time it is the photo', async () => {
    const { pool, started } = await rogue(`if (path === 'die') process.exit(3);`);
    await expect(pool.prepare('die', { longSide: 1, limits })).rejects.toMatchObject({
      code: 'picture-corrupt',
      message: 'The decoder broke down over this picture, twice.',
    });
    await expect(pool.hash('die')).rejects.toMatchObject({ code: 'file-unreadable' });
    expect(await pool.hash('a')).toBe(a);
    // Three deaths of photos tried twice each, the fifth works on
    expect(started).toHaveLength(5);
  });

  it('once, whoever did it: the photo is tried again, and nobody notices', async () => {
    const { pool, started, told } = await rogue(`if (count('die') === 1) process.kill(process.pid, 'SIGKILL');`);
    expect(await pool.hash('a')).toBe(a);
    expect(started).toHaveLength(2);
    expect(told.join()).toContain('SIGKILL');
  });

  it.each([
    ['a crash of the program', `throw new Error('native crash');`],
    ['words that are no answer', `process.send({ type: 'done', value: { bytes: 'all' }, memory: 1 }); return;`],
    ['words of another kind', `process.send('credits'); return;`],
  ])('by %s: like any other end', async (_, misbehave) => {
    const { pool, started } = await rogue(misbehave);
    await expect(pool.inspect('x')).rejects.toMatchObject({ code: 'picture-corrupt' });
    expect(started).toHaveLength(2);
  });

  it('on purpose, because it kept much memory of a photo: none is missed', async () => {
    const kept = (bytes: string) => `process.send({ type: 'done', value: '${a}', memory: ${bytes} }); return;`;
    const file = await writeRogue(folder, `if (path === 'large') { ${kept('300')} } else { ${kept('200')} }`);
    const { pool, started, told } = ground.open({ file, size: 1, memoryLimit: 1_000 });
    for (const path of ['small', 'large', 'small']) expect(await pool.hash(path)).toBe(a);
    expect(started).toHaveLength(2);
    expect(told).toEqual([]);
  });

  it('on purpose, while more is expected: it goes on until another one is ready in its place', async () => {
    // The second one loads until a file says that it may be ready
    const gate = join(folder, 'may-be-ready');
    const loads = `if (count('load') === 2) while (!fs.existsSync(${JSON.stringify(gate)}));`;
    const kept = `process.send({ type: 'done', value: '${a}', memory: 300 }); return;`;
    const file = await writeRogue(folder, kept, loads);
    const { pool, started, told } = ground.open({ file, size: 1, memoryLimit: 1_000 });
    pool.warm();
    for (const path of ['first', 'second', 'third']) expect(await pool.hash(path)).toBe(a);
    expect(started).toHaveLength(2);
    const [old] = started.map((each) => each.pid() ?? NaN);
    expect(isRunning(old ?? NaN)).toBe(true);
    await writeFile(gate, '');
    await vi.waitFor(() => {
      expect(isRunning(old ?? NaN)).toBe(false);
    });
    expect(await pool.hash('fourth')).toBe(a);
    expect(told).toEqual([]);
  });

  it('on purpose, far over what it may keep: at once, whatever is expected', async () => {
    const file = await writeRogue(folder, `process.send({ type: 'done', value: '${a}', memory: 600 }); return;`);
    const { pool, started } = ground.open({ file, size: 1, memoryLimit: 1_000 });
    pool.warm();
    for (const path of ['first', 'second']) expect(await pool.hash(path)).toBe(a);
    expect(started).toHaveLength(2);
  });

  it('while another one loads in its place: its photo goes to that one', async () => {
    const misbehave = `if (path === 'die' && count('die') === 1) process.exit(3);
      process.send({ type: 'done', value: '${a}', memory: path === 'keep' ? 300 : 1 }); return;`;
    const { pool, started } = ground.open({ file: await writeRogue(folder, misbehave), size: 1, memoryLimit: 1_000 });
    pool.warm();
    expect(await Promise.all([pool.hash('keep'), pool.hash('die')])).toEqual([a, a]);
    expect(started).toHaveLength(2);
  });

  it('a code that is none of a picture’s is not passed on', async () => {
    const { pool } = await rogue(
      `process.send({ type: 'failed', problem: { code: 'credits-exhausted', message: 'Pay here.' }, detail: null, memory: 1 }); return;`,
    );
    await expect(pool.inspect('x')).rejects.toMatchObject({ code: 'internal' });
  });

  it('with paid bytes in it: they are never called unusable', async () => {
    const { pool } = await rogue(`process.exit(1);`);
    const paid = new Uint8Array(1000);
    await expect(pool.finish(paid, 'jpeg', mark)).rejects.toMatchObject({ code: 'store-failed' });
    const { pool: slow } = await rogue(`for (;;);`, '', 300);
    await expect(slow.finish(paid, 'jpeg', mark)).rejects.toMatchObject({ code: 'store-failed' });
    const { pool: absent } = ground.open({ file: join(folder, 'not-there.cjs'), size: 1 });
    await expect(absent.finish(paid, 'jpeg', mark)).rejects.toMatchObject({ code: 'store-failed' });
    expect(paid).toHaveLength(1000); // the caller keeps them
  });

  it('while it loads: started again, and the photo knows nothing of it', async () => {
    const { pool, started } = await rogue('', `if (count('load') < 3) process.exit(9);`);
    expect(await pool.hash('a')).toBe(a);
    expect(started).toHaveLength(3);
  });

  it('whenever it loads: a fault of the app, not tried for ever, and tried again by the next photo', async () => {
    const { pool, started } = ground.open({ file: join(folder, 'not-there.cjs'), size: 1 });
    const outcomes = await Promise.allSettled([pool.hash('a'), pool.hash('b')]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'internal' } });
    expect(started).toHaveLength(4);
  });

  it('where the system starts none at all', async () => {
    const { pool } = ground.open({
      spawn: () => {
        throw new Error('EAGAIN');
      },
    });
    await expect(pool.hash('a')).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('the real process that decodes', () => {
  it('killed while it idles: the next photo starts another', async () => {
    const { pool, started, told } = ground.open({ size: 1 });
    const path = await fixture.makePicture('jpeg', folder);
    await pool.inspect(path);
    process.kill(started[0]?.pid() ?? NaN, 'SIGKILL');
    await vi.waitFor(() => {
      expect(told.join()).toContain('idle');
    });
    expect(await pool.inspect(path)).toMatchObject({ format: 'jpeg' });
    expect(started).toHaveLength(2);
  });

  it('killed in the middle of a photo: the photo is done all the same', async () => {
    const { pool, started } = ground.open({ size: 1 });
    const path = join(folder, 'large.png');
    await writeFile(path, await fixture.scene(5000, 4000).png({ compressionLevel: 1 }).toBuffer());
    await pool.inspect(path);
    const rendition = pool.rendition(path, 100);
    process.kill(started[0]?.pid() ?? NaN, 'SIGKILL'); // the task was sent in the same moment; it takes far longer
    expect((await rendition).length).toBeGreaterThan(500);
    expect(started).toHaveLength(2);
  });

  it('heeds no signal that a terminal sends to everybody', async () => {
    const { pool, started } = ground.open({ size: 1 });
    const path = await fixture.makePicture('jpeg', folder);
    await pool.inspect(path);
    const pid = started[0]?.pid() ?? NaN;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
    await pool.inspect(path);
    expect(isRunning(pid)).toBe(true);
    expect(started).toHaveLength(1);
  });

  it('over its memory: ends itself, and the photo says so', async () => {
    const path = join(folder, 'wide.png');
    const wide = { width: 9000, height: 9000, channels: 3 as const, background: '#456' };
    await writeFile(path, await sharp({ create: wide }).png({ compressionLevel: 1 }).toBuffer());
    // The process has about 150 MB before its first picture
    const { pool, started } = ground.open({ size: 1, memoryLimit: 300 * 1024 ** 2 });
    await expect(pool.prepare(path, { longSide: 9000, limits: { ...limits, maxPixels: 1e9 } })).rejects.toMatchObject({
      code: 'picture-too-large',
      message: 'Reading this picture took more than 0.3 GB of memory.',
    });
    expect(started).toHaveLength(1);
    expect(await pool.inspect(await fixture.makePicture('jpeg', folder))).toMatchObject({ format: 'jpeg' });
  });
});
