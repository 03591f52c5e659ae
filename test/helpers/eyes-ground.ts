/** A folder that is watched by the real process, and what it says: for tests and benchmarks of watching. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { expect } from 'vitest';
import type { FileEntry, Listing } from '../../electron/library/roots/entry.ts';
import type { Eyes, RootRequest, RootStatus } from '../../electron/watch/eyes.ts';
import { spawnWatcher, type SpawnWatcher, type WatcherProcess } from '../../electron/watch/process/spawner.ts';
import { forkNode } from '../../electron/processes/fork-node.ts';
import { createEyes, defaultRestartTimes, type RestartTimes } from '../../electron/watch/process/supervise.ts';
import { defaultWatchTimes, type WatchTimes } from '../../electron/watch/process/times.ts';

/** The bundle of the watching process; `npm run build` makes it. */
export const watchProcessFile = resolve(import.meta.dirname, '../../dist/main/watch-process.cjs');

/** A twentieth of the real times, so that tests wait for little. */
export const quickTimes: WatchTimes = {
  ...defaultWatchTimes,
  rootLookMs: 100,
  pollMinMs: 50,
  pollMaxMs: 300,
};

export interface EyesGround {
  readonly eyes: Eyes;
  /** Made, empty, absolute. */
  readonly folder: string;
  readonly path: (name: string) => string;
  /** Everything that was said since the last `forget`, in order. */
  readonly said: Said;
  /** Forgets what was said, not the last status. */
  readonly forget: () => void;
  /** Opens the folder, waits until it is watched, and forgets what was said until then. */
  readonly watch: (over?: Partial<RootRequest>) => Promise<RootStatus>;
  /** Waits until this path, or a folder around it, is hinted by its name. */
  readonly hinted: (path: string) => Promise<void>;
  /** Waits for a status. */
  readonly status: (mode: RootStatus['mode'], code?: string) => Promise<RootStatus>;
  readonly list: (folder?: string) => Promise<{ listing: Listing; entries: FileEntry[]; batches: number }>;
  /** The process that runs now. */
  readonly process: () => WatcherProcess;
  readonly close: () => Promise<void>;
}

interface Said {
  /** Null: anywhere. */
  hints: (readonly string[] | null)[];
  statuses: RootStatus[];
  restarts: string[];
  logs: string[];
}

export interface GroundOptions {
  readonly times?: WatchTimes;
  readonly restarts?: Partial<RestartTimes>;
  /** Where the folder is made; default: the system's folder for temporary files. */
  readonly parent?: string;
}

/** Builds it; nothing is watched yet. */
export async function openEyesGround({
  times = quickTimes,
  restarts,
  parent = tmpdir(),
}: GroundOptions = {}): Promise<EyesGround> {
  const home = await mkdtemp(join(parent, 'darkslide-eyes-'));
  const folder = join(home, 'root');
  await mkdir(folder);
  const said: Said = { hints: [], statuses: [], restarts: [], logs: [] };
  let last: RootStatus | null = null;
  let running: WatcherProcess | null = null;
  const start = spawnWatcher(forkNode, watchProcessFile);
  const spawn: SpawnWatcher = (options) => (running = start(options));
  const eyes = createEyes({
    spawn,
    elapsed: () => performance.now(),
    times,
    restarts: { ...defaultRestartTimes, firstMs: 20, ...restarts },
    log: (message, error) => said.logs.push(`${message} ${error instanceof Error ? error.message : ''}`),
    events: {
      hint: (_, paths) => said.hints.push(paths),
      status: (_, status) => {
        last = status;
        said.statuses.push(status);
      },
      restarted: (why) => said.restarts.push(why),
    },
  });
  const forget = (): void => {
    said.hints = [];
    said.statuses = [];
    said.restarts = [];
  };
  const isHinted = (path: string): boolean =>
    said.hints.some((paths) => paths?.some((hint) => hint === path || path.startsWith(`${hint}/`)) ?? false);
  const ground: EyesGround = {
    eyes,
    folder,
    path: (name) => join(folder, name),
    said,
    forget,
    watch: async (over = {}) => {
      eyes.open({ id: 1, path: folder, subfolders: true, excluded: [], polling: false, ...over });
      await expect.poll(() => said.statuses.length > 0 && said.hints.includes(null), { timeout: 20_000, interval: 5 }).toBe(true);
      const status = last;
      if (status === null) throw new Error('no status');
      forget();
      return status;
    },
    hinted: async (path) => {
      await expect.poll(() => isHinted(path), { timeout: 20_000, interval: 5, message: `a hint for ${path}` }).toBe(true);
    },
    status: async (mode, code) => {
      const isSaid = (): boolean => last?.mode === mode && (code === undefined || last.problem?.code === code);
      await expect.poll(isSaid, { timeout: 20_000, interval: 5, message: `status ${mode}` }).toBe(true);
      if (last === null) throw new Error('no status');
      return last;
    },
    list: async (below = '') => {
      const entries: FileEntry[] = [];
      let batches = 0;
      const listing = await eyes.list(1, below, (batch) => {
        batches += 1;
        entries.push(...batch);
      });
      return { listing, entries, batches };
    },
    process: () => {
      if (running === null) throw new Error('no process was started');
      return running;
    },
    close: async () => {
      await eyes.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
  return ground;
}
