/** Goes through the folders below a root by names alone, without a look at any file. */
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isIgnoredName, mayBePicture } from '../../../library/roots/names.ts';
import { isSilence } from '../../../library/roots/walk.ts';

export interface SweepOptions {
  /** Real path. */
  readonly root: string;
  /** Path below the root, "" for all of it. */
  readonly folder: string;
  readonly subfolders: boolean;
  readonly isExcluded: (path: string) => boolean;
  readonly ask: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

/** One folder and the names of the pictures in it; null: it could not be listed, or is gone. */
export interface SweptFolder {
  readonly folder: string;
  readonly files: readonly string[] | null;
}

/** Folder by folder. Throws SilentDisk where the disk does not answer. */
export async function* sweep({ root, folder: start, subfolders, isExcluded, ask }: SweepOptions): AsyncGenerator<SweptFolder> {
  const waiting = [start];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const path = join(root, folder);
    let entries: Dirent[];
    try {
      entries = await ask(async () => await readdir(path, { withFileTypes: true }));
    } catch (error) {
      if (isSilence(error)) throw error;
      yield { folder, files: null };
      continue;
    }
    const files: string[] = [];
    for (const entry of entries) {
      if (isIgnoredName(entry.name)) continue;
      const isTold = entry.isDirectory() || entry.isFile() || entry.isSymbolicLink();
      if (entry.isDirectory() || (!isTold && (await isFolder(join(path, entry.name), ask)))) {
        const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (subfolders && !isExcluded(below)) waiting.push(below);
      } else if (mayBePicture(entry.name)) files.push(entry.name);
    }
    yield { folder, files };
  }
}

/** A look for what some file systems do not say in their lists; false where it is gone. Throws SilentDisk. */
export async function isFolder(path: string, ask: SweepOptions['ask']): Promise<boolean> {
  try {
    return (await ask(async () => await lstat(path))).isDirectory();
  } catch (error) {
    if (isSilence(error)) throw error;
    return false;
  }
}

/** Every folder that can be listed, the first one among them. */
export async function foldersOf(options: SweepOptions): Promise<Set<string>> {
  const folders = new Set<string>();
  for await (const { folder, files } of sweep(options)) if (files !== null) folders.add(folder);
  return folders;
}
