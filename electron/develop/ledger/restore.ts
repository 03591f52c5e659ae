/** A copy of the library takes its place: at once on the command line, and at the next start where the window asked for it. */
import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { DarkslideError, toProblem, type Problem } from '../../contract/errors.ts';
import { closeAlone, openDatabase, stamp } from '../../library/database.ts';
import { libraryMigrations } from '../../library/schema.ts';
import { createLedger } from './ledger.ts';
import { backupFolder, libraryFile, noteLoss, numbersIn, raiseNumbers } from './open.ts';
import { ledgerMigrations } from './schema.ts';

/** Holds the name of the copy that a person chose: the library is open until Darkslide has ended. */
const WISH = 'restore-backup';
/** A name is shorter than that, bytes. */
const MOST_BYTES = 200;
/** Names of copies, so that the wish can lead nowhere else. */
const copyName = /^[\w-]{1,100}\.db$/;

/**
 * Puts a copy in the place of the library. What stands there is moved aside, not deleted, and a loss stays noted: what was done since the
 * copy is still to be read from the results. Nobody may have the library open. Throws where the copy cannot be used; then nothing changed.
 */
export function restoreBackup(home: string, copy: string, now: () => number): void {
  const file = libraryFile(home);
  const madeAt = statSync(copy).mtimeMs;
  const fresh = `${file}.restored-${String(process.pid)}`;
  rmSync(fresh, { force: true });
  copyFileSync(copy, fresh, constants.COPYFILE_EXCL);
  const options = { file: fresh, migrations: [...libraryMigrations, ...ledgerMigrations], backups: backupFolder(home), now };
  const { database, lost } = openDatabase({ ...options, wasThere: () => false, noteLoss: () => undefined });
  if (lost === null) {
    noteLoss(createLedger(database, now), { at: madeAt, how: 'restored', keptAs: null });
    raiseNumbers(database, Math.max(...numbersIn(join(home, 'spool'), /^(\d{1,15})\./), 0), now());
  }
  closeAlone(database);
  if (lost !== null) throw new DarkslideError('database-broken', 'This copy of the library is damaged. Choose another one.');
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, `${file}.left-${stamp(now())}${suffix}`);
  }
  renameSync(fresh, file);
  rmSync(`${fresh}.known`, { force: true });
}

/** The next start of the window puts this copy in the place of the library. */
export function askToRestore(home: string, copy: string): void {
  const wish = join(home, WISH);
  rmSync(wish, { force: true, recursive: true }); // an earlier wish, or whatever else lies under this name: never written through
  writeFileSync(wish, basename(copy), { mode: 0o600, flag: 'wx' });
}

/** Does what was asked for before the last end. Call it before the library is opened, while no other process works with it. @returns why it failed; null: it did not, or nothing was asked for */
export function restoreIfAsked(home: string, now: () => number): Problem | null {
  const wish = join(home, WISH);
  const found = lstatSync(wish, { throwIfNoEntry: false });
  if (found === undefined) return null;
  try {
    // Whatever is no file of ours is not read: a pipe would hold up the start for ever
    const name = found.isFile() && found.size <= MOST_BYTES ? readFileSync(wish, 'utf8').trim() : '';
    rmSync(wish, { force: true, recursive: true }); // a copy that cannot be used is not tried at every start
    if (!copyName.test(name)) throw new DarkslideError('not-found', 'The copy of the library that was chosen is not known.');
    restoreBackup(home, join(backupFolder(home), name), now);
    return null;
  } catch (error) {
    const { code, message } = toProblem(error);
    return {
      code: code === 'internal' ? 'database-broken' : code,
      message: code === 'internal' ? 'The copy of the library could not be put back. What was there is untouched.' : message,
    };
  }
}
