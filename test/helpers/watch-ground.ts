/** What tests of watched folders stand on: an engine with scaled times over a workshop, with a folder that it watches. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { ruleIdSchema, type Existing, type Rule, type RuleHealth, type StoryLine } from '../../electron/contract/rule.ts';
import { formatOfName } from '../../electron/images/formats/formats.ts';
import { createInlineImages } from '../../electron/images/inline.ts';
import type { ImageTasks } from '../../electron/images/tasks.ts';
import { createWatch } from '../../electron/watch/create-watch.ts';
import type { WatchControl, WatchParts } from '../../electron/watch/engine/parts.ts';
import { watchTimes, type WatchTimes } from '../../electron/watch/engine/times.ts';
import type { Eyes, EyesEvents } from '../../electron/watch/eyes.ts';
import { forkNode } from '../../electron/processes/fork-node.ts';
import { spawnWatcher } from '../../electron/watch/process/spawner.ts';
import { createEyes } from '../../electron/watch/process/supervise.ts';
import { defaultWatchTimes, watchTimesSchema } from '../../electron/watch/process/times.ts';
import { createThinEyes } from './thin-eyes.ts';
import { openWorkshop, recipe, temporaryFolder, type Workshop, type WorkshopOptions } from './workshop.ts';

/** Times of the app, so many times as fast. What is looked for by the clock of the disk keeps a few milliseconds. */
export function scaledTimes(factor: number): WatchTimes {
  const scaled = (ms: number): number => Math.max(4, ms / factor);
  const { looks, ...waits } = watchTimes;
  const times: Record<keyof typeof waits, number> = { ...waits };
  for (const name of Object.keys(waits) as (keyof typeof waits)[]) times[name] = scaled(waits[name]); // Object.keys forgets the key type
  return { ...times, looks };
}

/** The eyes of the app: the built process. Its times scaled too. */
export function processEyes(speed = 20): (events: EyesEvents) => Eyes {
  const times = Object.fromEntries(
    Object.entries(defaultWatchTimes).map(([name, ms]) => [name, name === 'silentMs' ? ms : Math.max(5, ms / speed)]),
  );
  return (events) =>
    createEyes({
      spawn: spawnWatcher(forkNode, join(process.cwd(), 'dist', 'main', 'watch-process.cjs')),
      elapsed: () => performance.now(),
      log: () => undefined,
      events,
      times: watchTimesSchema.parse(times),
    });
}

let made = 0;

/** A rule for a folder; developed are all new photos, with the recipe of the workshop. */
export function ruleFor(folder: string, change: Partial<Rule> = {}): Rule {
  made += 1;
  return {
    id: ruleIdSchema.parse(`rule-${String(made)}`),
    name: `Rule ${String(made)}`,
    recipe,
    filters: { subfolders: true, kinds: null, ignore: [], minBytes: 0, newerThan: null },
    pairs: 'jpeg',
    changed: 'ignore',
    caps: { dayUsd: null, hourUsd: null, totalUsd: null },
    schedule: { hours: null, mainsOnly: false },
    enabled: true,
    folder,
    output: null,
    doneFolder: null,
    createdAt: Date.now() + made,
    ...change,
  };
}

export interface WatchGroundOptions extends Omit<WorkshopOptions, 'heard'> {
  /** How many times as fast as in the app. */
  readonly speed?: number;
  readonly times?: Partial<WatchTimes>;
  readonly eyes?: (events: EyesEvents) => Eyes;
  readonly isPolled?: boolean;
  readonly onMains?: () => boolean;
  readonly verify?: WatchParts['images']['verify'];
}

export interface WatchGround {
  readonly workshop: Workshop;
  readonly watch: WatchControl;
  readonly put: (rule: Rule, existing?: Existing) => Promise<void>;
  readonly health: (rule: Pick<Rule, 'id'>) => RuleHealth;
  /** The story, oldest first. */
  readonly story: (rule: Pick<Rule, 'id'>) => StoryLine[];
  /** Jobs that are done. */
  readonly done: () => number;
  /** Until everything that is there was looked at, and every job is over. */
  readonly idle: () => Promise<void>;
  /** Until it is true; asked at every change, and now and then. */
  readonly until: (condition: () => boolean | Promise<boolean>) => Promise<void>;
  readonly close: () => Promise<void>;
}

const OPEN = ['queued', 'preparing', 'sent', 'accepted', 'received'];

/** Opens a workshop with watched folders over it. */
export async function openWatchGround(options: WatchGroundOptions): Promise<WatchGround> {
  const images = createInlineImages();
  const waiting = new Set<() => void>();
  const hub: { watch: WatchControl | null } = { watch: null };
  const told = (): void => {
    for (const look of [...waiting]) look();
  };
  const workshop = await openWorkshop({
    ...options,
    heard: (change) => {
      hub.watch?.heard(change);
      told();
    },
  });
  const { develop, ledger } = workshop;
  const now = options.now ?? Date.now;
  const watch = createWatch({
    database: workshop.database,
    catalogue: workshop.catalogue,
    library: workshop.library,
    develop,
    images: options.verify === undefined ? images : { verify: options.verify },
    expecting: () => undefined,
    formatOfName,
    ruleDay: (name) => {
      const midnight = new Date(now()).setHours(0, 0, 0, 0);
      return { done: ledger.doneUnder(name, midnight), usd: ledger.charges.ruleSpent(name, midnight).usd };
    },
    eyes: options.eyes ?? createThinEyes,
    ...(options.isPolled === undefined ? {} : { isPolled: options.isPolled }),
    onMains: options.onMains ?? (() => true),
    dataFolder: options.home,
    times: { ...scaledTimes(options.speed ?? 20), ...options.times },
    now,
    elapsed: options.elapsed ?? (() => performance.now()),
    log: () => undefined,
    changed: told,
    handedOver: told,
  });
  hub.watch = watch;

  const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await condition())) {
      await new Promise<void>((resume) => {
        const timer = setTimeout(resume, 25);
        const look = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
          setImmediate(resume);
        };
        waiting.add(look);
      });
    }
  };
  const isDone = (): boolean => !develop.jobs().some((job) => OPEN.includes(job.state) && job.held === null);

  return {
    workshop,
    watch,
    put: async (rule, existing = 'leave') => {
      await mkdir(rule.folder, { recursive: true });
      await watch.put(rule, existing);
    },
    health: ({ id }) => {
      const found = watch.rules().find(({ rule }) => rule.id === id);
      if (found === undefined) throw new Error(`There is no rule ${id}`);
      return found.health;
    },
    done: () => ledger.counts().get('done') ?? 0,
    story: ({ id }) => watch.story(id, 1_000).reverse(),
    idle: async () => {
      for (;;) {
        await watch.idle();
        await until(isDone);
        // Results are met by the watcher like other files
        await watch.idle();
        if (isDone()) return;
      }
    },
    until,
    close: async () => {
      await watch.close();
      await workshop.close();
    },
  };
}

export interface UsedGround {
  /** The folder of the test that runs, and one in it for photos. */
  readonly path: string;
  readonly photos: string;
  readonly images: ImageTasks;
  /** Opens the data folder of the test; by the app's own process of eyes unless told. It is closed after the test. */
  readonly open: (options?: Partial<WatchGroundOptions>) => Promise<WatchGround>;
  readonly closeAll: () => Promise<void>;
}

/** Call it once at the top of a test file: it prepares before each test and tidies after it. */
export function useWatchGround(): UsedGround {
  let folder: Awaited<ReturnType<typeof temporaryFolder>> | null = null;
  const grounds: WatchGround[] = [];
  const path = (): string => {
    if (folder === null) throw new Error('There is a folder only while a test runs');
    return folder.path;
  };
  const closeAll = async (): Promise<void> => {
    for (const ground of grounds.splice(0)) await ground.close();
  };
  beforeEach(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder.path, 'photos'));
  });
  afterEach(async () => {
    await closeAll();
    await folder?.remove();
    folder = null;
  });
  return {
    get path() {
      return path();
    },
    get photos() {
      return join(path(), 'photos');
    },
    images: createInlineImages(),
    open: async (options = {}) => {
      const ground = await openWatchGround({ home: join(path(), 'home'), eyes: processEyes(), ...options });
      grounds.push(ground);
      return ground;
    },
    closeAll,
  };
}

/** Names of the results below a folder, sorted. */
export async function resultsIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.')).sort();
}

/** Where results of photos of a folder go unless told. */
export function resultsBeside(folder: string): string {
  return join(folder, 'Darkslide');
}
