/**
 * Two hundred photos through the money path against the simulator, with latency and rate limit scaled down by four and by two: achieved
 * rate against the ideal one, refusals for speed, longest stretch that the process was blocked, CPU per photo, and bytes sent for a 24 MP
 * photo. Two scales, because only the service is scaled: at four this computer weighs four times what it does in life. `-- throughput 4`
 * runs one.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { join } from 'node:path';
import type { RateRule } from '../../electron/develop/queue/pacing/rate.ts';
import { createInlineImages } from '../../electron/images/inline.ts';
import { forkNode } from '../../electron/processes/fork-node.ts';
import type { OwnProcess, Spawn } from '../../electron/processes/own-process.ts';
import { startSimulatorThread } from '../../electron/simulator/in-thread.ts';
import { scene } from '../fixtures/pictures.ts';
import { freshFolder } from '../helpers/app.ts';
import { benchHouse, inProject } from '../helpers/bench-house.ts';
import { recipe, turbo, writePhotos } from '../helpers/workshop.ts';

const SCALES = [4, 2];
const PHOTOS = 200;
/** Milliseconds for one picture: Segmind's typical time. */
const LATENCY = 10_500;
/** The Pro plan, 50 a minute. */
const PLAN: RateRule = { count: 50, windowMs: 60_000 };
/** As the app allows them under a plan. */
const LANES = 32;
/** Photos that a window shows. */
const ON_SCREEN = 40;
/** The simulator hands the photo back as it is: what a model does is not done on a user's computer. */
const work = { ...recipe, parameters: { ...recipe.parameters, strength: 0 } };

/** What the service's time is divided by, and what that makes of it. */
interface Scaled {
  readonly scale: number;
  readonly latencyMs: number;
  readonly rule: RateRule;
}

function scaledBy(scale: number): Scaled {
  return { scale, latencyMs: LATENCY / scale, rule: { ...PLAN, windowMs: PLAN.windowMs / scale } };
}

/** When the last answer comes if nothing but the rules costs time: starts as soon as lane and window allow. Milliseconds. */
function idealTime(count: number, { latencyMs, rule }: Scaled): number {
  const starts: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const lane = index < LANES ? 0 : (starts[index - LANES] ?? 0) + latencyMs;
    const window = index < rule.count ? 0 : (starts[index - rule.count] ?? 0) + rule.windowMs;
    starts.push(Math.max(lane, window));
  }
  return (starts.at(-1) ?? 0) + latencyMs;
}

/** A process beside this one that does nothing: how long the computer itself kept it from doing so. */
function startIdleProcess(): { stop: () => Promise<number> } {
  const child = fork(inProject('test', 'helpers', 'idle-process.mjs'));
  return {
    stop: async () => {
      const told = once(child, 'message');
      child.send('stop');
      const message: readonly unknown[] = await told;
      return Number(message[0]);
    },
  };
}

/** A clock tick of Linux's /proc, milliseconds. */
const TICK_MS = 10;

/** Processor time of a process so far, milliseconds; 0 where the system does not say it. */
function processorTime(one: OwnProcess): number {
  if (process.platform !== 'linux') return 0;
  try {
    const line = readFileSync(`/proc/${String(one.pid())}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' '); // from the third on, its state
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0; // it has ended
  }
}

function say(name: string, figure: string, remark = ''): void {
  console.log(`${name.padEnd(32)}${figure.padEnd(9)}${remark}`.trimEnd());
}

async function sayUploadBytes(folder: string): Promise<void> {
  const path = join(folder, 'twenty-four.jpg');
  await writeFile(path, await scene(6000, 4000).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer());
  const prepared = await createInlineImages().prepare(path, { longSide: 1536, limits: turbo.limits });
  // Both as base64
  const sent = (prepared.bytes.length * 4) / 3;
  const asItIs = ((await stat(path)).size * 4) / 3;
  const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`;
  say(
    'bytes sent for 24 MP / as it is',
    (sent / asItIs).toFixed(3),
    `goal at most 0.1; ${kilobytes(sent)} against ${kilobytes(asItIs)}`,
  );
}

/** Refusals for speed, by the simulator's own ledger. */
async function refusals(ledgerFile: string): Promise<number> {
  const lines = (await readFile(ledgerFile, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.filter((line) => (JSON.parse(line) as { status: unknown }).status === 429).length; // the simulator's own lines
}

async function run(folder: string, scaled: Scaled): Promise<void> {
  const { latencyMs, rule } = scaled;
  const home = join(folder, 'home');
  const ledgerFile = join(folder, 'ledger');
  await mkdir(home, { recursive: true });
  const simulator = await startSimulatorThread({
    workerFile: inProject('dist', 'main', 'simulator-worker.cjs'),
    options: { latencyMs, startBalanceUsd: 1000, ratePerMinute: rule.count, minuteMs: rule.windowMs, ledgerFile },
  });
  const decoders: OwnProcess[] = [];
  const spawn: Spawn = (plan) => {
    const one = forkNode(plan);
    decoders.push(one);
    return one;
  };
  let done = 0;
  let finished: () => void = () => undefined;
  const house = await benchHouse({ home, endpoint: new URL(simulator.url), rule, spawn }, ({ jobs = [] }) => {
    done += jobs.filter((job) => job.state === 'done').length;
    if (done === PHOTOS) finished();
  });
  try {
    const paths = await writePhotos(join(folder, 'photos'), PHOTOS);
    const { added } = await house.library.add(paths);
    // As the window does before anybody can press a button
    await Promise.all(paths.slice(0, ON_SCREEN).map(async (path) => await house.images.rendition(path, 320)));
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const cpu = process.cpuUsage();
    const cpuApart = decoders.map(processorTime);
    const idle = startIdleProcess();
    const began = performance.now();
    delay.enable();
    await house.develop.start(added, work);
    await new Promise<void>((resolve) => {
      finished = resolve;
      if (done === PHOTOS) resolve();
    });
    const took = performance.now() - began;
    delay.disable();
    const idleMs = await idle.stop();
    const used = process.cpuUsage(cpu);
    const usedApart = decoders.map(processorTime).reduce((sum, time, index) => sum + time - (cpuApart[index] ?? 0), 0);
    const ideal = idealTime(PHOTOS, scaled);
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
    const ms = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(0)} ms`;
    console.log(
      `\n${String(PHOTOS)} photos, scale ${String(scaled.scale)}: latency ${(latencyMs / 1000).toFixed(2)} s, ${String(rule.count)} in ${String(rule.windowMs / 1000)} s`,
    );
    say(
      'achieved rate / ideal rate',
      (ideal / took).toFixed(3),
      `goal at least 0.98; ${seconds(took)} against ${seconds(ideal)}`,
    );
    say('refusals for speed per photo', ((await refusals(ledgerFile)) / PHOTOS).toFixed(3));
    say(
      'longest blocked stretch',
      ms(delay.max),
      `limit 50 ms; 99 of 100 under ${ms(delay.percentile(99))}; an idle process beside it ${idleMs.toFixed(0)} ms`,
    );
    const decoding =
      usedApart > 0 ? `, of which decoding ${(usedApart / PHOTOS).toFixed(0)} ms` : '; decoding is not counted here';
    say('CPU per photo', ms((((used.user + used.system) / 1000 + usedApart) * 1e6) / PHOTOS), `simulator included${decoding}`);
  } finally {
    await house.close(10_000);
    await simulator.close();
  }
}

/** Prints the figures. `words`: scales in place of the usual ones. */
export async function bench(words: readonly string[] = []): Promise<number> {
  const folder = await freshFolder('darkslide-bench-');
  try {
    await sayUploadBytes(folder);
    for (const scale of words.length > 0 ? words.map(Number) : SCALES) {
      await run(join(folder, `scale-${String(scale)}`), scaledBy(scale));
    }
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
