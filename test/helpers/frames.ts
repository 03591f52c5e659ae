/** Measures frames in a real window: how far apart they are, what they cost the page's main thread, and what a bare page does there. */
import { readFile, rm } from 'node:fs/promises';
import type { ElectronApplication, Page } from '@playwright/test';

/** The page's own mark between two stretches of work (`performance.mark`), found again in Chromium's trace. */
export const MARK = 'darkslide-bench';

export interface Scroll {
  /** Pixels a frame. */
  readonly step: number;
  readonly frames: number;
  /** Start at the top; else where the last scroll ended. */
  readonly fromTop?: boolean;
}

/** Scrolls the longest list of the page by hand of the page itself; returns the time between frames, ms. */
export async function scrollFrames(page: Page, scroll: Scroll): Promise<number[]> {
  // Pictures that are still being made belong to what was before, too.
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const times = await page.evaluate(
    async ({ step, frames, fromTop, mark }) => {
      const lists = [...document.querySelectorAll('*')];
      const scroller = lists.find((element) => element.scrollHeight > element.clientHeight + 10_000);
      if (scroller === undefined) throw new Error('nothing long enough to scroll');
      if (fromTop) scroller.scrollTop = 0;
      const between: number[] = [];
      await new Promise<void>((resolve) => {
        let last = performance.now();
        const frame = (now: number): void => {
          between.push(now - last);
          last = now;
          performance.mark(mark);
          scroller.scrollTop += step;
          if (between.length < frames) requestAnimationFrame(frame);
          else resolve();
        };
        requestAnimationFrame(frame);
      });
      return between;
    },
    { step: scroll.step, frames: scroll.frames, fromTop: scroll.fromTop ?? false, mark: MARK },
  );
  // The first ones still belong to what was before.
  return times.slice(5);
}

/** One entry of Chromium's trace, as far as it is read here. Times in microseconds. */
interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Processor time of the thread. */
  readonly tdur?: number;
}

/**
 * Processor time of the page's main thread between the marks that were set during `work`: script, style, layout, paint, all it did.
 * One figure for each stretch, ms. Waiting for other threads is not in it.
 */
export async function mainThreadWork(app: ElectronApplication, work: () => Promise<void>): Promise<number[]> {
  await app.evaluate(async ({ contentTracing }) =>
    contentTracing.startRecording({ included_categories: ['toplevel', 'blink.user_timing'], excluded_categories: ['*'] }),
  );
  await work();
  const file = await app.evaluate(async ({ contentTracing }) => contentTracing.stopRecording());
  // Chromium's own format.
  const { traceEvents } = JSON.parse(await readFile(file, 'utf8')) as { traceEvents: readonly TraceEvent[] };
  await rm(file);
  const marks = traceEvents.filter((event) => event.name === MARK).sort((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (first === undefined || marks.length < 2) throw new Error('the trace has no marks of the page');
  const tasks = traceEvents
    .filter((event) => event.ph === 'X' && event.pid === first.pid && event.tid === first.tid)
    .sort((a, b) => a.ts - b.ts);
  if (!tasks.some((task) => task.tdur !== undefined)) throw new Error('the trace has no processor times');
  const stretches = marks.slice(1).map(() => 0);
  let stretch = -1;
  let until = 0;
  for (const task of tasks) {
    // A task inside another is in that one's time already.
    if (task.ts < until) continue;
    until = task.ts + (task.dur ?? 0);
    while (stretch < stretches.length && (marks[stretch + 1]?.ts ?? Infinity) <= task.ts) stretch += 1;
    if (stretch >= 0 && stretch < stretches.length) stretches[stretch] = (stretches[stretch] ?? 0) + (task.tdur ?? 0) / 1000;
  }
  return stretches;
}

/** A page of `rows` lines of plain text in a window of the same size, which stands in the main window's place. */
export async function openPlainPage(app: ElectronApplication, rows: number): Promise<Page> {
  const html = `<!doctype html><title>plain</title>
<style>html, body { height: 100%; margin: 0; font: 13px sans-serif } main { height: 100%; overflow: hidden auto; background: #222; color: #ddd }
p { height: 36px; margin: 0; line-height: 36px; white-space: nowrap }</style><main></main>
<script>document.querySelector('main').innerHTML = Array.from({ length: ${String(rows)} },
  (_, row) => '<p>DSC_' + row + ' golden, 0.60 Waiting about $0.08 Remove</p>').join('')</script>`;
  const opened = app.waitForEvent('window');
  await app.evaluate(
    async ({ BrowserWindow }, address) => {
      const [main] = BrowserWindow.getAllWindows();
      if (main === undefined) throw new Error('there is no window');
      const plain = new BrowserWindow({ ...main.getBounds(), frame: false });
      main.hide();
      await plain.loadURL(address);
    },
    `data:text/html;charset=utf-8,${encodeURIComponent(html)}`,
  );
  return opened;
}
