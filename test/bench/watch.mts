/**
 * Watched folders: a burst of 5,000 files from four writers (missed, doubled, how long after the last byte each is queued, against what the
 * system itself reports in the same run), then what it costs to watch 100,000 files for a minute, by reports and by polling.
 * `-- watch burst` and `-- watch idle` run one of them; a further word sets the files a second of each writer (12.5; 0: no pause).
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildHouse, type House } from '../../electron/house.ts';
import type { HandedOver } from '../../electron/watch/engine/parts.ts';
import { watchTimes } from '../../electron/watch/engine/times.ts';
import { forkNode } from '../../electron/processes/fork-node.ts';
import { createEyes } from '../../electron/watch/process/supervise.ts';
import { spawnWatcher, type SpawnWatcher } from '../../electron/watch/process/spawner.ts';
import { freshFolder } from '../helpers/app.ts';
import { startEchoService } from '../helpers/echo-service.ts';
import { labelledPicture, readLabel } from '../helpers/labelled-pictures.ts';
import { ruleFor } from '../helpers/watch-ground.ts';
import { noBudget } from '../helpers/workshop.ts';

const FILES = 5_000;
const WRITERS = 4;
/** Every so many files one is a copy of the one before. */
const COPY_EVERY = 10;
const FILES_A_SECOND = 12.5;
const WATCHED = 100_000;
const IN_EACH_FOLDER = 1_000;
const MINUTE = 60_000;
/** Limits: beyond the settle time, 99 of 100, ms; of one core while nothing happens, percent. */
const P99_MS = 100;
/** The Pro plan, 50 a minute, evenly: what goes out in one go at the beginning of a minute is no matter of watching. */
const PLAN = { count: 5, windowMs: 6_000 };
const IDLE_PERCENT = 0.5;

const inProject = (...parts: string[]): string => join(process.cwd(), ...parts);
const wallNow = (): number => performance.timeOrigin + performance.now();

function say(name: string, figure: string, remark = ''): void {
  console.log(`${name.padEnd(40)}${figure.padEnd(14)}${remark}`.trimEnd());
}

interface Watched {
  readonly house: House;
  /** Processes: this one and the one that watches. */
  readonly pids: () => number[];
}

async function openHouse(
  home: string,
  endpoint: URL,
  rate: () => { count: number; windowMs: number },
  handedOver: (what: HandedOver) => void,
  isPolled: boolean,
): Promise<Watched> {
  await mkdir(home, { recursive: true });
  const children: (number | null)[] = [];
  const spawnHere = spawnWatcher(forkNode, inProject('dist', 'main', 'watch-process.cjs'));
  const spawn: SpawnWatcher = (start) => {
    const child = spawnHere(start);
    children.push(child.pid());
    return child;
  };
  const house = await buildHouse({
    home,
    modelsFolder: inProject('resources', 'models'),
    picturesFolder: join(home, 'Pictures'),
    spawn: forkNode,
    imageProcess: inProject('dist', 'main', 'image-process.cjs'),
    simulatorWorker: inProject('dist', 'main', 'simulator-worker.cjs'),
    holder: 'the benchmark',
    version: 'bench',
    endpoint,
    key: () => 'SG_bench',
    isDemo: () => false,
    ownJobsOnly: false,
    limits: () => ({ budget: noBudget, rate: rate() }),
    limitsFound: 'known',
    demoLatencyMs: null,
    changed: () => undefined,
    watching: {
      eyes: (events) => createEyes({ spawn, elapsed: () => performance.now(), log: () => undefined, events }),
      onMains: () => true,
      isPolled,
      handedOver,
    },
    log: () => undefined,
    now: Date.now,
  });
  return { house, pids: () => [process.pid, ...children.filter((pid): pid is number => pid !== null)] };
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

const nameOf = (index: number): string => `photo-${String(index).padStart(5, '0')}.jpg`;
const labelOf = (index: number): string => `photo ${String(index % COPY_EVERY === 1 ? index - 1 : index)}`;

async function burst(folder: string, pace: number): Promise<boolean> {
  const [source, target] = [join(folder, 'prepared'), join(folder, 'watched')];
  await Promise.all([source, target].map(async (each) => await mkdir(each, { recursive: true })));
  for (let index = 0; index < FILES; index += 1)
    await writeFile(join(source, nameOf(index)), await labelledPicture(labelOf(index), { height: 96, texture: 24 }));
  const labels = new Set(Array.from({ length: FILES }, (_, index) => labelOf(index)));

  const service = await startEchoService();
  const queuedAt = new Map<string, number>();
  let doubled = 0;
  let isOver = false;
  const { house } = await openHouse(
    join(folder, 'home'),
    service.url,
    () => (isOver ? { count: 10_000, windowMs: MINUTE } : PLAN),
    ({ jobs, sources }) => {
      const at = wallNow();
      for (const { photoId } of jobs) {
        const path = photoId === null ? undefined : sources.get(photoId);
        if (path === undefined) continue;
        if (queuedAt.has(path)) doubled += 1;
        else queuedAt.set(path, at);
      }
    },
    false,
  );
  const loop = watchLoop();
  const peer = fork(inProject('test', 'bench', 'watch', 'inotify.mjs'), [target]);
  await once(peer, 'message');
  const rule = { ...ruleFor(target), output: join(folder, 'results') };
  await mkdir(join(folder, 'results'));
  await house.watch.put(rule, 'leave');
  await house.watch.idle();

  const lastByte = new Map<string, number>();
  const began = performance.now();
  const beganAt = performance.timeOrigin + began;
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, index) => {
      const count = FILES / WRITERS;
      const words = [source, target, index * count, count, pace].map(String);
      const writer = fork(inProject('test', 'bench', 'watch', 'writer.mjs'), words);
      writer.on('message', (told) => {
        const { name, at } = told as { name: string; at: number }; // from our own writer
        lastByte.set(name, at);
      });
      await once(writer, 'exit');
    }),
  );
  const wroteMs = performance.now() - began;
  await house.watch.idle();
  const foundMs = performance.now() - began;
  const held = loop(beganAt);
  const reports = once(peer, 'message');
  peer.send('end');
  const [heard] = (await reports) as [[string, number][]]; // from our own peer
  isOver = true;
  house.develop.limitsChanged();
  await drained(house);

  const beyond: number[] = [];
  const system: number[] = [];
  const slow: Slow[] = [];
  for (const [name, at] of lastByte) {
    const queued = queuedAt.get(join(target, name));
    if (queued === undefined) continue;
    const late = queued - at - watchTimes.stillMs;
    beyond.push(late);
    if (late > P99_MS) slow.push({ second: Math.floor((queued - beganAt) / 1000), late });
  }
  for (const [name, at] of heard) system.push(at - (lastByte.get(name) ?? NaN));
  for (const list of [beyond, system]) list.sort((a, b) => a - b);
  const charged = new Map<string, number>();
  for (const upload of service.uploads) {
    const label = (await readLabel(upload, labels)) ?? '?';
    charged.set(label, (charged.get(label) ?? 0) + 1);
  }
  const missed = [...labels].filter((label) => !charged.has(label)).length;
  const paidTwice = [...charged.values()].filter((times) => times > 1).length;
  const results = (await readdir(join(folder, 'results'))).filter((name) => name.endsWith('.jpg')).length;
  await house.close(10_000);
  await service.close();

  say(
    'written',
    String(lastByte.size),
    `by ${String(WRITERS)} writers in ${(wroteMs / 1000).toFixed(1)} s, all judged after ${(foundMs / 1000).toFixed(1)} s`,
  );
  say('missed', String(missed), 'goal 0');
  say('doubled', `${String(doubled)} / ${String(paidTwice)}`, 'queued twice / paid twice; goal 0 / 0');
  say('charged', String(service.uploads.length), `${String(labels.size)} different pictures, ${String(results)} results`);
  say('last byte to queued, beyond 2 s: median', `${percentile(beyond, 0.5).toFixed(0)} ms`);
  say('  99 of 100', `${percentile(beyond, 0.99).toFixed(0)} ms`, `limit ${String(P99_MS)} ms`);
  for (const line of whereSlow(slow, held)) say('  slower than that', ...line);
  say('the system’s own report: median', `${percentile(system, 0.5).toFixed(1)} ms`);
  say('  99 of 100', `${percentile(system, 0.99).toFixed(1)} ms`);
  return (
    missed === 0 &&
    doubled === 0 &&
    paidTwice === 0 &&
    service.uploads.length === labels.size &&
    percentile(beyond, 0.99) <= P99_MS
  );
}

interface Slow {
  /** Seconds after the writers began. */
  readonly second: number;
  readonly late: number;
}

/** The seconds in which files were queued too late: a bunch of them has one cause, and mostly it is this process itself. */
function whereSlow(slow: readonly Slow[], held: ReadonlyMap<number, number>): [figure: string, remark: string][] {
  const seconds = new Map<number, number[]>();
  for (const { second, late } of slow) seconds.set(second, [...(seconds.get(second) ?? []), late]);
  return [...seconds]
    .sort(([a], [b]) => a - b)
    .map(([second, late]) => [
      `${String(late.length)} files`,
      `in second ${String(second)}, up to ${Math.max(...late).toFixed(0)} ms; the app itself was held for ${(held.get(second) ?? 0).toFixed(0)} ms at most`,
    ]);
}

const LOOK_MS = 5;

/** Looks how long this process does nothing but one thing. What it returns ends it: the longest such time in each second after a moment. */
function watchLoop(): (since: number) => Map<number, number> {
  const looks: number[] = [];
  const timer = setInterval(() => looks.push(wallNow()), LOOK_MS);
  return (since) => {
    clearInterval(timer);
    const held = new Map<number, number>();
    looks.forEach((at, index) => {
      const second = Math.floor((at - since) / 1000);
      held.set(second, Math.max(held.get(second) ?? 0, at - (looks[index - 1] ?? at) - LOOK_MS));
    });
    return held;
  };
}

async function drained(house: House): Promise<void> {
  for (;;) {
    const { waiting, running } = house.develop.summary();
    if (waiting + running === 0) return;
    await new Promise((resume) => setTimeout(resume, 250));
  }
}

/** Processor time of a process so far, ms, and its memory, MB. */
async function used(pid: number): Promise<{ ms: number; mb: number }> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return { ms: (Number(fields[11]) + Number(fields[12])) * 10, mb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024 };
}

/** Percent of one core over a minute, and memory, of both processes together. */
async function idle(
  folder: string,
  target: string,
  isPolled: boolean,
): Promise<{ first: number; percent: number; mb: string; listedMs: number }> {
  const { house, pids } = await openHouse(
    join(folder, isPolled ? 'polled' : 'home'),
    new URL('http://127.0.0.1:9/'),
    () => PLAN,
    () => undefined,
    isPolled,
  );
  const began = performance.now();
  await house.watch.put(ruleFor(target), 'leave');
  await house.watch.idle();
  const listedMs = performance.now() - began;
  await new Promise((resume) => setTimeout(resume, 10_000)); // what the start leaves behind is over
  const aMinute = async (): Promise<number> => {
    const before = await Promise.all(pids().map(used));
    await new Promise((resume) => setTimeout(resume, MINUTE));
    const after = await Promise.all(pids().map(used));
    const spent = after.reduce((sum, { ms }, index) => sum + ms - (before[index]?.ms ?? 0), 0);
    return (spent / MINUTE) * 100;
  };
  // In the first minute the memory that the start left behind is collected, once; the one after it is like all that follow
  const first = await aMinute();
  const percent = await aMinute();
  const after = await Promise.all(pids().map(used));
  await house.close(5_000);
  return { first, percent, mb: after.map(({ mb }) => mb.toFixed(0)).join(' + '), listedMs };
}

async function idleCosts(folder: string): Promise<boolean> {
  const target = join(folder, 'many');
  for (let first = 0; first < WATCHED; first += IN_EACH_FOLDER) {
    const inner = join(target, `day ${String(first / IN_EACH_FOLDER)}`);
    await mkdir(inner, { recursive: true });
    await Promise.all(
      Array.from({ length: IN_EACH_FOLDER }, async (_, index) => {
        await writeFile(join(inner, nameOf(first + index)), 'x');
      }),
    );
  }
  const native = await idle(folder, target, false);
  say('100,000 files, first list', `${(native.listedMs / 1000).toFixed(1)} s`, 'nothing of them is developed');
  say(
    '  idle for a minute',
    `${native.percent.toFixed(2)} %`,
    `of a core; limit ${String(IDLE_PERCENT)} %; the minute before, after the start: ${native.first.toFixed(2)} %`,
  );
  say('  memory', `${native.mb} MB`, 'the app’s parts + the process that watches');
  const polled = await idle(folder, target, true);
  say('100,000 files by polling', `${polled.percent.toFixed(2)} %`, `of a core; ${polled.mb} MB`);
  return native.percent <= IDLE_PERCENT;
}

/** Prints the figures; fails where a photo is missed or doubled, or a limit is passed. */
export async function bench(words: readonly string[] = []): Promise<number> {
  const [which, pace] = words;
  const folder = await freshFolder('darkslide-bench-');
  try {
    const isQuick = which === 'idle' ? true : await burst(join(folder, 'burst'), Number(pace ?? FILES_A_SECOND));
    const isIdle = which === 'burst' ? true : await idleCosts(join(folder, 'idle'));
    return isQuick && isIdle ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
