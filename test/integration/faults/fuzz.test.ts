/** A few seconds of a hostile page, a hostile service and hostile files, another every time. More of it: `npm run fuzz -- --seconds 120`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fuzz, report } from '../../faults/fuzz/play.ts';

const SECONDS = 4;

it('whatever they say, nothing crashes, hangs, fails inside or gives away what it must not', async () => {
  if (!existsSync(join('dist', 'main', 'image-process.cjs'))) throw new Error('dist/main is missing: run "npm run build" first');
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const fuzzed = await fuzz(SECONDS, seed);
  const { lines, isGood } = report(fuzzed);
  expect(isGood, `FUZZ_SEED=${String(seed)}\n${lines.join('\n')}`).toBe(true);
  for (const [kind, { tried }] of fuzzed.kinds) expect(tried, kind).toBeGreaterThan(0);
});
