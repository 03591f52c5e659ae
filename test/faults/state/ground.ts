/**
 * The ground of a state matrix: a data folder that was really used, kept as a copy that each cell begins from. Two photos are developed,
 * a third is paid for and still in the spool, and the limit of the day leaves room for two more.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_BUDGET, type Budget } from '../../../electron/contract/preferences.ts';
import type { LedgerEntry } from '../../../electron/simulator/ledger.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { patch } from '../../fixtures/pictures.ts';
import { inProject } from '../../helpers/bench-house.ts';
import { runCommand, startCommand, type Ran } from '../../helpers/command.ts';
import { appReplySchema, type AppOrder, type AppReport } from './app-messages.ts';
import { gatherLog, givePermissions, leaveLock, partsOf } from './break.ts';
import { giveTo, type Person } from './person.ts';

export const PRICE_USD = 0.08;
/** What may be charged in all, whatever happens to the files: a day's limit of five photos. */
export const MOST_CHARGES = 5;
/** Photos that are paid for before anything is broken: the first two are stored, the third is in the spool. */
export const STORED = 2;
export const PAID = 3;
const PHOTOS = 7;
/** Most of the decoder's code is never used in so short a run. */
const FAST = ['--wasm-lazy-compilation', '--liftoff-only'];
/** How long the service takes for the photo whose folder goes away meanwhile, milliseconds. */
const SLOW_MS = 2_000;

export const limits: Budget = { ...DEFAULT_BUDGET, runUsd: null, dayUsd: MOST_CHARGES * PRICE_USD };
export const API_KEY = 'SG_state_matrix';

export interface Ground {
  readonly home: string;
  /** Where the results go, and where that of the third photo was to go. */
  readonly out: string;
  readonly late: string;
  readonly photos: readonly string[];
  /** The bytes of the third photo's picture, as the service sent them. */
  readonly paidBytes: Buffer;
  /** Results and originals before anything was broken. */
  readonly before: ReadonlyMap<string, string>;
  readonly url: string;
  /** Everything as it was, with nothing broken yet; returns where the simulator's book stands. */
  readonly restore: () => void;
  /** Permissions as they were, and everything belongs to the person who runs the programs. */
  readonly settle: () => void;
  /** Charges since the ground was made, by the photo they are for. */
  readonly charges: () => Map<number, LedgerEntry[]>;
  readonly command: (...args: readonly string[]) => Promise<Ran>;
  readonly app: (order: Partial<AppOrder>) => Promise<{ readonly report: AppReport | null; readonly crash: string | null }>;
  readonly close: () => Promise<void>;
}

/** Noon where the programs run, so that no day ends while the matrix does. */
function noonZone(): string {
  const hours = 12 - new Date().getUTCHours();
  return `Etc/GMT${hours <= 0 ? '+' : '-'}${String(Math.abs(hours))}`;
}

/** Photos told apart in the simulator's book by their size. */
async function writePhotos(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const paths: string[] = [];
  for (let index = 0; index < PHOTOS; index += 1) {
    const path = join(folder, `photo-${String(index)}.jpg`);
    const spot = await patch([240, 40 + index * 20, 90], 60, 40)
      .png()
      .toBuffer();
    const jpeg = await patch([40 + index * 25, 120, 200], 192 + index * 4, 128)
      .composite([{ input: spot, left: 20, top: 30 }])
      .jpeg()
      .toBuffer();
    writeFileSync(path, jpeg);
    paths.push(path);
  }
  return paths;
}

/** Which photo an entry of the simulator's book is for, by the width that was sent. */
function photoOf({ pictures: [picture] }: LedgerEntry): number {
  return picture?.width == null ? -1 : (picture.width - 192) / 4;
}

/** The app that is looked at goes on meanwhile, and SQLite's own files come and go; any other trouble is thrown. */
function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Path → its content, of the files in some folders; what goes while it is looked at is left out. */
export function contentsOf(...folders: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const look = (folder: string): void => {
    for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) look(path);
      else if (entry.isFile()) {
        const bytes = unlessGone(() => readFileSync(path));
        if (bytes !== null) found.set(path, bytes.toString('base64'));
      }
    }
  };
  for (const folder of folders) look(folder);
  return found;
}

/**
 * Makes the ground in a folder of its own.
 * @param program - the command line
 */
export async function openGround(folder: string, person: Person, program: string): Promise<Ground> {
  const zone = noonZone();
  const app = startApp(person, zone);
  const simulator = await startSimulator({
    latencyMs: 0,
    startBalanceUsd: 100_000,
    script: [{ request: PAID, delayMs: SLOW_MS }],
  });
  try {
    return await makeGround(folder, person, { program, zone, app, simulator });
  } catch (error) {
    app.close();
    await simulator.close();
    throw error;
  }
}

interface Helpers {
  readonly program: string;
  readonly zone: string;
  readonly app: AppProcess;
  readonly simulator: Simulator;
}

async function makeGround(folder: string, person: Person, { program, zone, app, simulator }: Helpers): Promise<Ground> {
  const live = join(folder, 'live');
  const kept = join(folder, 'kept');
  const [home, out, late] = [join(live, 'home'), join(live, 'out'), join(live, 'late')];
  const photos = await writePhotos(join(folder, 'photos'));
  const environment = { DARKSLIDE_HOME: home, SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: API_KEY, TZ: zone, HOME: folder };
  const as = { runAs: person.ids, file: program, flags: FAST };
  const command = async (...args: readonly string[]): Promise<Ran> => await runCommand(args, environment, as);
  const order = { home, url: simulator.url, photos, folder: out, key: null, confirm: null, recoverFrom: null };

  for (const made of [home, out, late]) mkdirSync(made, { recursive: true });
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ version: 1, preferences: { budget: limits } }));
  giveTo(person, folder);
  await makeUsed({ out, late, photos, start: (args) => startCommand(args, environment, as) });
  // The app stores its key, and has looked at everything once
  const { report, crash } = await app.ask({ ...order, photos: photos.slice(0, STORED), key: API_KEY });
  if (report?.thumbnail !== true) throw new Error(`the app could not be used: ${crash ?? JSON.stringify(report)}`);
  rmSync(late);
  mkdirSync(late);
  leaveLock(home);
  const [paid] = partsOf(home, 'spool').files;
  if (paid === undefined) throw new Error('no paid picture waits in the spool');
  const paidBytes = readFileSync(paid);
  gatherLog(home);
  cpSync(live, kept, { recursive: true, preserveTimestamps: true });
  for (const suffix of ['-wal', '-shm']) rmSync(join(kept, 'home', `library.db${suffix}`), { force: true });
  if (simulator.requests().filter(({ charged }) => charged).length !== PAID) throw new Error('the ground was charged otherwise');
  const first = simulator.requests();
  let since = first.length;

  return {
    ...{ home, out, late, photos, paidBytes, url: simulator.url, command },
    before: contentsOf(join(folder, 'photos'), out),
    restore: () => {
      givePermissions(live);
      rmSync(live, { recursive: true, force: true });
      cpSync(kept, live, { recursive: true, preserveTimestamps: true });
      giveTo(person, live);
      since = simulator.requests().length;
    },
    settle: () => {
      givePermissions(home);
      giveTo(person, live);
    },
    charges: () => {
      const byPhoto = new Map<number, LedgerEntry[]>();
      for (const entry of [...first, ...simulator.requests().slice(since)].filter(({ charged }) => charged))
        byPhoto.set(photoOf(entry), [...(byPhoto.get(photoOf(entry)) ?? []), entry]);
      return byPhoto;
    },
    app: async (changes) => await app.ask({ ...order, ...changes }),
    close: async () => {
      app.close();
      await simulator.close();
    },
  };
}

interface Making {
  readonly out: string;
  readonly late: string;
  readonly photos: readonly string[];
  readonly start: (args: readonly string[]) => ChildProcess;
}

/** Develops the photos that are paid for; while the last of them is out, its folder turns into a file, so that its picture stays in the spool. */
async function makeUsed({ out, late, photos, start }: Making): Promise<void> {
  const ended = async (child: ChildProcess): Promise<number | null> =>
    await new Promise((resolve) =>
      child.once('close', (code) => {
        resolve(code);
      }),
    );
  const stored = await ended(start(['develop', ...photos.slice(0, STORED), '--prompt', 'winter', '--out', out, '--json']));
  if (stored !== 0) throw new Error(`the ground could not be made: exit ${String(stored)}`);
  const last = start(['develop', ...photos.slice(STORED, PAID), '--prompt', 'winter', '--out', late, '--json']);
  let said = '';
  last.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (!said.includes('"event":"sent"') || !lstatSync(late).isDirectory()) return;
    rmSync(late, { recursive: true });
    writeFileSync(late, 'in the way');
  });
  const code = await ended(last);
  if (code !== 3) throw new Error(`the folder that went away was not noticed: exit ${String(code)}, ${said}`);
}

interface AppProcess {
  readonly ask: (order: AppOrder) => ReturnType<Ground['app']>;
  readonly close: () => void;
}

/** The process of the app; it does one thing after another. */
function startApp(person: Person, zone: string): AppProcess {
  const child: ChildProcess = fork(
    inProject('test', 'faults', 'state', 'app-child.mjs'),
    person.ids === null ? [] : [String(person.ids.uid)],
    { env: { ...process.env, TZ: zone }, execArgv: [] },
  );
  const waiting = new Map<number, (reply: { report: AppReport | null; crash: string | null }) => void>();
  let number = 0;
  let hasEnded = false;
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && 'ready' in message) {
        resolve();
        return;
      }
      const reply = appReplySchema.parse(message);
      waiting.get(reply.number)?.(reply);
      waiting.delete(reply.number);
    });
    child.on('exit', (code) => {
      hasEnded = true;
      reject(new Error(`the app’s process ended with ${String(code)}`));
      for (const answer of waiting.values()) answer({ report: null, crash: `the process ended with ${String(code)}` });
      waiting.clear();
    });
  });
  return {
    ask: async (order) => {
      await ready;
      if (hasEnded) return { report: null, crash: 'the process had ended' };
      number += 1;
      const mine = number;
      return await new Promise((resolve) => {
        waiting.set(mine, resolve);
        child.send({ number: mine, order });
      });
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  };
}
