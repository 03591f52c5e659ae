/** Library and money path over a real data folder, a real database and the simulator over HTTP, as the app builds them. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Changes } from '../../electron/contract/events.ts';
import type { JobId } from '../../electron/contract/ids.ts';
import type { Job } from '../../electron/contract/job.ts';
import { modelSchema, type Model } from '../../electron/contract/model.ts';
import type { Recipe } from '../../electron/contract/recipe.ts';
import { createDevelop } from '../../electron/develop/create-develop.ts';
import type { Develop } from '../../electron/develop/develop.ts';
import type { Ledger } from '../../electron/develop/ledger/ledger.ts';
import { openLedger } from '../../electron/develop/ledger/open.ts';
import type { GuardedBudget } from '../../electron/develop/money/guard.ts';
import type { Limits } from '../../electron/develop/queue/parts.ts';
import { createRuns } from '../../electron/develop/queue/runs.ts';
import { createFolders, type Folders } from '../../electron/develop/results/folders.ts';
import { createSpool } from '../../electron/develop/results/storing.ts';
import { createInlineImages } from '../../electron/images/inline.ts';
import type { ImageTasks } from '../../electron/images/tasks.ts';
import { createCatalogue, type Catalogue } from '../../electron/library/catalogue.ts';
import { createLibrary } from '../../electron/library/create-library.ts';
import type { LibraryParts } from '../../electron/library/library-parts.ts';
import { closeDatabase, type Database } from '../../electron/library/database.ts';
import type { Library } from '../../electron/library/library.ts';
import { createSegmindService } from '../../electron/segmind/client.ts';
import type { Timings } from '../../electron/segmind/context.ts';
import type { SimulatorOptions } from '../../electron/simulator/options.ts';
import { createPrivateFolders, PRIVATE_FOLDERS } from '../../electron/settings/private-folders.ts';
import { startSimulator, type Simulator } from '../../electron/simulator/server.ts';
import turboData from '../../resources/models/stable-diffusion-3-turbo-img2img.json';
import { patch } from '../fixtures/pictures.ts';

export const turbo: Model = modelSchema.parse(turboData);

export const recipe: Recipe = {
  title: '',
  model: turbo.slug,
  parameters: { prompt: 'golden evening', strength: 0.6 },
  format: 'jpeg',
  longSide: 512,
  name: '{name}-{recipe}-{variant}',
};

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'darkslide-test-'));
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Photos that all differ, each with some structure in it. */
export async function writePhotos(folder: string, count: number, firstShade = 0): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const shade = firstShade + index;
    const path = join(folder, `photo-${String(shade).padStart(3, '0')}.jpg`);
    const spot = await patch([250 - (shade % 200), 40, shade % 250], 60, 40)
      .png()
      .toBuffer();
    await writeFile(
      path,
      await patch([shade % 250, 120, 200], 192, 128)
        .composite([{ input: spot, left: 20, top: 30 }])
        .jpeg()
        .toBuffer(),
    );
    paths.push(path);
  }
  return paths;
}

export interface Workshop {
  readonly develop: Develop;
  readonly library: Library;
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly database: Database;
  readonly simulator: Simulator;
  readonly changes: Changes[];
  /** The job once it is in one of these states; waits for the facts that say so. */
  readonly when: (id: JobId, ...states: Job['state'][]) => Promise<Job>;
  /** Resolves when the condition holds, asked at every change. */
  readonly until: (condition: () => boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface WorkshopOptions {
  readonly home: string;
  readonly simulator?: Simulator;
  readonly simulatorOptions?: SimulatorOptions;
  readonly key?: () => string | null;
  readonly mayRun?: () => boolean;
  readonly models?: readonly Model[];
  readonly baseUrl?: URL;
  readonly fetchPicture?: LibraryParts['fetchPicture'];
  /** Yes to everything unless told. */
  readonly mayOpen?: LibraryParts['mayOpen'];
  /** Which of a RAW and a JPEG of one shot is the photo; the JPEG unless told. */
  readonly pairs?: LibraryParts['pairs'];
  /** How long the service is waited for; as in the app unless told. */
  readonly timings?: Timings;
  /** Where paid bytes are kept; in `home` unless told. */
  readonly spoolFolder?: string;
  /** Are new jobs simulated? They go to the same service. */
  readonly isDemo?: () => boolean;
  /** The user's folders; the real disks unless told. */
  readonly folders?: Folders;
  /** No budget and no plan unless told. */
  readonly limits?: () => Limits;
  /** The clock of ledger and queue, ms since 1970; the real one unless told. It passes for both kinds of time unless `elapsed` is told as well. */
  readonly now?: () => number;
  /** Milliseconds on a clock that is never set. */
  readonly elapsed?: () => number;
  readonly ownJobsOnly?: boolean;
  /** See DevelopParts. */
  readonly heldRules?: readonly string[];
  /** Stands between the money path and the images: counts, holds up. */
  readonly images?: (images: ImageTasks) => ImageTasks;
  /** Hears what changed as the app's own hub would; `changes` stays empty then. */
  readonly heard?: (change: Changes) => void;
}

/** No spending limit at all. */
export const noBudget: GuardedBudget = { unknown: null, runUsd: null, dayUsd: null, floorUsd: null, askAboveUsd: null };

/** Opens the data folder as the app would. Jobs of an earlier run are picked up at once. */
export async function openWorkshop(options: WorkshopOptions): Promise<Workshop> {
  await mkdir(options.home, { recursive: true });
  const own = options.simulator === undefined;
  const simulator = options.simulator ?? (await startSimulator({ latencyMs: 0, ...options.simulatorOptions }));
  const opened: { library: Library | null } = { library: null };
  const changes: Changes[] = [];
  const waiting = new Set<() => void>();
  const changed = (change: Changes): void => {
    opened.library?.heard(change);
    if (options.heard === undefined) changes.push(change);
    else options.heard(change);
    for (const look of [...waiting]) look();
  };
  const { database, ledger, isInPlace } = openLedger(options.home, options.now ?? Date.now);
  const catalogue = createCatalogue(database);
  const images = options.images === undefined ? createInlineImages() : options.images(createInlineImages());
  const log = (message: string, error?: unknown): void => {
    logged.push([message, error]);
  };
  const logged: unknown[] = [];
  const library = createLibrary({
    database,
    catalogue,
    images,
    pastedFolder: join(options.home, 'Pasted'),
    now: Date.now,
    changed,
    forgotten: ledger.release,
    pairs: options.pairs ?? (() => 'jpeg'),
    hasJobs: ledger.hasWork,
    log,
    givenOnly: options.ownJobsOnly ?? false,
    ...(options.fetchPicture === undefined ? {} : { fetchPicture: options.fetchPicture }),
    ...(options.mayOpen === undefined ? {} : { mayOpen: options.mayOpen }),
  });
  opened.library = library;
  const service = createSegmindService({
    baseUrl: options.baseUrl ?? new URL(simulator.url),
    version: 'test',
    ...(options.timings === undefined ? {} : { timings: options.timings }),
  });
  const runs = createRuns(options.home, options.ownJobsOnly ?? false);
  const develop = createDevelop({
    database,
    ledger,
    catalogue,
    images,
    spool: createSpool(options.spoolFolder ?? join(options.home, 'spool')),
    folders: options.folders ?? createFolders(options.elapsed ?? options.now),
    models: options.models ?? [turbo],
    picturesFolder: join(options.home, 'Pictures'),
    version: 'test',
    account: async (simulated) =>
      await Promise.resolve({ service, key: options.key === undefined || simulated ? 'SG_test' : options.key() }),
    isDemo: options.isDemo ?? (() => false),
    ownJobsOnly: options.ownJobsOnly ?? false,
    mayRun: options.mayRun ?? (() => true),
    runs,
    isLedgerInPlace: isInPlace,
    neverSent: createPrivateFolders(join(options.home, PRIVATE_FOLDERS)),
    heldRules: options.heldRules ?? [],
    limits: options.limits ?? (() => ({ budget: noBudget, rate: null })),
    now: options.now ?? Date.now,
    elapsed: options.elapsed ?? options.now ?? (() => performance.now()),
    changed,
    log,
  });
  const until = async (condition: () => boolean): Promise<void> => {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  };
  return {
    develop,
    library,
    ledger,
    catalogue,
    database,
    simulator,
    changes,
    until,
    when: async (id, ...states) => {
      const job = (): Job | undefined => develop.jobs().find((candidate) => candidate.id === id);
      await until(() => states.includes(job()?.state ?? 'queued'));
      const found = job();
      if (found === undefined) throw new Error(`job ${String(id)} is gone`);
      return found;
    },
    close: async () => {
      await develop.close(10_000);
      await library.close();
      closeDatabase(database);
      runs.close();
      if (own) await simulator.close();
    },
  };
}

/** Charges by the simulator's own ledger. */
export function charges(simulator: Simulator): number {
  return simulator.requests().filter((entry) => entry.charged).length;
}

/** The bytes of a file, for comparing before and after. */
export async function bytesOf(path: string): Promise<string> {
  return (await readFile(path)).toString('base64');
}
