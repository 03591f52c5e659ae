/**
 * Is an open database still the file under its name? A file that was deleted, moved or replaced while it is open goes on taking writes that
 * nobody will ever read: what was paid must not be written only there.
 */
import { statSync } from 'node:fs';

interface Place {
  readonly file: string;
  readonly dev: bigint;
  readonly ino: bigint;
}

const places = new WeakMap<object, Place>();

function look(file: string): Place {
  const { dev, ino } = statSync(file, { bigint: true });
  return { file, dev, ino };
}

/** Remembers which file this database was opened from. Called right after it is opened. */
export function rememberPlace(database: object, file: string): void {
  places.set(database, look(file));
}

/** False: under its name lies nothing, or another file, or it cannot be looked at. One look at the disk. */
export function isInPlace(database: object): boolean {
  const then = places.get(database);
  if (then === undefined) return true; // not one of ours: it lies in no folder
  try {
    const now = look(then.file);
    return now.dev === then.dev && now.ino === then.ino;
  } catch {
    return false;
  }
}
