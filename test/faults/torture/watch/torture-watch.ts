/** One run: programs work in watched folders, the watching command line and its watching process are killed again and again; then all is finished and counted. */
import { appendFileSync } from 'node:fs';
import { rm, utimes, writeFile, appendFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEchoService } from '../../../helpers/echo-service.ts';
import { copyProgram, MODEL, randomFrom } from '../ground.mjs';
import { filesBelow, judge, OURS, readFolders, type Verdict } from './audit.ts';
import { createOracle } from './oracle.ts';
import { createPerson } from './person.ts';
import { openPlayground, pause, printOf, type Playground } from './playground.ts';
import { alive, run, stackIn, type ProgramParts } from './program.ts';
import { createStrikes } from './strikes.ts';
import { createTill } from './till.ts';
import { startWriters } from './writers.ts';

/** Broken on purpose: what was out is sent again; a photo that was never developed is asked for; an original is changed. */
export const BUGS = ['requeue', 'missed', 'changed'] as const;
export type Bug = (typeof BUGS)[number];

export interface Wanted {
  readonly minutes: number;
  readonly seed: number;
  readonly bugs: readonly Bug[];
  /** An empty folder for everything. */
  readonly folder: string;
  readonly strikePreload: string;
  readonly say: (sentence: string) => void;
}

export interface Found extends Verdict {
  readonly seed: number;
  readonly seconds: number;
  readonly operations: Readonly<Record<string, number>>;
  readonly pictures: number;
  readonly files: number;
  /** How the program was struck → how often. */
  readonly killsBy: Readonly<Record<string, number>>;
  readonly watcherKills: number;
  readonly charges: number;
  readonly distinct: number;
  readonly ordered: number;
  readonly decisions: Readonly<Record<string, number>>;
  readonly needs: Readonly<Record<string, number>>;
  readonly results: number;
  readonly letGo: number;
  readonly sentAskedAgain: number;
  readonly changed: readonly string[];
  readonly damaged: readonly string[];
  readonly litter: readonly string[];
  readonly badEnds: readonly string[];
}

/** A last run over everything ends within this, milliseconds. */
const FINISH_MS = 120_000;
/** Doubts may lead to further ones only where something else goes wrong. */
const MOST_ROUNDS = 5;
/** So slow that something is out whenever the program is killed: what this bug takes. */
const SLOW_MS = 500;
/** A probe that a killed process left is taken for one in use for a minute. */
const OLD_MS = 120_000;

/** Runs it. What it found is judged by `faultsOf`. */
export async function tortureWatch({ minutes, seed, bugs, folder, strikePreload, say }: Wanted): Promise<Found> {
  const began = performance.now();
  const random = randomFrom(seed);
  const elapsed = (): number => performance.now();
  const service = await startEchoService();
  const trace = createTrace(join(folder, 'trace.txt'));
  const strikes = createStrikes({
    service,
    random: randomFrom(seed + 1),
    elapsed,
    trace,
    atLeastMs: bugs.includes('requeue') ? SLOW_MS : 0,
  });
  const oracle = createOracle(elapsed, strikes.undisturbedSince, (what, { path, label }) => {
    trace(`${label ?? 'no picture'} ${what}: ${path}`);
  });
  const ground = await openPlayground(folder, oracle, random);
  const copy = join(folder, 'program');
  const program: ProgramParts = {
    file: copyProgram(copy, 'v1'),
    environment: {
      ...process.env,
      DARKSLIDE_HOME: join(folder, 'home'),
      SEGMIND_BASE_URL: service.url.href,
      SEGMIND_API_KEY: 'SG_torture',
      ...(bugs.includes('requeue') ? { DARKSLIDE_TORTURE: JSON.stringify({ bugs: ['requeue'] }) } : {}),
    },
    preload: bugs.includes('requeue') ? pathToFileURL(strikePreload).href : null,
  };
  const till = createTill(service, oracle);
  const person = createPerson({ program, oracle, till, random: randomFrom(seed + 2), trace });
  const watching = ['watch', ...ground.roots, '--model', MODEL, '--prompt', 'evening light', '--set', 'strength=0.5', '--json'];
  const badEnds: string[] = [];
  try {
    await run(program, ['limits', '--run', '1000', '--day', '1000', '--confirm', '--json'], FINISH_MS);
    const writers = await strikes.live({
      program,
      watching,
      lasts: minutes * 60_000,
      say,
      decideOne: async () => {
        const [doubt] = await person.doubts();
        if (doubt !== undefined) await person.decide(doubt);
      },
      begun: () => startWriters(ground),
    });
    await writers.stop();
    say(`${String(strikes.kills())} kills, ${String(service.uploads.length)} charges; finishing`);
    if (bugs.includes('missed')) await plantMissed(ground);
    badEnds.push(...strikes.badEnds());

    const finish = async (): Promise<void> => {
      trace('a run to the end begins');
      let stuck = '';
      const ended = await run(program, [...watching, '--until-idle'], FINISH_MS, (why) => {
        stuck = why;
      });
      trace('it has ended');
      if (ended === null) badEnds.push(`the last run did not end: ${stuck}`);
      else if (ended.code === 2 || ended.code === 3)
        badEnds.push(`the last run ended with ${String(ended.code)}: ${ended.errors.slice(-300)} ${ended.lines.at(-1) ?? ''}`);
      const stack = ended === null ? null : stackIn(ended.errors);
      if (stack !== null) badEnds.push(`the last run printed a stack: ${stack}`);
    };
    service.silent = false;
    service.answerAfterMs = 0;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await person.bringFoldersBack();
      await finish();
      const doubts = await person.doubts();
      if (doubts.length === 0) break;
      say(`${String(doubts.length)} in doubt`);
      for (const doubt of doubts) await person.decide(doubt, round > 1);
    }
    for (const root of ground.roots)
      for (const path of await filesBelow(root))
        if (basename(path).startsWith(`${OURS}probe-`))
          await utimes(path, new Date(Date.now() - OLD_MS), new Date(Date.now() - OLD_MS));
    const sentBefore = service.uploads.length;
    await finish();
    if (bugs.includes('changed')) await plantChange(ground);
    await allGone(copy, badEnds);

    const charges = await till.charges();
    const needs = oracle.needs();
    const { results, changed, damaged, litter } = await readFolders([...ground.roots, ground.outside], oracle);
    const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
    const perNeed: Record<string, number> = {};
    for (const { type } of needs.values()) perNeed[type] = (perNeed[type] ?? 0) + 1;
    return {
      ...judge({ charges, results, ordered: person.ordered, letGo: person.letGo, needs }),
      ...{ seed, operations: writers.counts(), pictures: needs.size, files: oracle.files().length, needs: perNeed },
      ...{ killsBy: strikes.killsBy(), watcherKills: strikes.watcherKills() },
      ...{ charges: sum(charges.values()), distinct: charges.size, ordered: sum(person.ordered.values()) },
      ...{ decisions: person.counts, results: sum(results.values()), letGo: person.letGo.size },
      ...{ sentAskedAgain: service.uploads.length - sentBefore, changed, damaged, litter },
      badEnds: [...badEnds, ...person.faults],
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    strikes.stop();
    await service.close();
  }
}

/** The oracle is told of a whole picture; on the disk is half of it. */
async function plantMissed(ground: Playground): Promise<void> {
  const { label, bytes } = await ground.picture();
  const path = join(ground.roots[0] ?? '', 'planted.jpg');
  await writeFile(path, bytes.subarray(0, Math.floor(bytes.length / 2)));
  ground.oracle.put(path, { label, print: await printOf(path) });
}

async function plantChange(ground: Playground): Promise<void> {
  const [held] = ground.oracle.files();
  if (held !== undefined) await appendFile(held.path, ' ');
}

/** Nothing of the program may live on after its end. */
async function allGone(copy: string, badEnds: string[]): Promise<void> {
  for (let tries = 0; tries < 50 && alive(copy).length > 0; tries += 1) await pause(100);
  const left = alive(copy);
  if (left.length > 0) badEnds.push(`processes are left: ${left.join(', ')}`);
}

/** For whoever looks for the cause of a fault, with --keep: what happened when. */
function createTrace(file: string): (line: string) => void {
  return (line) => {
    appendFileSync(file, `${String(Date.now())} ${JSON.stringify(line)}\n`);
  };
}

/** Removes a run's folder. */
export async function tidy(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
