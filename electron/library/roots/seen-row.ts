/** A file below a root as it was last seen, and what a new look makes of it. */
import type { FileEntry } from './entry.ts';

export interface SeenRow extends FileEntry {
  /** Stays with the file through renames. */
  readonly id: number;
  readonly rootId: number;
  /** Rises each time the content may be another; 1 at first. */
  readonly version: number;
  /** ms since 1970. */
  readonly firstSeenAt: number;
  /** True: it was not there at the last look. */
  readonly missing: boolean;
}

/** A known file and how it was found now. */
export interface Match {
  readonly row: SeenRow;
  readonly entry: FileEntry;
}

/** What became of the files of a root since the last look. Every file of the look and every known one is in one of these at most. */
export interface Changes {
  /** Never seen before. */
  readonly fresh: readonly FileEntry[];
  /** Known under this name, and its content may be another now: its version rises. Where `row.missing`, it is back as well. */
  readonly changed: readonly Match[];
  /** The same file under another name; its version stays. Where `row.missing`, it is back as well. */
  readonly moved: readonly Match[];
  /** It was missing and is there again, as it was. */
  readonly returned: readonly Match[];
  /** The same file; only the moment of its last change of any kind, or its number, is another. Nothing for anybody to do. */
  readonly touched: readonly Match[];
  /** Not there any more. */
  readonly missing: readonly SeenRow[];
  /**
   * Nothing can be concluded, and nothing is missing. empty: no picture is left where pictures were; other-volume: something else lies where
   * the root was, such as the mount point of a drive that is not connected, and what lies there is not of this root.
   */
  readonly suspicious: 'empty' | 'other-volume' | null;
}

export const noChanges: Changes = {
  fresh: [],
  changed: [],
  moved: [],
  returned: [],
  touched: [],
  missing: [],
  suspicious: null,
};
