/** Takes many pieces of work one after the other or a few at a time, in the order in which they came. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Runs the work when a place is free for its key, and passes its value or its error on. */
export type KeyedSemaphore = <Value>(key: string, work: () => Promise<Value>) => Promise<Value>;

/** So many places, of which one key holds at most `ofOneKey`: work of a key that is slow leaves places to the others. */
export function createKeyedSemaphore(places: number, ofOneKey: number): KeyedSemaphore {
  const queue: { readonly key: string; readonly go: () => void }[] = [];
  const held = new Map<string, number>();
  let busy = 0;
  const mayGo = (key: string): boolean => busy < places && (held.get(key) ?? 0) < ofOneKey;
  const count = (key: string, change: 1 | -1): void => {
    busy += change;
    const left = (held.get(key) ?? 0) + change;
    if (left === 0) held.delete(key);
    else held.set(key, left);
  };
  const next = (): void => {
    const index = queue.findIndex((waiting) => mayGo(waiting.key));
    const [waiting] = index === -1 ? [] : queue.splice(index, 1);
    if (waiting === undefined) return;
    count(waiting.key, 1);
    waiting.go();
  };
  return async (key, work) => {
    if (mayGo(key)) count(key, 1);
    else await new Promise<void>((go) => queue.push({ key, go }));
    try {
      return await work();
    } finally {
      count(key, -1);
      next();
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

/**
 * Lets answers pass in the order in which they were asked for, however long each takes; one that takes longer than `patienceMs` is
 * overtaken by those behind it.
 */
export function createOrder(patienceMs = 250): <Value>(work: Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const before = last;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    const done = Promise.allSettled([before, work]).then(() => {
      clearTimeout(timer);
    });
    last = Promise.race([done, late]);
    await before;
    return await work;
  };
}
