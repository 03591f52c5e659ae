/**
 * Notices that another process wrote to the ledger: a command line that handed over work, or decided about a job. SQLite counts the
 * commits of others for each connection, so looking costs next to nothing and our own writes stay silent.
 */
import { z } from 'zod';
import type { Database } from '../../library/database.ts';

const LOOK_EVERY_MS = 1_000;
const versionRow = z.object({ data_version: z.number() });

export interface WatchHooks {
  /** The last line of the journal. */
  readonly journalEnd: () => number;
  /** Others wrote something after this line of the journal. */
  readonly changed: (after: number) => void;
  readonly log: (message: string, error?: unknown) => void;
}

/** Looks once a second. Returns the function that ends it. */
export function watchChanges(database: Database, { journalEnd, changed, log }: WatchHooks): () => void {
  const statement = database.prepare('PRAGMA data_version');
  const version = (): number => versionRow.parse(statement.get()).data_version;
  let seen = journalEnd();
  let known = version();
  const look = (): void => {
    // In this order: what is in the journal by now and came without a commit of others is our own
    const end = journalEnd();
    const now = version();
    if (now !== known) changed(seen);
    known = now;
    seen = end;
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      log('The ledger could not be looked at', error);
    }
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
