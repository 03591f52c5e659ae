/**
 * Brings what was written from SQLite's log into the file of the library, in a thread that may wait for the disk: a commit that does it holds up
 * whoever commits by a tenth of a second on a busy disk.
 */
import { statSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Database } from './database.ts';
import { numbersOf } from './in-place.ts';

/** Between two looks at the log, milliseconds. */
const EVERY_MS = 1_000;
/** Where a thread does it, a commit does it by itself only beyond so many pages of 4 kB. */
const MOST_PAGES = 16_000;

/** Leaves it to a thread. `database`: the connection that writes. */
export function leaveToThread(database: Database): void {
  database.exec(`PRAGMA wal_autocheckpoint=${String(MOST_PAGES)}`);
}

/**
 * Begins; call what it returns to end it.
 * @param numbers - what `numbersOf` said of the file that is written: a connection to another one that took its name would mix the two up
 */
export function keepLogShort(file: string, numbers: string | null): () => void {
  if (numbers === null || numbersOf(file) !== numbers) return () => undefined;
  const database = new DatabaseSync(file);
  let last = 0;
  const timer = setInterval(() => {
    try {
      const { mtimeMs } = statSync(`${file}-wal`);
      if (mtimeMs === last) return;
      last = mtimeMs;
      database.exec('PRAGMA wal_checkpoint(PASSIVE)'); // waits for nobody, and nobody for it
    } catch {
      // No log yet, or the disk refuses: then a commit meets the same, and whoever commits says so
    }
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    database.close();
  };
}
