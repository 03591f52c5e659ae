/** Builds the parts that the app and the command line share, over one data folder. Wiring only. */
import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { DarkslideError, problem, type Problem } from './contract/errors.ts';
import type { Changes } from './contract/events.ts';
import type { Model } from './contract/model.ts';
import type { Pairs } from './contract/photo.ts';
import type { Budget, LimitsFound } from './contract/preferences.ts';
import type { RuleId } from './contract/rule.ts';
import { createDevelop } from './develop/create-develop.ts';
import type { Develop } from './develop/develop.ts';
import { askToRestore, restoreIfAsked } from './develop/ledger/restore.ts';
import { backupFolder, endLoss, libraryFile, lossProblem, openLedger, type OpenedLedger } from './develop/ledger/open.ts';
import { createSpendingGuard, type SpendingGuard } from './develop/money/guard.ts';
import { heldLimitsIn } from './develop/money/held-limits.ts';
import type { Limits } from './develop/queue/parts.ts';
import { createRunnerLock, type RunnerLock } from './develop/queue/runner-lock.ts';
import { createRuns } from './develop/queue/runs.ts';
import { createFolders } from './develop/results/folders.ts';
import { rebuildLedger, stillLost, type Rebuilt } from './develop/results/rebuild.ts';
import { createSpool } from './develop/results/storing.ts';
import { formatOfName } from './images/formats/formats.ts';
import { createImagePool, type ImagePool } from './images/pool/pool.ts';
import { createCatalogue, resultView } from './library/catalogue.ts';
import { createLibrary } from './library/create-library.ts';
import type { LibraryParts } from './library/library-parts.ts';
import { backUpDaily, listBackups } from './library/backups.ts';
import { leaveToThread } from './library/checkpoints.ts';
import { closeDatabase, isDamage, noteDamage, type Database } from './library/database.ts';
import { walksInThread } from './library/intake/walks-in-thread.ts';
import type { Library } from './library/library.ts';
import type { MayOpen } from './library/questions.ts';
import { viewsInThread } from './library/views/views-in-thread.ts';
import { loadModels } from './segmind/catalogue.ts';
import { createSegmindService } from './segmind/client.ts';
import type { Timings } from './segmind/context.ts';
import type { SegmindService } from './segmind/service.ts';
import { createPrivateFolders, PRIVATE_FOLDERS, type PrivateFolders } from './settings/private-folders.ts';
import type { Spawn } from './processes/own-process.ts';
import { createWatch } from './watch/create-watch.ts';
import type { Happening } from './watch/engine/book/story.ts';
import type { HandedOver, WatchControl } from './watch/engine/parts.ts';
import { watchTimes, type WatchTimes } from './watch/engine/times.ts';
import type { Eyes, EyesEvents } from './watch/eyes.ts';
import { startSimulatorThread, type SimulatorThread } from './simulator/in-thread.ts';

export interface HouseOptions {
  /** The data folder; exists. */
  readonly home: string;
  readonly modelsFolder: string;
  /** Which of a RAW and a JPEG of one shot is the photo; left out: the JPEG. */
  readonly pairs?: () => Pairs;
  /** Where pictures made from text go. */
  readonly picturesFolder: string;
  /** Starts the processes that decode pictures. */
  readonly spawn: Spawn;
  /** Built files: what decodes pictures in processes of its own, and the simulator's thread. */
  readonly imageProcess: string;
  readonly simulatorWorker: string;
  /** Built files: what lists folders and what computes views in threads of their own; left out: both are done by whoever asks. */
  readonly libraryThreads?: { readonly walk: string; readonly view: string };
  /** Who holds the queue, in words for another process: "the app". */
  readonly holder: string;
  readonly version: string;
  readonly endpoint: URL;
  readonly key: () => string | null;
  /** May that key be used? Asked each time before it is; left out: yes. */
  readonly mayUseKey?: () => Promise<boolean>;
  readonly isDemo: () => boolean;
  /** Leave alone what others left in the queue, and photos in the library that are not asked for. */
  readonly ownJobsOnly: boolean;
  /** False: it goes on until somebody ends it, so that others wait for it in vain. */
  readonly endsByItself?: boolean;
  /** What the user allows to be spent, and how fast photos may go out. */
  readonly limits: () => { readonly budget: Budget; readonly rate: Limits['rate'] };
  /** Whether the settings file said, at start, what may be spent. */
  readonly limitsFound: LimitsFound;
  /** How long the simulator takes for a picture, milliseconds; null: its own pace. */
  readonly demoLatencyMs: number | null;
  /** How long the service is waited for; left out: as the app does. */
  readonly timings?: Timings;
  readonly changed: (changes: Changes) => void;
  /** See LibraryParts. */
  readonly mayOpen?: MayOpen;
  /** What watched folders need; null: none are watched here. */
  readonly watching: WatchingOptions | null;
  readonly log: (message: string, error?: unknown) => void;
  readonly now: () => number;
}

export interface WatchingOptions {
  /** Builds the eyes; called once the first folder is watched. */
  readonly eyes: (events: EyesEvents) => Eyes;
  /** Does the computer have mains power? */
  readonly onMains: () => boolean;
  /** True: folders are listed again and again, whatever the system reports. */
  readonly isPolled?: boolean;
  /** Names of the rules that are put later: until each says whether its hours are open, nothing under its name is sent. */
  readonly heldRules?: readonly string[];
  /** Left out: those of the app. */
  readonly times?: WatchTimes;
  /** A rule's health or story is another now; called often. */
  readonly changed?: (rule: RuleId) => void;
  /** A rule asked for these jobs. */
  readonly handedOver?: (what: HandedOver) => void;
  /** What happened to each file by itself. */
  readonly happened?: (rule: RuleId, happenings: readonly Happening[]) => void;
}

export interface House {
  readonly library: Library;
  readonly develop: Develop;
  readonly watch: WatchControl;
  readonly images: ImagePool;
  readonly models: readonly Model[];
  readonly lock: RunnerLock;
  readonly guard: SpendingGuard;
  /** Folders whose photos never leave. */
  readonly privateFolders: PrivateFolders;
  /** Copies of the library, newest first; `at` in ms since 1970. */
  readonly backups: () => Promise<{ readonly name: string; readonly at: number }[]>;
  /** Puts a copy in the place of the library when this data folder is opened the next time. */
  readonly restoreAtNextStart: (name: string) => void;
  /** See rebuildLedger; afterwards money may be spent again. Throws where the ledger is still lost. */
  readonly recoverLedger: (
    folders: readonly string[],
  ) => Promise<Omit<Rebuilt, 'rescued' | 'unread'> & { readonly rescued: number }>;
  /** Somebody is back: what happened to folders outside is looked at. */
  readonly lookAgain: (why: 'wake' | 'focus') => void;
  /** Said to the user once. */
  readonly notices: readonly Problem[];
  /** Ends everything in order; requests under way get `deadlineMs` to be answered. */
  readonly close: (deadlineMs: number) => Promise<void>;
}

/** Balance of the simulator in a demo, US dollars: more than anybody uses up while trying the app. */
const DEMO_BALANCE_USD = 1000;

/** The simulator that answers in a demo. */
interface Demo {
  readonly key: string;
  readonly thread: SimulatorThread;
  readonly service: SegmindService;
}

function threadsOf({ libraryThreads, home }: HouseOptions, database: Database): Pick<LibraryParts, 'walks' | 'views'> {
  if (libraryThreads === undefined) return {};
  const file = libraryFile(home);
  leaveToThread(database);
  return { walks: walksInThread(libraryThreads.walk, file), views: viewsInThread(libraryThreads.view, file) };
}

/** Where the library cannot be opened, nobody else is kept from trying. */
function openOrLetGo(lock: RunnerLock, home: string, now: () => number): OpenedLedger {
  try {
    return openLedger(home, now);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Opens the data folder and builds the house. Throws DarkslideError where the catalogue or the database cannot be opened. */
export async function buildHouse(options: HouseOptions): Promise<House> {
  const { home, now } = options;
  const hub: { watch: WatchControl | null; library: Library | null } = { watch: null, library: null };
  const changed = (changes: Changes): void => {
    hub.watch?.heard(changes);
    const isMoved = hub.library?.heard(changes) ?? false;
    options.changed(isMoved ? { ...changes, viewsMoved: true } : changes);
  };
  const models = await loadModels(options.modelsFolder);
  const lock = createRunnerLock(home, {
    name: options.holder,
    host: options.endpoint.host,
    takesWork: !options.ownJobsOnly,
    endsByItself: options.endsByItself ?? false,
  });
  const notRestored = lock.tryAcquire() ? restoreIfAsked(home, now) : null;
  const { database, ledger, isInPlace } = openOrLetGo(lock, home, now);
  const runs = createRuns(home, options.ownJobsOnly);
  const catalogue = createCatalogue(database);
  const guard = createSpendingGuard(ledger, options.limitsFound, options.limits().budget, heldLimitsIn(home));
  const images = createImagePool({ spawn: options.spawn, file: options.imageProcess, log: options.log });

  const segmind = createSegmindService({
    baseUrl: options.endpoint,
    version: options.version,
    ...(options.timings === undefined ? {} : { timings: options.timings }),
  });
  let simulator: Promise<Demo> | null = null;
  const startSimulator = async (): Promise<Demo> => {
    const pace = options.demoLatencyMs === null ? {} : { latencyMs: options.demoLatencyMs };
    // Known to this process alone: another program of this computer gets nothing from it
    const key = `demo-${randomBytes(24).toString('hex')}`;
    const thread = await startSimulatorThread({
      workerFile: options.simulatorWorker,
      options: { startBalanceUsd: DEMO_BALANCE_USD, validKeys: [key], ...pace },
    });
    return { key, thread, service: createSegmindService({ baseUrl: new URL(thread.url), version: options.version }) };
  };

  const backUp = async (): Promise<void> => {
    try {
      await backUpDaily(database, backupFolder(home), now());
    } catch (error) {
      log('The library could not be backed up', error); // tried again at the next start
    }
  };

  /** Damage that is met in the middle of work is remembered, so that the next start looks at the whole file. */
  const log = (message: string, error?: unknown): void => {
    if (isDamage(error)) noteDamage(libraryFile(home));
    options.log(message, error);
  };

  const library = createLibrary({
    database,
    catalogue,
    images,
    pastedFolder: join(home, 'Pasted'),
    now,
    changed,
    forgotten: ledger.release,
    pairs: options.pairs ?? (() => 'jpeg'),
    hasJobs: ledger.hasWork,
    log,
    givenOnly: options.ownJobsOnly,
    ...(options.mayOpen === undefined ? {} : { mayOpen: options.mayOpen }),
    ...threadsOf(options, database),
  });
  hub.library = library;
  const privateFolders = createPrivateFolders(join(home, PRIVATE_FOLDERS));
  const spool = createSpool(join(home, 'spool'));
  const develop = createDevelop({
    database,
    ledger,
    catalogue,
    images,
    spool,
    folders: createFolders(),
    models,
    picturesFolder: options.picturesFolder,
    version: options.version,
    account: async (simulated) => {
      if (!simulated) {
        const mayUse = options.key() === null || ((await options.mayUseKey?.()) ?? true);
        return mayUse
          ? { service: segmind, key: options.key() }
          : { service: segmind, key: null, noKey: problem('key-withheld') };
      }
      simulator ??= startSimulator().catch((error: unknown) => {
        simulator = null; // the next job may try again
        throw error;
      });
      const { service, key } = await simulator;
      return { service, key };
    },
    isDemo: options.isDemo,
    ownJobsOnly: options.ownJobsOnly,
    mayRun: lock.isHeld,
    runs,
    isLedgerInPlace: isInPlace,
    neverSent: privateFolders,
    heldRules: options.watching?.heldRules ?? [],
    limits: () => {
      const { budget, rate } = options.limits();
      return { budget: { ...budget, unknown: guard.problem() }, rate };
    },
    now,
    elapsed: () => performance.now(),
    changed,
    log,
  });

  const { watching } = options;
  const watch = createWatch({
    ...{ database, catalogue, library, develop, images, now, log, formatOfName, dataFolder: home },
    expecting: () => {
      images.warm();
    },
    ruleDay: (name) => {
      const midnight = new Date(now()).setHours(0, 0, 0, 0);
      return { done: ledger.doneUnder(name, midnight), usd: ledger.charges.ruleSpent(name, midnight).usd };
    },
    eyes: (events) => {
      if (watching === null) throw new Error('No folders are watched by this process');
      return watching.eyes(events);
    },
    isPolled: watching?.isPolled ?? false,
    onMains: watching?.onMains ?? (() => true),
    times: watching?.times ?? watchTimes,
    elapsed: () => performance.now(),
    changed: (rule) => watching?.changed?.(rule),
    handedOver: (what) => watching?.handedOver?.(what),
    happened: (rule, happenings) => watching?.happened?.(rule, happenings),
  });
  hub.watch = watch;

  const lost = lossProblem(ledger);
  const backingUp = lost === null ? backUp() : Promise.resolve();

  return {
    library,
    develop,
    watch,
    images,
    models,
    lock,
    guard,
    privateFolders,
    recoverLedger: async (folders) => {
      const rebuilt = await rebuildLedger(
        { database, ledger, catalogue, images, spool, models, rescueFolder: join(home, 'Rescued'), now, log },
        folders,
      );
      const trouble = stillLost(rebuilt, folders);
      if (trouble !== null) throw new DarkslideError('ledger-lost', trouble);
      endLoss(ledger);
      changed({ results: catalogue.results().map(resultView) });
      develop.takeOver();
      develop.limitsChanged();
      const { unread: _unread, ...counts } = rebuilt;
      return { ...counts, rescued: rebuilt.rescued.length };
    },
    backups: async () => (await listBackups(backupFolder(home))).map(({ path, at }) => ({ name: basename(path), at })),
    restoreAtNextStart: (name) => {
      askToRestore(home, name);
    },
    lookAgain: (why) => {
      watch.rescan(why);
      void library.rescan(); // never rejects
    },
    notices: [lost, notRestored].filter((notice) => notice !== null),
    close: async (deadlineMs) => {
      await watch.close();
      await develop.close(deadlineMs);
      await library.close();
      await backingUp;
      closeDatabase(database);
      lock.release();
      runs.close();
      const started = await simulator?.catch(() => null); // one that never started needs no end
      await Promise.all([images.close(), started?.thread.close()]);
    },
  };
}
