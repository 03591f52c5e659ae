/** Plays mutated files through the app's own workers and judges each: never a crash, a hang, or a damaged picture that would be paid for. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { ImageTasks } from '../../../electron/images/tasks.ts';
import { randomFrom } from '../../../electron/simulator/random.ts';
import { askOurs, judge, judgeOurs, withoutPixels, type Judged, type Outcome } from '../../bench/decoders/judge.ts';
import { writeSamples } from '../../bench/decoders/samples.ts';
import { inProject } from '../../helpers/bench-house.ts';
import { decoderPackages, ensureDebianPackages } from '../../helpers/debian.mjs';
import { openJudgedImages } from '../../helpers/judged-images.ts';
import { watchMemory, type MemoryPeaks } from '../../helpers/memory-watch.ts';
import { pick, type Random } from '../../helpers/random.ts';
import { mutations } from './mutations.ts';
import { printReport } from './report.ts';

/** Milliseconds one file may take for one task. */
export const HANG = 10_000;
/**
 * Megabytes that parent and decoding processes may hold together. A decoder may unpack one picture of 1.2 GB, which is the app's own bound,
 * and WebAssembly never gives memory back while its instance lives.
 */
export const MOST_MEMORY = 3_072;

export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One mutated file and what became of it. */
export interface Played {
  readonly number: number;
  readonly seed: string;
  readonly mutation: string;
  readonly note: string;
  readonly judged: Judged;
  /** What must never be; null: all is well. */
  readonly fault: string | null;
}

export interface PlayOptions {
  readonly count: number;
  readonly seed: number;
  readonly seeds: readonly Seed[];
  /** Which files the other decoders are asked about; none: only crashes, hangs and failures inside are seen. */
  readonly oracle: 'all' | 'developed' | 'none';
  readonly only: string | null;
  /** Files with faults are copied here. */
  readonly keep: string | null;
  readonly said?: (at: string) => void;
}

export interface Play {
  readonly played: readonly Played[];
  readonly memory: MemoryPeaks;
}

/**
 * A developed mutant with one of these would have been paid for wrongly. Where two decoders make different pictures of a damaged file and
 * neither complains, nobody can tell who is right: such files are counted apart and named.
 */
const faultyOutcomes = new Set<Outcome>([
  'DEVELOPED though damaged',
  'DEVELOPED though nobody else reads it',
  'DIFFERENT, and ours is blank',
  'FAILED inside',
]);

export function faultOf({ outcome, tookMs }: Judged): string | null {
  if (tookMs > HANG) return `took ${(tookMs / 1000).toFixed(1)} s`;
  return faultyOutcomes.has(outcome) ? outcome : null;
}

interface Planned {
  readonly number: number;
  readonly seed: Seed;
  readonly mutation: string;
  readonly note: string;
  readonly bytes: Buffer;
}

/** The next mutant by chance; some mutations fit only some formats. */
function plan(number: number, seeds: readonly Seed[], names: readonly string[], random: Random): Planned {
  for (;;) {
    const seed = pick(seeds, random);
    const mutation = pick(names, random);
    const mutant = mutations[mutation]?.(seed.bytes, random, pick(seeds, random).bytes) ?? null;
    if (mutant !== null) return { number, seed, mutation, note: mutant.note, bytes: mutant.bytes };
  }
}

const AT_ONCE = 2;

/** Runs `count` mutants; the same seed and files give the same mutants. */
export async function playMutants(options: PlayOptions): Promise<Play> {
  const random = randomFrom(options.seed);
  const names = Object.keys(mutations).filter((name) => options.only === null || name.includes(options.only));
  const fitting = options.seeds.filter(({ name }) => options.only !== null && name.includes(options.only));
  const seeds = fitting.length > 0 ? fitting : options.seeds;
  const judged = await openJudgedImages();
  let current = 'the start';
  // Programs that judge are not the app's memory
  const stopWatching = watchMemory(
    (name) => /node|main|electron|darkslide/i.test(name),
    () => current,
  );

  const played: Played[] = [];
  let number = 0;
  const inTurn = oneAfterAnother();
  const said = (at: string): void => {
    current = at;
    options.said?.(at);
  };
  const lane = async (folder: string): Promise<void> => {
    while (number < options.count) {
      const next = plan((number += 1), seeds, names.length > 0 ? names : Object.keys(mutations), random);
      played.push(await playOne(next, judged.images, folder, { ...options, said }, inTurn));
    }
  };
  try {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        await lane(join(judged.folder, `lane-${String(index)}`));
      }),
    );
  } finally {
    await judged.close();
  }
  return { played: played.sort((a, b) => a.number - b.number), memory: stopWatching() };
}

type InTurn = <Value>(task: () => Promise<Value>) => Promise<Value>;

/** The app's tasks one at a time: with one worker, one file's wait for another would count as its own time. */
function oneAfterAnother(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return async (task) => {
    const mine = last.then(task);
    last = mine.catch(() => undefined); // its own caller hears of it
    return await mine;
  };
}

async function playOne(next: Planned, images: ImageTasks, folder: string, options: PlayOptions, inTurn: InTurn): Promise<Played> {
  const { number, seed, mutation, note } = next;
  const place = `${folder}-files`;
  await mkdir(place, { recursive: true });
  const path = join(place, `mutant${extname(seed.name)}`);
  await writeFile(path, next.bytes);
  const ours = await inTurn(async () => {
    options.said?.(`${String(number)}: ${seed.name}, ${mutation} ${note}`);
    return await askOurs(images, path);
  });
  const isAsked = options.oracle === 'all' || (options.oracle === 'developed' && ours.upload !== null);
  const judged = withoutPixels(await judgeOurs(ours, path, folder, isAsked));
  const fault = faultOf(judged);
  if (fault !== null && options.keep !== null) {
    await mkdir(options.keep, { recursive: true });
    await copyFile(path, join(options.keep, `${String(number)}-${mutation.replaceAll(' ', '-')}-${seed.name}`));
  }
  return { number, seed: seed.name, mutation, note, judged, fault };
}

/** Larger ones would spend the time on decoding twelve megapixels again and again. Bytes. */
const LARGEST_SEED = 512 * 1024;

/** The samples of every format, and real HEIC and RAW files where they lie beside the project. */
export async function allSeeds(folder: string, said: (text: string) => void): Promise<Seed[]> {
  const { paths, missing } = await writeSamples(join(folder, 'samples'));
  for (const { name, reason } of missing) said(`SKIPPED: sample ${name}: ${reason}`);
  const real: string[] = [];
  for (const part of ['heic', 'raw', 'other']) {
    const place = inProject('..', 'shared', 'photos', part);
    if (existsSync(place)) real.push(...(await readdir(place)).map((name) => join(place, name)));
    else said(`SKIPPED: there is no ../shared/photos/${part}`);
  }
  const seeds: Seed[] = [];
  for (const path of [...paths, ...real].sort()) {
    if ((await stat(path)).size <= LARGEST_SEED) seeds.push({ name: basename(path), bytes: await readFile(path) });
  }
  return seeds;
}

/** Seeds that the app and the other decoder see alike, or that the app refuses: what differs unmutated is the decoders' benchmark's to tell. */
async function comparableSeeds(
  seeds: readonly Seed[],
  print: (text: string) => void,
  said: (at: string) => void,
): Promise<Seed[]> {
  const judged = await openJudgedImages();
  const kept: Seed[] = [];
  try {
    for (const seed of seeds) {
      said(`${seed.name}, unmutated`);
      const path = join(judged.folder, `seed${extname(seed.name)}`);
      await writeFile(path, seed.bytes);
      const { outcome } = await judge(judged.images, path, join(judged.folder, 'seed'));
      if (/^(?:DIFFERENT|DEVELOPED|FAILED)/.test(outcome)) print(`left out, as it differs unmutated: ${seed.name} (${outcome})`);
      else kept.push(seed);
    }
  } finally {
    await judged.close();
  }
  return kept;
}

/** The command: words as in mutate.mjs. 1 where there is a fault. */
export async function play(words: readonly string[], said: (at: string) => void): Promise<number> {
  const word = (name: string): string | null => words[words.indexOf(`--${name}`) + 1 || words.length] ?? null;
  const missing = await ensureDebianPackages(decoderPackages);
  if (missing !== null) console.log(`The independent decoders are not complete. ${missing}`);
  const seed = Number(word('seed') ?? Date.now() % 1_000_000);
  const count = Number(word('count') ?? 200);
  const place = await openJudgedImages();
  const print = (text: string): void => {
    console.log(text);
  };
  const seeds = await comparableSeeds(await allSeeds(place.folder, print), print, said);
  await place.close();
  console.log(`${String(count)} mutants of ${String(seeds.length)} pictures, --seed ${String(seed)}`);
  const began = performance.now();
  const oracle = word('oracle') === 'developed' ? 'developed' : 'all';
  const played = await playMutants({ count, seed, seeds, oracle, only: word('only'), keep: word('keep'), said });
  const faults = printReport(played);
  console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
  return faults === 0 ? 0 : 1;
}
