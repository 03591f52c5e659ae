/** Where the window was last: a small file in the cache. Lost or damaged, the window opens where it did the first time. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSmallSync } from '../files/small-file.ts';
import { placeSchema, type Place } from './bounds.ts';

/** Five numbers and words. */
const MOST_BYTES = 4_096;

/** The remembered place; null where there is none that makes sense. */
export function readPlace(file: string): Place | null {
  try {
    const parsed = placeSchema.safeParse(JSON.parse(readSmallSync(file, MOST_BYTES).toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Remembers a place; a disk that refuses only costs the memory. */
export function writePlace(file: string, place: Place): void {
  const fresh = `${file}.${randomUUID()}.part`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    // Written aside and renamed: a link under the name is replaced, not followed
    writeFileSync(fresh, JSON.stringify(place), { mode: 0o600, flag: 'wx' });
    renameSync(fresh, file);
  } catch {
    // Next time the window opens at its usual place
    forget(fresh);
  }
}

/** A folder that cannot be looked into refuses this as well. */
function forget(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Nothing was written there
  }
}
