/** Waits for the queue of a data folder that another process is working on, and takes it over when that one has ended. */

interface Lock {
  readonly isHeld: () => boolean;
  /** True when the lock is ours now. */
  readonly tryAcquire: () => boolean;
}

const LOOK_EVERY_MS = 2_000;

/** Returns the function that stops waiting. `takeOver` is called once, and not at all where the lock is ours from the start. */
export function followLock(lock: Lock, takeOver: () => void, log: (line: string, thrown?: unknown) => void): () => void {
  if (lock.isHeld()) return () => undefined;
  log('Another process works on this data folder; waiting for it.');
  const timer = setInterval(() => {
    try {
      if (!lock.tryAcquire()) return;
      clearInterval(timer);
      takeOver();
    } catch (error) {
      log('Looking after the queue of this data folder failed', error);
    }
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
