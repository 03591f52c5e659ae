/**
 * A queue for work that somebody waits for on the screen: what came into sight last before what did earlier, and what came together from the first
 * to the last, as one reads; shared by all who ask for the same, dropped when nobody waits.
 */

export interface NewestFirst<Key, Value> {
  /** Joins work of the same key that is under way or waiting, else queues it. Rejects at once when the signal is aborted. */
  ask(key: Key, signal: AbortSignal, work: () => Promise<Value>): Promise<Value>;
}

interface Entry<Key, Value> {
  readonly key: Key;
  readonly work: () => Promise<Value>;
  readonly askers: Set<Asker<Value>>;
}

interface Asker<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: Error) => void;
}

/** What is asked for within this time came together: the page asks for what it shows within a frame or two. Milliseconds. */
const TOGETHER_MS = 50;

/** At most `width` pieces of work run at once. `now`: a clock that does not go back, milliseconds. */
export function createQueue<Key, Value>(width: number, now: () => number = () => performance.now()): NewestFirst<Key, Value> {
  const entries = new Map<Key, Entry<Key, Value>>();
  /** What came together, the newest last; none is empty. */
  const batches: Set<Entry<Key, Value>>[] = [];
  let batchBegan = -Infinity;
  let running = 0;

  const run = async (entry: Entry<Key, Value>): Promise<void> => {
    running += 1;
    try {
      const value = await entry.work();
      for (const asker of entry.askers) asker.resolve(value);
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const asker of entry.askers) asker.reject(reason);
    } finally {
      running -= 1;
      entries.delete(entry.key);
      startNext();
    }
  };

  /** Takes an entry out; false: it runs already. */
  const remove = (entry: Entry<Key, Value>): boolean => {
    const index = batches.findLastIndex((batch) => batch.delete(entry));
    if (index >= 0 && batches[index]?.size === 0) batches.splice(index, 1);
    return index >= 0;
  };

  const startNext = (): void => {
    while (running < width) {
      const [entry] = batches.at(-1) ?? [];
      if (entry === undefined) return;
      remove(entry);
      void run(entry); // never rejects: both ends are told to the askers
    }
  };

  const drop = (entry: Entry<Key, Value>): void => {
    // One that runs goes on: its result is kept for the next who asks
    if (remove(entry)) entries.delete(entry.key);
  };

  const addNewest = (entry: Entry<Key, Value>): void => {
    const newest = batches.at(-1);
    if (newest !== undefined && now() - batchBegan < TOGETHER_MS) {
      newest.add(entry);
      return;
    }
    batches.push(new Set([entry]));
    batchBegan = now();
  };

  const enter = (key: Key, work: () => Promise<Value>): Entry<Key, Value> => {
    const present = entries.get(key);
    if (present !== undefined) {
      // Whoever asks again looks at it now
      if (remove(present)) addNewest(present);
      return present;
    }
    const entry: Entry<Key, Value> = { key, work, askers: new Set() };
    entries.set(key, entry);
    addNewest(entry);
    return entry;
  };

  return {
    ask: async (key, signal, work) =>
      new Promise<Value>((resolve, reject) => {
        signal.throwIfAborted();
        const entry = enter(key, work);
        const leave = (): void => {
          entry.askers.delete(asker);
          reject(signal.reason instanceof Error ? signal.reason : new Error('The question was taken back.'));
          if (entry.askers.size === 0) drop(entry);
        };
        const settled = (): void => {
          signal.removeEventListener('abort', leave);
        };
        const asker: Asker<Value> = {
          resolve: (value) => {
            settled();
            resolve(value);
          },
          reject: (reason) => {
            settled();
            reject(reason);
          },
        };
        entry.askers.add(asker);
        signal.addEventListener('abort', leave, { once: true });
        startNext();
      }),
  };
}
