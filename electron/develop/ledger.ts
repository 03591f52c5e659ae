/**
 * The ledger: jobs and their journal in SQLite. Every change of a job is one transaction that also writes the journal, and it is on
 * disk when the call returns, so the next step (sending, storing) can rely on it.
 */
import { basename } from 'node:path';
import { z } from 'zod';
import { errorCodeSchema } from '../contract/errors.ts';
import { jobIdSchema, photoIdSchema, resultIdSchema, type JobId, type PhotoId, type ResultId } from '../contract/ids.ts';
import { chargeSchema, jobStateSchema, receiptSchema, type Job, type Receipt } from '../contract/job.ts';
import { transportSchema, type Transport } from '../contract/model.ts';
import { recipeSchema, type Recipe } from '../contract/recipe.ts';
import { transaction, type Database } from '../library/database.ts';
import { createChargeBook, doubtAfter } from './charges.ts';
import { step, type JobCore, type JobEvent } from './job.ts';
import { nameKey, recipeLabel } from './naming.ts';

const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
const json = z.string().transform((text): unknown => JSON.parse(text));

/** Rows of one run carry the same text: it is read and checked once. */
const RECIPES_KEPT = 64;
const recipes = new Map<string, Recipe>();

function recipeOf(text: string): Recipe {
  const known = recipes.get(text);
  if (known !== undefined) return known;
  const recipe = recipeSchema.parse(JSON.parse(text));
  if (recipes.size >= RECIPES_KEPT) recipes.clear();
  recipes.set(text, recipe);
  return recipe;
}

const jobRow = z
  .object({
    id: jobIdSchema,
    photo_id: photoIdSchema.nullable(),
    /** Null for a picture made from text. */
    photo_path: z.string().nullable(),
    others: z.string().transform((text) => (text === '[]' ? [] : z.array(z.string()).parse(JSON.parse(text)))),
    recipe: z.string().transform(recipeOf),
    simulated: flag,
    folder: z.string().nullable(),
    sequence: z.number(),
    position: z.number(),
    price_usd: z.number(),
    created_at: z.number(),
    state: jobStateSchema,
    retries: z.number(),
    shrinks: z.number(),
    request_id: z.string().nullable(),
    charge: chargeSchema,
    problem_code: errorCodeSchema.nullable(),
    problem_message: z.string().nullable(),
    reused: flag,
    content_hash: z.string().nullable(),
    identity: z.string().nullable(),
    target: z.string().nullable(),
    receipt: json.pipe(receiptSchema).nullable(),
    /** The name under which it was asked for, and what may be spent under it a day, US dollars. */
    rule: z.string().nullable(),
    rule_usd: z.number().nullable(),
    /** How it is sent; null: as its model wants. */
    transport: transportSchema.nullable(),
    /** Under which account it was sent last; tells accounts apart and is no key. */
    account: z.string().nullable(),
    cost_usd: z.number().nullable(),
    sent_at: z.number().nullable(),
    took_ms: z.number().nullable(),
    finished_at: z.number().nullable(),
    result_id: resultIdSchema.nullable(),
  })
  .transform(({ problem_code, problem_message, retries, shrinks, request_id, charge, state, reused, ...facts }) => ({
    ...facts,
    core: {
      state,
      retries,
      shrinks,
      requestId: request_id,
      charge,
      reused,
      problem: problem_code === null ? null : { code: problem_code, message: problem_message ?? '' },
    } satisfies JobCore,
  }));
export type JobRow = z.infer<typeof jobRow>;

/** A name for work, and what it may cost a day, US dollars; null: no limit of its own. */
export interface RuleLimit {
  readonly name: string;
  readonly dayUsd: number | null;
}

export interface NewJob {
  readonly photoId: PhotoId | null;
  readonly photoPath: string | null;
  /** Paths of the photos for the model's further inputs. */
  readonly others: readonly string[];
  /** The same for two jobs of one photo that are the same work; see planning.ts. */
  readonly workKey: string;
  readonly recipe: Recipe;
  readonly simulated: boolean;
  /** Where the result goes; null: the folder "Darkslide" beside the original. */
  readonly folder: string | null;
  readonly rule: RuleLimit | null;
  readonly sequence: number;
  readonly priceUsd: number;
}

/** Facts that a step may fix beside the state. */
export interface JobFacts {
  readonly contentHash?: string;
  readonly identity?: string;
  readonly target?: string;
  readonly receipt?: Receipt;
  readonly account?: string;
  readonly transport?: Transport;
  readonly costUsd?: number | null;
  /** The service said what it cost; else `costUsd` is the expected price. */
  readonly costNamed?: boolean;
  readonly sentAt?: number;
  readonly tookMs?: number;
  readonly resultId?: ResultId;
}

const idRow = z.object({ id: jobIdSchema });
const openRow = z.object({ id: jobIdSchema, photo_id: photoIdSchema.nullable() });
const priceRow = z.object({ usd: z.number() });
const countRow = z.object({ state: jobStateSchema, count: z.number() });
const runRow = z.object({ total: z.number(), done: z.number(), spent: z.number(), price: z.number() });
const doneRow = z.object({ identity: z.string(), result_id: resultIdSchema });
const dayRow = z.object({ done: z.number(), spent: z.number() });
const placeRow = z.object({ id: jobIdSchema, position: z.number() });
const activeStates = "('queued', 'preparing', 'sent', 'accepted', 'received')";

/** What a view of a job says beside its row: the measured pace of its model, its way of sending, what balances say of its charge. */
export type JobContext = Pick<Job, 'expectedMs' | 'transport' | 'evidence'>;

/** The renderer's view of a job. */
export function jobView(row: JobRow, context: JobContext): Job {
  return {
    id: row.id,
    photoId: row.photo_id,
    photoName: row.photo_path === null ? recipeLabel(row.recipe) : basename(row.photo_path),
    state: row.core.state,
    recipe: recipeLabel(row.recipe),
    model: row.recipe.model,
    parameters: row.recipe.parameters,
    position: row.position,
    priceUsd: row.price_usd,
    costUsd: row.cost_usd,
    charge: row.core.charge,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    finishedAt: row.finished_at,
    ...context,
    problem: row.core.problem,
    resultId: row.result_id,
    reused: row.core.reused,
    simulated: row.simulated,
    receipt: row.receipt === null ? null : { ...row.receipt, requestId: row.core.requestId ?? row.receipt.requestId },
  };
}

export type Ledger = ReturnType<typeof createLedger>;

/** Prepares the statements. Every method is short and synchronous; writes are durable when they return. */
export function createLedger(database: Database, now: () => number) {
  const statements = {
    job: database.prepare('SELECT * FROM jobs WHERE id = ?'),
    add: database.prepare(
      `INSERT INTO jobs (photo_id, photo_path, others, work_key, recipe, simulated, folder, rule, rule_usd, sequence, position,
         price_usd, created_at, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM jobs), ?, ?, 'queued') RETURNING *`,
    ),
    update: database.prepare(
      `UPDATE jobs SET state = ?, retries = ?, shrinks = ?, request_id = ?, charge = ?, problem_code = ?, problem_message = ?, reused = ?,
         content_hash = COALESCE(?, content_hash), identity = COALESCE(?, identity), target = COALESCE(?, target),
         target_key = COALESCE(?, target_key), receipt = COALESCE(?, receipt), account = COALESCE(?, account),
         transport = COALESCE(?, transport), cost_usd = COALESCE(?, cost_usd),
         sent_at = COALESCE(?, sent_at), took_ms = COALESCE(?, took_ms), finished_at = ?, result_id = COALESCE(?, result_id)
       WHERE id = ? RETURNING *`,
    ),
    journal: database.prepare('INSERT INTO journal (job_id, at, event, state, detail) VALUES (?, ?, ?, ?, ?)'),
    next: database.prepare("SELECT * FROM jobs WHERE state = 'queued' ORDER BY position LIMIT ?"),
    latestUnderWay: database.prepare(
      "SELECT * FROM jobs WHERE state IN ('preparing', 'sent', 'accepted', 'received') ORDER BY COALESCE(sent_at, 1e15) DESC LIMIT 1",
    ),
    active: database.prepare(`SELECT * FROM jobs WHERE state IN ${activeStates} ORDER BY position`),
    interrupted: database.prepare("SELECT * FROM jobs WHERE state IN ('preparing', 'sent') ORDER BY position"),
    unsure: database.prepare("SELECT * FROM jobs WHERE state = 'unsure' ORDER BY position"),
    waiting: database.prepare("SELECT id FROM jobs WHERE state = 'queued' ORDER BY position LIMIT ?"),
    openWork: database.prepare(
      "SELECT id, photo_id FROM jobs WHERE work_key = ? AND state NOT IN ('done', 'failed', 'cancelled')",
    ),
    paid: database.prepare("SELECT id FROM jobs WHERE state IN ('accepted', 'received') ORDER BY position LIMIT ?"),
    unfinished: database.prepare("SELECT * FROM jobs WHERE state NOT IN ('done', 'cancelled') AND cleared = 0 ORDER BY position"),
    recent: database.prepare(
      "SELECT * FROM jobs WHERE state IN ('done', 'cancelled') AND cleared = 0 ORDER BY finished_at DESC LIMIT ?",
    ),
    // Cleared rows leave the screen, never the ledger
    clear: database.prepare("UPDATE jobs SET cleared = 1 WHERE state IN ('done', 'cancelled') AND cleared = 0 RETURNING id"),
    twin: database.prepare(
      `SELECT * FROM jobs WHERE identity = ? AND id <> ? AND released = 0 AND reused = 0
         AND state IN ('sent', 'accepted', 'received', 'unsure', 'done') LIMIT 1`,
    ),
    doneResults: database.prepare(
      "SELECT identity, result_id FROM jobs WHERE identity IS NOT NULL AND result_id IS NOT NULL AND released = 0 AND state = 'done'",
    ),
    targetTaken: database.prepare(`SELECT 1 FROM jobs WHERE target_key = ? AND id <> ? AND state IN ${activeStates} LIMIT 1`),
    release: database.prepare('UPDATE jobs SET released = 1 WHERE result_id = ?'),
    counts: database.prepare('SELECT state, COUNT(*) AS count FROM jobs WHERE cleared = 0 GROUP BY state'),
    run: database.prepare(
      `SELECT COUNT(*) AS total, COALESCE(SUM(state NOT IN ${activeStates}), 0) AS done,
         (SELECT COALESCE(SUM(usd), 0) FROM charges WHERE job_id >= ?1) AS spent,
         COALESCE(SUM(CASE WHEN reused THEN 0 ELSE price_usd END), 0) AS price FROM jobs WHERE id >= ?1 AND state <> 'cancelled'`,
    ),
    firstActive: database.prepare(`SELECT MIN(id) AS id FROM jobs WHERE state IN ${activeStates}`),
    day: database.prepare(
      `SELECT COALESCE(SUM(state = 'done'), 0) AS done, (SELECT COALESCE(SUM(usd), 0) FROM charges WHERE at >= ?1) AS spent
       FROM jobs WHERE finished_at >= ?1`,
    ),
    openPrice: database.prepare(
      "SELECT COALESCE(SUM(price_usd), 0) AS usd FROM jobs WHERE state IN ('queued', 'preparing', 'sent', 'accepted')",
    ),
    waitingPrice: database.prepare("SELECT COALESCE(SUM(price_usd), 0) AS usd FROM jobs WHERE state IN ('queued', 'preparing')"),
    places: database.prepare("SELECT id, position FROM jobs WHERE state IN ('queued', 'preparing') ORDER BY position"),
    place: database.prepare('UPDATE jobs SET position = ? WHERE id = ? RETURNING *'),
    journalEnd: database.prepare('SELECT COALESCE(MAX(id), 0) AS id FROM journal'),
    journalFrom: database.prepare('SELECT * FROM jobs WHERE id IN (SELECT job_id FROM journal WHERE id > ?) ORDER BY id'),
    dropState: database.prepare('DELETE FROM queue_state WHERE name = ?'),
    readState: database.prepare('SELECT value FROM queue_state WHERE name = ?'),
    writeState: database.prepare(
      'INSERT INTO queue_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
  };
  const charges = createChargeBook(database);
  const rows = (list: unknown[]): JobRow[] => z.array(jobRow).parse(list);
  const ids = (list: unknown[]): JobId[] =>
    z
      .array(idRow)
      .parse(list)
      .map((row) => row.id);
  const one = (row: unknown): JobRow | null => (row === undefined ? null : jobRow.parse(row));

  const write = (id: JobId, core: JobCore, facts: JobFacts): JobRow => {
    const ended = core.state === 'done' || core.state === 'failed' || core.state === 'cancelled' || core.state === 'unsure';
    return jobRow.parse(
      statements.update.get(
        core.state,
        core.retries,
        core.shrinks,
        core.requestId,
        core.charge,
        core.problem?.code ?? null,
        core.problem?.message ?? null,
        core.reused ? 1 : 0,
        facts.contentHash ?? null,
        facts.identity ?? null,
        facts.target ?? null,
        facts.target === undefined ? null : nameKey(facts.target),
        facts.receipt === undefined ? null : JSON.stringify(facts.receipt),
        facts.account ?? null,
        facts.transport ?? null,
        facts.costUsd ?? null,
        facts.sentAt ?? null,
        facts.tookMs ?? null,
        ended ? now() : null,
        facts.resultId ?? null,
        id,
      ),
    );
  };

  const bookMoney = (event: JobEvent, before: JobRow, after: JobRow, { costUsd, costNamed = false }: JobFacts): void => {
    if (after.sent_at === null) return;
    const { id: jobId, account, sent_at: sentAt, price_usd: priceUsd } = after;
    const request = { jobId, account, sentAt, priceUsd, model: after.recipe.model };
    if (costUsd !== undefined && costUsd !== null) charges.charge(request, now(), costUsd, costNamed);
    const doubt = doubtAfter(event, before.core, after.core);
    if (doubt !== null && !after.simulated) charges.doubt(request, doubt);
  };

  return {
    /** Sums of money, doubts and balances. */
    charges,
    job: (id: JobId): JobRow | null => one(statements.job.get(id)),

    add: (jobs: readonly NewJob[]): JobRow[] =>
      transaction(database, () =>
        jobs.map((fresh) => {
          const row = jobRow.parse(
            statements.add.get(
              fresh.photoId,
              fresh.photoPath,
              JSON.stringify(fresh.others),
              fresh.workKey,
              JSON.stringify(fresh.recipe),
              fresh.simulated ? 1 : 0,
              fresh.folder,
              fresh.rule?.name ?? null,
              fresh.rule?.dayUsd ?? null,
              fresh.sequence,
              fresh.priceUsd,
              now(),
            ),
          );
          statements.journal.run(row.id, now(), 'queue', 'queued', null);
          return row;
        }),
      ),

    /**
     * Applies an event: the job as it stands on disk afterwards, or null where the event does not fit its state (nothing is written).
     * `also` runs inside the same transaction.
     */
    apply: (id: JobId, event: JobEvent, facts: JobFacts = {}, also?: (row: JobRow) => void): JobRow | null =>
      transaction(database, () => {
        const before = one(statements.job.get(id));
        if (before === null) return null;
        const core = step(before.core, event);
        if (core === before.core) return null;
        const after = write(id, core, facts);
        const detail = 'problem' in event ? `${event.problem.code}: ${event.problem.message}` : null;
        statements.journal.run(id, now(), event.type, core.state, detail);
        bookMoney(event, before, after, facts);
        also?.(after);
        return after;
      }),

    next: (limit: number): JobRow[] => rows(statements.next.all(limit)),
    /** The one that was begun last of those under way; null: nothing is. */
    latestUnderWay: (): JobRow | null => one(statements.latestUnderWay.get()),
    active: (): JobRow[] => rows(statements.active.all()),
    /** What somebody was working on when it stopped. */
    interrupted: (): JobRow[] => rows(statements.interrupted.all()),
    unsure: (): JobRow[] => rows(statements.unsure.all()),
    /** The first of what waits, in its order; all of it where no limit is given. */
    waitingIds: (limit = -1): JobId[] => ids(statements.waiting.all(limit)),
    /** Photo (null: text) → its job with just this work that is waiting, under way or in doubt. */
    openWork: (workKey: string): Map<PhotoId | null, JobId> =>
      new Map(
        z
          .array(openRow)
          .parse(statements.openWork.all(workKey))
          .map((row) => [row.photo_id, row.id]),
      ),
    /** Accepted or received: what is left to do costs nothing. */
    paidIds: (limit: number): JobId[] => ids(statements.paid.all(limit)),
    unfinished: (): JobRow[] => rows(statements.unfinished.all()),
    recent: (limit: number): JobRow[] => rows(statements.recent.all(limit)),
    /** Takes what is over off the screen; the ledger keeps it. */
    clearFinished: (): JobId[] =>
      z
        .array(z.object({ id: jobIdSchema }))
        .parse(statements.clear.all())
        .map((row) => row.id),
    /** Another job with the same work that is out, doubtful or done. */
    twin: (identity: string, id: JobId): JobRow | null => one(statements.twin.get(identity, id)),
    /** Identity of all work that is done → the result that can be taken. */
    doneResults: (): Map<string, ResultId> =>
      new Map(
        z
          .array(doneRow)
          .parse(statements.doneResults.all())
          .map((row) => [row.identity, row.result_id]),
      ),
    isTargetTaken: (target: string, id: JobId): boolean => statements.targetTaken.get(nameKey(target), id) !== undefined,
    /** The user threw this result away: the same work may be bought again. */
    release: (resultId: ResultId): void => {
      statements.release.run(resultId);
    },
    counts: (): Map<string, number> =>
      new Map(
        z
          .array(countRow)
          .parse(statements.counts.all())
          .map((row) => [row.state, row.count]),
      ),
    firstActive: (): JobId | null => z.object({ id: jobIdSchema.nullable() }).parse(statements.firstActive.get()).id,
    /** Totals over all jobs from this id on. */
    runFrom: (id: JobId): z.infer<typeof runRow> => runRow.parse(statements.run.get(id)),
    since: (moment: number): z.infer<typeof dayRow> => dayRow.parse(statements.day.get(moment)),
    /** What everything not paid yet will cost, US dollars. */
    openPrice: (): number => priceRow.parse(statements.openPrice.get()).usd,
    waitingPrice: (): number => priceRow.parse(statements.waitingPrice.get()).usd,
    /** Everything that was not sent, in the order in which it will be. */
    places: (): z.infer<typeof placeRow>[] => z.array(placeRow).parse(statements.places.all()),
    /** Gives jobs new places in one transaction; the rows as they stand afterwards. */
    place: (places: readonly z.infer<typeof placeRow>[]): JobRow[] =>
      transaction(database, () => places.flatMap(({ id, position }) => rows(statements.place.all(position, id)))),
    /** The last line of the journal, and every job with a line after one. */
    journalEnd: (): number => z.object({ id: z.number() }).parse(statements.journalEnd.get()).id,
    changedSince: (journalId: number): JobRow[] => rows(statements.journalFrom.all(journalId)),
    readState: (name: string): string | null =>
      z.object({ value: z.string() }).optional().parse(statements.readState.get(name))?.value ?? null,
    writeState: (name: string, value: string | null): void => {
      if (value === null) statements.dropState.run(name);
      else statements.writeState.run(name, value);
    },
  };
}
