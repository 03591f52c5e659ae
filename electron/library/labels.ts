/** Words for places on disk that may cross to the renderer: enough to recognise a folder, not enough to find it. */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { folderKeySchema, type FolderKey } from '../contract/ids.ts';
import type { Photo } from '../contract/photo.ts';

/** The last two folders of a file's path, "Autumn trip / 3 Coast, town". */
export function folderLabel(path: string): string {
  return pathLabel(dirname(path));
}

/** The last two names of a folder's own path. */
export function pathLabel(folder: string): string {
  const last = basename(folder);
  const above = basename(dirname(folder));
  if (last === '') return folder;
  return above === '' ? last : `${above} / ${last}`;
}

/** Keys worked out already; a library of more folders works out some again. */
const MOST_KNOWN = 20_000;
const known = new Map<string, FolderKey>();

/** Stands for a folder's path: the page can tell folders apart by it, and learns nothing of where they are. */
export function folderKeyOf(folder: string): FolderKey {
  const before = known.get(folder);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const key = folderKeySchema.parse(createHash('sha256').update(folder).digest('hex').slice(0, 16));
  known.set(folder, key);
  return key;
}

/** What crosses of the place of a file: the label of its folder, and its key. */
export function folderOf(path: string): Pick<Photo, 'folder' | 'folderKey'> {
  const folder = dirname(path);
  return { folder: pathLabel(folder), folderKey: folderKeyOf(folder) };
}
