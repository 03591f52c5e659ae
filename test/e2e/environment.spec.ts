/** The key in SEGMIND_API_KEY, looked for as a process would that was taken over: in the environment and the memory of the app's processes. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startSimulator } from '../../electron/simulator/server.ts';
import { makePicture } from '../fixtures/pictures.ts';
import { freshFolder, launchVariables } from '../helpers/app.ts';

// Of this run alone: other tests have keys in their processes too
const KEY = `SG_${randomBytes(12).toString('hex')}`;

interface Seen {
  readonly pid: number;
  readonly words: string;
  readonly environment: string;
}

/** Every process of this Electron, those of other apps of it among them, as the system shows it. */
function processesOf(electron: string): Seen[] {
  const read = (pid: number, name: string): string => {
    try {
      return readFileSync(`/proc/${String(pid)}/${name}`, 'latin1');
    } catch {
      return ''; // it has just ended
    }
  };
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .map((pid) => ({ pid, words: read(pid, 'cmdline').replaceAll('\0', ' '), environment: read(pid, 'environ') }))
    .filter(({ words }) => words.startsWith(electron));
}

/** Number of the app that has this data folder; null: it has ended. */
function appOver(home: string): number | null {
  try {
    return Number(
      readlinkSync(join(home, 'electron', 'SingletonLock'))
        .split('-')
        .at(-1),
    );
  } catch {
    return null;
  }
}

/** Larger pieces are reserved and not used, bytes. */
const MOST_OF_A_PIECE = 64 * 1024 * 1024;

/** Is the text anywhere in the memory that a process can write? */
function isInMemory(pid: number, text: string): boolean {
  let memory: number;
  try {
    memory = openSync(`/proc/${String(pid)}/mem`, 'r');
  } catch {
    return false; // it has just ended
  }
  try {
    const pieces = readFileSync(`/proc/${String(pid)}/maps`, 'latin1').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm);
    for (const [, from = '', to = ''] of pieces) {
      const start = Number.parseInt(from, 16);
      const piece = Buffer.alloc(Math.min(Number.parseInt(to, 16) - start, MOST_OF_A_PIECE));
      try {
        readSync(memory, piece, 0, piece.length, start);
      } catch {
        continue; // a piece that nobody may read
      }
      if (piece.includes(text)) return true;
    }
    return false;
  } finally {
    closeSync(memory);
  }
}

test('no process of the app has the key in its environment, and the app pays with it all the same', async () => {
  test.skip(process.platform !== 'linux', 'the environment of other processes is read from /proc');
  const root = await freshFolder();
  const home = join(root, 'home');
  const simulator = await startSimulator({ latencyMs: 0, validKeys: [KEY] });
  const env = { SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: KEY };
  // Outside Electron the package "electron" is the path of its program.
  const electron = createRequire(join(process.cwd(), 'package.json'))('electron') as unknown as string;
  const words = ['--no-sandbox', '--disable-gpu', process.cwd()];
  const started = spawn(electron, words, { env: launchVariables({ home, env }), stdio: 'ignore' });
  try {
    expect(await new Promise((resolve) => started.once('exit', resolve))).toBe(0); // the start that was given the key has handed over
    const pageOfHome = ({ words: all }: Seen): boolean => all.includes('--type=renderer') && all.includes(home);
    await expect.poll(() => processesOf(electron).some(pageOfHome), { timeout: 30_000 }).toBe(true);
    // The app holds the queue, so the work of a command line goes out by it, with its key
    const photo = await makePicture('jpeg', join(root, 'photos'));
    const command = ['dist/main/cli.cjs', 'develop', photo, '--prompt', 'golden evening'];
    const other = { ...env, SEGMIND_API_KEY: 'SG_another_key' };
    const ran = spawn(process.execPath, command, { env: launchVariables({ home, env: other }), stdio: 'inherit' });
    expect(await new Promise((resolve) => ran.once('exit', resolve))).toBe(0);
    expect(simulator.requests().filter((entry) => entry.charged)).toHaveLength(1);
    const main = appOver(home);
    const seen = processesOf(electron);
    expect(seen.map(({ pid }) => pid)).toContain(main);
    for (const one of seen) expect(`${one.environment} ${one.words}`.includes(KEY), one.words).toBe(false);
    // The one that sends it has it, and no other, nor what is left of the start that was given it
    expect(seen.filter(({ pid }) => isInMemory(pid, KEY)).map(({ pid }) => pid)).toEqual([main]);
  } finally {
    const main = appOver(home);
    if (main !== null) process.kill(main, 'SIGTERM');
    await expect.poll(() => appOver(home), { timeout: 40_000 }).toBeNull();
    await simulator.close();
    await rm(root, { recursive: true, force: true });
  }
});
