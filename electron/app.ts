/** Composition root of the app: builds the parts and hands each what it needs. Called by main.ts once Electron is ready. */
import { homedir } from 'node:os';
import path from 'node:path';
import { app, powerMonitor, session } from 'electron';
import { DarkslideError } from './contract/errors.ts';
import type { Changes } from './contract/events.ts';
import { originOf } from './contract/origin.ts';
import { THUMB_SIDE } from './contract/pictures.ts';
import type { Budget, Preferences } from './contract/preferences.ts';
import { createAppProtocol } from './desktop/app-protocol.ts';
import { createBackground } from './desktop/background/background.ts';
import { isHiddenStart, startAtLogin } from './desktop/background/login-item.ts';
import { chooseFolder, choosePhotos, fileActions, isFolder, openAddress, openFolder } from './desktop/dialogs.ts';
import { dragOut } from './desktop/drag-out.ts';
import { followLock } from './desktop/follow-lock.ts';
import type { Inbox } from './desktop/inbox.ts';
import { createKeychain } from './desktop/keychain.ts';
import type { Log } from './settings/log.ts';
import { createLocate } from './desktop/locate-picture.ts';
import { setMenu } from './desktop/menu.ts';
import { closeSession } from './desktop/network.ts';
import { devServerOf, pageAddressOf } from './desktop/page-address.ts';
import { refusePermissions } from './desktop/permissions.ts';
import { createMayOpen } from './desktop/open-question.ts';
import { createPhotoProtocol } from './desktop/photo-protocol.ts';
import { createPictureLoads } from './desktop/picture-loads.ts';
import { joinQuit } from './desktop/quit.ts';
import type { Redactor } from './settings/redact.ts';
import { relaunch } from './desktop/relaunch.ts';
import { createRenditions } from './desktop/renditions.ts';
import { answerSchemes } from './desktop/schemes.ts';
import { startNotices } from './desktop/start-notices.ts';
import { openStore } from './desktop/store.ts';
import { followUse } from './desktop/use.ts';
import { followWaking } from './desktop/wake.ts';
import { spawnUtility } from './desktop/utility.ts';
import { askForKey } from './desktop/trial-question.ts';
import { createMayUseKey, isTrial, TRIAL_KEY_VARIABLE, trialWords } from './desktop/trial.ts';
import { createAppWindow } from './desktop/window.ts';
import { planRule } from './develop/queue/pacing/rate.ts';
import { buildHouse } from './house.ts';
import { createAccountHandlers } from './ipc/account-handlers.ts';
import { createAddOpened } from './ipc/add-opened.ts';
import { createAppHandlers, platformName } from './ipc/app-handlers.ts';
import { createDevelopHandlers } from './ipc/develop-handlers.ts';
import { createPrivacyHandlers } from './ipc/privacy-handlers.ts';
import { createDispatch } from './ipc/dispatch.ts';
import { createEventHub } from './ipc/events.ts';
import { createFolderTable } from './ipc/folder-table.ts';
import { createLibraryHandlers, createResultSignals } from './ipc/library-handlers.ts';
import type { DesktopPorts } from './ipc/ports.ts';
import { createPreferencesHandlers } from './ipc/preferences-handlers.ts';
import { createQueueHandlers } from './ipc/queue-handlers.ts';
import { beginToWatch } from './ipc/begin-to-watch.ts';
import { createRuleNews, ruleViews } from './ipc/rule-views.ts';
import { startRouter } from './ipc/router.ts';
import { createWatchHandlers } from './ipc/watch-handlers.ts';
import { createWindowHandlers } from './ipc/window-handlers.ts';
import { createSegmindService } from './segmind/client.ts';
import { isLoopback, parseEndpoint } from './segmind/endpoint.ts';
import { createKeyStore } from './settings/key.ts';
import { createPreferences } from './settings/preferences.ts';
import { createRuleStore } from './settings/rules.ts';
import { spawnWatcher } from './watch/process/spawner.ts';
import { createEyes } from './watch/process/supervise.ts';
import { devDependencies } from '../package.json';

/** What main.ts has made before Electron was ready. */
export interface Beginning {
  /** The data folder; exists. */
  readonly home: string;
  readonly log: Log;
  readonly redactor: Redactor;
  /** Files that were handed over so far, and those that come later. */
  readonly inbox: Inbox;
  /** SEGMIND_API_KEY as it was at start; it stands in no environment any more. */
  readonly givenKey: string | undefined;
}

/** Builds everything and opens the window, unless the start is a hidden one. Resolves to what brings the window up. */
export async function startApp({ home, log, redactor, inbox, givenKey }: Beginning): Promise<() => void> {
  const program = app.getAppPath();
  const version = app.getVersion();
  log.info(`Darkslide ${version}, Electron ${process.versions.electron}, ${process.platform} ${process.arch}`);
  const endpoint = parseEndpoint(process.env['SEGMIND_BASE_URL']);

  const settings = openStore(home, 'settings');
  const preferences = createPreferences(settings);
  const rules = createRuleStore(openStore(home, 'rules'));
  const folders = createFolderTable();
  const keyFile = openStore(home, 'key');
  const keys = createKeyStore({
    cipher: createKeychain(process.env),
    file: keyFile.file,
    endpoint: endpoint.origin,
    fromEnvironment: givenKey,
    noticed: redactor.hide,
    now: Date.now,
  });

  const electronVersion = process.versions.electron;
  const isOnTrial = isTrial(electronVersion, devDependencies.electron);
  const mayUseKey = createMayUseKey({
    isTrial: isOnTrial,
    isLifted: process.env[TRIAL_KEY_VARIABLE] === '1',
    ask: async () => await askForKey(window.window(), electronVersion),
  });
  const devServer = devServerOf(process.env['DARKSLIDE_DEV_SERVER'], app.isPackaged);
  const pageAddress = pageAddressOf(devServer);
  const window = createAppWindow({
    session: session.defaultSession,
    preloadFile: path.join(program, 'dist', 'preload', 'preload.cjs'),
    pageAddress,
    placeFile: path.join(home, 'cache', 'window.json'),
    theme: () => preferences.get().theme,
    changed: (state) => {
      hub.send('window.changed', state);
    },
    log: log.warn,
  });
  const hub = createEventHub({ send: window.send, mergeMs: 60, log: log.warn });
  /** The page, and later the tray. */
  const hearers: ((changes: Changes) => void)[] = [hub.changed];
  const tell = (changes: Changes): void => {
    for (const hear of hearers) hear(changes);
    if (changes.queue !== undefined) ruleNews.changed(); // a limit that is reached stops a rule as well
  };
  const rulesNow = () => ({
    rules: ruleViews(house.watch, folders, house.develop.summary()),
    watchPaused: house.watch.isPaused(),
  });
  const ruleNews = createRuleNews(rulesNow, tell);

  const built = path.join(program, 'dist', 'main');
  const house = await buildHouse({
    home,
    modelsFolder: path.join(program, 'resources', 'models'),
    spawn: spawnUtility,
    imageProcess: path.join(built, 'image-process.cjs'),
    simulatorWorker: path.join(built, 'simulator-worker.cjs'),
    libraryThreads: { walk: path.join(built, 'walk-thread.cjs'), view: path.join(built, 'view-thread.cjs') },
    picturesFolder: path.join(app.getPath('pictures'), 'Darkslide'),
    holder: 'the app',
    version,
    endpoint,
    key: () => keys.reveal(),
    isDemo: () => preferences.get().demo,
    pairs: () => preferences.get().pairs,
    ownJobsOnly: false,
    limits: () => ({
      budget: preferences.get().budget,
      rate: planRule(preferences.get().rate, isLoopback(endpoint.hostname)),
    }),
    limitsFound: preferences.limits,
    demoLatencyMs: null,
    changed: tell,
    mayOpen: createMayOpen(window.window),
    mayUseKey,
    watching: {
      eyes: (events) =>
        createEyes({
          spawn: spawnWatcher(spawnUtility, path.join(built, 'watch-process.cjs')),
          elapsed: () => performance.now(),
          log: log.warn,
          events,
        }),
      onMains: () => !powerMonitor.isOnBatteryPower(),
      heldRules: rules.all().map(({ name }) => name),
      changed: ruleNews.changed,
    },
    log: log.warn,
    now: Date.now,
  });
  const held = house.guard.problem() === null ? null : house.guard.held();
  if (held !== null) preferences.suggest(held);
  const { library, develop, watch, images, models } = house;
  const service = createSegmindService({ baseUrl: endpoint, version });

  const renditions = createRenditions({
    folder: path.join(home, 'cache', 'pictures'),
    make: async (file, side) => images.rendition(file, side),
    capBytes: 1024 ** 3,
    width: 4,
    now: Date.now,
  });
  refusePermissions(session.defaultSession);
  closeSession(session.defaultSession, devServer);
  const pictureLoads = createPictureLoads();
  answerSchemes(
    session.defaultSession,
    createAppProtocol(path.join(program, 'dist', 'renderer')),
    createPhotoProtocol({
      locate: createLocate(library),
      renditions,
      loads: pictureLoads,
      pageOrigin: originOf(pageAddress) ?? '',
      showsFiles: !isOnTrial,
      log: log.warn,
    }),
  );

  const desktop: DesktopPorts = {
    ...fileActions,
    choosePhotos: async (kind) => choosePhotos(window.window(), kind),
    leavePictures: pictureLoads.leave,
    dragOut: (results) => {
      const contents = window.contents();
      const [leading] = results;
      if (contents === null || leading === undefined) return;
      dragOut(
        contents,
        results.map((result) => result.path),
        renditions.fileFor(leading, THUMB_SIDE),
      );
    },
  };

  const handlers = {
    ...createAppHandlers({
      hub,
      library,
      develop,
      keys,
      preferences,
      models,
      rules: rulesNow,
      platform: platformName(process.platform),
      version,
      trial: isOnTrial ? trialWords(electronVersion) : null,
      endpoint: () => service.host,
      notices: () => [
        ...house.notices,
        ...startNotices({
          preferences: preferences.notice,
          rules: rules.notice,
          keyFile: keyFile.state.found,
          key: keys.state().state,
        }),
      ],
      asked: () => {
        inbox.open(createAddOpened(library, hub, log.warn));
      },
    }),
    ...createLibraryHandlers({
      hub,
      library,
      desktop,
      takeBack: async (ids) => await develop.takeBack(ids),
      recoverLedger: house.recoverLedger,
      backups: house.backups,
      restoreBackup: (name) => {
        house.restoreAtNextStart(name);
        relaunch(givenKey);
      },
    }),
    ...createDevelopHandlers(develop, library),
    ...createPrivacyHandlers({ folders: house.privateFolders, desktop }),
    ...createQueueHandlers(develop),
    ...createAccountHandlers({
      keys,
      develop,
      hub,
      credits: async (key) => service.credits(key, AbortSignal.timeout(20_000)),
      mayUseKey,
      hide: redactor.hide,
      now: Date.now,
    }),
    ...createPreferencesHandlers({ preferences, hub, confirmLimits, changed: preferencesChanged }),
    ...createWatchHandlers({
      watch,
      rules,
      folders,
      desktop: { chooseFolder: async (kind) => chooseFolder(window.window(), kind), isFolder, openFolder },
      library,
      changed: ruleNews.changed,
      now: Date.now,
    }),
    ...createWindowHandlers({
      control: window.control,
      openAddress,
      firstAction: () => background.pageAsked(),
      showLog: () => {
        fileActions.showInFolder(log.file);
      },
    }),
  };
  startRouter(
    createDispatch(
      { pageOrigin: originOf(pageAddress) ?? '', log: log.warn, scrub: redactor.clean },
      handlers,
      createResultSignals({ library, desktop }),
    ),
    window.isOurs,
  );

  function limitsOf({ budget, rate }: Preferences): string {
    return JSON.stringify([budget, rate]);
  }

  function confirmLimits(budget: Budget): void {
    house.guard.confirm(budget);
    develop.limitsChanged();
  }

  function preferencesChanged(before: Preferences, after: Preferences): void {
    if (before.theme !== after.theme) window.retheme();
    if (before.demo !== after.demo) develop.accountChanged();
    if (before.watching.startAtLogin !== after.watching.startAtLogin) enterLogin(after.watching.startAtLogin);
    if (limitsOf(before) !== limitsOf(after)) develop.limitsChanged();
  }

  function enterLogin(on: boolean): void {
    try {
      startAtLogin(on, { environment: process.env, userHome: homedir() });
    } catch (error) {
      hub.changed({ preferences: preferences.change({ watching: { ...preferences.get().watching, startAtLogin: !on } }) });
      throw new DarkslideError('internal', 'The system does not let Darkslide start at login.', { cause: error });
    }
  }

  const act = (action: string): void => {
    hub.send('menu.action', { action });
  };
  const hidden = isHiddenStart(process.argv, preferences.get().watching.startAtLogin);
  const background = createBackground({
    icons: path.join(program, 'resources', 'tray'),
    rules: rulesNow,
    waiting: () => watch.waiting(),
    preference: () => preferences.get().watching,
    change: (part) => {
      hub.changed({ preferences: preferences.change({ watching: { ...preferences.get().watching, ...part } }) });
    },
    pauseAll: (paused) => void handlers['watch.pause-all']({ paused }),
    showResult: ({ resultId }) => {
      const located = library.locateResult(resultId);
      if (located !== null) fileActions.showInFolder(located.path);
    },
    show: window.show,
    window: window.window,
    act,
    hidden,
    log: log.warn,
    now: Date.now,
  });
  hearers.push(background.changed);
  setMenu(devServer !== null, act, background.quit);
  const stopFollowing = followLock(
    house.lock,
    () => {
      develop.takeOver();
    },
    log.warn,
  );
  joinQuit(
    [
      { name: 'The queue and the library', deadlineMs: 25_000, run: async () => house.close(20_000) },
      { name: 'The last events', deadlineMs: 1_000, run: hub.stop },
    ],
    log.warn,
  );
  app.on('activate', window.show);
  const stopWaking = followWaking(() => {
    develop.wake();
    house.lookAgain('wake');
  });
  const stopUse = followUse(() => {
    house.lookAgain('focus');
  });
  app.on('will-quit', () => {
    for (const stop of [stopFollowing, stopWaking, stopUse, ruleNews.stop, background.stop]) stop();
  });
  if (!hidden) window.show();
  void renditions.trim(); // never rejects
  void develop.carryOver(); // never rejects
  void beginToWatch(watch, rules, log.warn); // never rejects
  return window.show;
}
