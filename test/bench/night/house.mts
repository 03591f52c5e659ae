/** The parts of the app on a clock that runs many times as fast, watching one folder. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Conf from 'conf';
import { buildHouse, type House } from '../../../electron/house.ts';
import { forkNode } from '../../../electron/processes/fork-node.ts';
import { defaultTimings } from '../../../electron/segmind/context.ts';
import { createRuleStore } from '../../../electron/settings/rules.ts';
import { openSettingsFile } from '../../../electron/settings/settings-file.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import type { HandedOver } from '../../../electron/watch/engine/parts.ts';
import { inProject } from '../../helpers/bench-house.ts';
import { processEyes, scaledTimes } from '../../helpers/watch-ground.ts';
import { noBudget } from '../../helpers/workshop.ts';

const MINUTE = 60_000;
/** Photos a minute of the night that the plan allows. */
const PLAN_PER_MINUTE = 50;

export interface NightHouse {
  readonly home: string;
  readonly endpoint: URL;
  readonly scale: number;
  /** ms since 1970, on the clock of the night. */
  readonly now: () => number;
  readonly handedOver: (what: HandedOver) => void;
  readonly log: (message: string, error?: unknown) => void;
}

/** Opens it. Whatever is waited for takes as many times less as the clock runs faster. */
export async function openNightHouse({ home, endpoint, scale, ...parts }: NightHouse): Promise<House> {
  await mkdir(home, { recursive: true });
  const { http } = defaultTimings;
  return await buildHouse({
    home,
    modelsFolder: inProject('resources', 'models'),
    picturesFolder: join(home, 'Pictures'),
    spawn: forkNode,
    imageProcess: inProject('dist', 'main', 'image-process.cjs'),
    simulatorWorker: inProject('dist', 'main', 'simulator-worker.cjs'),
    holder: 'the benchmark',
    version: 'bench',
    endpoint,
    key: () => 'SG_bench',
    isDemo: () => false,
    ownJobsOnly: false,
    limits: () => ({ budget: noBudget, rate: { count: PLAN_PER_MINUTE, windowMs: MINUTE / scale } }),
    limitsFound: 'known',
    demoLatencyMs: null,
    timings: { ...defaultTimings, http: { ...http, answer: http.answer / scale } },
    changed: () => undefined,
    watching: {
      eyes: processEyes(scale),
      onMains: () => true,
      times: scaledTimes(scale),
      handedOver: parts.handedOver,
    },
    log: parts.log,
    now: parts.now,
  });
}

/** Writes the rule where the app looks for it, so that the app can be opened over this data folder. */
export function keepRule(home: string, rule: Rule): void {
  const makeStore = (): Conf =>
    new Conf({ cwd: home, configName: 'rules', accessPropertiesByDotNotation: false, configFileMode: 0o600 });
  createRuleStore(openSettingsFile({ path: join(home, 'rules.json'), makeStore, now: Date.now })).put(rule);
}
