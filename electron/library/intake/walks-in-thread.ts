/** Walks in a thread of their own. It starts with the first walk; one that breaks down fails its walks, and the next walk starts another. */
import { Worker } from 'node:worker_threads';
import { numbersOf } from '../in-place.ts';
import { fromThreadSchema, type FromThread, type ToThread } from './walk-messages.ts';
import type { Compared, Walks, WalkPlan } from './walks.ts';

type Batch = Extract<FromThread, { type: 'names' | 'strays' }>;

interface UnderWay {
  readonly take: (batch: Batch) => Promise<void>;
  readonly isUnwanted: () => boolean;
  readonly resolve: (walked: Compared) => void;
  readonly reject: (reason: Error) => void;
  /** Batches are taken one after the other, in their order. */
  last: Promise<void>;
}

/** How long a thread may take to close, milliseconds. */
const CLOSING_MS = 2_000;

/** `file`: the built walk-thread.ts; `database`: the library. Absolute paths. */
export function walksInThread(file: string, database: string): Walks {
  const numbers = numbersOf(database);
  let worker: Worker | null = null;
  let nextId = 1;
  let isClosed = false;
  const underWay = new Map<number, UnderWay>();

  const fail = (reason: Error): void => {
    worker = null;
    for (const { reject } of underWay.values()) reject(reason);
    underWay.clear();
  };

  const take = async (walk: UnderWay, batch: Batch): Promise<void> => {
    // Messages that wait come all in one turn of the event loop; each is answered in one of its own
    await new Promise((resume) => setImmediate(resume));
    if (underWay.get(batch.id) !== walk) return; // it failed with a batch before
    try {
      await walk.take(batch);
      say({ type: 'more', id: batch.id, isUnwanted: walk.isUnwanted() });
    } catch (thrown) {
      underWay.delete(batch.id);
      say({ type: 'more', id: batch.id, isUnwanted: true });
      walk.reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  };

  const hear = (message: unknown): void => {
    const said = fromThreadSchema.parse(message);
    const walk = underWay.get(said.id);
    if (walk === undefined) return;
    if (said.type === 'names' || said.type === 'strays') {
      walk.last = walk.last.then(async () => {
        await take(walk, said);
      });
      return;
    }
    void walk.last.then(() => {
      underWay.delete(said.id);
      if (said.type === 'done') walk.resolve(said.walked);
      else walk.reject(new Error(said.message));
    });
  };

  const start = (): Worker => {
    const thread = new Worker(file, { workerData: { file: database, numbers } });
    thread.on('message', hear);
    thread.on('error', (error) => {
      if (worker === thread) fail(error instanceof Error ? error : new Error(String(error)));
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

  const walk = async (
    type: 'names' | 'compare',
    plan: WalkPlan,
    taking: UnderWay['take'],
    isUnwanted: () => boolean,
  ): Promise<Compared> => {
    // A thread that begins while everything ends would keep the app from ending
    if (isClosed) throw new Error('the library is closed');
    worker ??= start();
    const id = nextId;
    nextId += 1;
    return await new Promise<Compared>((resolve, reject) => {
      underWay.set(id, { take: taking, isUnwanted, resolve, reject, last: Promise.resolve() });
      say({ type, id, plan });
    });
  };

  return {
    names: async (plan, taking, isUnwanted) =>
      await walk(
        'names',
        plan,
        async (batch) => {
          if (batch.type === 'names') await taking(batch);
        },
        isUnwanted,
      ),
    compare: async (plan, taking, isUnwanted) =>
      await walk(
        'compare',
        plan,
        async (batch) => {
          if (batch.type === 'strays') await taking(batch);
        },
        isUnwanted,
      ),
    close: async () => {
      isClosed = true;
      const thread = worker;
      fail(new Error('the library is being closed'));
      if (thread === null) return;
      // In order, so that its connection does not outlive the library's own
      const ended = new Promise<void>((resolve) => {
        thread.once('exit', () => {
          resolve();
        });
      });
      thread.postMessage({ type: 'close' } satisfies ToThread);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSING_MS);
      });
      await Promise.race([ended, late]);
      clearTimeout(timer);
      await thread.terminate();
    },
  };
}
