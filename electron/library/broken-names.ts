/**
 * Names that are not valid UTF-8, as file systems of Linux allow them. Node puts U+FFFD in the place of what it cannot read, and no file has
 * that name: it cannot be opened by what it seems to be called. Such a file is named to the person instead of being called missing.
 */
import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, parse, sep } from 'node:path';

const REPLACEMENT = '\ufffd';

/** True where a name was perhaps not read as it is on disk: whether it was, only the folder can tell. */
export function maybeBroken(name: string): boolean {
  return name.includes(REPLACEMENT);
}

/** The entries of a folder whose names are not valid UTF-8; their names as bytes. Throws where the folder cannot be listed. */
export async function brokenEntries(folder: string): Promise<Dirent<Buffer>[]> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  return entries.filter((entry) => !isUtf8(entry.name));
}

/** Whether this path, which leads nowhere, is a file or folder on disk whose name was not read as it is. */
export async function leadsThroughBrokenName(path: string): Promise<boolean> {
  if (!maybeBroken(path)) return false;
  const { root } = parse(path);
  let folder = root;
  try {
    for (const name of path.slice(root.length).split(sep)) {
      if (maybeBroken(name)) {
        const broken = await brokenEntries(folder);
        if (broken.some((entry) => entry.name.toString() === name)) return true;
      }
      folder = join(folder, name);
    }
  } catch {
    return false; // a folder on the way is not there or closed: nothing more can be said than that
  }
  return false;
}
