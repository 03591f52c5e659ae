/** Words for places on disk that may cross to the renderer: enough to recognise a folder, not enough to find it. */
import { basename, dirname } from 'node:path';

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
