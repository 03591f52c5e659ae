/**
 * The app without its window, for the state matrix: builds what main.ts builds from the same files, in the same order, and does with it
 * what the page would ask for. Conf stands for electron-store, which is built on it, and a plain cipher for the system's keychain.
 */
import { join } from 'node:path';
import Conf from 'conf';
import { readDevelopArguments } from '../../../electron/command/arguments.ts';
import { recipeFrom } from '../../../electron/command/typed-recipe.ts';
import { toProblem, type Problem } from '../../../electron/contract/errors.ts';
import { createRenditions } from '../../../electron/desktop/renditions.ts';
import { readPlace, writePlace } from '../../../electron/desktop/place-file.ts';
import { startNotices } from '../../../electron/desktop/start-notices.ts';
import { planRule } from '../../../electron/develop/queue/pacing/rate.ts';
import { buildHouse, type House } from '../../../electron/house.ts';
import { forkNode } from '../../../electron/processes/fork-node.ts';
import { createKeyStore, type KeyCipher } from '../../../electron/settings/key.ts';
import { createPreferences } from '../../../electron/settings/preferences.ts';
import { openSettingsFile, type OpenedSettings } from '../../../electron/settings/settings-file.ts';
import { inProject } from '../../helpers/bench-house.ts';
import { appOrderSchema, type AppOrder, type AppReport } from './app-messages.ts';

/** A queue that neither moves nor says why for so long hangs, milliseconds. */
const HANGS_MS = 90_000;
const MARK = 'sealed:';

const cipher: KeyCipher = {
  name: () => 'the keychain of the tests',
  encrypt: (text) => Buffer.from(`${MARK}${text}`),
  decrypt: (bytes) => {
    const text = Buffer.from(bytes).toString();
    if (!text.startsWith(MARK)) throw new Error('encrypted by another keychain');
    return text.slice(MARK.length);
  },
};

function openStore(home: string, name: string): OpenedSettings {
  return openSettingsFile({
    path: join(home, `${name}.json`),
    makeStore: () =>
      new Conf<Record<string, unknown>>({
        cwd: home,
        configName: name,
        accessPropertiesByDotNotation: false,
        configFileMode: 0o600,
      }),
    now: Date.now,
  });
}

/** Answers orders until the parent goes. */
export function serve(): void {
  let turn = Promise.resolve();
  process.on('message', (message: { number: number; order: unknown }) => {
    turn = turn.then(async () => {
      const reply = await answer(appOrderSchema.parse(message.order));
      process.send?.({ number: message.number, ...reply });
    });
  });
}

async function answer(order: AppOrder): Promise<{ report: AppReport | null; crash: string | null }> {
  try {
    return { report: await runApp(order), crash: null };
  } catch (error) {
    return { report: null, crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const words = ({ code, message }: Problem): string => `${code}: ${message}`;

const nothing: AppReport = {
  cannotStart: null,
  notices: [],
  pauses: [],
  troubles: [],
  done: 0,
  thumbnail: false,
  hangs: false,
};

async function runApp(order: AppOrder): Promise<AppReport> {
  const { home } = order;
  const logged: string[] = [];
  let house: House | null = null;
  let changed: () => void = () => undefined;
  try {
    const settings = openStore(home, 'settings');
    const preferences = createPreferences(settings);
    const keyFile = openStore(home, 'key');
    const keys = createKeyStore({
      ...{
        cipher,
        file: keyFile.file,
        endpoint: 'https://api.segmind.com',
        fromEnvironment: undefined,
        noticed: () => undefined,
        now: Date.now,
      },
    });
    readPlace(join(home, 'cache', 'window.json'));
    house = await buildHouse({
      home,
      modelsFolder: inProject('resources', 'models'),
      spawn: forkNode,
      imageProcess: inProject('dist', 'main', 'image-process.cjs'),
      simulatorWorker: inProject('dist', 'main', 'simulator-worker.cjs'),
      picturesFolder: join(home, 'Pictures'),
      holder: 'the app',
      version: 'test',
      endpoint: new URL(order.url),
      key: () => keys.reveal(),
      isDemo: () => preferences.get().demo,
      ownJobsOnly: false,
      limits: () => ({ budget: preferences.get().budget, rate: planRule(preferences.get().rate, true) }),
      limitsFound: preferences.limits,
      demoLatencyMs: null,
      changed: () => {
        changed();
      },
      watching: null,
      log: (line, error) => logged.push(`${line}: ${error instanceof Error ? error.message : ''}`),
      now: Date.now,
    });
    const held = house.guard.problem() === null ? null : house.guard.held();
    if (held !== null) preferences.suggest(held);
    const notices = [
      ...house.notices,
      ...startNotices({ preferences: preferences.notice, rules: null, keyFile: keyFile.state.found, key: keys.state().state }),
    ].map(words);
    const atStart = pausesOf(house);
    if (order.key !== null) {
      keys.save(order.key);
      house.develop.accountChanged();
    }
    if (order.recoverFrom !== null && house.guard.problem()?.code === 'ledger-lost') await house.recoverLedger(order.recoverFrom);
    if (order.confirm !== null && house.guard.problem()?.code === 'limits-unknown') {
      house.guard.confirm(preferences.change({ budget: order.confirm }).budget);
      house.develop.limitsChanged();
    }
    const result = await develop(house, order, (listener) => (changed = listener));
    writePlace(join(home, 'cache', 'window.json'), { x: 40, y: 30, width: 1200, height: 800, maximized: false });
    return { ...nothing, ...result, notices, pauses: [...new Set([...atStart, ...pausesOf(house)])] };
  } catch (error) {
    if (house !== null) throw error;
    return { ...nothing, cannotStart: words(toProblem(error)) };
  } finally {
    await house?.close(5_000);
  }
}

function pausesOf({ develop }: House): string[] {
  const { pause } = develop.summary();
  return pause?.problem == null ? [] : [words(pause.problem)];
}

async function develop(
  house: House,
  order: AppOrder,
  listen: (listener: () => void) => void,
): Promise<Pick<AppReport, 'troubles' | 'done' | 'thumbnail' | 'hangs'>> {
  const { added, known, refused } = await house.library.add(order.photos);
  const recipe = recipeFrom(readDevelopArguments([...order.photos, '--prompt', 'winter']), house.models);
  const started = await house.develop.start([...added, ...known], recipe, { folder: order.folder });
  const hangs = !(await comesToRest(house, listen));
  const { held } = house.develop.summary();
  const mine = new Set([...started.queued, ...started.underWay]);
  const jobs = house.develop.jobs().filter((job) => mine.has(job.id) || job.state === 'failed');
  const troubles = [
    ...refused.map((each) => `refused ${words(each.problem)}`),
    ...started.refused.map((each) => `refused ${words(each.problem)}`),
    ...started.reused.flatMap((each) => (each.problem === null ? [] : [words(each.problem)])),
    ...jobs.flatMap((job) => (job.problem === null || job.state === 'done' ? [] : [`${job.state} ${words(job.problem)}`])),
    ...held.flatMap((each) => (each.problem === null ? [] : [`held ${words(each.problem)}`])),
  ];
  const done = jobs.filter((job) => job.state === 'done').length;
  return { troubles: [...new Set(troubles)], done, thumbnail: await showsThumbnail(house, order), hangs };
}

/** Nothing more happens unless somebody acts. False: it did not come to that. */
async function comesToRest({ develop }: House, listen: (listener: () => void) => void): Promise<boolean> {
  return await new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, HANGS_MS);
    const look = (): void => {
      const { running, waiting, held, pause } = develop.summary();
      const heldCount = held.reduce((sum, { count }) => sum + count, 0);
      const isOut = develop.jobs().some(({ state }) => state === 'preparing' || state === 'sent' || state === 'accepted');
      // A paid picture for which the app's own disk has no room waits as well
      if (isOut || ((running > 0 || waiting > heldCount) && pause === null)) return;
      clearTimeout(timer);
      resolve(true);
    };
    listen(look);
    look();
  });
}

async function showsThumbnail({ library, images }: House, { home }: AppOrder): Promise<boolean> {
  const [photo] = library.photos();
  const located = photo === undefined ? null : library.locatePhoto(photo.id);
  if (located === null) return false;
  const renditions = createRenditions({
    folder: join(home, 'cache', 'pictures'),
    make: async (file, side) => images.rendition(file, side),
    capBytes: 1024 ** 2,
    width: 1,
    now: Date.now,
  });
  const bytes = await renditions.get(located, 116, new AbortController().signal);
  return bytes.length > 0;
}
