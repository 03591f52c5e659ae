/**
 * Opens the one SQLite file that holds catalogue, jobs and ledger. WAL, and every commit on disk before it returns
 * (synchronous=FULL): the ledger's order of steps depends on it.
 */
import { constants, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';
import { DarkslideError } from '../contract/errors.ts';

export type Database = InstanceType<typeof DatabaseSync>;

/** One step of the schema: applied once, in order, inside a transaction. */
export interface Migration {
  /** Remembered in the database; never renamed and never used again. Each room numbers its own. */
  readonly name: string;
  readonly sql: string;
}

export interface OpenedDatabase {
  readonly database: Database;
  /** Where a broken file was put, so that the user can be told; null: it was sound. */
  readonly setAside: string | null;
}

/** Value of user_version while nobody has the file open; 0 while somebody does, and after a crash. */
const CLOSED = 1;
/** Each attempt waits up to busy_timeout besides: a file that somebody keeps locked is given up after one. Milliseconds. */
const LOCKED_FOR_MS = 2000;
const LOCKED_WAIT_MS = 20;
const versionRow = z.object({ user_version: z.number() });
const migrationRow = z.object({ name: z.string() });
const checkRow = z.object({ quick_check: z.string() });

function open(file: string, migrations: readonly Migration[]): Database {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;');
    if (!wasClosed(database)) checkAll(database);
    database.exec('PRAGMA user_version=0');
    migrate(database, migrations, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Turning a new file to WAL does not wait for another process that is just doing the same, whatever busy_timeout says: tried again. */
function openPatiently(file: string, migrations: readonly Migration[]): Database {
  const giveUpAt = performance.now() + LOCKED_FOR_MS;
  for (;;) {
    try {
      return open(file, migrations);
    } catch (error) {
      const isLocked = error instanceof Error && /database is locked/i.test(error.message);
      if (!isLocked || performance.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCKED_WAIT_MS);
    }
  }
}

/** The whole file is read only after an end that was not in order: with a large library that takes seconds. */
function checkAll(database: Database): void {
  const check = checkRow.parse(database.prepare('PRAGMA quick_check(1)').get());
  if (check.quick_check !== 'ok') throw new Error(`quick_check: ${check.quick_check}`);
}

function wasClosed(database: Database): boolean {
  return versionRow.parse(database.prepare('PRAGMA user_version').get()).user_version === CLOSED;
}

/** Closes in order, and notes that it was so. */
export function closeDatabase(database: Database): void {
  database.exec(`PRAGMA user_version=${String(CLOSED)}`);
  database.close();
}

function migrate(database: Database, migrations: readonly Migration[], file: string): void {
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
  if (applied.size > 0 && fresh.length > 0) {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const copy = `${file}.before-${fresh[0]?.name.replace(/[^a-z0-9]+/gi, '-') ?? ''}`;
    rmSync(copy, { force: true }); // an earlier try's, or a link that would be written through
    copyFileSync(file, copy, constants.COPYFILE_EXCL);
  }
  for (const migration of fresh) {
    transaction(database, () => {
      // Another process that opened the same new file may have been first
      if (database.prepare('SELECT 1 FROM migrations WHERE name = ?').get(migration.name) !== undefined) return;
      database.exec(migration.sql);
      database.prepare('INSERT INTO migrations (name) VALUES (?)').run(migration.name);
    });
  }
}

/** A file that SQLite itself calls damaged, as against one that is locked or that we may not read. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && /malformed|not a database|quick_check|SQLITE_CORRUPT|SQLITE_NOTADB/i.test(error.message);
}

/**
 * Opens or creates the database. A damaged file is moved aside with its journal, never deleted and never opened half.
 * Throws DarkslideError `database-broken` where the file cannot be opened at all or comes from a newer version.
 */
export function openDatabase(file: string, migrations: readonly Migration[], now: () => number): OpenedDatabase {
  try {
    return { database: openPatiently(file, migrations), setAside: null };
  } catch (error) {
    if (error instanceof DarkslideError) throw error;
    if (!isDamage(error)) throw new DarkslideError('database-broken', undefined, { cause: error });
    const aside = `${file}.broken-${new Date(now()).toISOString().replace(/[:.]/g, '-')}`;
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
    }
    return { database: open(file, migrations), setAside: aside };
  }
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
