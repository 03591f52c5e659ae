/** `jobs` and `decide` on the command line: what the ledger holds open, and a person's word on what may have been charged. */
import { basename, join } from 'node:path';
import { existsSync } from 'node:fs';
import { DarkslideError } from '../contract/errors.ts';
import { verdictOn } from '../develop/decide.ts';
import { ledgerMigrations } from '../develop/ledger-schema.ts';
import { createLedger, type JobRow, type Ledger } from '../develop/ledger.ts';
import { recipeLabel } from '../develop/naming.ts';
import { openDatabase } from '../library/database.ts';
import { libraryMigrations } from '../library/schema.ts';
import type { DecideArguments } from './arguments.ts';
import { EXIT } from './develop-command.ts';
import type { Output } from './report.ts';

/** Opens the ledger beside whoever runs the queue, and closes it. Null: there is no ledger yet. */
function withLedger<T>(home: string, work: (ledger: Ledger) => T): T | null {
  const file = join(home, 'library.db');
  if (!existsSync(file)) return null;
  const { database } = openDatabase(file, [...libraryMigrations, ...ledgerMigrations], Date.now);
  try {
    return work(createLedger(database, Date.now));
  } finally {
    database.close();
  }
}

/** Prints everything that is not done: number, state, photo, recipe, what is known about the money. */
export function printJobs(home: string, json: boolean, output: Output): number {
  const rows = withLedger(home, (ledger) => ledger.unfinished()) ?? [];
  for (const row of rows) output.print(json ? JSON.stringify(factsOf(row)) : lineOf(row));
  if (rows.length === 0 && !json) output.print('Nothing waits, failed or is in doubt.');
  return EXIT.done;
}

function factsOf(row: JobRow): Record<string, string | number | boolean | null> {
  return {
    job: row.id,
    state: row.core.state,
    source: row.photo_path,
    recipe: recipeLabel(row.recipe),
    model: row.recipe.model,
    code: row.core.problem?.code ?? null,
    message: row.core.problem?.message ?? null,
    price: row.price_usd,
    cost: row.cost_usd,
    charged: row.core.charge,
    requestId: row.core.requestId,
    sentAt: row.sent_at === null ? null : new Date(row.sent_at).toISOString(),
    demo: row.simulated,
  };
}

function lineOf(row: JobRow): string {
  const { state, charge, problem } = row.core;
  const name = row.photo_path === null ? recipeLabel(row.recipe) : `${basename(row.photo_path)} · ${recipeLabel(row.recipe)}`;
  const money = charge === 'maybe' ? ` (maybe $${row.price_usd.toFixed(2)})` : '';
  return `${String(row.id).padStart(6)}  ${state.padEnd(9)} ${name}${money}${problem === null ? '' : `: ${problem.message}`}`;
}

/**
 * Writes a verdict that sends nothing. Throws DarkslideError where there is nothing to decide. `again` sends, so it is not for here.
 */
export function decideInLedger(home: string, typed: DecideArguments, output: Output): number {
  const row = withLedger(home, (ledger) => {
    const { event, facts } = verdictOn(doubtful(ledger.job(typed.jobId)), typed.decision);
    return ledger.apply(typed.jobId, event, facts);
  });
  const after = doubtless(row);
  output.print(typed.json ? JSON.stringify(factsOf(after)) : lineOf(after));
  return EXIT.done;
}

/** The job if it may have been charged. Throws DarkslideError. */
function doubtful(row: JobRow | null): JobRow {
  if (row === null) throw new DarkslideError('not-found', 'There is no job with this number.');
  if (row.core.state === 'unsure') return row;
  throw new DarkslideError('bad-input', `Job ${String(row.id)} is ${row.core.state}: there is nothing to decide.`);
}

function doubtless(row: JobRow | null): JobRow {
  if (row === null) throw new DarkslideError('not-found', 'There is no job with this number any more.');
  return row;
}
