/** Calls to one root's disk: a few at once, and none while one hangs. Each call that hangs holds a thread of the whole process. */
import { SilentDisk } from '../../../library/roots/walk.ts';

export interface Gate {
  /** Runs a call when there is room. Throws SilentDisk where it, or one before it, does not come back in time. */
  readonly ask: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** Calls that are running, hung ones too. */
  readonly running: () => number;
  /** How many may run at once from now on. */
  readonly allow: (atOnce: number) => void;
}

interface Waiting {
  readonly go: () => void;
  readonly fail: (reason: Error) => void;
}

/** `elapsed`: monotonic milliseconds. */
export function createGate(silentMs: number, elapsed: () => number): Gate {
  let limit = 2;
  let hung = 0;
  let timer: NodeJS.Timeout | null = null;
  /** Calls that are running and not late: each with its beginning, oldest first. */
  const running = new Map<symbol, { readonly since: number; readonly late: () => void }>();
  const queue: Waiting[] = [];

  /** One timer for all calls: there may be a hundred thousand of them in a second. */
  const watchOver = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      for (const { since, late } of running.values()) {
        if (elapsed() - since < silentMs) break;
        late();
      }
      if (running.size > 0) watchOver();
    }, silentMs / 4);
  };

  const next = (): void => {
    while (hung === 0 && running.size < limit) {
      const waiting = queue.shift();
      if (waiting === undefined) break;
      waiting.go();
    }
    if (running.size === 0 && timer !== null) {
      clearTimeout(timer);
      timer = null;
    }
  };

  const start = <Value>(work: () => Promise<Value>, resolve: (value: Value) => void, reject: (reason: unknown) => void): void => {
    const call = Symbol();
    let isLate = false;
    running.set(call, {
      since: elapsed(),
      late: () => {
        isLate = true;
        hung += 1;
        running.delete(call);
        reject(new SilentDisk());
        for (const waiting of queue.splice(0)) waiting.fail(new SilentDisk());
      },
    });
    watchOver();
    const end = (): void => {
      if (isLate) hung -= 1;
      else running.delete(call);
      next();
    };
    work().then(
      (value) => {
        end();
        resolve(value); // after it was called late nobody listens any more
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  };

  return {
    ask: async <Value>(work: () => Promise<Value>): Promise<Value> =>
      await new Promise<Value>((resolve, reject) => {
        if (hung > 0) reject(new SilentDisk());
        else if (running.size < limit) start(work, resolve, reject);
        else
          queue.push({
            go: () => {
              start(work, resolve, reject);
            },
            fail: reject,
          });
      }),
    running: () => running.size + hung,
    allow: (atOnce) => {
      limit = atOnce;
      next();
    },
  };
}
