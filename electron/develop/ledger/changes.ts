/**
 * Notices that another process wrote to the ledger: a command line that handed over work, or decided about a job. `PRAGMA data_version`
 * changes only when another connection commits, so our own writes do not show in it, and reading it once a second costs next to nothing.
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
    // The end of the journal is read first. Read after the version it could take in a line whose commit shows only in the next version: that
    // line would count as seen, and nobody would be told of it.
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
