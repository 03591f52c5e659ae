/** Whether a page that broke down is loaded again: a few times by itself, then only when a person says so. A page that breaks down at once would go on for ever. */

/** So often within the time. */
const MOST = 3;
const WITHIN_MS = 60_000;

export interface Reloads {
  /** The page broke down. True: load it again. */
  readonly mayReload: () => boolean;
  /** A person wants it again: it counts from the beginning. */
  readonly forget: () => void;
}

/** `elapsed`: milliseconds on a clock that is never set. */
export function createReloads(elapsed: () => number): Reloads {
  let latest: number[] = [];
  return {
    mayReload: () => {
      const now = elapsed();
      latest = latest.filter((at) => now - at < WITHIN_MS);
      if (latest.length >= MOST) return false;
      latest.push(now);
      return true;
    },
    forget: () => {
      latest = [];
    },
  };
}
