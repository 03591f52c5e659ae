/** Views in a thread of their own. One that breaks down fails what it was asked, and the next question starts another. */
import { Worker } from 'node:worker_threads';
import { fromThreadSchema, type FromThread, type ToThread } from './view-messages.ts';
import type { Views } from './views.ts';

type Answer = Exclude<FromThread, { type: 'failed' }>;

interface Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
}

/** How long a thread may take to close, milliseconds. */
const CLOSING_MS = 2_000;

/** Starts at once, so that everything is read when the window asks. `file`: the built view-thread.ts; `database`: the library. Absolute paths. */
export function viewsInThread(file: string, database: string): Views {
  let worker: Worker | null = null;
  let nextId = 1;
  let isClosed = false;
  const open = new Map<number, Asked>();

  const fail = (reason: Error): void => {
    worker = null;
    for (const { reject } of open.values()) reject(reason);
    open.clear();
  };

  const hear = (message: unknown): void => {
    const said = fromThreadSchema.parse(message);
    const asked = open.get(said.id);
    open.delete(said.id);
    if (said.type === 'failed') asked?.reject(new Error(said.message));
    else asked?.resolve(said);
  };

  const start = (): Worker => {
    const thread = new Worker(file, { workerData: { file: database } });
    thread.on('message', hear);
    thread.on('error', (error) => {
      if (worker === thread) fail(error instanceof Error ? error : new Error(String(error)));
    });
    thread.on('exit', () => {
      if (worker === thread) fail(new Error('the thread that computes views ended'));
    });
    thread.unref();
    return thread;
  };

  const ask = async (message: (id: number) => ToThread): Promise<Answer> => {
    // A thread that begins while everything ends would keep the app from ending
    if (isClosed) throw new Error('the library is closed');
    worker ??= start();
    const thread = worker;
    const id = nextId;
    nextId += 1;
    return await new Promise<Answer>((resolve, reject) => {
      open.set(id, { resolve, reject });
      thread.postMessage(message(id));
    });
  };

  const overview: Views['overview'] = async () => {
    const answer = await ask((id) => ({ type: 'overview', id }));
    if (answer.type !== 'overview') throw new Error('the thread that computes views answered something else');
    return answer.overview;
  };
  overview().catch(() => undefined); // whoever asks for it hears of what is wrong

  return {
    view: async (query, since) => {
      const answer = await ask((id) => ({ type: 'view', id, query, since }));
      if (answer.type !== 'view') throw new Error('the thread that computes views answered something else');
      return answer.view;
    },
    overview,
    note: ({ photoIds, resultIds }) => {
      worker?.postMessage({ type: 'note', photoIds: [...photoIds], resultIds: [...resultIds] } satisfies ToThread); // another thread reads everything when it starts
    },
    close: async () => {
      isClosed = true;
      const thread = worker;
      fail(new Error('the library is being closed'));
      if (thread === null) return;
      // In order, so that the connection does not outlive the library's own
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
