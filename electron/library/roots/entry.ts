/** What a look at a root finds: its files, and how far the look can be trusted. */

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
