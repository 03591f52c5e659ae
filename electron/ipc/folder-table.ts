/** Folders that a person chose: the page names them by references, main knows the paths. No path ever crosses. */
import { randomBytes } from 'node:crypto';
import { DarkslideError } from '../contract/errors.ts';
import { folderRefSchema, type FolderRef } from '../contract/rule.ts';

/** Folders remembered at once; those that were not named for longest are forgotten first. */
const MOST_FOLDERS = 1000;

export interface FolderTable {
  /** The reference of a folder, the same for the same path while it is remembered. */
  readonly refOf: (path: string) => FolderRef;
  /** The path behind a reference. Throws DarkslideError `not-found` for one that was never given out, or is forgotten. */
  readonly pathOf: (ref: FolderRef) => string;
}

/** Empty; lasts as long as the app. */
export function createFolderTable(): FolderTable {
  /** In the order of their last naming. */
  const refs = new Map<string, FolderRef>();
  const paths = new Map<FolderRef, string>();

  return {
    refOf: (path) => {
      const ref = refs.get(path) ?? folderRefSchema.parse(randomBytes(8).toString('hex'));
      refs.delete(path);
      refs.set(path, ref);
      paths.set(ref, path);
      const [oldest] = refs;
      if (refs.size > MOST_FOLDERS && oldest !== undefined) {
        refs.delete(oldest[0]);
        paths.delete(oldest[1]);
      }
      return ref;
    },
    pathOf: (ref) => {
      const path = paths.get(ref);
      if (path === undefined) throw new DarkslideError('not-found', 'This folder is not known any more. Choose it again.');
      return path;
    },
  };
}
