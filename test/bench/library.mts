/**
 * A library of 100,000 small JPEGs in 1,200 folders: taking it in, each figure beside its limit and beside a bare walk of the same folders in the same run.
 * `--photos N`, `--folders N` and `--days N` make another one (`--folders 1 --days 1`: all in one folder and on one day); `--keep FOLDER` uses that folder, and keeps it.
 */
import { readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import type { Changes } from '../../electron/contract/events.ts';
import { createEventHub } from '../../electron/ipc/events.ts';
import { LARGE_TREE, writePhotoTree, type PhotoTree } from '../fixtures/photo-tree.ts';
import { freshFolder } from '../helpers/app.ts';
import { benchHouse } from '../helpers/bench-house.ts';
import { measureStretch } from '../helpers/stretch.ts';

/** ms; stretches are those of the main process. */
const limits = { stretch: 50, snapshot: 50 };

function line(name: string, value: number, unit: string, limit: number | null, remark = ''): void {
  const against = limit === null ? '' : `limit ${limit.toFixed(0).padStart(6)}   ratio ${(value / limit).toFixed(2)}`;
  console.log(`${name.padEnd(48)}${value.toFixed(1).padStart(10)} ${unit.padEnd(6)} ${against} ${remark}`.trimEnd());
}

/** Names and sizes of everything below a folder, with nothing done with them: what any scan has to do at least. ms. */
function bareWalk(root: string): { readonly ms: number; readonly files: number } {
  const began = performance.now();
  const waiting = [root];
  let files = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (statSync(path).size > 0) files += 1;
    }
  }
  return { ms: performance.now() - began, files };
}

async function measure(home: string, root: string): Promise<void> {
  bareWalk(root); // what the system keeps of folders is kept for both
  const bare = bareWalk(root);
  line('bare readdir and stat', bare.ms, 'ms', null, `${String(bare.files)} files`);
  const known = new Set<number>();
  let firstAt = 0;
  const hub = createEventHub({ send: (_name, payload) => void serialize(payload), mergeMs: 60, log: console.error });
  const heard = (changes: Changes): void => {
    hub.changed(changes);
    if (firstAt === 0) firstAt = performance.now();
    for (const photo of changes.photos ?? []) known.add(photo.id);
  };
  const house = await benchHouse({ home, endpoint: new URL('http://127.0.0.1:9'), rule: { count: 60, windowMs: 60_000 } }, heard);
  try {
    const began = performance.now();
    const taken = await measureStretch(
      async () => await house.library.addInPlace([root]),
      () => true,
    );
    line('first photo known after', firstAt - began, 'ms', 100);
    line('all photos known after', taken.all, 'ms', bare.ms * 3, `${String(known.size)} photos`);
    line('main process at a stretch, taking in', taken.longest, 'ms', limits.stretch);
    const mark = performance.now();
    const bytes = serialize({ photos: house.library.photos(), results: house.library.results() }).length;
    line('snapshot', performance.now() - mark, 'ms', limits.snapshot, `${(bytes / 1e6).toFixed(2)} MB`);
    line('memory of the process', process.memoryUsage().rss / 1e6, 'MB', null);
  } finally {
    hub.stop();
    await house.close(1_000);
  }
}

/** Prints the figures. */
export async function bench(words: readonly string[]): Promise<number> {
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
    const bytes = await writePhotoTree(root, tree);
    line('the photos were made in', performance.now() - began, 'ms', null, `${(bytes / 1e6).toFixed(0)} MB`);
    await measure(home, root);
    return 0;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    if (kept === undefined) await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
