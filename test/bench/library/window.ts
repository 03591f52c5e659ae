/** The library in its window, in a real Electron: pictures after the first paint, frames of a scroll over all of it, changes, memory; against a library of 1,000 photos and a bare page. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { launchApp } from '../../helpers/app.ts';
import { mainThreadWork, MARK } from '../../helpers/frames.ts';
import { recipe } from '../../helpers/workshop.ts';
import { placeOf, showBareGrid } from './bare-grid.ts';
import { line, middle } from './lines.ts';

const limits = { pictures: 300, pictureRatio: 1.3, late: 1.2, memory: 1.3, change: 4, end: 100 };
/** Starts of each library that count; one before them fills the caches. */
const STARTS = 3;
/** Frames from top to bottom. */
const FRAMES = 900;
/** A frame that comes later than this has missed one of a screen that shows sixty a second, ms. */
const LATE_MS = 25;
/** Photos that are developed while changes are measured. */
const DEVELOPED = 20;
/** Longest time for them, ms: what has changed by then is enough. */
const DEVELOPING_MS = 60_000;

interface Opened {
  /** From the first paint to the first picture and to all that are in sight, ms. */
  readonly first: number;
  readonly all: number;
}

/** Watches the page from as soon as it can be asked. */
async function firstPictures(page: Page): Promise<Opened> {
  return await page.evaluate(async () => {
    let first = Number.NaN;
    for (;;) {
      const images = [...document.querySelectorAll<HTMLImageElement>('.gallery-grid img')];
      const there = images.filter((image) => image.complete && image.naturalWidth > 0);
      if (there.length > 0 && Number.isNaN(first)) first = performance.now();
      const cells = document.querySelectorAll('.gallery-grid .gallery-cell').length;
      if (there.length > 0 && there.length === images.length && images.length === cells) break;
      await new Promise((resume) => requestAnimationFrame(resume));
    }
    const paint = performance.getEntriesByName('first-paint')[0]?.startTime ?? Number.NaN;
    return { first: first - paint, all: performance.now() - paint };
  });
}

interface Frames {
  readonly late: number;
  readonly worst: number;
  readonly count: number;
}

/** Scrolls what `selector` names from its top by hand of the page: to its end, or so many pixels a frame. */
async function sweep(page: Page, selector: string, frames: number, pixels: number | null = null): Promise<Frames> {
  const between = await page.evaluate(
    async ({ selector, frames, pixels }) => {
      const scroller = document.querySelector<HTMLElement>(selector);
      if (scroller === null) throw new Error(`there is no ${selector}`);
      scroller.scrollTop = 0;
      await new Promise((resume) => setTimeout(resume, 500)); // what was before is not measured
      const step = pixels ?? (scroller.scrollHeight - scroller.clientHeight) / frames;
      const found: number[] = [];
      let last = performance.now();
      for (let frame = 1; frame <= frames; frame += 1) {
        const now = await new Promise<number>((resume) => requestAnimationFrame(resume));
        found.push(now - last);
        last = now;
        scroller.scrollTop = frame * step;
      }
      return found.slice(5);
    },
    { selector, frames, pixels },
  );
  return { late: between.filter((ms) => ms > LATE_MS).length, worst: Math.max(...between), count: between.length };
}

/** From the key to the last photo with the cursor on it, ms. */
async function toTheEnd(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const grid = document.querySelector<HTMLElement>('[role=grid][aria-label=Photos]');
    if (grid === null) throw new Error('there is no grid');
    const press = (key: string): void => {
      grid.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    };
    const isAt = (last: boolean): boolean => {
      const active = grid.querySelector('.gallery-cell-active');
      const rest = grid.scrollHeight - grid.clientHeight - grid.scrollTop;
      return active !== null && (last ? rest < 200 : grid.scrollTop < 200);
    };
    const until = async (last: boolean): Promise<void> => {
      while (!isAt(last)) await new Promise((resume) => requestAnimationFrame(resume));
    };
    grid.focus();
    press('Home');
    await until(false);
    await new Promise((resume) => setTimeout(resume, 500));
    const began = performance.now();
    press('End');
    await until(true);
    return performance.now() - began;
  });
}

/** Memory of a process that only it has, with its share of what several have, MB; NaN where the system does not say. */
function memoryOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** A process and all that it started. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      parents.set(Number(name), Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]));
    } catch {
      // It ended just now
    }
  }
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

interface Memory {
  readonly page: number;
  readonly all: number;
}

async function memory(app: ElectronApplication): Promise<Memory> {
  const { own, tab } = await app.evaluate(({ app: electron }) => ({
    own: process.pid,
    tab: electron.getAppMetrics().find(({ type }) => type === 'Tab')?.pid ?? 0,
  }));
  if (process.platform !== 'linux') return { page: Number.NaN, all: Number.NaN };
  const all = familyOf(own).map(memoryOf);
  return { page: memoryOf(tab), all: all.reduce((sum, one) => sum + (Number.isNaN(one) ? 0 : one), 0) };
}

/** Processor time of the page between one change that main tells and the next, while the queue develops, ms. */
async function changesWhileQueueRuns(app: ElectronApplication, page: Page): Promise<readonly number[]> {
  await page.evaluate(async () => {
    await window.api.calls['preferences.change']({ demo: true, welcomed: true });
  });
  return await mainThreadWork(app, async () => {
    await page.evaluate(
      async ({ recipe, mark, count, most }) => {
        const query = { source: { kind: 'all' }, sort: 'taken', reversed: true, group: 'day' } as const;
        const view = await window.api.calls['library.view']({ query, since: null });
        const ids = [...(view.ok ? (view.value?.ids ?? []) : [])];
        const from = Math.floor(Math.random() * (ids.length - count)); // a library that is measured again has developed some
        const photoIds = ids.slice(from, from + count) as never[]; // as main gave them
        let left = count;
        window.api.on('library.changed', ({ changes }) => {
          performance.mark(mark);
          if (changes.queue !== undefined) left = changes.queue.waiting + changes.queue.running;
        });
        const started = await window.api.calls['develop.start']({ photoIds, recipe });
        if (!started.ok) throw new Error(started.error.message);
        const endBy = performance.now() + most;
        while (left > 0 && performance.now() < endBy) await new Promise((resume) => setTimeout(resume, 200));
      },
      { recipe, mark: MARK, count: DEVELOPED, most: DEVELOPING_MS },
    );
  });
}

function bytesOf(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0; // nothing was kept
  }
}

/** Opens a library several times; the last time it stays open for `then`. */
async function opened<Value>(home: string, then: (app: ElectronApplication, page: Page) => Promise<Value>) {
  const times: Opened[] = [];
  for (let start = 0; ; start += 1) {
    const { app, page, close } = await launchApp({ home });
    try {
      const found = await firstPictures(page);
      if (start > 0) times.push(found);
      if (start < STARTS) continue;
      return {
        first: middle(times.map(({ first }) => first)),
        all: middle(times.map(({ all }) => all)),
        then: await then(app, page),
      };
    } finally {
      await close();
    }
  }
}

/** The same way over as many pictures in both libraries, so that what it leaves in memory can be compared. */
async function scrolledAndRested(app: ElectronApplication, page: Page): Promise<Memory> {
  await sweep(page, '.gallery-grid', 200, 40);
  await page.waitForTimeout(3_000);
  return await memory(app);
}

/** Prints the figures of the window. `home` has the library, `small` one of 1,000 photos. */
export async function measureWindow(home: string, small: string): Promise<void> {
  const few = await opened(small, scrolledAndRested);
  const many = await opened(home, async (app, page) => {
    sayMemory(await scrolledAndRested(app, page), few.then);
    line('End', middle([await toTheEnd(page), await toTheEnd(page), await toTheEnd(page)]), 'ms', limits.end);
    // The first time pictures are made, which another program would have to do as well
    await sweep(page, '.gallery-grid', FRAMES);
    const own = await sweep(page, '.gallery-grid', FRAMES);
    line('late frames from top to bottom', own.late, '', null, inWords(own));
    sayChanges(await changesWhileQueueRuns(app, page));
    await showBareGrid(page, await placeOf(page));
    await sweep(page, '.bare-grid', FRAMES);
    const bare = await sweep(page, '.bare-grid', FRAMES);
    line('late frames of a bare page, same pictures', bare.late, '', null, inWords(bare));
    line('late frames, ratio', own.late / Math.max(1, bare.late), '×', limits.late);
    line('worst frame, ratio', own.worst / bare.worst, '×', null);
  });
  line('first picture after the first paint', many.first, 'ms', limits.pictures);
  line('all pictures in sight after the first paint', many.all, 'ms', null);
  line('the same with 1,000 photos, first picture', few.first, 'ms', null, `all in sight ${few.all.toFixed(0)} ms`);
  line('first picture, ratio', many.first / few.first, '×', limits.pictureRatio);
  line('cache of pictures', bytesOf(join(home, 'cache', 'pictures')) / 1e6, 'MB', null);
}

function inWords({ worst, late, count }: Frames): string {
  return `worst ${worst.toFixed(0)} ms, ${String(late)} of ${String(count)} late`;
}

function sayChanges(changes: readonly number[]): void {
  const remark = `${String(changes.length)} changes, longest ${Math.max(...changes).toFixed(1)} ms`;
  line('a change while the queue runs, page', middle(changes), 'ms', limits.change, remark);
}

function sayMemory(many: Memory, few: Memory): void {
  line('memory of the page', many.page, 'MB', null, `${few.page.toFixed(0)} MB with 1,000 photos`);
  line('memory of the page, ratio', many.page / few.page, '×', limits.memory);
  line('memory of all', many.all, 'MB', null, `${few.all.toFixed(0)} MB with 1,000 photos`);
  line('memory of all, ratio', many.all / few.all, '×', limits.memory);
}
