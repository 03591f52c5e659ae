/** Plays one scenario and says what went wrong. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openScenario } from './scenario-world.ts';
import type { Need, Scenario } from './world.ts';

export interface Outcome {
  readonly scenario: string;
  readonly mode: 'native' | 'polling';
  /** Empty: all is as it has to be. */
  readonly faults: readonly string[];
  readonly tookMs: number;
}

/** Why this computer cannot play a scenario; null: it can. */
export function missingNeed(needs: readonly Need[]): string | null {
  for (const need of needs) {
    const isThere = has[need]();
    if (!isThere) return why[need];
  }
  return null;
}

const has: Record<Need, () => boolean> = {
  mounts: () => process.platform === 'linux' && process.getuid?.() === 0,
  person: () => process.getuid?.() !== 0 && process.platform !== 'win32',
  linux: () => process.platform === 'linux',
  case: () => {
    const folder = mkdtempSync(join(tmpdir(), 'darkslide-case-'));
    try {
      writeFileSync(join(folder, 'a'), '');
      return statSync(join(folder, 'A'), { throwIfNoEntry: false }) === undefined;
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

const why: Record<Need, string> = {
  mounts: 'file systems can be mounted only by root on Linux',
  person: 'permissions do not hold for root',
  linux: 'such names and files exist only on Linux',
  case: 'this file system takes upper and lower case for the same',
};

/** Counts of charges and of results against what is expected, and nothing left lying around. */
export async function runScenario(scenario: Scenario, isPolled: boolean, file: string): Promise<Outcome> {
  const began = performance.now();
  const faults: string[] = [];
  const mode = isPolled ? 'polling' : 'native';
  try {
    const world = await openScenario(scenario, isPolled, file);
    try {
      await scenario.write(world);
      if (scenario.afterRescan !== true)
        for (const [label, times] of Object.entries(scenario.expect)) if (times > 0) await world.developed(label, times);
      await world.quiet();
      await world.pause(4);
      await world.rescan();
      const charged = await world.charged();
      const stored = await world.stored();
      for (const label of new Set([...Object.keys(scenario.expect), ...Object.keys(charged), ...Object.keys(stored)])) {
        const times = scenario.expect[label] ?? 0;
        if ((charged[label] ?? 0) !== times)
          faults.push(`"${label}" was paid ${String(charged[label] ?? 0)} times, not ${String(times)}`);
        if ((stored[label] ?? 0) !== times)
          faults.push(`"${label}" has ${String(stored[label] ?? 0)} results, not ${String(times)}`);
      }
      for (const path of await world.litter()) faults.push(`left behind: ${path}`);
    } finally {
      await world.close();
    }
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  return { scenario: scenario.name, mode, faults, tookMs: performance.now() - began };
}
