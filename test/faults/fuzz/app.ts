/** The app behind the door, without a window: the real parts, the real handlers, and in the place of the desktop what notes that it was asked. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photoIdSchema, resultIdSchema } from '../../../electron/contract/ids.ts';
import { createAppProtocol } from '../../../electron/desktop/app-protocol.ts';
import { createPhotoProtocol } from '../../../electron/desktop/photo-protocol.ts';
import { createPictureLoads } from '../../../electron/desktop/picture-loads.ts';
import { createRenditions } from '../../../electron/desktop/renditions.ts';
import { buildHouse, type House } from '../../../electron/house.ts';
import { createAccountHandlers } from '../../../electron/ipc/account-handlers.ts';
import { createAppHandlers } from '../../../electron/ipc/app-handlers.ts';
import { createDevelopHandlers } from '../../../electron/ipc/develop-handlers.ts';
import { createPrivacyHandlers } from '../../../electron/ipc/privacy-handlers.ts';
import { createDispatch, type Dispatch } from '../../../electron/ipc/dispatch.ts';
import { createEventHub } from '../../../electron/ipc/events.ts';
import { createFolderTable } from '../../../electron/ipc/folder-table.ts';
import { createLibraryHandlers, createResultSignals } from '../../../electron/ipc/library-handlers.ts';
import { createPreferencesHandlers } from '../../../electron/ipc/preferences-handlers.ts';
import { createQueueHandlers } from '../../../electron/ipc/queue-handlers.ts';
import { ruleViews } from '../../../electron/ipc/rule-views.ts';
import { createWatchHandlers } from '../../../electron/ipc/watch-handlers.ts';
import { createWindowHandlers } from '../../../electron/ipc/window-handlers.ts';
import { forkNode } from '../../../electron/processes/fork-node.ts';
import { createSegmindService } from '../../../electron/segmind/client.ts';
import { createKeyStore, type KeyCipher } from '../../../electron/settings/key.ts';
import { createPreferences } from '../../../electron/settings/preferences.ts';
import { createRuleStore } from '../../../electron/settings/rules.ts';
import { spawnWatcher } from '../../../electron/watch/process/spawner.ts';
import { createEyes } from '../../../electron/watch/process/supervise.ts';
import { inProject } from '../../helpers/bench-house.ts';
import { freshFolder } from '../../helpers/app.ts';
import { memorySettings } from '../../helpers/memory-settings.ts';
import { noBudget, writePhotos } from '../../helpers/workshop.ts';

export const PAGE_ORIGIN = 'darkslide://app';
/** Stands in a file beside the page's own, and in the key: no answer may hold it. */
export const SECRET = 'not-for-the-page-5f1c';

export interface HostileApp {
  readonly dispatch: Dispatch;
  readonly house: House;
  readonly page: (request: Request) => Promise<Response>;
  readonly pictures: (request: Request) => Promise<Response>;
  /** The folder of everything; no answer may name it. */
  readonly folder: string;
  /** Photos that the library begins with. */
  readonly photos: readonly string[];
  /** Lines of the log about errors that nobody expected. */
  readonly unexpected: readonly string[];
  /** What a person was asked, and always denied. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

const cipher: KeyCipher = {
  name: () => 'a keychain',
  encrypt: (text) => Buffer.from(text).reverse(),
  decrypt: (bytes) => Buffer.from(bytes).reverse().toString(),
};

/** Builds it. `endpoint`: a service on this computer, because keys and orders of anybody are taken. */
export async function openHostileApp(endpoint: URL): Promise<HostileApp> {
  const folder = await freshFolder('darkslide-fuzz-');
  const home = join(folder, 'home');
  const root = join(folder, 'page');
  for (const one of [home, join(root, 'assets')]) await mkdir(one, { recursive: true });
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'assets', 'index.js'), '1');
  await writeFile(join(folder, 'secret.json'), SECRET);
  const photos = await writePhotos(join(folder, 'photos'), 3);

  const unexpected: string[] = [];
  const log = (line: string, thrown?: unknown): void => {
    if (!/unexpectedly|does not fit its schema|the answer does not fit/.test(line)) return;
    unexpected.push(`${line} ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : ''}`.slice(0, 600));
  };
  let asked = 0;
  const preferences = createPreferences({ file: memorySettings(), state: { found: 'sound' } });
  preferences.change({ demo: true });
  const rules = createRuleStore({ file: memorySettings(), state: { found: 'sound' } });
  const folders = createFolderTable();
  const keys = createKeyStore({
    ...{ cipher, file: memorySettings(), endpoint: endpoint.origin, fromEnvironment: undefined, noticed: () => undefined },
    now: Date.now,
  });
  const hub = createEventHub({ send: () => undefined, mergeMs: 60, log });
  const house = await buildHouse({
    home,
    modelsFolder: inProject('resources', 'models'),
    picturesFolder: join(folder, 'Pictures'),
    spawn: forkNode,
    imageProcess: inProject('dist', 'main', 'image-process.cjs'),
    simulatorWorker: inProject('dist', 'main', 'simulator-worker.cjs'),
    holder: 'the fuzz',
    version: 'fuzz',
    endpoint,
    key: () => keys.reveal(),
    isDemo: () => preferences.get().demo,
    pairs: () => preferences.get().pairs,
    ownJobsOnly: false,
    limits: () => ({ budget: noBudget, rate: null }),
    limitsFound: 'known',
    demoLatencyMs: 0,
    changed: hub.changed,
    mayOpen: async () => {
      asked += 1;
      return Promise.resolve(false);
    },
    watching: {
      eyes: (events) =>
        createEyes({
          spawn: spawnWatcher(forkNode, inProject('dist', 'main', 'watch-process.cjs')),
          elapsed: () => performance.now(),
          log: () => undefined,
          events,
        }),
      onMains: () => true,
    },
    log,
    now: Date.now,
  });
  const { library, develop, watch, images, models } = house;
  await library.add(photos);
  const service = createSegmindService({ baseUrl: endpoint, version: 'fuzz' });
  const loads = createPictureLoads();
  const desktop = {
    choosePhotos: async () => Promise.resolve(null),
    showInFolder: () => undefined,
    trash: async () => Promise.reject(new Error('the system refuses')),
    dragOut: () => undefined,
    leavePictures: loads.leave,
  };
  const rulesNow = () => ({ rules: ruleViews(watch, folders, develop.summary()), watchPaused: watch.isPaused() });
  const handlers = {
    ...createAppHandlers({
      ...{ hub, library, develop, keys, preferences, models, rules: rulesNow, platform: 'linux', version: 'fuzz', trial: null },
      ...{ endpoint: () => service.host, notices: () => [], asked: () => undefined },
    }),
    ...createLibraryHandlers({
      ...{ hub, library, desktop, recoverLedger: house.recoverLedger, backups: house.backups, restoreBackup: () => undefined },
      takeBack: async (ids) => await develop.takeBack(ids),
    }),
    ...createDevelopHandlers(develop, library),
    ...createPrivacyHandlers({ folders: house.privateFolders, desktop }),
    ...createQueueHandlers(develop),
    ...createAccountHandlers({
      ...{ keys, develop, hub, mayUseKey: async () => Promise.resolve(true), hide: () => undefined, now: Date.now },
      credits: async (key) => await service.credits(key, AbortSignal.timeout(2_000)),
    }),
    ...createPreferencesHandlers({ preferences, hub, confirmLimits: () => undefined, changed: () => undefined }),
    ...createWatchHandlers({
      ...{ watch, rules, folders, library, changed: () => undefined, now: Date.now },
      desktop: {
        chooseFolder: async () => Promise.resolve(join(folder, 'photos')),
        isFolder: async (path) => Promise.resolve(path === join(folder, 'photos')),
        openFolder: () => undefined,
      },
    }),
    ...createWindowHandlers({
      ...{
        control: () => undefined,
        openAddress: async () => Promise.resolve(),
        showLog: () => undefined,
        firstAction: () => null,
      },
    }),
  };
  const renditions = createRenditions({
    ...{ folder: join(home, 'cache', 'pictures'), capBytes: 1e8, width: 2, now: Date.now },
    make: async (file, side) => await images.rendition(file, side),
  });
  return {
    dispatch: createDispatch(
      { pageOrigin: PAGE_ORIGIN, log, scrub: (text) => text },
      handlers,
      createResultSignals({ library, desktop }),
    ),
    house,
    page: createAppProtocol(root),
    pictures: createPhotoProtocol({
      locate: (type, id) =>
        type === 'photo' ? library.locatePhoto(photoIdSchema.parse(id)) : library.locateResult(resultIdSchema.parse(id)),
      ...{ renditions, loads, showsFiles: false, pageOrigin: PAGE_ORIGIN, log },
    }),
    folder,
    photos,
    unexpected,
    asked: () => asked,
    close: async () => {
      hub.stop();
      await house.close(2_000);
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
