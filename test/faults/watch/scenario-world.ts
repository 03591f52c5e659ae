/** One scenario's world: real folders, a real engine with the real watching process, and a service that gives back what it gets. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createEyes } from '../../../electron/watch/process/supervise.ts';
import { forkNode } from '../../../electron/processes/fork-node.ts';
import { spawnWatcher } from '../../../electron/watch/process/spawner.ts';
import { defaultWatchTimes } from '../../../electron/watch/process/times.ts';
import { startEchoService, type EchoService } from '../../helpers/echo-service.ts';
import { labelledPicture, readLabel } from '../../helpers/labelled-pictures.ts';
import { openWatchGround, ruleFor, type WatchGround } from '../../helpers/watch-ground.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import type { PhotoOptions, RuleWish, Scenario, World } from './world.ts';

const run = promisify(execFile);

/** A file has to be still for 2 s in the app; here everything goes so many times as fast. */
const SPEED = 20;
const STILL_MS = 2_000 / SPEED;
/** Milliseconds that something may take on a busy computer before it counts as not happening. */
const PATIENCE_MS = 60_000;

const sizes: Record<NonNullable<PhotoOptions['size']>, { readonly height: number; readonly texture: number }> = {
  small: { height: 72, texture: 16 },
  large: { height: 600, texture: 40 },
  full: { height: 4000, texture: 8 },
};

/** Pictures are the same in every scenario, and the large ones take their time to make. */
const made = new Map<string, Promise<Buffer>>();

async function photo(label: string, options: PhotoOptions = {}): Promise<Buffer> {
  const { size = 'small', ...rest } = options;
  const key = JSON.stringify([label, size, rest]);
  const known = made.get(key) ?? labelledPicture(label, { ...sizes[size], ...rest });
  made.set(key, known);
  return await known;
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resume) => setTimeout(resume, ms));
}

export interface ScenarioWorld extends World {
  /** Label → how often its picture was charged. What nobody knows is under "?". */
  readonly charged: () => Promise<Record<string, number>>;
  /** Label → how many results show it. */
  readonly stored: () => Promise<Record<string, number>>;
  /** Everything is looked at again, as it is every hour. */
  readonly rescan: () => Promise<void>;
  /** Files in the watched folders that nobody but the app can have made, results apart. */
  readonly litter: () => Promise<string[]>;
  readonly close: () => Promise<void>;
}

/** Opens it and starts the rule. `file`: the built process that watches. */
export async function openScenario(scenario: Scenario, isPolled: boolean, file: string): Promise<ScenarioWorld> {
  const place = await mkdtemp(join(tmpdir(), 'darkslide-scenario-'));
  const folder = join(place, 'watched');
  const outside = join(place, 'outside');
  const home = join(place, 'home');
  await Promise.all(
    [folder, outside, home].map(async (each) => {
      await mkdir(each);
    }),
  );
  const service: EchoService = await startEchoService();
  const labels = new Set(Object.keys(scenario.expect));
  const labelOf = new Map<number, string | null>();
  const mounted: string[] = [];
  const rules: Rule[] = [];
  let ground: WatchGround | null = null;
  let clock = 0;

  const at = (name: string): string => join(folder, name);
  const beside = (name: string): string => join(outside, name);
  const running = (): WatchGround => {
    if (ground === null) throw new Error('Nobody watches');
    return ground;
  };

  const charged = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const [index, upload] of service.uploads.entries()) {
      const label = labelOf.get(index) ?? (await readLabel(upload, labels)) ?? '?';
      labelOf.set(index, label);
      counts[label] = (counts[label] ?? 0) + 1;
    }
    return counts;
  };

  const until = async (what: string, condition: () => Promise<boolean> | boolean): Promise<void> => {
    const began = performance.now();
    while (!(await condition())) {
      if (performance.now() - began > PATIENCE_MS) throw new Error(`${scenario.name}: ${what} did not happen`);
      await sleep(10);
    }
  };

  const makeFolder = async (path: string): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
  };

  const begin = async (): Promise<void> => {
    ground = await openWatchGround({
      home,
      baseUrl: service.url,
      speed: SPEED,
      isPolled,
      now: () => Date.now() + clock,
      elapsed: () => performance.now(),
      eyes: (events) =>
        createEyes({
          spawn: spawnWatcher(forkNode, file),
          elapsed: () => performance.now(),
          log: () => undefined,
          events,
          times: { ...defaultWatchTimes, rootLookMs: 2_000 / SPEED, pollMinMs: 2_000 / SPEED, pollMaxMs: 60_000 / SPEED },
        }),
    });
    for (const rule of rules) await ground.watch.put(rule, scenario.existing ?? 'leave');
    await ground.watch.idle();
  };

  const found = async (below: string, depth = 12): Promise<string[]> => {
    const entries = await readdir(below, { withFileTypes: true }).catch(() => []);
    const nested = entries.map(async (entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() && depth > 0 ? await found(path, depth - 1) : [path];
    });
    return (await Promise.all(nested)).flat();
  };
  const resultFiles = (): string[] => {
    const known = running().workshop.library.results();
    return known.flatMap(({ id }) => running().workshop.library.locateResult(id)?.path ?? []);
  };

  const world: ScenarioWorld = {
    ...{ folder, outside, at, beside, photo, charged },
    put: async (path, bytes) => {
      await makeFolder(path);
      await writeFile(path, bytes);
    },
    trickle: async (path, bytes, pieces, settles) => {
      await makeFolder(path);
      const length = Math.ceil(bytes.length / pieces);
      const file = await open(path, 'w');
      try {
        for (let piece = 0; piece < pieces; piece += 1) {
          if (piece > 0) await sleep(settles * STILL_MS);
          await file.write(bytes.subarray(piece * length, (piece + 1) * length));
        }
      } finally {
        await file.close();
      }
    },
    opened: async (path, flags, work) => {
      await makeFolder(path);
      const file = await open(path, flags);
      try {
        await work(file);
      } finally {
        await file.close();
      }
    },
    pause: async (settles) => {
      await sleep(settles * STILL_MS);
    },
    developed: async (label, times = 1) => {
      await until(`"${label}" is developed`, async () => ((await charged())[label] ?? 0) >= times);
    },
    quiet: async () => {
      await running().idle();
    },
    stop: async () => {
      await running().close();
      ground = null;
    },
    start: begin,
    addRule: async (wish) => {
      const rule = ruleFrom(wish, folder, rules.length);
      rules.push(rule);
      await running().watch.put(rule, 'leave');
      await running().watch.idle();
    },
    setClock: (by) => {
      clock += by;
    },
    mount: async (path, options) => {
      await run('mount', ['-t', 'tmpfs', ...(options === undefined ? [] : ['-o', options]), 'tmpfs', path]);
      mounted.push(path);
    },
    unmount: async (path) => {
      await run('umount', ['-l', path]);
      mounted.splice(mounted.indexOf(path), 1);
    },
    results: async (label) => {
      const paths = resultFiles();
      const shown = await Promise.all(paths.map(async (path) => await readLabel(path, [label])));
      return paths.filter((_, index) => shown[index] === label);
    },
    stored: async () => {
      const counts: Record<string, number> = {};
      for (const path of resultFiles()) {
        const label = (await readLabel(path, labels).catch(() => null)) ?? '?';
        counts[label] = (counts[label] ?? 0) + 1;
      }
      return counts;
    },
    rescan: async () => {
      running().watch.rescan('asked');
      await running().idle();
    },
    litter: async () => (await found(folder)).filter((path) => path.includes('.darkslide-')),
    close: async () => {
      await ground?.close();
      for (const path of mounted) await run('umount', ['-l', path]).catch(() => undefined);
      await service.close();
      await rm(place, { recursive: true, force: true });
    },
  };
  rules.push(ruleFrom(scenario.rule?.(world) ?? {}, folder, 0));
  try {
    await scenario.before?.(world);
    await begin();
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}

function ruleFrom(wish: RuleWish, folder: string, index: number): Rule {
  return { ...ruleFor(folder), name: `Rule ${String(index)}`, ...wish };
}
