/** What is made of the system's reports about one root: which names are worth a hint, which new folders have to be covered, and when a burst
 * was so long that some of it may have been lost. */
import { basename } from 'node:path';
import { isIgnoredName, isIgnoredPath, mayBePicture, PROBE_PREFIX } from '../../../library/roots/names.ts';
import type { Merger } from './merge.ts';
import type { Heard } from './native.ts';

/** Reports without a pause of BURST_PAUSE_MS after which the kernel's queue (16,384 reports by default) may have overflowed unsaid. */
const LONG_BURST = 4_000;
const BURST_PAUSE_MS = 1_000;

export interface HearingOptions {
  readonly subfolders: boolean;
  readonly isExcluded: (path: string) => boolean;
  readonly merger: Merger;
  /** Whether a path below the root is a folder now. Never throws. */
  readonly isFolder: (path: string) => Promise<boolean>;
  /** A folder came to be. */
  readonly cameToBe: (folder: string) => void;
}

export interface Hearing {
  readonly hear: (events: readonly Heard[]) => void;
  /** Calls `noticed` when a file of this name is reported in the root itself. Returns the function that stops. */
  readonly listenFor: (name: string, noticed: () => void) => () => void;
  readonly close: () => void;
}

/** Builds it. Nothing is heard yet. */
export function createHearing(options: HearingOptions): Hearing {
  const { subfolders, isExcluded, merger, isFolder, cameToBe } = options;
  const probes = new Map<string, () => void>();
  let burst = 0;
  let timer: NodeJS.Timeout | null = null;

  const countBurst = (count: number): void => {
    burst += count;
    if (timer !== null) timer.refresh();
    timer ??= setTimeout(() => {
      timer = null;
      if (burst >= LONG_BURST) merger.addAll();
      burst = 0;
    }, BURST_PAUSE_MS);
  };

  /** Not a picture by its name: a folder perhaps, and then what is in it counts; or a sidecar, which is nobody's business. */
  const hearOther = async ({ type, path }: Heard): Promise<void> => {
    if (!(await isFolder(path))) return;
    // Some systems report a folder with each file in it
    if (type === 'update' && process.platform === 'win32') return;
    merger.add([path]);
    cameToBe(path);
  };

  return {
    hear: (events) => {
      countBurst(events.length);
      const hints: string[] = [];
      for (const event of events) {
        const { type, path } = event;
        const name = basename(path);
        if (name.startsWith(PROBE_PREFIX)) probes.get(path)?.();
        if (isIgnoredName(name) || isIgnoredPath(path) || isExcluded(path)) continue;
        if (!subfolders && path.includes('/')) continue;
        if (mayBePicture(name) || type === 'delete') hints.push(path);
        else void hearOther(event);
      }
      merger.add(hints);
    },
    listenFor: (name, noticed) => {
      probes.set(name, noticed);
      return () => {
        probes.delete(name);
      };
    },
    close: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
