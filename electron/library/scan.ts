/** Walks folders for pictures: names only, in the order a person would list them, without following links out of the tree. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

const ignoredNames = new Set(['node_modules', '$RECYCLE.BIN', 'System Volume Information', '@eaDir', 'lost+found']);

export interface FoundFiles {
  readonly files: string[];
  /** Folders that could not be listed. */
  readonly unreadable: string[];
}

function isIgnored(name: string): boolean {
  return name.startsWith('.') || ignoredNames.has(name);
}

/**
 * Files below `root` whose extension is in `extensions` (lower case, without dot). Hidden files, trash and system folders
 * are passed over; symbolic links are not followed, so a loop cannot trap the walk.
 */
export async function scanFolder(root: string, extensions: ReadonlySet<string>): Promise<FoundFiles> {
  const files: string[] = [];
  const unreadable: string[] = [];
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch {
      unreadable.push(folder); // said by the caller: one closed folder does not hide the others
      continue;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (isIgnored(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile() && extensions.has(extname(entry.name).slice(1).toLowerCase())) files.push(path);
    }
  }
  return { files, unreadable };
}
