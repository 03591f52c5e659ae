/**
 * The limits that held last, in a small file beside the ledger that remembers them too: where settings and ledger are lost together, it
 * still tells that there were limits, and which.
 */
import { randomUUID } from 'node:crypto';
import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { budgetSchema, type Budget } from '../../contract/preferences.ts';
import { readSmallSync } from '../../files/small-file.ts';

/** Limits take less room than that, bytes. */
const MOST_BYTES = 10_000;

export interface HeldLimits {
  /** null: none were ever written. broken: some were, and cannot be read. */
  readonly read: () => Budget | 'broken' | null;
  readonly write: (budget: Budget) => void;
}

/** The file in a data folder. Writing never throws: the ledger remembers the limits as well. */
export function heldLimitsIn(home: string): HeldLimits {
  const file = join(home, 'limits.known');
  return {
    read: () => {
      try {
        if (!lstatSync(file).isFile()) return 'broken'; // a link that leads nowhere says nothing either
        const read = budgetSchema.safeParse(JSON.parse(readSmallSync(file, MOST_BYTES).toString('utf8')));
        return read.success ? read.data : 'broken';
      } catch (error) {
        return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : 'broken';
      }
    },
    write: (budget) => {
      const fresh = `${file}.${randomUUID()}.part`;
      try {
        // Written aside and renamed: a link under the name is replaced, not followed
        writeFileSync(fresh, JSON.stringify(budget), { mode: 0o600, flag: 'wx' });
        renameSync(fresh, file);
      } catch {
        for (const path of [fresh, file]) remove(path); // old limits in it would be worse than none
      }
    },
  };
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder takes nothing, so nothing is sent from it either
  }
}
