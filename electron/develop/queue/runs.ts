/**
 * Runs of the command line. What a run asked for is sent while it lives and by nobody else afterwards, so each holds a lock of its own: an
 * open exclusive transaction on a small SQLite file, which the operating system lets go of when the process ends, however it ends.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { makePrivate } from '../../files/private-file.ts';

export interface Runs {
  /** The run of this process; null: it is the app, whose queue outlives it. */
  readonly own: string | null;
  /** Does its process still live? */
  readonly isAlive: (run: string) => boolean;
  readonly close: () => void;
}

/** A run that was found alive so short a time ago is not looked at again, because each look opens a file. Milliseconds. */
const BELIEVED_MS = 250;

/** Looks after the runs of a data folder. `begins`: this process is one, and holds its lock from now on. */
export function createRuns(home: string, begins: boolean): Runs {
  const folder = join(home, 'runs');
  const fileOf = (run: string): string => join(folder, `${run}.lock`);
  const own = begins ? randomUUID() : null;
  const seen = new Map<string, number>();
  let lock: InstanceType<typeof DatabaseSync> | null = null;
  if (own !== null) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(makePrivate(fileOf(own)));
    lock.exec('BEGIN EXCLUSIVE');
  }

  /** A lock that can be taken belongs to nobody: its run has ended. */
  const isLocked = (run: string): boolean => {
    const file = fileOf(run);
    if (!existsSync(file)) return false;
    let candidate: InstanceType<typeof DatabaseSync> | null = null;
    try {
      candidate = new DatabaseSync(file);
      candidate.exec('PRAGMA busy_timeout=0; BEGIN EXCLUSIVE; ROLLBACK');
    } catch (error) {
      // Anything else says nothing about the process: then nothing is sent for it, which a person can mend
      return error instanceof Error && error.message.includes('locked');
    } finally {
      candidate?.close();
    }
    rmSync(file, { force: true });
    return false;
  };

  return {
    own,
    isAlive: (run) => {
      if (run === own) return true;
      const at = seen.get(run);
      if (at !== undefined && performance.now() - at < BELIEVED_MS) return true;
      const alive = isLocked(run);
      if (alive) seen.set(run, performance.now());
      else seen.delete(run);
      return alive;
    },
    close: () => {
      if (lock === null || own === null) return;
      lock.exec('ROLLBACK');
      lock.close();
      lock = null;
      rmSync(fileOf(own), { force: true });
    },
  };
}
