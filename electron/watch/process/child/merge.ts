/** Makes few messages of many hints: the first one after a pause goes at once, those that follow are gathered for a moment. */
import { MOST_PATHS } from '../protocol.ts';

/** Where more names than this have gathered, "anywhere" is the shorter way to say it. */
const MOST_GATHERED = 20_000;

export interface Merger {
  add(paths: readonly string[]): void;
  /** Anywhere: events were dropped. */
  addAll(): void;
  /** Nothing is sent any more. */
  close(): void;
}

/** `send` gets at most MOST_PATHS paths at a time; null: anywhere. */
export function createMerger(mergeMs: number, send: (paths: readonly string[] | null) => void): Merger {
  let gathered = new Set<string>();
  let anywhere = false;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const flush = (): void => {
    const paths = [...gathered];
    const all = anywhere;
    gathered = new Set();
    anywhere = false;
    if (all) send(null);
    else for (let at = 0; at < paths.length; at += MOST_PATHS) send(paths.slice(at, at + MOST_PATHS));
    timer = setTimeout(() => {
      timer = null;
      if (gathered.size > 0 || anywhere) flush();
    }, mergeMs);
  };
  const flushSoon = (): void => {
    if (timer === null && !closed) flush();
  };

  return {
    add: (paths) => {
      if (paths.length === 0) return;
      for (const path of paths) gathered.add(path);
      if (gathered.size > MOST_GATHERED) {
        anywhere = true;
        gathered = new Set();
      }
      flushSoon();
    },
    addAll: () => {
      anywhere = true;
      flushSoon();
    },
    close: () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      gathered = new Set();
      anywhere = false;
    },
  };
}
