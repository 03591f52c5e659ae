/**
 * What watching needs of the file system, as a port. Behind it: a process of its own that lists, looks and hears of changes (process/), so that
 * a drive that hangs or a native crash takes nothing else with it. A hint says that something may have changed, never what.
 */
import type { Problem } from '../contract/errors.ts';
import type { FileEntry, Listing } from '../library/roots/entry.ts';

export interface RootRequest {
  /** Names the root in every message. */
  readonly id: number;
  /** Absolute path. */
  readonly path: string;
  readonly subfolders: boolean;
  /** Absolute paths of folders that are not entered: where results go. */
  readonly excluded: readonly string[];
  /** True: never rely on the system's reports. */
  readonly polling: boolean;
}

/** How a root is watched now. */
export interface RootStatus {
  readonly mode: 'native' | 'polling' | 'unreachable';
  /** Why it is polled or cannot be reached. For native: null, or that it could not be tested and is polled as well, slowly. */
  readonly problem: Problem | null;
  /** How long the probe file took to be noticed, milliseconds; null: it was not, or could not be written. */
  readonly probeMs: number | null;
  /** How far apart it is polled now, milliseconds; null: it is not. Longer the more there is to look at. */
  readonly pollMs: number | null;
}

export interface EyesEvents {
  /**
   * Something may have changed at these paths below the root (files or folders, gone ones too); null: anywhere. The first hint of a root
   * comes when it is watched, and is null: what is listed after it, and what is hinted, is all there is. The same after it was unreachable,
   * was replaced, or events were dropped.
   */
  readonly hint: (root: number, paths: readonly string[] | null) => void;
  readonly status: (root: number, status: RootStatus) => void;
  /** The process ended and is started again: every root has to be listed anew. */
  readonly restarted: (why: string) => void;
}

export interface Eyes {
  open(root: RootRequest): void;
  close(root: number): void;
  /**
   * Lists the root ("") or what is below one path in it; entries arrive in batches before it settles. A path that is a file lists that file, one
   * that is gone lists nothing and is complete. Never throws for what the disk does; `watcher-ended` where the process ends.
   */
  list(root: number, folder: string, entries: (batch: readonly FileEntry[]) => void): Promise<Listing>;
  /**
   * Looks at files now; null for one that is not there, or is a folder. An entry has the name that is on disk, which may be written otherwise
   * than the one asked for where the disk does not tell upper and lower case apart. Throws where the root does not answer.
   */
  look(root: number, paths: readonly string[]): Promise<(FileEntry | null)[]>;
  /** Ends the process. */
  stop(): Promise<void>;
}
