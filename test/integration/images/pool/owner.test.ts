/** Processes that decode end with their owner, however it ends, idle or in the middle of a picture. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openPoolGround, type PoolGround } from '../../../helpers/pool-ground.ts';
import { isRunning } from '../../../helpers/running.ts';

let folder = '';
let ground: PoolGround;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-owner-'));
  ground = await openPoolGround('owner-test', { owner: 'test/helpers/pool-owner.ts' });
});
afterAll(async () => {
  await ground.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts an owner with so many photos; returns when its processes are ready. */
async function startOwner(file: string, paths: readonly string[]): Promise<{ kill: () => void; decoders: number[] }> {
  const owner = spawn(process.execPath, [ground.bundle('owner'), JSON.stringify({ file, paths })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  owner.stdout.on('data', (part: Buffer) => (out += part.toString()));
  const decoders = await vi.waitFor(
    () => {
      const ready = [...out.matchAll(/^ready (\d+)$/gm)].map(([, pid]) => Number(pid));
      expect(ready).toHaveLength(paths.length);
      return ready;
    },
    { timeout: 20_000, interval: 20 },
  );
  return { kill: () => owner.kill('SIGKILL'), decoders };
}

it('whose owner is killed while they are busy with a picture', async () => {
  // A file of nothing, too long to be read in a moment
  const path = join(folder, 'long.jpg');
  await writeFile(path, '');
  await truncate(path, 200 * 1024 ** 3);
  const { kill, decoders } = await startOwner(ground.file, [path, path]);
  expect(decoders.map(isRunning)).toEqual([true, true]);
  kill();
  await vi.waitFor(() => {
    expect(decoders.map(isRunning)).toEqual([false, false]);
  });
});

it('whose owner is killed while one hangs so that it hears nothing', async () => {
  // The real entry, and then a decoder that never comes back: only its watchdog can end it
  const hanging = join(folder, 'hanging.cjs');
  await writeFile(
    hanging,
    `const { Worker, isMainThread } = require('node:worker_threads');
     require(${JSON.stringify(ground.file)});
     if (isMainThread) process.on('message', () => setImmediate(() => { for (;;); }));`,
  );
  const path = join(folder, 'small.jpg');
  await writeFile(path, 'x');
  const { kill, decoders } = await startOwner(hanging, [path]);
  const [pid = NaN] = decoders;
  expect(isRunning(pid)).toBe(true);
  kill();
  await vi.waitFor(() => {
    expect(isRunning(pid)).toBe(false);
  });
});
