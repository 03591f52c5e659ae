/** Whether the file of an earlier result can still be used, and why not. */
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { problem, type Problem } from '../../../contract/errors.ts';

/** Null: it is there. A folder that is not there either is called unreachable: its drive may be unplugged, and nothing is lost. */
export async function resultFileProblem(path: string): Promise<Problem | null> {
  if (await exists(path)) return null;
  const name = basename(path);
  return (await exists(dirname(path)))
    ? problem('result-gone', `It was developed before as ${name}, but that file is gone.`)
    : problem(
        'result-unreachable',
        `It was developed before as ${name}; its folder cannot be reached. Connect its drive, or look for the folder.`,
      );
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // A folder that may not be looked into says nothing about what is in it
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}
