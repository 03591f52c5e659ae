/**
 * Opens the one SQLite file that holds catalogue, jobs and ledger. WAL, and every commit on disk before it returns
 * (synchronous=FULL): the ledger's order of steps depends on it.
 */
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';
import { DarkslideError, ownDiskProblem } from '../contract/errors.ts';
import { makePrivate } from '../files/private-file.ts';

export type Database = InstanceType<typeof DatabaseSync>;

/** One step of the schema: applied once, in order, inside a transaction. */
export interface Migration {
  /** Remembered in the database; never renamed and never used again. Each room numbers its own. */
  readonly name: string;
  readonly sql: string;
}

/** How a database that had been there was found. */
export interface Lost {
  readonly how: 'missing' | 'empty' | 'damaged';
  /** File name under which the damaged file was kept; null: there was nothing to keep. */
  readonly keptAs: string | null;
}

export interface OpenedDatabase {
  readonly database: Database;
  /** A new file stands in the place of one that was lost; null: it is the one that was there, or the first. */
  readonly lost: Lost | null;
}

export interface OpenOptions {
  readonly file: string;
  readonly migrations: readonly Migration[];
  /** Where copies go before the schema is changed; must exist or be creatable. */
  readonly backups: string;
  /** Something else shows that there was a database here before: without one its absence is a loss. */
  readonly wasThere: () => boolean;
  /** Written into a new database that takes the place of a lost one, before anybody can open it. */
  readonly noteLoss: (database: Database, lost: Lost) => void;
  /** ms since 1970. */
  readonly now: () => number;
}

/** Each attempt waits up to busy_timeout besides: a file that somebody keeps locked is given up after one. Milliseconds. */
const LOCKED_FOR_MS = 2000;
const LOCKED_WAIT_MS = 20;
/** A file up to this size is checked at each start, a larger one only after an end that was not in order: that takes seconds. Bytes. */
const ALWAYS_CHECKED_BYTES = 64 * 1024 * 1024;
const migrationRow = z.object({ name: z.string() });
const checkRow = z.object({ quick_check: z.string() });

function open({ file, migrations, backups, now }: Pick<OpenOptions, 'file' | 'migrations' | 'backups' | 'now'>): Database {
  // SQLite removes its log when the last process closes in order: one that is there tells of a crash, or of a process beside us
  const isWorthChecking = sizeOf(file) <= ALWAYS_CHECKED_BYTES || sizeOf(`${file}-wal`) > 0 || existsSync(damageNote(file));
  const database = new DatabaseSync(makePrivate(file));
  try {
    // SQLite opens a file that may only be read like any other, and fails at the first write: which would be one about money
    accessSync(file, constants.R_OK | constants.W_OK);
    database.exec('PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;');
    if (isWorthChecking) checkAll(database);
    migrate(database, migrations, (name) => {
      mkdirSync(backups, { recursive: true, mode: 0o700 });
      const copy = join(backups, `before-${name.replace(/[^a-z0-9]+/gi, '-')}-${stamp(now())}.db`);
      database.prepare('VACUUM INTO ?').run(makePrivate(copy));
    });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Turning a new file to WAL does not wait for another process that is just doing the same, whatever busy_timeout says: tried again. */
function openPatiently(options: OpenOptions): Database {
  const giveUpAt = performance.now() + LOCKED_FOR_MS;
  for (;;) {
    try {
      return open(options);
    } catch (error) {
      const isLocked = error instanceof Error && /database is locked|locking protocol|schema is locked/i.test(error.message);
      if (!isLocked || performance.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCKED_WAIT_MS);
    }
  }
}

function checkAll(database: Database): void {
  const check = checkRow.parse(database.prepare('PRAGMA quick_check(1)').get());
  if (check.quick_check !== 'ok') throw new Error(`quick_check: ${check.quick_check}`);
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0; // not there
  }
}

/** Sorts by time and is legal in names everywhere. */
export function stamp(now: number): string {
  return new Date(now).toISOString().replace(/[:.]/g, '-');
}

/** Closes so that the file alone is the whole database, without a log beside it: it is about to get another name. */
export function closeAlone(database: Database): void {
  database.exec('PRAGMA journal_mode=DELETE');
  database.close();
}

/** Closes in order. */
export function closeDatabase(database: Database): void {
  database.close();
}

function migrate(database: Database, migrations: readonly Migration[], copyAside: (before: string) => void): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT');
  const applied = new Set(
    z
      .array(migrationRow)
      .parse(database.prepare('SELECT name FROM migrations').all())
      .map((row) => row.name),
  );
  const known = new Set(migrations.map((migration) => migration.name));
  if ([...applied].some((name) => !known.has(name))) {
    throw new DarkslideError(
      'database-broken',
      'This library was written by a newer Darkslide. Install that version to open it.',
    );
  }
  const fresh = migrations.filter((migration) => !applied.has(migration.name));
  if (applied.size > 0 && fresh[0] !== undefined) copyAside(fresh[0].name);
  for (const migration of fresh) {
    transaction(database, () => {
      // Another process that opened the same new file may have been first
      if (database.prepare('SELECT 1 FROM migrations WHERE name = ?').get(migration.name) !== undefined) return;
      database.exec(migration.sql);
      database.prepare('INSERT INTO migrations (name) VALUES (?)').run(migration.name);
    });
  }
}

/** What SQLite itself calls damage, as against a file that is locked or that we may not read. */
export function isDamage(error: unknown): boolean {
  return error instanceof Error && /malformed|not a database|quick_check|SQLITE_CORRUPT|SQLITE_NOTADB/i.test(error.message);
}

/** Beside a database in which damage was met while it was in use: the next start looks at the whole of it, whatever its size. */
function damageNote(file: string): string {
  return `${file}.damaged`;
}

/** Notes damage that was met in the middle of work. Never throws: it is called where things are going wrong already. */
export function noteDamage(file: string): void {
  try {
    writeFileSync(damageNote(file), '', { flag: 'wx', mode: 0o600 });
  } catch {
    // It is noted already, or the disk refuses everything: the next start meets the damage again
  }
}

/** Beside the database, and left alone where only that one is lost: it says that there was one. */
function witness(file: string): string {
  return `${file}.known`;
}

/** Leaves what is there under that name, a link among it, as it is: all that counts is that there is something. */
function bearWitness(file: string): void {
  try {
    writeFileSync(witness(file), '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/**
 * Opens or creates the database. A damaged file is moved aside with its journal, never deleted and never opened half; a new one takes its place
 * and says what it replaces. Throws DarkslideError `database-broken` where the file cannot be opened at all or comes from a newer version.
 */
export function openDatabase(options: OpenOptions): OpenedDatabase {
  const { file } = options;
  // In this order: another process may be making the first one just now, and its witness comes after the file
  const wasKnown = existsSync(witness(file)) || options.wasThere();
  const isThere = sizeOf(file) > 0;
  if (!isThere && wasKnown) {
    return replace(options, existsSync(file) ? 'empty' : 'missing');
  }
  try {
    const database = openPatiently(options);
    bearWitness(file);
    rmSync(damageNote(file), { force: true }); // the whole file was looked at
    return { database, lost: null };
  } catch (error) {
    if (error instanceof DarkslideError) throw error;
    if (isThere && isDamage(error)) return replace(options, 'damaged');
    throw cannotOpen(error);
  }
}

/** The new database is whole, with the note of the loss in it, before it gets its name: a crash in between leaves the loss to be found again. */
function replace(options: OpenOptions, how: Lost['how']): OpenedDatabase {
  const { file, now } = options;
  const fresh = `${file}.new-${String(process.pid)}`;
  try {
    for (const suffix of ['', '-wal', '-shm']) rmSync(fresh + suffix, { force: true });
    const keptAs = how === 'damaged' ? `${basename(file)}.broken-${stamp(now())}` : null;
    const lost: Lost = { how, keptAs };
    const built = open({ ...options, file: fresh });
    options.noteLoss(built, lost);
    closeAlone(built);
    for (const suffix of ['', '-wal', '-shm']) {
      const old = file + suffix;
      if (!existsSync(old)) continue;
      if (keptAs === null && suffix === '') rmSync(old);
      else renameSync(old, `${join(dirname(file), keptAs ?? `${basename(file)}.left-${stamp(now())}`)}${suffix}`);
    }
    renameSync(fresh, file);
    rmSync(damageNote(file), { force: true });
    bearWitness(file);
    return { database: openPatiently(options), lost };
  } catch (error) {
    throw error instanceof DarkslideError ? error : cannotOpen(error);
  }
}

function cannotOpen(cause: unknown): DarkslideError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const words = cause instanceof Error ? cause.message : '';
  if (code === 'ENOSPC' || /disk is full/i.test(words) || ownDiskProblem(cause)?.code === 'disk-full')
    return new DarkslideError('database-broken', 'The library cannot be opened: the disk with Darkslide\u2019s data is full.', {
      cause,
    });
  if (['EACCES', 'EPERM', 'EROFS'].includes(code) || /readonly|unable to open|permission/i.test(words))
    return new DarkslideError(
      'database-broken',
      'The library cannot be opened: library.db, or the folder it lies in, may not be read and written.',
      { cause },
    );
  return new DarkslideError('database-broken', undefined, { cause });
}

function isOpen(database: Database): boolean {
  return database.isTransaction;
}

/** Runs `work` in one transaction: all of it is durable when this returns, or none of it happened. Nested calls join. */
export function transaction<T>(database: Database, work: () => T): T {
  if (isOpen(database)) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    // SQLite has already rolled back by itself after some errors (full disk), and a second time would hide the first reason
    if (isOpen(database)) database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * The same for what the next look at the disk finds again: a power cut may take it, a crash of the app never does, and nobody waits for the disk.
 * The next transaction of the other kind brings it on disk as well. Never for money.
 */
export function foundAgain<T>(database: Database, work: () => T): T {
  if (isOpen(database)) return work();
  database.exec('PRAGMA synchronous=NORMAL');
  try {
    return transaction(database, work);
  } finally {
    database.exec('PRAGMA synchronous=FULL');
  }
}
