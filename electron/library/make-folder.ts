/** Makes folders, one after the other. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Throws what the system says of the first that cannot be made.
 *
 * NOTE(never-recursive): asked for all of them at once, Node tries again and again, for ever and on a thread that nobody gets back, where a
 * folder that is there says "not there" of what is to be made in it (/proc, some mounted services), and says "not there" of a disk that is
 * read-only.
 * @param mode - for those that are made
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  try {
    await mkdir(folder, mode);
    return;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST' && (await isFolder(folder))) return;
    const above = dirname(folder);
    if (code !== 'ENOENT' || above === folder || (await isFolder(above))) throw error;
    await makeFolder(above, mode);
  }
  try {
    await mkdir(folder, mode);
  } catch (error) {
    if (!(await isFolder(folder))) throw error; // somebody else was first
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false; // not there, or nothing that anybody can look at
  }
}
