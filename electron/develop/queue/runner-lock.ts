/**
 * One runner per data folder. The lock is an open exclusive transaction on a small SQLite file: the operating system lets go of it
 * when its process ends, however it ends, so there is no stale lock to judge. A note beside it says who holds it.
 */
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';
import { DarkslideError, OWN_DISK_FULL, ownDiskProblem } from '../../contract/errors.ts';
import { makePrivate } from '../../files/private-file.ts';
import { readSmallSync } from '../../files/small-file.ts';

const holderSchema = z.object({
  pid: z.number().int(),
  name: z.string(),
  /** Where its requests go. */
  host: z.string(),
  /** Others may put work into the queue for it; false: it does its own and ends. */
  takesWork: z.boolean(),
  /** It ends once its own work is done; else somebody has to end it. */
  endsByItself: z.boolean().default(true),
});
export type Holder = z.infer<typeof holderSchema>;

export interface RunnerLock {
  readonly isHeld: () => boolean;
  /** Takes the lock if it is free; true when it is ours now. Throws DarkslideError `lock-unusable` where its file cannot be used. */
  readonly tryAcquire: () => boolean;
  /** Who holds it, as far as the note says; null: unknown. */
  readonly holder: () => Holder | null;
  readonly release: () => void;
}

/** A name, a number and a host. */
const MOST_NOTE_BYTES = 16_384;

/** A lock on `folder` for a process that calls itself by a name ("the app", "the command line"). Nothing is taken yet. */
export function createRunnerLock(folder: string, holder: Omit<z.input<typeof holderSchema>, 'pid'>): RunnerLock {
  const file = join(folder, 'runner.lock');
  const note = join(folder, 'runner.json');
  let database: InstanceType<typeof DatabaseSync> | null = null;

  return {
    isHeld: () => database !== null,
    tryAcquire: () => {
      if (database !== null) return true;
      const candidate = takeLock(file);
      if (candidate === null) return false;
      try {
        rmSync(note, { force: true }); // a link under this name would be written through
        writeFileSync(note, JSON.stringify({ pid: process.pid, ...holder }), { flag: 'wx', mode: 0o600 });
      } catch (error) {
        // With the note of somebody else beside it others would hand their work to nobody
        candidate.close();
        refuseFullDisk(error);
        throw new DarkslideError('lock-unusable', noteUnusable, { cause: error });
      }
      database = candidate;
      return true;
    },
    holder: () => {
      try {
        return holderSchema.parse(JSON.parse(readSmallSync(note, MOST_NOTE_BYTES).toString('utf8')));
      } catch {
        return null; // no note, or half of one: the lock itself is what counts
      }
    },
    release: () => {
      if (database === null) return;
      removeNote(note);
      database.exec('ROLLBACK');
      database.close();
      database = null;
    },
  };
}

const noteUnusable =
  'The file that says which Darkslide is at work (runner.json) cannot be written. Look at its permissions, or delete it.';

/** The lock is what counts, and it is let go of whatever becomes of the note. */
function removeNote(note: string): void {
  try {
    rmSync(note, { force: true });
  } catch {
    // Whoever takes the lock next says that the note cannot be written
  }
}

/**
 * The open transaction that is the lock; null: another process has it. The content of the file does not matter: SQLite takes the lock before
 * it reads, so where it gets as far as content that it cannot read, no process holds the lock, and the file is emptied in place. Throws DarkslideError.
 */
function takeLock(file: string): InstanceType<typeof DatabaseSync> | null {
  for (const isLastTry of [false, true]) {
    let candidate: InstanceType<typeof DatabaseSync> | null = null;
    try {
      candidate = new DatabaseSync(makePrivate(file));
      candidate.exec('PRAGMA busy_timeout=0; BEGIN EXCLUSIVE');
      return candidate;
    } catch (error) {
      candidate?.close();
      const words = error instanceof Error ? error.message : '';
      if (/locked|busy/i.test(words)) return null;
      refuseFullDisk(error);
      if (isLastTry || !/not a database|malformed/i.test(words))
        throw new DarkslideError('lock-unusable', undefined, { cause: error });
      empty(file);
    }
  }
  return null;
}

/** A disk that is full is no fault of the file, and deleting that would help nobody. */
function refuseFullDisk(error: unknown): void {
  const isFull =
    (error instanceof Error && 'code' in error && error.code === 'ENOSPC') || ownDiskProblem(error)?.code === 'disk-full';
  if (isFull) throw new DarkslideError('disk-full', OWN_DISK_FULL, { cause: error });
}

function empty(file: string): void {
  try {
    truncateSync(file, 0); // the same file, so that whoever takes the lock at this very moment has it still
    for (const suffix of ['-journal', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  } catch (error) {
    throw new DarkslideError('lock-unusable', undefined, { cause: error });
  }
}
