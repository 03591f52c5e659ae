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
  paidAfterSpoiled: z.array(z.string()),
  sentAskedAgain: z.number(),
  lost: z.array(z.string()),
  double: z.array(z.string()),
  changed: z.array(z.string()),
  stray: z.array(z.string()),
  damaged: z.array(z.string()),
  faults: z.array(z.string()),
  /** "send after" → how often the program was killed just there. */
  struck: z.record(z.string(), z.number()),
});
type Found = z.infer<typeof found>;

/** `line`: what would be typed, with "send+after" for one word. */
async function torture(line: string): Promise<{ code: number | null; said: Found }> {
  const script = join(root, 'test', 'faults', 'torture.mjs');
  const words = [...line.split(' ').map((word) => word.replace('+', ' ')), '--short', '--json'];
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
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

/** Moments that every photo passes, so that a run cannot miss them for want of a fault that leads there. */
const certain = [
  ...['queue', 'claim', 'send', 'picture', 'stored', 'photo-trouble', 'store-trouble', 'restart', 'decide'],
  ...['spool write', 'spool rename', 'result write', 'result link', 'result unlink', 'spool drop'],
];

describe('a command line that is killed again and again', () => {
  it('over v1 and v2 never pays twice, loses nothing and leaves the originals alone', async () => {
    // Each aims at every second moment, so that together they kill at all of them; more would take longer than a test may
    const runs = await Promise.all([
      torture('--photos 64 --kills 24 --seed 7 --share 1/2'),
      torture('--photos 64 --kills 24 --seed 11 --share 2/2 --transport v2'),
    ]);
    for (const { code, said } of runs) {
      expect(said.faults).toEqual([]);
      expect({ lost: said.lost, double: said.double, changed: said.changed, stray: said.stray, damaged: said.damaged }).toEqual({
        ...{ lost: [], double: [], changed: [], stray: [], damaged: [] },
      });
      expect(said.kills).toBeGreaterThanOrEqual(24);
      expect(said.charges).toBeLessThanOrEqual(said.distinct + said.ordered + said.paidAfterSpoiled.length);
      expect(said.sentAskedAgain).toBe(0);
      expect(code).toBe(0);
    }
    const struck = new Set(runs.flatMap(({ said }) => Object.keys(said.struck).filter((name) => (said.struck[name] ?? 0) > 0)));
    for (const step of certain) expect([...struck].filter((name) => name.startsWith(`${step} `))).not.toEqual([]);
  }, 300_000);
});

describe('the audit of a torture run', () => {
  it('finds a start that sends again what was out when the last process died', async () => {
    const { code, said } = await torture('--photos 8 --kills 3 --seed 3 --at picture+before --bug requeue');
    expect(code).toBe(1);
    expect(said.double).not.toEqual([]);
    expect(said.charges).toBeGreaterThan(said.distinct + said.ordered);
  }, 120_000);

  it('finds paid bytes that were not kept, a changed original, and results that are cut short or stored twice', async () => {
    const { code, said } = await torture('--photos 8 --kills 3 --seed 3 --at stored+after --bug forget,touch,spoil,twice');
    expect(code).toBe(1);
    for (const list of [said.lost, said.changed, said.damaged, said.stray]) expect(list).not.toEqual([]);
  }, 120_000);

  it('finds what was sent without being asked for, and a run that dies when it is asked to end', async () => {
    const { code, said } = await torture('--photos 24 --kills 9 --seed 3 --at stored+after --bug unasked,stack');
    expect(code).toBe(1);
    expect(said.faults.filter((fault) => /^(ended badly: quit: |sent without being asked for: job 1 )/.test(fault))).toHaveLength(
      2,
    );
  }, 300_000);
});
