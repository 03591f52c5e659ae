/** A small torture run: the command line killed again and again against a simulator with faults. The long one is `npm run torture`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const found = z.object({
  kills: z.number(),
  charges: z.number(),
  distinct: z.number(),
  ordered: z.number(),
  done: z.number(),
  drop: z.number(),
  unfinished: z.number(),
  chargesAskedAgain: z.number(),
  lost: z.array(z.string()),
  double: z.array(z.string()),
  changed: z.array(z.string()),
  stray: z.array(z.string()),
  damaged: z.array(z.string()),
  faults: z.array(z.string()),
});

async function torture(...words: string[]): Promise<{ code: number | null; said: z.infer<typeof found> }> {
  const script = join(root, 'test', 'faults', 'torture.mjs');
  const child = spawn(process.execPath, [script, ...words, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (!out.startsWith('{')) throw new Error(`torture ended with ${String(code)}: ${errors}`);
  return { code, said: found.parse(JSON.parse(out)) };
}

beforeAll(() => {
  if (!existsSync(join(root, 'dist', 'main', 'cli.cjs')))
    throw new Error('dist/main/cli.cjs is missing: run "npm run build" first');
});

describe('a command line that is killed again and again', () => {
  it.each([
    ['v1', '12', '8', '7'],
    ['v2', '8', '5', '11'],
  ])(
    'over %s never pays twice, loses nothing and leaves the originals alone',
    async (transport, photos, kills, seed) => {
      const { code, said } = await torture('--photos', photos, '--kills', kills, '--seed', seed, '--transport', transport);
      expect(said.faults).toEqual([]);
      expect({ lost: said.lost, double: said.double, changed: said.changed, stray: said.stray, damaged: said.damaged }).toEqual({
        ...{ lost: [], double: [], changed: [], stray: [], damaged: [] },
      });
      expect(said.kills).toBeGreaterThanOrEqual(Number(kills));
      expect(said.charges).toBeLessThanOrEqual(said.distinct + said.ordered);
      expect(said.done + said.drop).toBe(Number(photos));
      expect(said.chargesAskedAgain).toBe(0);
      expect(code).toBe(0);
    },
    // Half a minute on a computer that does nothing else
    300_000,
  );
});
