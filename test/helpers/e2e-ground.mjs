/** Prepares what tests in a real window need: Electron, a screen, a keyring of their own. Says what is not to be had. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectron } from '../../electron/launch/find-electron.mjs';
import { explainLibraries, hasProgram, missingLibraries } from '../../electron/launch/system.mjs';
import { ensureDebianPackages } from './debian.mjs';

/**
 * @typedef {object} Ground
 * @property {string | null} impossible why no window can open here; null: one can
 * @property {string[]} notices what some tests will have to do without
 * @property {boolean} keyring
 * @property {boolean} virtualScreen
 * @property {string | null} electron folder of the Electron to run
 */

/** @returns {Promise<Ground>} */
export async function prepareGround() {
  const packages = await ensureDebianPackages();
  const notices = packages === null ? [] : [packages];
  const ground = { impossible: null, notices, keyring: true, virtualScreen: false, electron: null };
  let electron;
  try {
    electron = await findElectron();
  } catch (error) {
    return { ...ground, impossible: error.message };
  }
  ground.electron = electron.folder;
  if (process.platform !== 'linux') return ground;
  const missing = missingLibraries(electron.executable);
  if (missing.length > 0) return { ...ground, impossible: explainLibraries(missing) };
  ground.virtualScreen = hasProgram('xvfb-run') && hasProgram('Xvfb') && hasProgram('xauth');
  if (!ground.virtualScreen && !process.env.DISPLAY) {
    return { ...ground, impossible: 'There is neither a screen (DISPLAY) nor a virtual one (xvfb-run).' };
  }
  ground.keyring = hasProgram('dbus-run-session') && hasProgram('gnome-keyring-daemon');
  if (!ground.keyring) notices.push('Without dbus-run-session and gnome-keyring-daemon the tests of a kept key are skipped.');
  return ground;
}

/**
 * The command that runs a program on this ground, and how to tidy up after it. On Linux: a HOME of its own, in it a private D-Bus
 * session with an unlocked gnome-keyring, in that a virtual screen. `screen`: the first number that is tried for it; two grounds that begin
 * together would both find the same one free.
 */
export function onGround(ground, program, args, { screen = 99 } = {}) {
  const env = {
    ...process.env,
    ELECTRON_OVERRIDE_DIST_PATH: ground.electron,
    DARKSLIDE_TEST_KEYRING: ground.keyring ? '1' : '0',
  };
  if (process.platform !== 'linux') return { program, args, env, tidy: () => undefined };
  const home = mkdtempSync(join(tmpdir(), 'darkslide-home-'));
  // A fresh home is no good while these still point into the old one.
  for (const name of ['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS']) {
    delete env[name];
  }
  env.HOME = home;
  let words = [program, ...args];
  if (ground.virtualScreen) words = ['xvfb-run', '-a', '-n', String(screen), '-s', '-screen 0 1600x1000x24', ...words];
  if (ground.keyring) {
    // The keyring's password must not be empty.
    const unlock = 'printf darkslide | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"';
    words = ['dbus-run-session', '--', 'bash', '-c', unlock, 'bash', ...words];
  }
  const tidy = () => {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { program: words[0], args: words.slice(1), env, tidy };
}
