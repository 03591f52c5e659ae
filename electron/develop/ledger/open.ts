/**
 * Opens the library with its ledger, and notices where one that had been there is lost: then nothing may be spent until a person has
 * said what to go on from, however often Darkslide is started meanwhile.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { problem, type Problem } from '../../contract/errors.ts';
import { openDatabase, type Database } from '../../library/database.ts';
import { watchPlace } from '../../library/in-place.ts';
import { libraryMigrations } from '../../library/schema.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { ledgerMigrations } from './schema.ts';

const LOST = 'ledger-lost';
/** 1 January 2024, seconds since 1970. */
const NUMBERS_FROM = 1_704_067_200;

const lossSchema = z.object({
  /** ms since 1970. */
  at: z.number(),
  /** restored: a copy stands in its place, and what was done after the copy is not in it; `at` is when it was made. */
  how: z.enum(['missing', 'empty', 'damaged', 'restored']),
  keptAs: z.string().nullable(),
});
export type Loss = z.infer<typeof lossSchema>;

export interface OpenedLedger {
  readonly database: Database;
  readonly ledger: Ledger;
  /** Is what was opened still the library of this data folder? False: it was deleted or replaced, and what is written is lost. */
  readonly isInPlace: () => boolean;
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
      noteLoss(createLedger(fresh, now), { at: now(), how: lost.how, keptAs: lost.keptAs });
      raiseNumbers(fresh, Math.max(...spoolNumbers, 0), now());
    },
    now,
  });
  return { database, ledger: createLedger(database, now), isInPlace: watchPlace(libraryFile(home)) };
}

/** First numbers in the names of a folder's files; none where it is not there. */
export function numbersIn(folder: string, name: RegExp): number[] {
  try {
    return readdirSync(folder).flatMap((file) => {
      const found = name.exec(file)?.[1];
      return found === undefined ? [] : [Number(found)];
    });
  } catch {
    return [];
  }
}

/** Writes down that the ledger was lost, until a person has said what to go on from. */
export function noteLoss(ledger: Pick<Ledger, 'writeState'>, loss: Loss): void {
  ledger.writeState(LOST, JSON.stringify(loss));
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

/** As people write it where they live: "27 Nov 2026, 06:40". */
function dateOf(at: number): string {
  return new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** A person has said what to go on from. */
export function endLoss(ledger: Pick<Ledger, 'writeState'>): void {
  ledger.writeState(LOST, null);
}

/** Why nothing may be spent since the ledger was lost; null: it was not. */
export function lossProblem(ledger: Pick<Ledger, 'readState'>): Problem | null {
  const loss = lossOf(ledger);
  if (loss === null) return null;
  if (loss.how === 'restored') {
    return problem(
      'ledger-lost',
      `The library is back as it was on ${dateOf(loss.at)}. Nothing is spent until what was developed since then is read from its results.`,
    );
  }
  const what = { missing: 'is missing', empty: 'is empty', damaged: 'is damaged' }[loss.how];
  const kept = loss.keptAs === null ? '' : ` It was kept as ${loss.keptAs}.`;
  return problem(
    'ledger-lost',
    `The record of what was paid for (library.db) ${what}.${kept} Nothing is spent until you say what to go on from.`,
  );
}
