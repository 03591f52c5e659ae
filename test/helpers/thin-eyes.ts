/** Eyes in this process, for tests that need no process: they list by the library's own walk, and hear of changes from Node's own watcher. */
import { existsSync, readdirSync, watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lookAt, walk } from '../../electron/library/roots/walk.ts';
import type { Eyes, EyesEvents, RootRequest } from '../../electron/watch/eyes.ts';

interface Open {
  readonly request: RootRequest;
  readonly watchers: Map<string, FSWatcher>;
}

/** Builds them. */
export function createThinEyes(events: EyesEvents): Eyes {
  const roots = new Map<number, Open>();

  const watchFolder = (id: number, open: Open, folder: string): void => {
    const path = join(open.request.path, folder);
    if (open.watchers.has(folder) || open.request.excluded.includes(path)) return;
    try {
      const watcher = watch(path, (_, name) => {
        if (name === null) return;
        const changed = folder === '' ? name : `${folder}/${name}`;
        if (open.request.subfolders) watchFolder(id, open, changed);
        events.hint(id, [changed]);
      });
      watcher.on('error', () => {
        watcher.close();
        open.watchers.delete(folder);
      });
      open.watchers.set(folder, watcher);
      if (!open.request.subfolders) return;
      for (const entry of readdirSync(path, { withFileTypes: true }))
        if (entry.isDirectory()) watchFolder(id, open, folder === '' ? entry.name : `${folder}/${entry.name}`);
    } catch {
      // A file, or gone again
    }
  };

  return {
    open: (request) => {
      const open: Open = { request, watchers: new Map() };
      roots.set(request.id, open);
      if (!request.polling) watchFolder(request.id, open, '');
      const isThere = existsSync(request.path);
      queueMicrotask(() => {
        events.status(request.id, { mode: isThere ? 'native' : 'unreachable', problem: null, probeMs: null, pollMs: null });
        if (isThere) events.hint(request.id, null);
      });
    },
    close: (id) => {
      for (const watcher of roots.get(id)?.watchers.values() ?? []) watcher.close();
      roots.delete(id);
    },
    list: async (id, folder, entries) => {
      const open = roots.get(id);
      const nothing = { complete: false, unreadable: [], brokenNames: [], volume: null, inode: 0 };
      if (open === undefined) return nothing;
      const { path, subfolders, excluded } = open.request;
      const root = await stat(path).catch(() => null);
      if (root === null) return nothing;
      const walked = await walk({
        ...{ root: path, folder, subfolders, keepsInodes: true, isLocal: true },
        isExcluded: (below) => excluded.includes(join(path, below)),
        ask: async (work) => await work(),
        batch: async (batch) => {
          entries(batch);
          await Promise.resolve();
        },
      });
      if (!open.request.polling) watchFolder(id, open, '');
      return { ...walked, volume: `dev:${String(root.dev)}`, inode: root.ino };
    },
    look: async (id, paths) => {
      const open = roots.get(id);
      if (open === undefined || !existsSync(open.request.path)) throw new Error('The root does not answer');
      return await Promise.all(paths.map(async (path) => await lookAt(open.request.path, path, true)));
    },
    stop: async () => {
      for (const { watchers } of roots.values()) for (const watcher of watchers.values()) watcher.close();
      roots.clear();
      await Promise.resolve();
    },
  };
}
