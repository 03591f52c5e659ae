/** A short torture of watched folders: the watching command line and its watching process killed while other programs work. The long one is `npm run torture -- --watch`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const foundSchema = z.object({
  faults: z.array(z.string()),
  charges: z.number(),
  distinct: z.number(),
  ordered: z.number(),
  afterLetGo: z.array(z.string()),
  double: z.array(z.string()),
  missed: z.array(z.string()),
  changed: z.array(z.string()),
  killsBy: z.record(z.string(), z.number()),
  watcherKills: z.number(),
});

async function torture(line: string): Promise<{ code: number | null; said: z.infer<typeof foundSchema> }> {
  const words = [join(root, 'test', 'faults', 'torture.mjs'), '--watch', '--json', ...line.split(' ')];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (!out.startsWith('{')) throw new Error(`torture ended with ${String(code)}: ${errors}`);
  return { code, said: foundSchema.parse(JSON.parse(out)) };
}

beforeAll(() => {
  if (!existsSync(join(root, 'dist', 'main', 'cli.cjs')))
    throw new Error('dist/main/cli.cjs is missing: run "npm run build" first');
});

it('develops every settled photo once, whoever is killed, and its audit finds a program that sends again what was out', async () => {
  const [whole, broken] = await Promise.all([
    torture('--minutes 0.2 --seed 21'),
    torture('--minutes 0.2 --seed 22 --bug requeue,missed,changed'),
  ]);
  const { code, said } = whole;
  expect(said.faults).toEqual([]);
  expect(code).toBe(0);
  expect(said.charges).toBeLessThanOrEqual(said.distinct + said.ordered + said.afterLetGo.length);
  expect(Object.values(said.killsBy).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2);
  expect(said.watcherKills).toBeGreaterThan(0);

  expect(broken.code).toBe(1);
  for (const list of [broken.said.double, broken.said.missed, broken.said.changed]) expect(list).not.toEqual([]);
}, 180_000);
