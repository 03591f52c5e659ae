/** Plays scenarios side by side and prints what became of each. */
import { parseArgs } from 'node:util';
import { missingNeed, runScenario, type Outcome } from './run-scenario.ts';
import { scenarios } from './scenarios.ts';
import type { Scenario } from './world.ts';

/** Most of a scenario is waiting. */
const AT_ONCE = 6;

export interface Played {
  readonly outcomes: readonly Outcome[];
  /** "name: why". */
  readonly skipped: readonly string[];
}

/** All of these in both modes, or in one. */
export async function playAll(
  wanted: readonly Scenario[],
  modes: readonly Outcome['mode'][],
  file: string,
  told: (outcome: Outcome) => void = () => undefined,
  atOnce = AT_ONCE,
): Promise<Played> {
  const skipped: string[] = [];
  const waiting: (() => Promise<Outcome>)[] = [];
  for (const scenario of wanted) {
    const missing = missingNeed(scenario.needs ?? []);
    if (missing !== null) skipped.push(`${scenario.name}: ${missing}`);
    else for (const mode of modes) waiting.push(async () => await runScenario(scenario, mode === 'polling', file));
  }
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await next();
      outcomes.push(outcome);
      told(outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { outcomes, skipped };
}

/** The command; returns the exit code. */
export async function play(words: readonly string[], file: string): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: { only: { type: 'string' }, mode: { type: 'string' }, 'at-once': { type: 'string' } },
  });
  const wanted = scenarios.filter(({ name }) => name.includes(values.only ?? ''));
  const modes = (['native', 'polling'] as const).filter((mode) => (values.mode ?? mode) === mode);
  const began = performance.now();
  const { outcomes, skipped } = await playAll(
    wanted,
    modes,
    file,
    ({ scenario, mode, faults, tookMs }) => {
      const end = faults.length === 0 ? 'right' : `WRONG: ${faults.join('; ')}`;
      console.log(`${mode.padEnd(8)}${(tookMs / 1000).toFixed(1).padStart(6)} s  ${scenario}: ${end}`);
    },
    Number(values['at-once'] ?? AT_ONCE),
  );
  for (const line of skipped) console.log(`skipped  ${line}`);
  const wrong = outcomes.filter(({ faults }) => faults.length > 0).length;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `${String(outcomes.length)} runs, ${String(wrong)} wrong, ${String(skipped.length)} scenarios skipped, ${seconds} s`,
  );
  return wrong === 0 ? 0 : 1;
}
