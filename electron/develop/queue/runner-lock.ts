/**
 * One runner per data folder. The lock is an open exclusive transaction on a small SQLite file: the operating system lets go of it
 * when its process ends, however it ends, so there is no stale lock to judge. A note beside it says who holds it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';

const holderSchema = z.object({
  pid: z.number().int(),
  name: z.string(),
  /** Where its requests go. */
  host: z.string(),
  /** Others may put work into the queue for it; false: it does its own and ends. */
  takesWork: z.boolean(),
});
export type Holder = z.infer<typeof holderSchema>;

export interface RunnerLock {
  readonly isHeld: () => boolean;
  /** Takes the lock if it is free; true when it is ours now. */
  readonly tryAcquire: () => boolean;
  /** Who holds it, as far as the note says; null: unknown. */
  readonly holder: () => Holder | null;
  readonly release: () => void;
}

/** A lock on `folder` for a process that calls itself by a name ("the app", "the command line"). Nothing is taken yet. */
export function createRunnerLock(folder: string, holder: Omit<Holder, 'pid'>): RunnerLock {
  const file = join(folder, 'runner.lock');
  const note = join(folder, 'runner.json');
  let database: InstanceType<typeof DatabaseSync> | null = null;

  return {
    isHeld: () => database !== null,
    tryAcquire: () => {
      if (database !== null) return true;
      const candidate = new DatabaseSync(file);
      try {
        candidate.exec('PRAGMA busy_timeout=0; BEGIN EXCLUSIVE');
      } catch {
        candidate.close(); // busy: another process has it
        return false;
      }
      database = candidate;
      rmSync(note, { force: true }); // a link under this name would be written through
      writeFileSync(note, JSON.stringify({ pid: process.pid, ...holder }), { flag: 'wx' });
      return true;
    },
    holder: () => {
      try {
        return holderSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
      } catch {
        return null; // no note, or half of one: the lock itself is what counts
      }
    },
    release: () => {
      if (database === null) return;
      rmSync(note, { force: true });
      database.exec('ROLLBACK');
      database.close();
      database = null;
    },
  };
}
