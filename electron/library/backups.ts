/** Copies of the library while it is in use: one a day, three kept, each looked at before an older one goes. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { backup, DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';
import { stamp, type Database } from './database.ts';
import { makePrivate } from '../files/private-file.ts';

const KEPT = 3;
const EVERY_MS = 24 * 60 * 60_000;
/** Pages copied in one step, each of 4 KB: main is held up for a millisecond or two, not for the whole file. */
const PAGES_A_STEP = 256;
/** A larger copy is not read through again: that would hold up whatever else is done meanwhile. Bytes. */
const MOST_CHECKED_BYTES = 64 * 1024 * 1024;
const name = /^library-[\dTZ-]+\.db$/;
const checkRow = z.object({ quick_check: z.string() });

export interface Backup {
  readonly path: string;
  /** When it was made, ms since 1970. */
  readonly at: number;
  readonly bytes: number;
}

/** Newest first; none where there is no such folder. */
export async function listBackups(folder: string): Promise<Backup[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((file) => name.test(file));
  } catch {
    return [];
  }
  const files = await Promise.all(
    names.map(async (file) => {
      const path = join(folder, file);
      const { mtimeMs, size } = await stat(path);
      return { path, at: mtimeMs, bytes: size };
    }),
  );
  return files.sort((a, b) => (a.path < b.path ? 1 : -1));
}

/** Makes today's copy unless there is one from the last day; the oldest beyond three goes once the new one is whole. Throws where the disk refuses. */
export async function backUpDaily(database: Database, folder: string, now: number): Promise<void> {
  const [newest] = await listBackups(folder);
  // A copy from the future belongs to a clock that was wrong
  if (newest !== undefined && now - newest.at < EVERY_MS && newest.at <= now) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `library-${stamp(now)}.db`);
  const part = `${path}.part`;
  try {
    await backup(database, makePrivate(part), { rate: PAGES_A_STEP });
    if (!(await isSound(part))) throw new Error('The copy of the library is not sound');
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  for (const old of (await listBackups(folder)).slice(KEPT)) await rm(old.path, { force: true });
}

/** Whether a copy can be opened and is whole. */
async function isSound(path: string): Promise<boolean> {
  try {
    const { size } = await stat(path);
    const copy = new DatabaseSync(path);
    try {
      copy.exec('PRAGMA journal_mode=DELETE'); // one file without a log beside it, that can be copied as it is
      if (size > MOST_CHECKED_BYTES) return true;
      return checkRow.parse(copy.prepare('PRAGMA quick_check(1)').get()).quick_check === 'ok';
    } finally {
      copy.close();
    }
  } catch {
    return false;
  }
}
