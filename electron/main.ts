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
import { createInbox } from './desktop/inbox.ts';
import { keepOffTheNetwork } from './desktop/network.ts';
import { filesFromWords } from './desktop/opened-files.ts';
import { announceSchemes } from './desktop/schemes.ts';
import { becomeOnlyInstance } from './desktop/single-instance.ts';
import { mustStartAnew, startAnew } from './desktop/start-without-key.ts';
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
  startAnew(givenKey, process.env).then(
    () => {
      app.exit(0);
    },
    () => {
      refuse('Darkslide could not start. Enter the key in the app, and start it without SEGMIND_API_KEY.');
    },
  );
} else {
  goOn();
}

/** Before there is a log, and before there is a window. */
function refuse(sentence: string): void {
  dialog.showErrorBox('Darkslide cannot start', sentence);
  process.exit(1);
}

function goOn(): void {
  if (app.isPackaged) removeSwitches(app.commandLine);
  const home = findHome();
  app.setName('Darkslide');
  app.setPath('userData', path.join(home, 'electron'));
  keepOffTheNetwork();
  announceSchemes();

  const redactor = createRedactor();
  if (givenKey !== undefined) redactor.hide(givenKey.trim());
  const log = createLog({ folder: path.join(home, 'logs'), clean: redactor.clean, now: Date.now });
  process.on('uncaughtException', (error) => {
    log.warn('An error that nobody caught', error);
  });
  process.on('unhandledRejection', (reason) => {
    log.warn('A promise that nobody watched was rejected', reason);
  });
  startOnce(log, async (inbox) => await startApp({ home, log, redactor, inbox, givenKey }));
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
function startOnce(log: Log, start: (inbox: ReturnType<typeof createInbox>) => Promise<() => void>): void {
  const inbox = createInbox();
  const files = filesFromWords({
    words: process.argv,
    workingFolder: process.cwd(),
    appPath: app.isPackaged ? null : app.getAppPath(),
  });
  let bringUp: () => void = () => undefined; // until there is a window, files only gather
  const first = becomeOnlyInstance({
    files,
    opened: (later) => {
      inbox.put(later);
      bringUp();
    },
  });
  if (!first) {
    app.quit();
    return;
  }
  inbox.put(files);
  app
    .whenReady()
    .then(async () => {
      bringUp = await start(inbox);
    })
    .catch((error: unknown) => {
      failStart(error, log);
    });
}
