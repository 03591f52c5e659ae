/**
 * Two hundred photos through the money path against the simulator, with latency and rate limit scaled down by four: achieved rate against
 * the ideal one, refusals for speed, longest stretch that the process was blocked, CPU per photo, and bytes sent for a 24 MP photo.
 */
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { join } from 'node:path';
import type { Changes } from '../../electron/contract/events.ts';
import { buildHouse, type House } from '../../electron/house.ts';
import { startSimulatorThread } from '../../electron/simulator/in-thread.ts';

import { scene } from '../fixtures/pictures.ts';
import { freshFolder } from '../helpers/app.ts';
import { noBudget, recipe, turbo, writePhotos } from '../helpers/workshop.ts';

const SCALE = 4;
const PHOTOS = 200;
/** Milliseconds for one picture: Segmind's typical 10.5 s. */
const LATENCY = 10_500 / SCALE;
const inProject = (...parts: string[]): string => join(process.cwd(), ...parts);
/** The Pro plan, 50 a minute. */
const RULE = { count: 50, windowMs: 60_000 / SCALE };
/** As the app allows them under a plan. */
const LANES = 32;

/** When the last answer comes if nothing but the rules costs time: starts as soon as lane and window allow. Milliseconds. */
function idealTime(count: number): number {
  const starts: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const lane = index < LANES ? 0 : (starts[index - LANES] ?? 0) + LATENCY;
    const window = index < RULE.count ? 0 : (starts[index - RULE.count] ?? 0) + RULE.windowMs;
    starts.push(Math.max(lane, window));
  }
  return (starts.at(-1) ?? 0) + LATENCY;
}

async function openHouse(home: string, endpoint: URL, changed: (changes: Changes) => void): Promise<House> {
  return await buildHouse({
    home,
    modelsFolder: inProject('resources', 'models'),
    picturesFolder: join(home, 'Pictures'),
    imageWorker: inProject('dist', 'main', 'image-worker.cjs'),
    simulatorWorker: inProject('dist', 'main', 'simulator-worker.cjs'),
    holder: 'the benchmark',
    version: 'bench',
    endpoint,
    key: () => 'SG_bench',
    isDemo: () => false,
    ownJobsOnly: false,
    limits: () => ({ budget: noBudget, rate: RULE }),
    demoLatencyMs: null,
    changed,
    log: () => undefined,
    now: Date.now,
  });
}

async function uploadBytes(house: House, folder: string): Promise<{ sent: number; asItIs: number }> {
  const path = join(folder, 'twenty-four.jpg');
  await writeFile(path, await scene(6000, 4000).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer());
  const prepared = await house.images.prepare(path, { longSide: 1536, limits: turbo.limits });
  return { sent: (prepared.bytes.length * 4) / 3, asItIs: ((await stat(path)).size * 4) / 3 };
}

/** Prints the figures. */
export async function bench(): Promise<number> {
  const folder = await freshFolder('darkslide-bench-');
  const home = join(folder, 'home');
  await mkdir(home);
  const simulator = await startSimulatorThread({
    workerFile: inProject('dist', 'main', 'simulator-worker.cjs'),
    options: {
      latencyMs: LATENCY,
      startBalanceUsd: 1000,
      ratePerMinute: RULE.count,
      minuteMs: RULE.windowMs,
      ledgerFile: join(folder, 'ledger'),
    },
  });
  let done = 0;
  let slower = 0;
  let finished: () => void = () => undefined;
  const house = await openHouse(home, new URL(simulator.url), (changes) => {
    for (const job of changes.jobs ?? []) {
      if (job.state === 'done') done += 1;
      if (job.problem?.code === 'rate-limited') slower += 1;
    }
    if (done === PHOTOS) finished();
  });
  try {
    const bytes = await uploadBytes(house, folder);
    const { added } = await house.library.add(await writePhotos(join(folder, 'photos'), PHOTOS));
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const cpu = process.cpuUsage();
    const began = performance.now();
    delay.enable();
    await house.develop.start(added, { ...recipe, parameters: { ...recipe.parameters, strength: 0 } });
    await new Promise<void>((resolve) => {
      finished = resolve;
      if (done === PHOTOS) resolve();
    });
    const took = performance.now() - began;
    delay.disable();
    const used = process.cpuUsage(cpu);
    const ideal = idealTime(PHOTOS);
    console.log(
      `photos                          ${String(PHOTOS)}, latency ${(LATENCY / 1000).toFixed(2)} s, ${String(RULE.count)} in ${String(RULE.windowMs / 1000)} s`,
    );
    console.log(
      `achieved rate / ideal rate      ${(ideal / took).toFixed(3)}   (goal at least 0.98; ${(took / 1000).toFixed(1)} s against ${(ideal / 1000).toFixed(1)} s)`,
    );
    console.log(`refusals for speed per photo    ${(slower / PHOTOS).toFixed(3)}`);
    console.log(
      `bytes sent for 24 MP / as it is ${(bytes.sent / bytes.asItIs).toFixed(3)}   (goal at most 0.1; ${(bytes.sent / 1024).toFixed(0)} KB against ${(bytes.asItIs / 1024).toFixed(0)} KB)`,
    );
    console.log(
      `longest blocked stretch         ${(delay.max / 1e6).toFixed(0)} ms, 99 of 100 under ${(delay.percentile(99) / 1e6).toFixed(0)} ms   (limit 50 ms)`,
    );
    console.log(
      `CPU per photo                   ${((used.user + used.system) / 1000 / PHOTOS).toFixed(0)} ms, simulator and workers included`,
    );
    return 0;
  } finally {
    await house.close(10_000);
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}
