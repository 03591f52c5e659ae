/**
 * Ten thousand jobs: time to queue them, to open them again after a restart, how long quote, start, move, cancel and retry of all of
 * them hold up the main process at a stretch, and the frames of the queue screen while it scrolls and while a job changes, beside a bare
 * page with as many lines of text in the same window. On Linux a stretch leaves out what other programs took of the processor. Limits: 2 s, 1 s, 50 ms at a stretch and 16 ms a frame; each figure is printed
 * with its ratio to the limit or to the bare page. Fails where a stretch is longer than its limit. `--jobs N` (10000); `--stretches`: the main process alone.
 */
import { spawnSync } from 'node:child_process';
import { link, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { JobId, PhotoId } from '../../electron/contract/ids.ts';
import { scene } from '../fixtures/pictures.ts';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { measureMany } from '../helpers/many-at-once.ts';
import { onGround, prepareGround } from '../helpers/e2e-ground.mjs';
import { mainThreadWork, MARK, openPlainPage, scrollFrames, type Scroll } from '../helpers/frames.ts';
import { openWorkshop, recipe, type Workshop } from '../helpers/workshop.ts';

const limits = { queue: 2000, restart: 1000, frame: 16, stretch: 50 };
/** Each of many at once is done so often; the middle one of its longest stretches counts, so that a busy machine is not taken for the app. */
const ROUNDS = 3;

/** Photos that are all one small file under many names: photos that are missing would be looked for while frames are measured. */
async function fillCatalogue(workshop: Workshop, folder: string, count: number): Promise<PhotoId[]> {
  await mkdir(folder);
  const original = join(folder, 'original.jpg');
  await writeFile(original, await scene(600, 400).jpeg().toBuffer());
  const { size, mtimeMs } = await stat(original);
  const paths = Array.from({ length: count }, (_, index) => join(folder, `DSC_${String(index).padStart(5, '0')}.jpg`));
  for (const path of paths) await link(original, path);
  workshop.database.exec('BEGIN');
  const ids = paths.map((path, index) => {
    const row = workshop.catalogue.addPhoto(
      { path, bytes: size, modifiedMs: mtimeMs },
      { format: 'jpeg', width: 600, height: 400, takenAt: null, mark: null },
      1_700_000_000_000 + index * 1000,
    );
    workshop.catalogue.setHash(row.id, index.toString(16).padStart(64, '0'));
    return row.id;
  });
  workshop.database.exec('COMMIT');
  return ids;
}

function line(name: string, value: number, limit: number, unit: string): void {
  console.log(
    `${name.padEnd(44)}${value.toFixed(1).padStart(9)} ${unit.padEnd(3)} limit ${String(limit).padStart(5)}   ratio ${(value / limit).toFixed(2)}`,
  );
}

async function measureLedger(home: string, count: number): Promise<void> {
  const first = await openWorkshop({ home });
  first.develop.pause();
  const ids = await fillCatalogue(first, join(home, 'photos'), count);
  let mark = performance.now();
  const { queued } = await first.develop.start(ids, recipe);
  line(`queue ${String(queued.length)} photos`, performance.now() - mark, limits.queue, 'ms');
  mark = performance.now();
  await first.develop.quote(ids, recipe);
  line('quote for all of them', performance.now() - mark, limits.queue, 'ms');
  await first.close();

  mark = performance.now();
  const second = await openWorkshop({ home, simulator: first.simulator });
  const jobs = second.develop.jobs().length;
  second.develop.summary();
  line(`open again with ${String(jobs)} jobs`, performance.now() - mark, limits.restart, 'ms');
  mark = performance.now();
  for (let index = 0; index < 100; index += 1) second.develop.summary();
  line('one summary of the queue', (performance.now() - mark) / 100, limits.frame, 'ms');
  await second.close();
}

/** Many at once. True: nothing holds up the main process for longer than its limit. */
async function measureStretches(home: string, count: number): Promise<boolean> {
  const measured = await measureMany(home, ROUNDS, async (workshop) => fillCatalogue(workshop, join(home, 'photos'), count));
  let holds = true;
  for (const [name, stretches] of measured) {
    const [longest] = spread(stretches.map((stretch) => stretch.longest));
    const [all] = spread(stretches.map((stretch) => stretch.all));
    const fits = longest <= limits.stretch;
    holds &&= fits;
    line(`${name}: main process at a stretch`, longest, limits.stretch, 'ms');
    const each = stretches.map((stretch) => `${stretch.longest.toFixed(1)} (${stretch.longestByClock.toFixed(1)})`).join(', ');
    console.log(
      `    ${fits ? 'holds' : 'DOES NOT HOLD'}; rounds (by the clock) ${each} ms; until the page knew ${all.toFixed(0)} ms`,
    );
  }
  console.log(`${String(count)} at once: ${holds ? 'every limit holds' : 'A LIMIT DOES NOT HOLD'}`);
  return holds;
}

/** A row of figures, each with its ratio to the same figure of what it is compared with. */
function figures(name: string, values: readonly number[], compared: readonly number[], word: string): void {
  const [shown, against] = [values, compared].map((list) => list.map((value) => value.toFixed(1).padStart(5)).join(' /'));
  const ratios = values.map((value, index) => (value / (compared[index] ?? Number.NaN)).toFixed(2)).join(' / ');
  console.log(`${name.padEnd(44)}${shown ?? ''} ms   ${word} ${against ?? ''}   ratio ${ratios}`);
}

/** Median and the value that 95 of 100 stay under. */
function spread(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return [at(0.5), at(0.95)];
}

/** Intervals first, undisturbed by the trace; then the work of as many frames further on. */
async function scrolled(app: LaunchedApp['app'], page: Page, scroll: Scroll) {
  const between = await scrollFrames(page, scroll);
  const work = await mainThreadWork(app, async () => {
    await scrollFrames(page, scroll);
  });
  return { between: spread(between), work: spread(work.slice(5)) };
}

/** What single changes cost, ms: the longest frame of each, and all frames that each needed together. */
interface ChangeWork {
  readonly longest: readonly number[];
  readonly all: readonly number[];
}

/** Takes jobs in sight back one by one, each as soon as the screen has painted the last, while the page asks for frames all the time. */
async function changeJobs(app: LaunchedApp['app'], page: Page, count: number): Promise<ChangeWork> {
  let starts: readonly number[] = [];
  const work = await mainThreadWork(app, async () => {
    starts = await page.evaluate(
      async ({ changes, mark }) => {
        const tab = [...document.querySelectorAll('[role=tab]')].find((element) => element.textContent.startsWith('Waiting'));
        if (tab === undefined) throw new Error('there is no tab of what waits');
        const firstFrames: number[] = [];
        let frames = 0;
        // Marked behind the paint, so that what a change does to the page and its painting count as one frame.
        const nextFrame = async (): Promise<void> =>
          new Promise((resolve) => {
            const painted = (): void => {
              performance.mark(mark);
              frames += 1;
              resolve();
            };
            requestAnimationFrame(() => setTimeout(painted));
          });
        for (let change = 0; change < changes; change += 1) {
          const seen = { changes: 0 };
          const observer = new MutationObserver(() => (seen.changes += 1));
          observer.observe(tab, { characterData: true, childList: true, subtree: true });
          const row = document.querySelectorAll<HTMLElement>('[role=row][data-job]')[3];
          await nextFrame();
          firstFrames.push(frames - 1);
          // Main gave the id that the row carries.
          await window.api.calls['queue.cancel']({ jobIds: [Number(row?.dataset['job']) as JobId] });
          while (seen.changes === 0) await nextFrame();
          observer.disconnect();
        }
        await nextFrame();
        firstFrames.push(frames - 1);
        return firstFrames;
      },
      { changes: count, mark: MARK },
    );
  });
  const frames = starts.slice(1).map((end, index) => work.slice(starts[index], end));
  return {
    longest: frames.map((list) => Math.max(...list)),
    all: frames.map((list) => list.reduce((sum, value) => sum + value, 0)),
  };
}

async function measureFrames(home: string): Promise<void> {
  const { app, page, close } = await launchApp({ home });
  try {
    await page.evaluate(async () => {
      await window.api.calls['preferences.change']({ welcomed: true });
    });
    await page.getByRole('button', { name: 'Open the queue' }).click();
    await page.getByText('Waiting').first().waitFor();
    const frame = [limits.frame, limits.frame];
    console.log(
      'median / 95 of 100. Work: processor time of the page\u2019s main thread. A screen that loses no frame shows one each 16.7 ms',
    );
    const fast = await scrolled(app, page, { step: 180, frames: 300, fromTop: true });
    figures('5 rows a frame: work', fast.work, frame, 'limit');
    // The second time, because the small pictures are made and kept by then, as they are for who looks at a queue.
    await scrollFrames(page, { step: 36, frames: 300, fromTop: true });
    const slow = await scrolled(app, page, { step: 36, frames: 300, fromTop: true });
    figures('1 row a frame, with pictures: work', slow.work, frame, 'limit');
    const changes = await changeJobs(app, page, 60);
    figures('one job changes: its longest frame', spread(changes.longest), frame, 'limit');
    figures('one job changes: all its frames', spread(changes.all), frame, 'one frame');
    const plain = await openPlainPage(app, Number(await page.getByRole('grid').getAttribute('aria-rowcount')));
    const bare = await scrolled(app, plain, { step: 180, frames: 300, fromTop: true });
    const bareSlow = await scrolled(app, plain, { step: 36, frames: 300, fromTop: true });
    figures('5 rows a frame: interval', fast.between, bare.between, 'plain page');
    figures('1 row a frame: interval', slow.between, bareSlow.between, 'plain page');
    figures('5 rows a frame: work against a plain page', fast.work, bare.work, 'plain page');
  } finally {
    await close();
  }
}

/** Prints the figures; the part with a window runs on the prepared ground. */
export async function bench(words: readonly string[]): Promise<number> {
  const count = words.includes('--jobs') ? Number(words[words.indexOf('--jobs') + 1]) : 10_000;
  const ready = process.env['DARKSLIDE_BENCH_HOME'];
  if (ready !== undefined) {
    await measureFrames(ready);
    return 0;
  }
  const home = await freshFolder('darkslide-bench-');
  const many = await freshFolder('darkslide-bench-');
  try {
    const holds = await measureStretches(many, count);
    if (words.includes('--stretches')) return holds ? 0 : 1;
    await measureLedger(home, count);
    const ground = await prepareGround();
    if (ground.impossible !== null) {
      console.log(`frames not measured: ${ground.impossible}`);
      return holds ? 0 : 1;
    }
    const runner = join(fileURLToPath(new URL('.', import.meta.url)), 'run.mjs');
    const { program, args, env, tidy } = onGround({ ...ground, keyring: false }, process.execPath, [runner, 'queue']);
    try {
      const status = spawnSync(program, args, { stdio: 'inherit', env: { ...env, DARKSLIDE_BENCH_HOME: home } }).status ?? 1;
      return holds ? status : 1;
    } finally {
      tidy();
    }
  } finally {
    await rm(many, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
