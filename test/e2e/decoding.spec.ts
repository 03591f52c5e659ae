/** The process that decodes is killed, hangs and eats memory, in the middle of a grid and of a run: only the photo whose doing it was notices. */
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { startSimulator, type Simulator } from '../../electron/simulator/server.ts';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { addByDrop, cellOf, developButton, promptField, queueEmpty } from '../helpers/hands.ts';
import { isRunning } from '../helpers/running.ts';
import { charges, writePhotos } from '../helpers/workshop.ts';

const PHOTOS = 24;
const rogues = ['eats-rendition', 'hangs-rendition', 'eats-prepare', 'hangs-prepare'] as const;
/** A photo may take a minute; in this test it may take so long, milliseconds. */
const PATIENCE_MS = 15_000;

let root: string;
let simulator: Simulator;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  simulator = await startSimulator({ latencyMs: 300, startBalanceUsd: 100 });
  launched = await launchApp({
    home: join(root, 'home'),
    env: { SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_4f1d8c0b9a7e6352' },
  });
  page = launched.page;
  await misbehaveByName(launched.app);
});

test.afterAll(async () => {
  await launched.close();
  await simulator.close();
  await rm(root, { recursive: true, force: true });
});

/** From now on a decoder misbehaves over photos whose names ask for it, and a minute for a photo is shorter. */
async function misbehaveByName(app: ElectronApplication): Promise<void> {
  await app.evaluate(
    ({ utilityProcess }, { rogue, patience }) => {
      const fork = utilityProcess.fork.bind(utilityProcess);
      utilityProcess.fork = (file, args = [], options = {}) =>
        options.serviceName === 'Darkslide picture decoder' ? fork(rogue, [file, ...args], options) : fork(file, args, options);
      const wait = globalThis.setTimeout;
      const patient = (heard: () => void, ms?: number, ...rest: unknown[]) => wait(heard, ms === 60_000 ? patience : ms, ...rest);
      globalThis.setTimeout = Object.assign(patient, wait);
    },
    { rogue: join(process.cwd(), 'test', 'helpers', 'electron', 'rogue-decoder.cjs'), patience: PATIENCE_MS },
  );
}

interface Decoder {
  readonly pid: number;
  readonly megabytes: number;
}

async function decoders(): Promise<Decoder[]> {
  return launched.app.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ name }) => name === 'Darkslide picture decoder')
      .map(({ pid, memory }) => ({ pid, megabytes: memory.workingSetSize / 1024 })),
  );
}

/** Kills one that runs; waits for one where none does. */
async function killOne(): Promise<void> {
  const seen: { pid: number | undefined } = { pid: undefined };
  await expect
    .poll(async () => {
      seen.pid = (await decoders())[0]?.pid;
      return seen.pid;
    })
    .toBeDefined();
  process.kill(seen.pid ?? NaN, 'SIGKILL');
}

/** Notes how far apart the page's frames are, and how long the main process is kept from its events, until asked. */
async function watchSmoothness(): Promise<() => Promise<{ frames: number[]; longestBlock: number }>> {
  await page.evaluate(() => {
    const frames: number[] = [];
    Reflect.set(window, 'frameGaps', frames);
    let last = performance.now();
    const frame = (now: number): void => {
      frames.push(now - last);
      last = now;
      if (Reflect.has(window, 'frameGaps')) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const block = await launched.app.evaluateHandle(() => {
    const state = { longest: 0 };
    let last = performance.now();
    const timer = setInterval(() => {
      state.longest = Math.max(state.longest, performance.now() - last - 20);
      last = performance.now();
    }, 20);
    return { state, timer };
  });
  return async () => {
    const longestBlock = await block.evaluate(({ state, timer }) => {
      clearInterval(timer);
      return state.longest;
    });
    const frames = await page.evaluate(() => {
      const kept = Reflect.get(window, 'frameGaps') as number[]; // put there above
      Reflect.deleteProperty(window, 'frameGaps');
      return kept;
    });
    return { frames, longestBlock };
  };
}

function expectSmooth(
  what: string,
  { frames, longestBlock }: { readonly frames: readonly number[]; readonly longestBlock: number },
): void {
  const sorted = [...frames].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Infinity;
  console.log(
    `${what}: ${String(frames.length)} frames, 95 of 100 within ${at(0.95).toFixed(0)} ms, longest ${at(1).toFixed(0)} ms; main blocked at most ${longestBlock.toFixed(0)} ms`,
  );
  // Limits that a busy machine without a graphics card keeps; a window that waits for a decoder stands for seconds
  expect(at(0.95), what).toBeLessThan(150);
  expect(at(1), what).toBeLessThan(1_000);
  expect(longestBlock, what).toBeLessThan(500);
}

test('in the middle of a grid: every other photo shows, and the window stays smooth', async () => {
  const photos = join(root, 'Photos');
  const paths = await writePhotos(photos, PHOTOS);
  for (const [index, name] of rogues.entries()) {
    const path = join(photos, `${name}.jpg`);
    // Pictures of their own, so that nobody takes them for a copy
    const [own = ''] = await writePhotos(join(root, 'own'), 1, 150 + index);
    await copyFile(own, path);
    paths.push(path);
  }
  const smoothness = await watchSmoothness();
  const adding = addByDrop(page, paths, paths.length);
  await killOne();
  await adding;
  const pictures = page.getByRole('gridcell').locator('img');
  await expect
    .poll(async () => pictures.evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length), {
      timeout: 60_000,
    })
    .toBe(PHOTOS + 2);
  for (const name of ['eats-rendition', 'hangs-rendition']) await expect(cellOf(page, name)).toContainText('No preview');
  for (const { megabytes } of await decoders()) expect(megabytes).toBeLessThan(2_000);
  expectSmooth('grid', await smoothness());
});

test('in the middle of a run: the others are done, each paid once, and those two say why not', async () => {
  await promptField(page).fill('Late evening light');
  const smoothness = await watchSmoothness();
  await developButton(page).click();
  for (const done of [3, 12]) {
    await expect.poll(() => charges(simulator), { timeout: 60_000, intervals: [20] }).toBeGreaterThanOrEqual(done);
    await killOne();
  }
  await expect(cellOf(page, 'eats-prepare, failed')).toHaveAttribute('title', /took more than [\d.]+ GB of memory/, {
    timeout: 60_000,
  });
  await expect(cellOf(page, 'hangs-prepare, failed')).toHaveAttribute('title', /took more than 60 s/, { timeout: 60_000 });
  await queueEmpty(page);
  expectSmooth('run', await smoothness());
  const results = await readdir(join(root, 'Photos', 'Darkslide'));
  expect(results).toHaveLength(PHOTOS + 2);
  expect(charges(simulator)).toBe(PHOTOS + 2);
});

test('each was lost in its own way, and the next one takes no more than any other', async () => {
  const folder = join(root, 'home', 'logs');
  const logs = await Promise.all((await readdir(folder)).map(async (name) => readFile(join(folder, name), 'utf8')));
  // Of one that was killed Electron tells code 9, or 0: only that it ended is sure
  for (const way of ['rendition, memory', 'rendition, late', 'prepare, memory', 'prepare, late', ', ended: it ended'])
    expect(logs.join('')).toContain(way);
  for (const { megabytes } of await decoders()) expect(megabytes).toBeLessThan(1_000);
  expect(launched.pageErrors.filter((line) => !line.includes('404'))).toEqual([]);
});

test('they go with the app, even where it is killed', async () => {
  const pids = (await decoders()).map(({ pid }) => pid);
  expect(pids.map(isRunning)).toContain(true);
  launched.app.process().kill('SIGKILL');
  await expect.poll(() => pids.map(isRunning)).not.toContain(true);
});
