/** Walks in a thread of their own. It starts with the first walk; one that breaks down fails its walks, and the next walk starts another. */
import { Worker } from 'node:worker_threads';
import type { FileEntry } from '../roots/entry.ts';
import type { Walked } from '../roots/walk.ts';
import { fromThreadSchema, type ToThread } from './walk-messages.ts';
import type { Walks } from './walks.ts';

interface UnderWay {
  readonly batch: (entries: readonly FileEntry[]) => Promise<void>;
  readonly isUnwanted: () => boolean;
  readonly resolve: (walked: Walked) => void;
  readonly reject: (reason: Error) => void;
}

/** `file`: the built walk-thread.ts, absolute path. */
export function walksInThread(file: string): Walks {
  let worker: Worker | null = null;
  let nextId = 1;
  let isClosed = false;
  const underWay = new Map<number, UnderWay>();

  const fail = (reason: Error): void => {
    worker = null;
    for (const { reject } of underWay.values()) reject(reason);
    underWay.clear();
  };

  const hear = (message: unknown): void => {
    const said = fromThreadSchema.parse(message);
    const walk = underWay.get(said.id);
    if (walk === undefined) return;
    if (said.type === 'batch') {
      const more = (): void => {
        say({ type: 'more', id: said.id, isUnwanted: walk.isUnwanted() });
      };
      walk.batch(said.entries).then(more, (thrown: unknown) => {
        underWay.delete(said.id);
        say({ type: 'more', id: said.id, isUnwanted: true });
        walk.reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      });
      return;
    }
    underWay.delete(said.id);
    if (said.type === 'done') walk.resolve(said.walked);
    else walk.reject(new Error(said.message));
  };

  const start = (): Worker => {
    const thread = new Worker(file);
    thread.on('message', hear);
    thread.on('error', (error) => {
      fail(error instanceof Error ? error : new Error(String(error)));
    });
    thread.on('exit', () => {
      if (worker === thread) fail(new Error('the thread that lists folders ended'));
    });
    thread.unref();
    return thread;
  };

  const say = (message: ToThread): void => {
    worker?.postMessage(message);
  };

  return {
    walk: async (plan, batch, isUnwanted) => {
      // A thread that begins while everything ends would keep the app from ending
      if (isClosed) throw new Error('the library is closed');
      worker ??= start();
      const id = nextId;
      nextId += 1;
      return await new Promise<Walked>((resolve, reject) => {
        underWay.set(id, { batch, isUnwanted, resolve, reject });
        say({ type: 'walk', id, plan });
      });
    },
    close: async () => {
      isClosed = true;
      const thread = worker;
      fail(new Error('the library is being closed'));
      await thread?.terminate();
    },
  };
}
