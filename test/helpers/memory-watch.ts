/** How much memory this process and all it started hold at most, measured while something runs. Linux only: elsewhere only this process. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface MemoryPeaks {
  /** Megabytes of this process. */
  readonly own: number;
  /** Megabytes of the largest process below it that is one of the app's own. */
  readonly largestChild: number;
  /** Megabytes of them together, at one moment. */
  readonly together: number;
  /** What was going on at that moment. */
  readonly during: string;
}

const EVERY = 100;
const PAGE = 4096;

/** Process → its parent and resident bytes. */
function processes(): Map<number, { parent: number; bytes: number; name: string }> {
  const found = new Map<number, { parent: number; bytes: number; name: string }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const close = stat.lastIndexOf(')');
      const fields = stat.slice(close + 2).split(' ');
      found.set(Number(name), {
        parent: Number(fields[1]),
        bytes: Number(fields[21]) * PAGE,
        name: stat.slice(stat.indexOf('(') + 1, close),
      });
    } catch {
      // It ended between the two looks
    }
  }
  return found;
}

/**
 * Starts measuring; the returned function stops and tells. `isOurs` leaves out other programs that the test runs, by their names; `now` says
 * what is going on.
 */
export function watchMemory(isOurs: (name: string) => boolean, now: () => string): () => MemoryPeaks {
  let [own, largestChild, together] = [0, 0, 0];
  let during = '';
  const look = (): void => {
    const mine = process.memoryUsage.rss();
    own = Math.max(own, mine);
    let sum = mine;
    if (existsSync('/proc/self/stat')) {
      const all = processes();
      const isBelow = (pid: number): boolean => {
        const parent = all.get(pid)?.parent ?? 0;
        return parent === process.pid || (parent > 1 && isBelow(parent));
      };
      for (const [pid, { bytes, name }] of all) {
        if (pid === process.pid || !isBelow(pid) || !isOurs(name)) continue;
        largestChild = Math.max(largestChild, bytes);
        sum += bytes;
      }
    }
    if (sum > together) [together, during] = [sum, now()];
  };
  const timer = setInterval(look, EVERY);
  timer.unref();
  return () => {
    look();
    clearInterval(timer);
    const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
    return { own: megabytes(own), largestChild: megabytes(largestChild), together: megabytes(together), during };
  };
}
