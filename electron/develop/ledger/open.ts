/**
 * Opens the library with its ledger, and notices where one that had been there is lost: then nothing may be spent until a person has
 * said what to go on from, however often Darkslide is started meanwhile.
 */
import { constants, copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DarkslideError, problem, type Problem } from '../../contract/errors.ts';
import { closeAlone, openDatabase, stamp, type Database, type Lost } from '../../library/database.ts';
import { libraryMigrations } from '../../library/schema.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { ledgerMigrations } from './schema.ts';

const LOST = 'ledger-lost';
/** 1 January 2024, seconds since 1970. */
const NUMBERS_FROM = 1_704_067_200;

const lossSchema = z.object({
  /** ms since 1970. */
  at: z.number(),
  how: z.enum(['missing', 'empty', 'damaged']),
  keptAs: z.string().nullable(),
});
export type Loss = z.infer<typeof lossSchema>;

export interface OpenedLedger {
  readonly database: Database;
  readonly ledger: Ledger;
}

/** The file of the library, the ledger in it. */
export function libraryFile(home: string): string {
  return join(home, 'library.db');
}

/** Where copies of the library are kept. */
export function backupFolder(home: string): string {
  return join(home, 'backups');
}

/** Opens or creates it. Throws DarkslideError `database-broken`, having touched nothing. */
export function openLedger(home: string, now: () => number): OpenedLedger {
  const spoolNumbers = numbersIn(join(home, 'spool'), /^(\d{1,15})\./);
  const { database } = openDatabase({
    file: libraryFile(home),
    migrations: [...libraryMigrations, ...ledgerMigrations],
    backups: backupFolder(home),
    wasThere: () => spoolNumbers.length > 0 || numbersIn(backupFolder(home), /^library-(\d{4})/).length > 0,
    noteLoss: (fresh, lost) => {
      noteLoss(fresh, lost, now());
      raiseNumbers(fresh, Math.max(...spoolNumbers, 0), now());
    },
    now,
  });
  return { database, ledger: createLedger(database, now) };
}

/** First numbers in the names of a folder's files; none where it is not there. */
function numbersIn(folder: string, name: RegExp): number[] {
  try {
    return readdirSync(folder).flatMap((file) => {
      const found = name.exec(file)?.[1];
      return found === undefined ? [] : [Number(found)];
    });
  } catch {
    return [];
  }
}

function noteLoss(database: Database, { how, keptAs }: Lost, at: number): void {
  const loss: Loss = { at, how, keptAs };
  database.prepare('INSERT INTO queue_state (name, value) VALUES (?, ?)').run(LOST, JSON.stringify(loss));
}

/**
 * No number that was ever given comes again: a job's number names its picture in the spool and stands in the mark of its result. Where
 * nothing is left that knows the last one, the clock does: numbers are given far more slowly than one a second.
 */
export function raiseNumbers(database: Database, highest: number, now: number): void {
  const next = Math.max(highest, Math.floor(now / 1000) - NUMBERS_FROM);
  for (const table of ['jobs', 'photos', 'results', 'journal']) {
    database.prepare('DELETE FROM sqlite_sequence WHERE name = ?').run(table);
    database.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(table, next);
  }
}

/** How the ledger was lost; null: it is the one that was there, or a person has said what to go on from. */
export function lossOf(ledger: Pick<Ledger, 'readState'>): Loss | null {
  const text = ledger.readState(LOST);
  if (text === null) return null;
  try {
    return lossSchema.parse(JSON.parse(text));
  } catch {
    return { at: 0, how: 'damaged', keptAs: null }; // the note itself cannot be read: the loss stands all the same
  }
}

/** A person has said what to go on from. */
export function endLoss(ledger: Pick<Ledger, 'writeState'>): void {
  ledger.writeState(LOST, null);
}

/** Why nothing may be spent since the ledger was lost; null: it was not. */
export function lossProblem(ledger: Pick<Ledger, 'readState'>): Problem | null {
  const loss = lossOf(ledger);
  if (loss === null) return null;
  const what = { missing: 'is missing', empty: 'is empty', damaged: 'is damaged' }[loss.how];
  const kept = loss.keptAs === null ? '' : ` It was kept as ${loss.keptAs}.`;
  return problem(
    'ledger-lost',
    `The record of what was paid for (library.db) ${what}.${kept} Nothing is spent until you say what to go on from.`,
  );
}

/**
 * Puts a copy in the place of the library. What stands there is moved aside, not deleted, and the loss stays noted: what was done since the
 * copy is still to be read from the results. Nobody may have the library open. Throws where the copy cannot be used; then nothing changed.
 */
export function restoreBackup(home: string, copy: string, now: () => number): void {
  const file = libraryFile(home);
  const fresh = `${file}.restored-${String(process.pid)}`;
  rmSync(fresh, { force: true });
  copyFileSync(copy, fresh, constants.COPYFILE_EXCL);
  const options = { file: fresh, migrations: [...libraryMigrations, ...ledgerMigrations], backups: backupFolder(home), now };
  const { database, lost } = openDatabase({ ...options, wasThere: () => false, noteLoss: () => undefined });
  const ledger = createLedger(database, now);
  if (lost === null) {
    ledger.writeState(LOST, JSON.stringify({ at: now(), how: 'missing', keptAs: null } satisfies Loss));
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
