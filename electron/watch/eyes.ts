/**
 * What watching needs of the file system, as a port. Behind it: a process of its own that lists, looks and hears of changes (process/), so that
 * a drive that hangs or a native crash takes nothing else with it. A hint says that something may have changed, never what.
 */
import type { Problem } from '../contract/errors.ts';

/** A file as a listing or a look found it. */
export interface FileEntry {
  /** Path below the root, "/" between names whatever the system. Names as they are on disk, not normalised. */
  readonly path: string;
  readonly bytes: number;
  /** When it was last written, ms since 1970, by the clock of whoever holds the disk. */
  readonly modifiedMs: number;
  /** When the system last noted any change of it, a rename among them; 0 where the disk does not say. */
  readonly changedMs: number;
  /** The file's own number on its volume; 0 where there is none. Two entries with the same number are links to one file. */
  readonly inode: number;
}

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
  /** Why it is polled or cannot be reached; null for native. */
  readonly problem: Problem | null;
  /** How long the probe file took to be noticed, milliseconds; null: it was not, or could not be written. */
  readonly probeMs: number | null;
}

export interface Listing {
  /** False: the root could not be listed, or ended in the middle; nothing can be concluded from what is not in it. */
  readonly complete: boolean;
  /** Folders below the root that could not be listed: what was known in them is not missing. Paths below the root. */
  readonly unreadable: readonly string[];
  /** Files and folders whose names are no valid UTF-8, fit to be shown. */
  readonly brokenNames: readonly string[];
  /** What identifies the volume the root lies on; null: it cannot be told. A root that is an empty mount point has another one. */
  readonly volume: string | null;
  /** The root folder's own number. */
  readonly inode: number;
}

export interface EyesEvents {
  /** Something may have changed at these paths below the root (files or folders); null: anywhere, events were dropped. */
  readonly hint: (root: number, paths: readonly string[] | null) => void;
  readonly status: (root: number, status: RootStatus) => void;
  /** The process ended and is started again: every root has to be listed anew. */
  readonly restarted: (why: string) => void;
}

export interface Eyes {
  open(root: RootRequest): void;
  close(root: number): void;
  /** Lists the root, or one folder below it; entries arrive in batches before it settles. Never throws for what the disk does. */
  list(root: number, folder: string, entries: (batch: readonly FileEntry[]) => void): Promise<Listing>;
  /** Looks at files now; null for one that is not there. Throws where the root does not answer. */
  look(root: number, paths: readonly string[]): Promise<(FileEntry | null)[]>;
  /** Ends the process. */
  stop(): Promise<void>;
}
