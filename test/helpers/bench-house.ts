/** The parts of the app over a data folder as benchmarks use them: the built workers, no window, a service at an address. */
import { join } from 'node:path';
import type { Changes } from '../../electron/contract/events.ts';
import type { RateRule } from '../../electron/develop/queue/pacing/rate.ts';
import { buildHouse, type House } from '../../electron/house.ts';
import { forkNode } from '../../electron/processes/fork-node.ts';
import type { Spawn } from '../../electron/processes/own-process.ts';
import { noBudget } from './workshop.ts';

/** A path of this project. */
export const inProject = (...parts: string[]): string => join(process.cwd(), ...parts);

export interface BenchPlace {
  readonly home: string;
  readonly endpoint: URL;
  /** The plan's speed. */
  readonly rule: RateRule;
  /** Starts the processes that decode; left out: as the command line does. */
  readonly spawn?: Spawn;
}

/** Opens the house; every photo may be paid for. */
export async function benchHouse(
  { home, endpoint, rule, spawn = forkNode }: BenchPlace,
  changed: (changes: Changes) => void,
): Promise<House> {
  return await buildHouse({
    home,
    modelsFolder: inProject('resources', 'models'),
    picturesFolder: join(home, 'Pictures'),
    spawn,
    imageProcess: inProject('dist', 'main', 'image-process.cjs'),
    simulatorWorker: inProject('dist', 'main', 'simulator-worker.cjs'),
    libraryThreads: { walk: inProject('dist', 'main', 'walk-thread.cjs'), view: inProject('dist', 'main', 'view-thread.cjs') },
    holder: 'the benchmark',
    version: 'bench',
    endpoint,
    key: () => 'SG_bench',
    isDemo: () => false,
    ownJobsOnly: false,
    limits: () => ({ budget: noBudget, rate: rule }),
    limitsFound: 'known',
    demoLatencyMs: null,
    changed,
    watching: null,
    log: () => undefined,
    now: Date.now,
  });
}
