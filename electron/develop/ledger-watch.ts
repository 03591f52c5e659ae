/**
 * Notices that another process wrote to the ledger: a command line that handed over work, or decided about a job. SQLite counts the
 * commits of others for each connection, so looking costs next to nothing and our own writes stay silent.
 */
import { z } from 'zod';
import type { Database } from '../library/database.ts';

const LOOK_EVERY_MS = 1_000;
const versionRow = z.object({ data_version: z.number() });

/** Calls `changed` after commits of others. Returns the function that ends it. */
export function watchLedger(
  database: Database,
  changed: () => void,
  log: (message: string, error?: unknown) => void,
): () => void {
  const statement = database.prepare('PRAGMA data_version');
  const version = (): number => versionRow.parse(statement.get()).data_version;
  let known = version();
  const timer = setInterval(() => {
    try {
      const now = version();
      if (now === known) return;
      known = now;
      changed();
    } catch (error) {
      log('The ledger could not be looked at', error);
    }
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
