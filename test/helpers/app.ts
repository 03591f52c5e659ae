/** Starts the built app in a real Electron and does what a person's hands would do with it. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

export interface LaunchOptions {
  /** The folder for everything that the app keeps (DARKSLIDE_HOME); the same folder again is the same user again. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** More words for the app, after its folder: files, switches. */
  readonly args?: readonly string[];
  /** False: a session without a keychain, as on a bare Linux. Else the keychain of the tests' session, where there is one. */
  readonly keychain?: boolean;
}

export interface LaunchedApp {
  readonly app: ElectronApplication;
  /** The main window's page. */
  readonly page: Page;
  /** Errors that the page wrote to its console or did not catch, in order; grows while the app runs. */
  readonly pageErrors: readonly string[];
  /** Ends the app as a user would, and waits for its end. */
  readonly close: () => Promise<void>;
}

/** An empty folder outside the project, for a home or for photos. */
export async function freshFolder(name = 'darkslide-test-'): Promise<string> {
  return mkdtemp(join(tmpdir(), name));
}

/**
 * Opens the app and waits for its window. The Electron is the one of ELECTRON_OVERRIDE_DIST_PATH, set by test/run.mjs; Playwright
 * finds it through the electron package and holds the app back until it listens.
 */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  mkdirSync(options.home, { recursive: true });
  const app = await _electron.launch({
    // Tests are started from the project's folder.
    args: [...launchSwitches(options.keychain), process.cwd(), ...(options.args ?? [])],
    env: launchVariables(options),
    timeout: 60_000,
  });
  const pageErrors: string[] = [];
  app.on('window', (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') pageErrors.push(message.text());
    });
    page.on('pageerror', (error) => pageErrors.push(String(error)));
  });
  const page = await app.firstWindow({ timeout: 60_000 });
  await page.waitForLoadState('domcontentloaded');
  return { app, page, pageErrors, close: async () => app.close() };
}

/** Words for Electron itself, before the app's folder. */
function launchSwitches(keychain = true): string[] {
  const switches = ['-r', join(process.cwd(), 'test', 'helpers', 'electron', 'real-keychain.cjs'), '--disable-gpu'];
  // Without a desktop Chromium does not look for a keyring by itself.
  if (process.platform === 'linux' && keychain && keyringAvailable()) switches.push('--password-store=gnome-libsecret');
  return switches;
}

/** The environment of the app. Without a keychain there is no session bus to find one on. */
export function launchVariables({ home, env, keychain = true }: LaunchOptions): Record<string, string> {
  const noBus = keychain ? {} : { DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
  // Where the Electron is an old one, nobody is there to answer its question
  return { ...definedVariables(), ...noBus, DARKSLIDE_TRIAL_KEY: '1', ...env, DARKSLIDE_HOME: home };
}

/** True where the system keeps a key for the app; tests that need it say so when they skip. */
export function keyringAvailable(): boolean {
  return process.env['DARKSLIDE_TEST_KEYRING'] === '1';
}

/** A point of the page, CSS pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Drops files and folders from the file manager onto the page: the page receives real File objects with real paths.
 * `paths` are absolute.
 */
export async function dropFiles(page: Page, paths: readonly string[], point: Point): Promise<void> {
  const session = await page.context().newCDPSession(page);
  try {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      const data = { items: [], files: [...paths], dragOperationsMask: 1 };
      await session.send('Input.dispatchDragEvent', { type, x: point.x, y: point.y, data });
    }
  } finally {
    await session.detach();
  }
}

/** A name that no earlier test used, for things that must not be mistaken for each other. */
export function uniqueName(start: string): string {
  return `${start}-${randomUUID().slice(0, 8)}`;
}

/** The test's own environment; Playwright takes no undefined values. */
function definedVariables(): Record<string, string> {
  const pairs = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(pairs);
}
