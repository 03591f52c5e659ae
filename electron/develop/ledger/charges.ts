/**
 * The ledger's sums of money: what was charged, each request of which nobody knows whether it was, and the balances that were read
 * between them. Reads and writes SQLite; the writes run inside the transaction of the job that they belong to.
 */
import { z } from 'zod';
import type { JobId } from '../../contract/ids.ts';
import type { Database } from '../../library/database.ts';
import type { JobCore, JobEvent } from './job.ts';

const moneyRow = z.object({ run: z.number(), day: z.number(), day_doubt: z.number(), out: z.number(), since: z.number() });
const spentRow = z.object({ usd: z.number(), first: z.number().nullable() });
const readingRow = z.object({ at: z.number(), usd: z.number(), journal: z.number().nullable() }).optional();
const markRow = z.object({ charge: z.number(), doubt: z.number() });
const spanRow = z.object({ first: z.number().nullable(), last: z.number().nullable() });
/** A line of the journal is written a little after the moment that it is about, milliseconds. */
const WRITTEN_WITHIN_MS = 2000;
const chargedRow = z.object({ named: z.number(), assumed: z.number() });
const doubtsRow = z
  .object({ count: z.number(), usd: z.number(), least: z.number(), most: z.number(), last: z.number() })
  .transform(({ least, most, last, ...row }): Doubts => ({ ...row, leastUsd: least, mostUsd: most, lastSentAt: last }));
const priceRow = z.object({ usd: z.number() }).optional();
const idRow = z.object({ id: z.number() }).optional();
const outRow = z.object({ out: z.number() });

/** A request: which job, under which account it was sent, when (ms since 1970), and its expected price in US dollars. */
export interface Request {
  readonly jobId: JobId;
  readonly account: string | null;
  readonly sentAt: number;
  readonly priceUsd: number;
  readonly model: string;
}

/** A balance read while no request was out. */
export interface Reading {
  /** ms since 1970. */
  readonly at: number;
  readonly usd: number;
  /** The last line of the journal when it was read; null: it was kept by a ledger that did not note it. */
  readonly journal: number | null;
}

/** Where a run begins in the books: what was booked up to these numbers belongs to earlier runs, whatever the clock said. */
export interface RunMark {
  readonly charge: number;
  readonly doubt: number;
}

/** What the ledger knows about the time between two readings. */
export interface Between {
  readonly before: Reading;
  readonly after: Reading;
  /** Charged for answered photos, with the cost that the service named. */
  readonly namedUsd: number;
  /** Charged for answered photos that came without a cost, at the expected price. */
  readonly assumedUsd: number;
  /** All requests in doubt that were sent between the readings. */
  readonly doubts: Doubts;
}

/** Requests of which nobody knows whether they were charged, as a whole. */
export interface Doubts {
  readonly count: number;
  /** Expected prices, US dollars: of all, and the least and the greatest of them. */
  readonly usd: number;
  readonly leastUsd: number;
  readonly mostUsd: number;
  /** When the last of them was sent, ms since 1970. */
  readonly lastSentAt: number;
}

/**
 * A request that was cut off may still be worked on: a blocking call is ended near 100 s, and what it made by then is charged.
 * Before this much time has passed a balance that did not fall proves nothing. Milliseconds.
 */
export const STILL_AT_WORK_MS = 150_000;

/** What an event makes of the doubt about the request that was sent last. Null: it leaves it as it is. */
export function doubtAfter(event: JobEvent, before: JobCore, after: JobCore): 'opened' | 'charged' | 'not-charged' | null {
  // The bytes prove it, whatever was decided or forgotten since
  if (event.type === 'found') return 'charged';
  if (after.state === 'unsure') return before.state === 'unsure' ? null : 'opened';
  // Sending again, or trying again what was let go, answers nothing about the first time
  if (event.type === 'retry' || (event.type === 'decide' && (event.decision === 'again' || event.decision === 'again-v2')))
    return null;
  if (before.charge !== 'maybe' || after.charge === 'maybe') return null;
  return after.charge === 'yes' ? 'charged' : 'not-charged';
}

export type ChargeBook = ReturnType<typeof createChargeBook>;

/** Prepares the statements. */
export function createChargeBook(database: Database) {
  const statements = {
    charge: database.prepare('INSERT INTO charges (job_id, at, usd, sent_at, named) VALUES (?, ?, ?, ?, ?)'),
    // The same request may become doubtful twice: asked for in vain, and asked for in vain again
    doubt: database.prepare(
      `INSERT INTO doubts (job_id, account, sent_at, usd) VALUES (?, ?, ?, ?)
       ON CONFLICT (job_id, sent_at) DO UPDATE SET settled = NULL`,
    ),
    booked: database.prepare('SELECT 1 FROM charges WHERE job_id = ? AND sent_at = ?'),
    settle: database.prepare('UPDATE doubts SET settled = ? WHERE job_id = ? AND sent_at = ?'),
    // What may have been charged counts as charged; the simulator's work has no price
    money: database.prepare(
      `SELECT (SELECT COALESCE(SUM(usd), 0) FROM doubts WHERE settled IS NULL AND id > ?1)
           + (SELECT COALESCE(SUM(usd), 0) FROM charges WHERE id > ?2) AS run,
         (SELECT COALESCE(SUM(usd), 0) FROM doubts WHERE settled IS NULL AND sent_at >= ?3)
           + (SELECT COALESCE(SUM(usd), 0) FROM charges WHERE at >= ?3) AS day,
         (SELECT COALESCE(SUM(usd), 0) FROM doubts WHERE settled IS NULL AND sent_at >= ?3) AS day_doubt,
         (SELECT COALESCE(SUM(price_usd), 0) FROM jobs WHERE state IN ('sent', 'accepted') AND simulated = 0) AS out,
         (SELECT COALESCE(SUM(usd), 0) FROM doubts WHERE settled IS NULL AND sent_at >= ?4) AS since`,
    ),
    mark: database.prepare(
      `SELECT COALESCE((SELECT MAX(id) FROM charges WHERE at < ?1), 0) AS charge,
         COALESCE((SELECT MAX(id) FROM doubts WHERE sent_at < ?1), 0) AS doubt`,
    ),
    // Under which name a request was made is a fact of its job
    ruleSpent: database.prepare(
      `SELECT COALESCE(SUM(usd), 0) AS usd, MIN(at) AS first FROM (
         SELECT doubts.usd, doubts.sent_at AS at FROM doubts JOIN jobs ON jobs.id = doubts.job_id
           WHERE jobs.rule = ?1 AND settled IS NULL AND doubts.sent_at >= ?2
         UNION ALL SELECT charges.usd, charges.at FROM charges JOIN jobs ON jobs.id = charges.job_id
           WHERE jobs.rule = ?1 AND charges.at >= ?2)`,
    ),
    ruleOut: database.prepare(
      "SELECT COALESCE(SUM(price_usd), 0) AS usd FROM jobs WHERE rule = ? AND state IN ('sent', 'accepted') AND simulated = 0",
    ),
    out: database.prepare("SELECT COUNT(*) AS out FROM jobs WHERE state IN ('sent', 'accepted') AND simulated = 0"),
    lastSend: database.prepare("SELECT id FROM journal WHERE event = 'send' ORDER BY id DESC LIMIT 1"),
    note: database.prepare(
      'INSERT INTO balances (account, at, usd, journal) VALUES (?, ?, ?, (SELECT COALESCE(MAX(id), 0) FROM journal))',
    ),
    before: database.prepare(
      'SELECT at, usd, journal FROM balances WHERE account = ? AND at <= ? ORDER BY at DESC, id DESC LIMIT 1',
    ),
    firstFrom: database.prepare('SELECT at, usd, journal FROM balances WHERE account = ? AND at >= ? ORDER BY at LIMIT 1'),
    lastAfter: database.prepare(
      'SELECT at, usd, journal FROM balances WHERE account = ? AND at > ? ORDER BY at DESC, id DESC LIMIT 1',
    ),
    sentBetween: database.prepare("SELECT 1 FROM journal WHERE job_id = ? AND event = 'send' AND id > ? AND id <= ?"),
    span: database.prepare('SELECT MIN(at) AS first, MAX(at) AS last FROM journal WHERE id > ? AND id <= ?'),
    charged: database.prepare(
      `SELECT COALESCE(SUM(charges.usd * named), 0) AS named, COALESCE(SUM(charges.usd * NOT named), 0) AS assumed
       FROM charges JOIN jobs ON jobs.id = charges.job_id
       WHERE charges.sent_at > ?2 AND charges.sent_at <= ?3 AND jobs.account = ?1`,
    ),
    doubts: database.prepare(
      `SELECT COUNT(*) AS count, COALESCE(SUM(usd), 0) AS usd, COALESCE(MIN(usd), 0) AS least, COALESCE(MAX(usd), 0) AS most,
         COALESCE(MAX(sent_at), 0) AS last
       FROM doubts WHERE settled IS NULL AND account = ? AND sent_at > ? AND sent_at <= ?`,
    ),
    // A price that the service named lately is nearer to the truth than the catalogue's
    lastNamed: database.prepare(
      `SELECT charges.usd AS usd FROM charges JOIN jobs ON jobs.id = charges.job_id
       WHERE named = 1 AND charges.usd > 0 AND json_extract(jobs.recipe, '$.model') = ? ORDER BY charges.id DESC LIMIT 1`,
    ),
    lastDoubt: database.prepare(
      `SELECT COALESCE(MAX(doubts.sent_at), 0) AS at FROM doubts JOIN jobs ON jobs.id = doubts.job_id
       WHERE settled IS NULL AND jobs.state = 'unsure'`,
    ),
  };
  const reading = (row: unknown): Reading | null => readingRow.parse(row) ?? null;

  const doubtsBetween = (account: string, before: Reading, after: Reading): Doubts =>
    doubtsRow.parse(statements.doubts.get(account, before.at, after.at));

  /** The first balance late enough to be believed about everything before it, so that little lies between; else the latest. */
  const readingAfter = (account: string, before: Reading, sentAt: number): Reading | null => {
    let moment = sentAt + STILL_AT_WORK_MS;
    for (;;) {
      const late = reading(statements.firstFrom.get(account, moment));
      if (late === null) return reading(statements.lastAfter.get(account, sentAt));
      moment = doubtsBetween(account, before, late).lastSentAt + STILL_AT_WORK_MS;
      if (moment <= late.at) return late;
    }
  };

  /**
   * Do the clock and the journal agree that the request lies between the readings? Where the clock was set in between they do not, and
   * readings that only seem to stand around a request prove nothing about it.
   */
  const standAround = (before: Reading, after: Reading, jobId: JobId): boolean => {
    if (before.journal === null || after.journal === null) return true;
    if (statements.sentBetween.get(jobId, before.journal, after.journal) === undefined) return false;
    const { first, last } = spanRow.parse(statements.span.get(before.journal, after.journal));
    return (first ?? before.at) >= before.at - WRITTEN_WITHIN_MS && (last ?? after.at) <= after.at + WRITTEN_WITHIN_MS;
  };

  return {
    /** Books a charge; `named`: the service said what it cost. Part of a transaction of the ledger. */
    charge: (request: Request, at: number, usd: number, named: boolean): void => {
      statements.charge.run(request.jobId, at, usd, request.sentAt, named ? 1 : 0);
    },
    /** Is a charge booked for this request? */
    isBooked: (jobId: JobId, sentAt: number): boolean => statements.booked.get(jobId, sentAt) !== undefined,
    /** Notes what became of the doubt about a request. Part of a transaction of the ledger. */
    doubt: (request: Request, change: NonNullable<ReturnType<typeof doubtAfter>>): void => {
      if (change !== 'opened') statements.settle.run(change, request.jobId, request.sentAt);
      else {
        const named = priceRow.parse(statements.lastNamed.get(request.model))?.usd;
        statements.doubt.run(request.jobId, request.account, request.sentAt, named ?? request.priceUsd);
      }
    },
    /** Where what is booked from a moment on begins, ms since 1970; without one: what is booked from now on. */
    mark: (from = Number.MAX_VALUE): RunMark => markRow.parse(statements.mark.get(from)),
    /** US dollars: since the run began, since the day began, out now, and doubts since the balance was read. Moments in ms since 1970. */
    money: (run: RunMark, dayFrom: number, balanceFrom: number): z.infer<typeof moneyRow> =>
      moneyRow.parse(statements.money.get(run.doubt, run.charge, dayFrom, balanceFrom)),
    /** US dollars under a rule's name, charged or in doubt since a moment, and the first moment of these; both in ms since 1970. */
    ruleSpent: (rule: string, from: number): z.infer<typeof spentRow> => spentRow.parse(statements.ruleSpent.get(rule, from)),
    /** US dollars that are out under a rule's name. */
    ruleOut: (rule: string): number => z.object({ usd: z.number() }).parse(statements.ruleOut.get(rule)).usd,
    /** No request is out: a balance read now says exactly what was charged before. */
    isQuiet: (): boolean => outRow.parse(statements.out.get()).out === 0,
    /** Number of the last sending; where it stays the same, nothing was sent in between. */
    lastSend: (): number => idRow.parse(statements.lastSend.get())?.id ?? 0,
    /** Keeps a balance that was read while nothing was out. */
    note: (account: string, { at, usd }: Pick<Reading, 'at' | 'usd'>): void => {
      statements.note.run(account, at, usd);
    },
    /** When the latest request was sent that a person is asked about, ms since 1970; 0: there is none. */
    lastDoubt: (): number => z.object({ at: z.number() }).parse(statements.lastDoubt.get()).at,
    /** The balances read before and after a request, and what lies between them; null: there are not two. */
    between: ({ jobId, account, sentAt }: Pick<Request, 'jobId' | 'account' | 'sentAt'>): Between | null => {
      if (account === null) return null;
      const before = reading(statements.before.get(account, sentAt));
      const after = before === null ? null : readingAfter(account, before, sentAt);
      if (before === null || after === null || !standAround(before, after, jobId)) return null;
      const { named, assumed } = chargedRow.parse(statements.charged.get(account, before.at, after.at));
      return { before, after, namedUsd: named, assumedUsd: assumed, doubts: doubtsBetween(account, before, after) };
    },
  };
}
