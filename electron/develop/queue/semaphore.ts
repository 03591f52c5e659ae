/** Takes many pieces of work one after the other or a few at a time, in the order in which they came. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Runs the work when a place is free, and passes its value or its error on. */
export type Semaphore = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** A desk with so many places: work beyond them waits. */
export function createSemaphore(places: number): Semaphore {
  const queue: (() => void)[] = [];
  let busy = 0;
  return async (work) => {
    if (busy >= places) await new Promise<void>((resolve) => queue.push(resolve));
    else busy += 1;
    try {
      return await work();
    } finally {
      // A place is handed over without being freed, so that nobody slips in between
      const next = queue.shift();
      if (next === undefined) busy -= 1;
      else next();
    }
  };
}

/** Lets whoever asks go on, one in each turn of the event loop: many short pieces of work must not become one long one. */
export function createTurns(): () => Promise<void> {
  let last = Promise.resolve();
  return async () => {
    last = last.then(async () => nextTurn());
    await last;
  };
}
