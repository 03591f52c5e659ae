/** A queue for work that somebody waits for on the screen: newest first, shared by all who ask for the same, dropped when nobody waits. */

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

/** At most `width` pieces of work run at once. */
export function createQueue<Key, Value>(width: number): NewestFirst<Key, Value> {
  const entries = new Map<Key, Entry<Key, Value>>();
  const waiting: Entry<Key, Value>[] = [];
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

  const startNext = (): void => {
    while (running < width) {
      const entry = waiting.pop();
      if (entry === undefined) return;
      void run(entry); // never rejects: both ends are told to the askers
    }
  };

  const drop = (entry: Entry<Key, Value>): void => {
    const index = waiting.indexOf(entry);
    if (index === -1) return; // it runs already; its result is kept for the next who asks
    waiting.splice(index, 1);
    entries.delete(entry.key);
  };

  const enter = (key: Key, work: () => Promise<Value>): Entry<Key, Value> => {
    const present = entries.get(key);
    if (present !== undefined) {
      // Whoever asks again looks at it now
      const index = waiting.indexOf(present);
      if (index !== -1) waiting.push(...waiting.splice(index, 1));
      return present;
    }
    const entry: Entry<Key, Value> = { key, work, askers: new Set() };
    entries.set(key, entry);
    waiting.push(entry);
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
