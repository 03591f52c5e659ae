/** `never-upload` on the command line: folders whose photos never leave this computer, listed and changed. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createPrivateFolders, PRIVATE_FOLDERS } from '../settings/private-folders.ts';
import { UsageError } from './arguments.ts';
import { EXIT } from './develop-command.ts';
import type { Output } from './report.ts';

/** Prints the list, after what was typed was added or taken out. Throws UsageError, and DarkslideError where the list cannot be read or written. */
export async function runNeverUploadCommand(home: string, args: readonly string[], output: Output): Promise<number> {
  const { add, remove, json } = read(args);
  const folders = createPrivateFolders(join(home, PRIVATE_FOLDERS));
  for (const folder of add) await folders.add(resolve(folder));
  for (const folder of remove) {
    if (!folders.all().includes(resolve(folder))) throw new UsageError(`${folder} is not in the list.`);
    folders.remove(resolve(folder));
  }
  const all = folders.all();
  if (json) output.print(JSON.stringify({ folders: all }));
  else if (all.length === 0) output.print('There is no such folder.');
  else for (const folder of all) output.print(folder);
  return EXIT.done;
}

function read(args: readonly string[]): {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly json: boolean;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: { remove: { type: 'string', multiple: true }, json: { type: 'boolean' } },
    });
    const remove = values.remove ?? [];
    if ([...positionals, ...remove].some((folder) => folder.trim() === '')) throw new Error('The name of a folder is empty.');
    return { add: positionals, remove, json: values.json === true };
  } catch (error) {
    throw new UsageError((error instanceof Error ? error.message : String(error)).replaceAll('\n', ' '));
  }
}
