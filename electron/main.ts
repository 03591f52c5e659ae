/**
 * The first lines of the app: what must be so before anything else runs, and whether this start goes on at all. What the app is made of is
 * put together in app.ts.
 */
import { homedir } from 'node:os';
import path from 'node:path';
import { app, dialog } from 'electron';
import { startApp } from './app.ts';
import { toProblem } from './contract/errors.ts';
import { failStart } from './desktop/fail-start.ts';
import { areTooMany, listNamedIn, wordsWithList, writeList } from './desktop/handed-over.ts';
import { createInbox, type Inbox } from './desktop/inbox.ts';
import { keepOffTheNetwork } from './desktop/network.ts';
import { filesFromWords } from './desktop/opened-files.ts';
import { devServerOf } from './desktop/page-address.ts';
import { announceSchemes } from './desktop/schemes.ts';
import { becomeOnlyInstance, filesOf, type HandedOver } from './desktop/single-instance.ts';
import { mustStartAnew, startAnew } from './desktop/start-anew.ts';
import { isDebugged, removeSwitches, switchProblem } from './desktop/switches.ts';
import { dataHome, makeHome } from './settings/home.ts';
import { KEY_VARIABLE, takeKey } from './settings/key-at-start.ts';
import { createLog, type Log } from './settings/log.ts';
import { createRedactor } from './settings/redact.ts';

// Before anything reads a file: a drive that does not answer keeps the threads that wait for it (results/volumes.ts), four would soon be gone
process.env['UV_THREADPOOL_SIZE'] ??= '16';

const inEnvironment = process.env[KEY_VARIABLE] !== undefined;
const givenKey = takeKey(process.env);

const problem = app.isPackaged ? switchProblem(app.commandLine) : null;
if (problem !== null) {
  refuse(problem);
} else if (
  givenKey !== undefined &&
  mustStartAnew({ platform: process.platform, inEnvironment, isDebugged: !app.isPackaged && isDebugged(app.commandLine) })
) {
  handOverTo(process.argv.slice(1));
} else {
  goOn();
}

/** Before there is a log, and before there is a window. */
function refuse(sentence: string): void {
  dialog.showErrorBox('Darkslide cannot start', sentence);
  process.exit(1);
}

/** Another start takes the place of this one. */
function handOverTo(words: readonly string[]): void {
  startAnew({ words, key: givenKey, environment: process.env }).catch(() => {
    refuse(
      'Darkslide could not start itself again. Start it without files and without SEGMIND_API_KEY, and enter the key in it.',
    );
  });
}

function goOn(): void {
  if (app.isPackaged) removeSwitches(app.commandLine);
  const home = findHome();
  app.setName('Darkslide');
  app.setPath('userData', path.join(home, 'electron'));
  keepOffTheNetwork(devServerOf(process.env['DARKSLIDE_DEV_SERVER'], app.isPackaged) !== null);
  announceSchemes();

  const redactor = createRedactor();
  if (givenKey !== undefined) redactor.hide(givenKey.trim());
  const log = createLog({
    folder: path.join(home, 'logs'),
    clean: redactor.clean,
    now: Date.now,
    isFull: process.env['DARKSLIDE_DEBUG'] !== undefined,
  });
  process.on('uncaughtException', (error) => {
    log.warn('An error that nobody caught', error);
  });
  process.on('unhandledRejection', (reason) => {
    log.warn('A promise that nobody watched was rejected', reason);
  });
  startOnce(home, log, async (inbox) => await startApp({ home, log, redactor, inbox, givenKey }));
}

/** The data folder, made where it is missing. */
function findHome(): string {
  const home = dataHome({
    environment: process.env,
    platform: process.platform,
    userHome: homedir(),
    workingFolder: process.cwd(),
  });
  try {
    makeHome(home);
  } catch (error) {
    refuse(toProblem(error).message); // there is nowhere to write a log
  }
  return home;
}

/** Starts the app where it is the first over its data folder; another start hands its files to that one and ends. */
function startOnce(home: string, log: Log, start: (inbox: Inbox) => Promise<() => void>): void {
  const appPath = app.isPackaged ? null : app.getAppPath();
  const files = filesFromWords({ words: process.argv, workingFolder: process.cwd(), appPath });
  if (areTooMany([...process.argv, ...files])) {
    handOverTo(wordsWithList(process.argv, appPath, writeList(home, files)));
    return;
  }
  const list = listNamedIn(process.argv);
  const given: HandedOver = list === null ? { files } : { list };
  const inbox = createInbox();
  let bringUp: () => void = () => undefined; // until there is a window, files only gather
  const opened = (later: readonly string[]): void => {
    inbox.put(later);
    bringUp();
  };
  if (!becomeOnlyInstance({ home, given, opened, log: log.warn })) {
    app.quit();
    return;
  }
  inbox.put(filesOf(home, given, log.warn));
  app
    .whenReady()
    .then(async () => {
      bringUp = await start(inbox);
    })
    .catch((error: unknown) => {
      failStart(error, log);
    });
}
