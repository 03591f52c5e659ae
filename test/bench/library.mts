/**
 * A library of 100,000 small JPEGs in 1,200 folders: taking it in, each figure beside its limit and beside a bare walk of the same folders in the same run.
 * `--photos N`, `--folders N` and `--days N` make another one (`--folders 1 --days 1`: all in one folder and on one day); `--keep FOLDER` uses what is in that folder, or
 * makes it, and keeps it;
 * `--names` leaves out looking into the files, which takes minutes, and the window.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';
import type { Changes } from '../../electron/contract/events.ts';
import { photoIdSchema, type PhotoId } from '../../electron/contract/ids.ts';
import type { View, ViewQuery } from '../../electron/contract/view.ts';
import type { House } from '../../electron/house.ts';
import { createEventHub } from '../../electron/ipc/events.ts';
import { forkNode } from '../../electron/processes/fork-node.ts';
import type { Spawn } from '../../electron/processes/own-process.ts';
import { ItemList } from '../../renderer/features/gallery/items.ts';
import { beginLayout } from '../../renderer/features/gallery/layout.ts';
import { slice, SLICE_MS } from '../../renderer/features/gallery/use-layout.ts';
import { LARGE_TREE, writePhotoTree, type PhotoTree } from '../fixtures/photo-tree.ts';
import { freshFolder } from '../helpers/app.ts';
import { benchHouse } from '../helpers/bench-house.ts';
import { onGround, prepareGround } from '../helpers/e2e-ground.mjs';
import { measureStretch } from '../helpers/stretch.ts';
import { line, middle } from './library/lines.ts';
import { measureWindow } from './library/window.ts';

/** ms; stretches are those of the main process. */
const limits = { stretch: 50, firstView: 300, search: 30 };

/** Names and sizes of everything below a folder, with nothing done with them: what any scan has to do at least. ms. */
function bareWalk(root: string): { readonly ms: number; readonly files: number; readonly computed: number } {
  const began = performance.now();
  const computed = processor();
  const waiting = [root];
  let files = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (statSync(path).size > 0) files += 1;
    }
  }
  return { ms: performance.now() - began, files, computed: computed() };
}

/** What all threads of this process have computed since, ms: on a busy machine it says more than the clock. */
function processor(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}

/** The middle one of a few runs, ms. */
async function median(runs: number, work: (run: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    await work(run);
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

/** Photos of the library that the window is compared with. */
const FEW = 1_000;

const wholeLibrary: ViewQuery = { source: { kind: 'all' }, sort: 'taken', reversed: true, group: 'day' };

/** The page lays a view out in slices; the longest of them in the middle one of a few runs, ms. */
function longestSlice({ ids, aspects, starts, groups }: View, style: 'square' | 'justified'): number {
  const items = new ItemList();
  let group = -1;
  for (const [index, id] of ids.entries()) {
    if (starts[group + 1] === index) group += 1;
    items.push({ photoId: photoIdSchema.parse(id), resultId: null }, aspects[index] ?? 0, false, groups[group] ?? '');
  }
  const list = items.items('day');
  const longest = Array.from({ length: 5 }, () => {
    const layout = beginLayout({ items: list, width: 894, size: 116, style });
    let most = 0;
    for (let whole = false; !whole;) {
      const began = performance.now();
      whole = layout.advance(slice());
      most = Math.max(most, performance.now() - began);
    }
    return most;
  });
  return middle(longest);
}

/** What a window asks for, as the main process answers it. */
async function measureViews({ library }: House): Promise<void> {
  const first = await median(1, async () => await library.view(wholeLibrary, null));
  line('first view', first, 'ms', limits.firstView);
  line('the same again', await median(5, async () => await library.view(wholeLibrary, null)), 'ms', null);
  const words = ['i', 'im', 'img', 'img_0', 'img_00', 'shoot', 'Shoot img_01', 'ïmg', 'nothing of the kind'];
  const search = await median(words.length, async (run) => await library.view({ ...wholeLibrary, text: words[run] ?? '' }, null));
  line('search as typed, in the middle', search, 'ms', limits.search);
  for (const sort of ['name', 'added', 'size'] as const)
    line(`first view by ${sort}`, await median(1, async () => await library.view({ ...wholeLibrary, sort }, null)), 'ms', null);
  line('what the side panel says', await median(5, async () => await library.overview()), 'ms', null);
  const view = await library.view(wholeLibrary, null);
  const ids = [...(view?.ids.subarray(0, 200) ?? [])] as PhotoId[]; // numbers of photos
  line('200 rows', await median(5, async () => Promise.resolve(library.rows(ids))), 'ms', limits.search);
  for (const style of ['square', 'justified'] as const)
    line(`longest slice of the layout, ${style}`, view === null ? Number.NaN : longestSlice(view, style), 'ms', SLICE_MS);
  const bytes = serialize({ ...view }).length;
  line(
    'a view as it crosses',
    bytes / 1e6,
    'MB',
    null,
    `${String(view?.ids.length ?? 0)} photos in ${String(view?.starts.length ?? 0)} groups`,
  );
}

async function measure(home: string, root: string, isLookedInto: boolean): Promise<void> {
  bareWalk(root); // what the system keeps of folders is kept for both
  const bare = bareWalk(root);
  line('bare readdir and stat', bare.ms, 'ms', null, `${String(bare.files)} files, ${bare.computed.toFixed(0)} ms of processor`);
  let firstAt = 0;
  let state = 'idle';
  let opened = 0;
  const hub = createEventHub({ send: (_name, payload) => void serialize(payload), mergeMs: 60, log: console.error });
  const heard = (changes: Changes): void => {
    hub.changed(changes);
    if (firstAt === 0 && changes.intake?.state === 'listing') firstAt = performance.now();
    state = changes.intake?.state ?? state;
  };
  const spawn: Spawn = (plan) => {
    const child = forkNode(plan);
    return {
      ...child,
      send: (message) => {
        opened += 1;
        child.send(message);
      },
    };
  };
  const place = { home, endpoint: new URL('http://127.0.0.1:9'), rule: { count: 60, windowMs: 60_000 }, spawn };
  const house = await benchHouse(place, heard);
  try {
    const began = performance.now();
    let named = 0;
    const computed = processor();
    const add = house.library.addInPlace([root]).then(({ added }) => {
      named = performance.now() - began;
      return added.length;
    });
    const isDone = (): boolean => named > 0 && state === 'idle';
    const names = await measureStretch(
      async () => await add,
      () => true,
    );
    line('first word about it after', firstAt - began, 'ms', 100);
    line(
      'all photos known by name after',
      named,
      'ms',
      bare.ms * 3,
      `${String(await add)} photos, ${computed().toFixed(0)} ms of processor`,
    );
    line('main process at a stretch, until then', names.longest, 'ms', limits.stretch);
    const measureLooking = async (): Promise<void> => {
      let lookedAt = 0;
      const looked = await measureStretch(
        async () => Promise.resolve(),
        () => {
          if (!isDone()) return false;
          lookedAt = performance.now() - began;
          return true;
        },
      );
      const { looked: files } = house.library.intake();
      line('all looked into after', lookedAt, 'ms', null, `${(files / (lookedAt / 1000)).toFixed(0)} files a second`);
      line('main process at a stretch, looking into files', looked.longest, 'ms', limits.stretch);
    };
    if (!isLookedInto) house.library.controlIntake('pause');
    await measureViews(house);
    if (isLookedInto) await measureLooking();
    for (let last = -1; last !== opened;) {
      last = opened; // files are still being hashed
      await new Promise((resume) => setTimeout(resume, 500));
    }
    const before = opened;
    const computedAgain = processor();
    const again = await measureStretch(
      async () => {
        await house.library.rescan();
      },
      () => true,
    );
    line('look again, nothing changed', again.all, 'ms', bare.ms * 3, `${computedAgain().toFixed(0)} ms of processor`);
    line(
      'main process at a stretch, looking again',
      again.longest,
      'ms',
      limits.stretch,
      `${String(opened - before)} tasks meanwhile`,
    );
    const began2 = performance.now();
    const bytes = serialize({ results: house.library.results() }).length;
    line('snapshot', performance.now() - began2, 'ms', limits.stretch, `${(bytes / 1e6).toFixed(2)} MB`);
    line('memory of the process', process.memoryUsage().rss / 1e6, 'MB', null);
    line('database', statSync(join(home, 'library.db')).size / 1e6, 'MB', null);
  } finally {
    hub.stop();
    await house.close(1_000);
  }
  await measureStart(home);
}

/** Opened again: how long until the first view, in a process that has just begun. */
async function measureStart(home: string): Promise<void> {
  const began = performance.now();
  const place = { home, endpoint: new URL('http://127.0.0.1:9'), rule: { count: 60, windowMs: 60_000 } };
  const house = await benchHouse(place, () => undefined);
  try {
    const opened = performance.now() - began;
    const view = await house.library.view(wholeLibrary, null);
    line('opened again', opened, 'ms', null);
    line(
      'first view after that',
      performance.now() - began - opened,
      'ms',
      limits.firstView,
      `${String(view?.ids.length ?? 0)} photos`,
    );
  } finally {
    await house.close(1_000);
  }
}

/** A library of so many photos, each looked into. */
async function fill(home: string, root: string): Promise<void> {
  const place = { home, endpoint: new URL('http://127.0.0.1:9'), rule: { count: 60, windowMs: 60_000 } };
  const house = await benchHouse(place, () => undefined);
  try {
    const { added } = await house.library.addInPlace([root]);
    await house.library.lookInto(added);
  } finally {
    await house.close(1_000);
  }
}

/** The part in a window, on a ground that is made for it. */
async function showWindow(home: string, days: number): Promise<number> {
  const ground = await prepareGround();
  if (ground.impossible !== null) {
    console.log(`the window was not measured: ${ground.impossible}`);
    return 0;
  }
  const folder = await freshFolder('darkslide-bench-');
  const [small, photos] = [join(folder, 'home'), join(folder, 'photos')];
  await writePhotoTree(photos, { photos: FEW, folders: Math.min(12, days), days: Math.min(FEW, days) });
  mkdirSync(small);
  await fill(small, photos);
  const runner = join(fileURLToPath(new URL('.', import.meta.url)), 'run.mjs');
  const { program, args, env, tidy } = onGround({ ...ground, keyring: false }, process.execPath, [runner, 'library']);
  try {
    const places = { DARKSLIDE_BENCH_HOME: home, DARKSLIDE_BENCH_SMALL: small };
    return spawnSync(program, args, { stdio: 'inherit', env: { ...env, ...places } }).status ?? 1;
  } finally {
    tidy();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Prints the figures; the part with a window runs on the prepared ground. */
export async function bench(words: readonly string[]): Promise<number> {
  const ready = process.env['DARKSLIDE_BENCH_HOME'];
  if (ready !== undefined) {
    await measureWindow(ready, process.env['DARKSLIDE_BENCH_SMALL'] ?? '');
    return 0;
  }
  const number = (name: string, otherwise: number): number =>
    words.includes(name) ? Number(words[words.indexOf(name) + 1]) : otherwise;
  const tree: PhotoTree = {
    photos: number('--photos', LARGE_TREE.photos),
    folders: number('--folders', LARGE_TREE.folders),
    days: number('--days', LARGE_TREE.days),
  };
  const kept = words.includes('--keep') ? words[words.indexOf('--keep') + 1] : undefined;
  const home = await freshFolder('darkslide-bench-');
  const root = kept ?? join(tmpdir(), `darkslide-library-${String(process.pid)}`);
  try {
    const began = performance.now();
    if (!existsSync(root)) {
      const bytes = await writePhotoTree(root, tree);
      line('the photos were made in', performance.now() - began, 'ms', null, `${(bytes / 1e6).toFixed(0)} MB`);
    }
    const isLookedInto = !words.includes('--names');
    await measure(home, root, isLookedInto);
    return isLookedInto ? await showWindow(home, tree.days) : 0;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    if (kept === undefined) await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
