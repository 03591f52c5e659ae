/** A drawn sample of the scenarios of watched folders, by the system's reports and by polling. All of them: `npm run scenarios`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { playAll } from '../../faults/watch/play.ts';
import { scenarios } from '../../faults/watch/scenarios.ts';
import { randomFrom } from '../../../electron/simulator/random.ts';

const file = join(process.cwd(), 'dist', 'main', 'watch-process.cjs');
/** Drawn for each run of the tests. */
const DRAWN = 9;
/** Milliseconds of a minute in which nothing happens: too long for here. */
const long = ['a writer that stops half way for ten minutes', '24 megapixels in many small pieces', 'forty photos at once'];

describe('the scenarios of watched folders', () => {
  it('are at least eighty, each with a name of its own', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(80);
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  });

  it('develop each photo exactly once, or exactly not', async () => {
    if (!existsSync(file)) throw new Error('dist/main/watch-process.cjs is missing: run "npm run build" first');
    const seed = Number(process.env['SCENARIO_SEED'] ?? Date.now() % 1_000_000);
    console.log(`SCENARIO_SEED=${String(seed)}`);
    const next = randomFrom(seed);
    const left = scenarios.filter(({ name }) => !long.includes(name));
    const drawn = Array.from({ length: DRAWN }, () => left.splice(Math.floor(next() * left.length), 1)).flat();
    const { outcomes } = await playAll(drawn, ['native', 'polling'], file, undefined, 3);
    expect(outcomes.flatMap(({ scenario, mode, faults }) => faults.map((fault) => `${mode}: ${scenario}: ${fault}`))).toEqual([]);
  }, 180_000);
});
