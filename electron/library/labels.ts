/** Words for places on disk that may cross to the renderer: enough to recognise a folder, not enough to find it. */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { FolderId, Photo } from '../contract/photo.ts';

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

/** Letters of a folder's id: enough that two of a million folders do not meet. */
const ID_LENGTH = 16;
/** Ids worked out already; a library of more folders works out some again. */
const MOST_KNOWN = 20_000;
const known = new Map<string, FolderId>();

/** The id of a folder by its path: the page can tell folders apart by it, and learns nothing of where they are. */
function folderId(folder: string): FolderId {
  const before = known.get(folder);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const id = createHash('sha256').update(folder).digest('base64url').slice(0, ID_LENGTH) as FolderId; // of the form that the schema asks for
  known.set(folder, id);
  return id;
}

/** What crosses of the place of a file: the label of its folder, its id, and that of the folder around it. */
export function folderOf(path: string): Pick<Photo, 'folder' | 'folderId' | 'folderAboveId'> {
  const folder = dirname(path);
  return { folder: pathLabel(folder), folderId: folderId(folder), folderAboveId: folderId(dirname(folder)) };
}
