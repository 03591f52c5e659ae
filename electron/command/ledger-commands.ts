/** `jobs` and `decide` on the command line: what the ledger holds open, and a person's word on what may have been charged. */
import { basename, join } from 'node:path';
import { dollars } from '../contract/dollars.ts';
import { DarkslideError, problem } from '../contract/errors.ts';
import { verdictWords, type Evidence } from '../contract/job.ts';
import { readBalance } from '../develop/money/balance.ts';
import { decisionOn } from '../develop/money/decide.ts';
import { evidenceOf } from '../develop/money/reconcile.ts';
import { folderProblem, holdText, type HeldJobs } from '../develop/ledger/holds.ts';
import type { JobRow } from '../develop/ledger/job-row.ts';
import type { Ledger } from '../develop/ledger/ledger.ts';
import { lossProblem, openLedger } from '../develop/ledger/open.ts';
import { createSpool } from '../develop/results/storing.ts';
import { recipeLabel } from '../develop/ledger/labels.ts';
import type { SegmindService } from '../segmind/service.ts';
import { createLeftOver, leftOverIds } from '../develop/queue/left-over.ts';
import { createRuns } from '../develop/queue/runs.ts';
import type { DecideArguments, LeftOverArguments } from './arguments.ts';
import { EXIT } from './develop-command.ts';
import { chargedWords, type Output } from './report.ts';

/** Opens the ledger beside whoever runs the queue, and closes it. */
async function withLedger<T>(home: string, work: (ledger: Ledger) => T | Promise<T>): Promise<T> {
  const { database, ledger } = openLedger(home, Date.now);
  try {
    return await work(ledger);
  } finally {
    database.close();
  }
}

/** A row with what the balances say of it. */
interface Line {
  readonly row: JobRow;
  readonly evidence: Evidence | null;
  /** Why it is passed over while others go on; null: it is not. */
  readonly held: HeldJobs | null;
}

/**
 * Prints everything that is not done: number, state, photo, recipe, what is known about the money.
 * @param check - asks for the balance first; null: it is not asked for. Throws DarkslideError where it cannot be read.
 */
export async function printJobs(
  home: string,
  json: boolean,
  check: { readonly service: SegmindService; readonly key: string | null } | null,
  output: Output,
): Promise<number> {
  const { lines, lost } = await withLedger(home, async (ledger) => {
    if (check !== null) {
      if (check.key === null) throw new DarkslideError('key-missing', 'No Segmind key is set. Put it into SEGMIND_API_KEY.');
      await readBalance(ledger.charges, check.service, check.key, { now: Date.now, signal: AbortSignal.timeout(20_000) });
    }
    createLeftOver(ledger, createRuns(home, false), () => undefined).holdAll();
    const holds = new Map(ledger.holds().map((held) => [holdText(held.hold), held]));
    const found = ledger.unfinished().map((row): Line => ({
      row,
      evidence: doubtOf(ledger, row),
      held: row.held === null ? null : (holds.get(row.held) ?? null),
    }));
    return { lines: found, lost: lossProblem(ledger) };
  });
  for (const line of lines) output.print(json ? JSON.stringify(factsOf(line)) : lineOf(line));
  if (lost !== null) {
    output.fail(`${lost.message} See "rebuild-ledger".`);
    return EXIT.paused;
  }
  if (lines.length === 0 && !json) output.print('Nothing waits, failed or is in doubt.');
  return EXIT.done;
}

/** Prints what ended runs left over, or takes it back. */
export async function leftOverInLedger(home: string, typed: LeftOverArguments, output: Output): Promise<number> {
  const lines = await withLedger(home, (ledger): Line[] => {
    const runs = createRuns(home, false);
    createLeftOver(ledger, runs, () => undefined).holdAll();
    const holds = new Map(ledger.holds().map((held) => [holdText(held.hold), held]));
    const ids = leftOverIds(ledger);
    if (typed.wish !== null) {
      const rows = ledger.applyEach(ids, () => [{ type: 'cancel', problem: problem('cancelled') }]);
      return rows.map((row) => ({ row, evidence: null, held: null }));
    }
    const known = new Map(ledger.jobsOf(ids).map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = known.get(id);
      return row === undefined ? [] : [{ row, evidence: null, held: holds.get(row.held ?? '') ?? null }];
    });
  });
  for (const line of lines) output.print(typed.json ? JSON.stringify(factsOf(line)) : lineOf(line));
  if (typed.json) return EXIT.done;
  const usd = lines.reduce((sum, { row }) => sum + row.price_usd, 0);
  if (lines.length === 0) output.print('Nothing was left over.');
  else if (typed.wish === null)
    output.print(`"left-over --develop" sends them (about ${dollars(usd)}), "left-over --forget" takes them back.`);
  return EXIT.done;
}

function doubtOf(ledger: Ledger, { id, core, account, sent_at: sentAt }: JobRow): Evidence | null {
  return core.state !== 'unsure' || sentAt === null ? null : evidenceOf(ledger.charges, { jobId: id, account, sentAt });
}

function factsOf({ row, evidence, held }: Line): Record<string, unknown> {
  return {
    job: row.id,
    state: row.core.state,
    source: row.photo_path,
    recipe: recipeLabel(row.recipe),
    model: row.recipe.model,
    rule: row.rule,
    code: row.core.problem?.code ?? null,
    message: row.core.problem?.message ?? null,
    price: row.price_usd,
    cost: row.cost_usd,
    charged: row.core.charge,
    requestId: row.core.requestId,
    sentAt: row.sent_at === null ? null : new Date(row.sent_at).toISOString(),
    demo: row.simulated,
    evidence,
    held: held === null ? null : { scope: held.hold.scope, by: held.hold.detail, message: heldWords(held) },
  };
}

function lineOf({ row, evidence, held }: Line): string {
  const { state, charge, problem: trouble } = row.core;
  const name = row.photo_path === null ? recipeLabel(row.recipe) : `${basename(row.photo_path)} · ${recipeLabel(row.recipe)}`;
  const money = charge === 'maybe' ? ` (maybe ${dollars(row.price_usd)})` : '';
  const why = held === null ? trouble?.message : heldWords(held);
  const reason = why === undefined ? '' : `: ${why}`;
  const balances = evidence === null ? '' : ` ${balanceWords(evidence)}`;
  const charged = state === 'failed' && charge === 'yes' ? chargedWords(row.cost_usd ?? row.price_usd) : '';
  return `${String(row.id).padStart(6)}  ${state.padEnd(9)} ${name}${money}${reason}${charged}${balances}`;
}

/** Why it waits, with the folder's whole path. */
function heldWords({ hold, problem: trouble }: HeldJobs): string {
  const code = trouble?.code ?? 'folder-missing';
  if (hold.scope === 'folder' || hold.scope === 'source') return folderProblem(hold, code, hold.detail).message;
  return trouble?.message ?? 'It waits for a person.';
}

/** "Balance $0.12 → $0.04. The $0.08 gone is one photo’s price: most likely charged." */
function balanceWords({ beforeUsd, afterUsd, reason, verdict }: Evidence): string {
  return `Balance ${dollars(beforeUsd)} → ${dollars(afterUsd)}. ${reason}: ${verdictWords[verdict]}.`;
}

/**
 * Writes a decision that sends nothing. Throws DarkslideError where there is nothing to decide. `again` sends, so it is not for here.
 */
export async function decideInLedger(home: string, typed: DecideArguments, output: Output): Promise<number> {
  const row = await withLedger(home, (ledger) => {
    const lost = lossProblem(ledger);
    if (lost !== null) throw new DarkslideError(lost.code, `${lost.message} See "rebuild-ledger".`);
    const { event, facts } = decisionOn(doubtful(ledger.job(typed.jobId)), typed.decision);
    // Its picture came after all: it is paid and here, so there is nothing to decide
    const received = createSpool(join(home, 'spool')).holds(typed.jobId) ? ledger.found(typed.jobId) : null;
    if (received !== null) return received;
    return ledger.apply(typed.jobId, event, facts);
  });
  const after = doubtless(row);
  const line = { row: after, evidence: null, held: null };
  output.print(typed.json ? JSON.stringify(factsOf(line)) : lineOf(line));
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
