/**
 * Who the programs run as. Permissions mean nothing to the system's own administrator, so where the tests run as root the programs run
 * as nobody, and everything in the data folder belongs to them.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunAs } from '../../helpers/command.ts';

/** User and group "nobody" of every Unix in use here. */
const NOBODY = 65_534;

export interface Person {
  /** For child processes; null: as we are. */
  readonly ids: RunAs;
  /** Whether permissions bind this person: false on Windows, and for root where nobody may not read the program. */
  readonly feelsPermissions: boolean;
}

/** @param program - a file that the person has to be able to read */
export function findPerson(program: string): Person {
  if (process.platform === 'win32') return { ids: null, feelsPermissions: false };
  if (process.getuid?.() !== 0) return { ids: null, feelsPermissions: true };
  const reads = spawnSync(process.execPath, ['-e', `require('node:fs').accessSync(${JSON.stringify(program)}, 4)`], {
    uid: NOBODY,
    gid: NOBODY,
  });
  return reads.status === 0
    ? { ids: { uid: NOBODY, gid: NOBODY }, feelsPermissions: true }
    : { ids: null, feelsPermissions: false };
}

/** Everything in a folder belongs to this person from now on. */
export function giveTo({ ids }: Person, path: string): void {
  if (ids === null || !existsSync(path)) return;
  chownSync(path, ids.uid, ids.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo({ ids, feelsPermissions: true }, join(path, name));
}
