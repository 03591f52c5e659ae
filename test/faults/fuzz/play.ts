/** Plays rounds of all kinds for a time, counts what was answered, and measures how long main was held up and how much memory went. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { randomFrom } from '../../../electron/simulator/random.ts';
import { writeSamples } from '../../bench/decoders/samples.ts';
import type { Random } from '../../helpers/random.ts';
import { openHostileApp } from './app.ts';
import { addressPlayer, callPlayer, filePlayer, servicePlayer, textPlayer, type Measured, type Player } from './rounds.ts';
import { startHostileService } from './service.ts';

/** A round that takes longer hangs, milliseconds. */
const HANG = 20_000;
/** Small ones of every format that need no program of the system. */
const wanted = /^(?:jpeg\.jpg|png\.png|webp\.webp|avif\.avif|tiff\.tif|gif\.gif|raw-preview\.dng|heic-8-bit\.heic)$/;

export interface Played {
  readonly tried: number;
  readonly answers: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
  /** Longest time that main was held up within one round, milliseconds, and by what. */
  readonly longestBlock: { readonly ms: number; readonly what: string };
}

export interface Fuzzed {
  readonly seed: number;
  readonly kinds: ReadonlyMap<string, Played>;
  /** Errors that nobody caught. */
  readonly crashes: readonly string[];
  /** Bytes at the beginning, at most, and at the end. */
  readonly memory: { readonly start: number; readonly most: number; readonly end: number };
}

interface Kept {
  tried: number;
  readonly answers: Map<string, number>;
  readonly faults: string[];
  longestBlock: { ms: number; what: string };
}

/** How long this thread is held up while something is waited for: how late a timer comes that should come every few milliseconds. */
function createStopwatch(): { readonly measured: Measured; readonly take: () => number } {
  let longest = 0;
  const EVERY = 5;
  return {
    measured: async (work) => {
      let last = performance.now();
      const tick = (): void => {
        const now = performance.now();
        longest = Math.max(longest, now - last - EVERY);
        last = now;
      };
      const timer = setInterval(tick, EVERY);
      try {
        return await work();
      } finally {
        tick();
        clearInterval(timer);
      }
    },
    take: () => {
      const found = longest;
      longest = 0;
      return found;
    },
  };
}

/** The rounds take turns, each kind as often as every other, until the time is over. */
export async function fuzz(seconds: number, seed: number, said: (at: string) => void = () => undefined): Promise<Fuzzed> {
  const random: Random = randomFrom(seed);
  const crashes: string[] = [];
  const crashed = (error: unknown): void => {
    crashes.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);
  const server = await startHostileService(random);
  const app = await openHostileApp(server.url);
  try {
    const { paths } = await writeSamples(join(app.folder, 'samples'), (name) => wanted.test(name));
    const seeds = await Promise.all(paths.map(async (path) => ({ name: basename(path), bytes: await readFile(path) })));
    const players: Readonly<Record<string, Player>> = {
      'calls of the page': callPlayer(app),
      'addresses of schemes': addressPlayer(app),
      'pasted and dragged text': textPlayer(app),
      'answers of the service': await servicePlayer(server.url),
      'files of every format': filePlayer(app, seeds),
    };
    const kept = new Map<string, Kept>(
      Object.keys(players).map((kind) => [kind, { tried: 0, answers: new Map(), faults: [], longestBlock: { ms: 0, what: '' } }]),
    );
    const start = process.memoryUsage.rss();
    let most = start;
    const over = performance.now() + seconds * 1000;
    while (performance.now() < over) {
      for (const [kind, player] of Object.entries(players)) {
        const record = kept.get(kind);
        if (record === undefined) continue;
        // Calls, addresses and texts are quick: many of them for one that waits for another process
        const isSlow = kind.startsWith('answers') || kind.startsWith('files');
        for (let times = isSlow ? 1 : 25; times > 0 && performance.now() < over; times -= 1) {
          await playOne(record, player, random, (what) => {
            said(`seed ${String(seed)}, ${kind}: ${what}`);
          });
          most = Math.max(most, process.memoryUsage.rss());
        }
      }
    }
    return { seed, kinds: kept, crashes, memory: { start, most, end: process.memoryUsage.rss() } };
  } finally {
    await app.close();
    await server.close();
    process.off('uncaughtException', crashed);
    process.off('unhandledRejection', crashed);
  }
}

async function playOne(record: Kept, player: Player, random: Random, said: (what: string) => void): Promise<void> {
  const stopwatch = createStopwatch();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null);
    }, HANG);
  });
  const round = await Promise.race([player(random, stopwatch.measured), late]);
  clearTimeout(timer);
  record.tried += 1;
  if (round === null) {
    record.faults.push(`no answer within ${String(HANG)} ms`);
    return;
  }
  said(round.what);
  for (const answer of round.answers) record.answers.set(answer, (record.answers.get(answer) ?? 0) + 1);
  if (round.fault !== null) record.faults.push(`${round.what}: ${round.fault}`);
  const ms = stopwatch.take();
  if (ms > record.longestBlock.ms) record.longestBlock = { ms, what: round.what.slice(0, 80) };
}

const megabytes = (bytes: number): string => `${String(Math.round(bytes / 1024 ** 2))} MB`;

/** What `npm run fuzz` prints; null where nothing is wrong. */
export function report({ seed, kinds, crashes, memory }: Fuzzed): { readonly lines: string[]; readonly isGood: boolean } {
  const lines: string[] = [];
  let faults = 0;
  for (const [kind, { tried, answers, faults: found, longestBlock }] of kinds) {
    faults += found.length;
    const counts = [...answers].sort(([, a], [, b]) => b - a).map(([answer, count]) => `${answer} ${String(count)}`);
    lines.push(
      `${kind}: ${String(tried)} tried, ${String(found.length)} faults, main held up for ${longestBlock.ms.toFixed(0)} ms at most (${longestBlock.what})`,
    );
    lines.push(`  ${counts.join(', ')}`);
    for (const fault of found.slice(0, 10)) lines.push(`  FAULT ${fault}`);
  }
  for (const crash of crashes.slice(0, 10)) lines.push(`CRASH ${crash}`);
  const tried = [...kinds.values()].reduce((sum, one) => sum + one.tried, 0);
  const held = Math.max(...[...kinds.values()].map(({ longestBlock }) => longestBlock.ms));
  lines.push(
    `${String(tried)} tried, ${String(crashes.length)} crashes, ${String(faults)} faults, longest block of main ${held.toFixed(0)} ms, memory ${megabytes(memory.start)} at the start, ${megabytes(memory.most)} at most, ${megabytes(memory.end)} at the end, seed ${String(seed)}`,
  );
  return { lines, isGood: crashes.length === 0 && faults === 0 };
}

/** The command. @returns the exit code */
export async function play(words: readonly string[], said: (at: string) => void): Promise<number> {
  const numberAfter = (name: string, otherwise: number): number => {
    const place = words.indexOf(name);
    return place === -1 ? otherwise : Number(words[place + 1]);
  };
  const { lines, isGood } = report(
    await fuzz(numberAfter('--seconds', 120), numberAfter('--seed', Math.floor(Math.random() * 2 ** 31)), said),
  );
  process.stdout.write(`${lines.join('\n')}\n`);
  return isGood ? 0 : 1;
}
