/** Files from beside the project that belong on the contact sheet: real orientations, HEIC, RAW and what has failed before. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inProject } from '../../helpers/bench-house.ts';

const folders = [
  ['shared', 'field', 'inputs'],
  ['shared', 'photos', 'orientation'],
  ['shared', 'photos', 'heic'],
  ['shared', 'photos', 'raw'],
  ['shared', 'photos', 'other'],
];

/** Paths; `say` hears of folders that are not there. */
export async function sheetFiles(say: (text: string) => void): Promise<string[]> {
  const paths: string[] = [];
  for (const parts of folders) {
    const folder = inProject('..', ...parts);
    if (existsSync(folder)) paths.push(...(await readdir(folder)).sort().map((name) => join(folder, name)));
    else say(`SKIPPED: there is no ${join('..', ...parts)}`);
  }
  return paths;
}
