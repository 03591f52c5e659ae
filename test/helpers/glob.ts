/** Lists the project's own files. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths below these folders whose name fits, with forward slashes. */
export async function glob(folders: readonly string[], name: RegExp): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name).replaceAll('\\', '/');
      if (entry.isDirectory()) found.push(...(await glob([path], name)));
      else if (name.test(entry.name)) found.push(path);
    }
  }
  return found;
}
