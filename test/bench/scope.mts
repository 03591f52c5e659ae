/**
 * Five hundred photos of ten folders, one of which cannot be written, one whose drive is gone and one whose rule is exhausted: how fast
 * the other photos finish, against the same photos alone, with what was held and why. The service's time is divided by four; `-- scope 2`
 * divides it by two.
 */
import { readFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Held } from '../../electron/contract/job.ts';
import type { RateRule } from '../../electron/develop/queue/pacing/rate.ts';
import { startSimulatorThread } from '../../electron/simulator/in-thread.ts';
import { freshFolder } from '../helpers/app.ts';
import { benchHouse, inProject } from '../helpers/bench-house.ts';
import { recipe, writePhotos } from '../helpers/workshop.ts';

const SCALE = 4;
const FOLDERS = 10;
const PHOTOS_IN_EACH = 50;
/** The first folders have trouble, each its own; everybody else stands behind them. */
const TROUBLED = 3;
const OTHERS = (FOLDERS - TROUBLED) * PHOTOS_IN_EACH;
/** Milliseconds for one picture: Segmind's typical time. */
const LATENCY = 10_500;
/** The Pro plan, 50 a minute. */
const PLAN: RateRule = { count: 50, windowMs: 60_000 };
const GOAL = 0.95;
/** The simulator hands the photo back as it is: what a model does is not done on a user's computer. */
const work = { ...recipe, parameters: { ...recipe.parameters, strength: 0 } };

interface Figures {
  readonly tookMs: number;
  readonly held: readonly Held[];
  readonly charged: number;
  readonly failed: number;
  /** Done with the result of a photo that gave the same pixels. */
  readonly reused: number;
}

/** Charged requests, by the simulator's own ledger. */
async function chargedIn(ledgerFile: string): Promise<number> {
  const lines = (await readFile(ledgerFile, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.filter((line) => (JSON.parse(line) as { charged: unknown }).charged === true).length; // the simulator's own lines
}

/** Develops the photos of all folders from this one on, and waits for those without trouble. */
async function run(folder: string, first: number, scale: number): Promise<Figures> {
  const rule = { ...PLAN, windowMs: PLAN.windowMs / scale };
  const home = join(folder, 'home');
  const ledgerFile = join(folder, 'ledger');
  await mkdir(home, { recursive: true });
  const simulator = await startSimulatorThread({
    workerFile: inProject('dist', 'main', 'simulator-worker.cjs'),
    options: {
      latencyMs: LATENCY / scale,
      startBalanceUsd: 1000,
      ratePerMinute: rule.count,
      minuteMs: rule.windowMs,
      ledgerFile,
    },
  });
  let done = 0;
  let finished: () => void = () => undefined;
  const house = await benchHouse({ home, endpoint: new URL(simulator.url), rule }, ({ jobs = [] }) => {
    done += jobs.filter((job) => job.state === 'done').length;
    if (done === OTHERS) finished();
  });
  try {
    const place = (index: number): string => join(folder, `place-${String(index)}`);
    house.develop.pause();
    for (let index = first; index < FOLDERS; index += 1) {
      const { added } = await house.library.add(await writePhotos(place(index), PHOTOS_IN_EACH, index * PHOTOS_IN_EACH));
      const exhausted = { name: 'Weddings', dayUsd: 0.01 };
      await house.develop.start(added, work, { rule: index === 2 ? exhausted : null });
    }
    if (first === 0) {
      await writeFile(join(place(0), 'Darkslide'), 'in the way');
      await rename(place(1), join(folder, 'unplugged'));
    }
    const began = performance.now();
    house.develop.resume();
    await new Promise<void>((resolve) => {
      finished = resolve;
      if (done === OTHERS) resolve();
    });
    const tookMs = performance.now() - began;
    const { held, failed } = house.develop.summary();
    const reused = house.develop.jobs().filter((job) => job.reused).length;
    return { tookMs, held, failed, reused, charged: await chargedIn(ledgerFile) };
  } finally {
    await house.close(10_000);
    await simulator.close();
  }
}

function say(name: string, figure: string, remark = ''): void {
  console.log(`${name.padEnd(32)}${figure.padEnd(9)}${remark}`.trimEnd());
}

const rate = ({ tookMs }: Figures): string => ((OTHERS / tookMs) * 60_000).toFixed(1);

/** Prints the figures. `words`: the scale in place of the usual one. Fails where trouble slows the others down or lets anything be paid. */
export async function bench(words: readonly string[] = []): Promise<number> {
  const scale = Number(words[0] ?? SCALE);
  const folder = await freshFolder('darkslide-bench-');
  try {
    const alone = await run(join(folder, 'alone'), TROUBLED, scale);
    const among = await run(join(folder, 'among'), 0, scale);
    const ratio = alone.tookMs / among.tookMs;
    say('photos a minute, alone', rate(alone), `${String(OTHERS)} photos`);
    say('photos a minute, with trouble', rate(among), `the same among ${String(FOLDERS * PHOTOS_IN_EACH)}`);
    say('rate with trouble / alone', ratio.toFixed(3), `goal at least ${String(GOAL)}`);
    say(
      'charged',
      String(among.charged),
      `${String(OTHERS)} photos are done, ${String(among.reused)} of them as copies of others, ${String(among.failed)} failed`,
    );
    for (const { count, label, problem } of among.held) say('held', String(count), `${label}: ${problem?.message ?? ''}`);
    return ratio >= GOAL && among.charged === OTHERS - among.reused && among.failed === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
