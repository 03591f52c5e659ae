/**
 * The ledger: jobs and their journal in SQLite. Every change of a job is one transaction that also writes the journal, and it is on
 * disk when the call returns, so the next step (sending, storing) can rely on it.
 */
import { sep } from 'node:path';
import { z } from 'zod';
import { errorCodeSchema, type Problem } from '../../contract/errors.ts';
import { jobIdSchema, photoIdSchema, resultIdSchema, type JobId, type PhotoId, type ResultId } from '../../contract/ids.ts';
import { jobStateSchema } from '../../contract/job.ts';
import { DEFAULT_BACKEND } from '../../contract/recipe.ts';
import { transaction, type Database } from '../../library/database.ts';
import { createChargeBook, doubtAfter } from './charges.ts';
import { holdText, readHold, type HeldJobs, type Hold } from './holds.ts';
import {
  jobRow,
  type JobBackend,
  type JobFacts,
  type JobRow,
  type JobWork,
  type NewJob,
  type OpenWork,
  type RuleLimit,
} from './job-row.ts';
import { createMany } from './many.ts';
import { step, type JobCore, type JobEvent } from './job.ts';
import { prepareStatements } from './statements.ts';
import { nameKey } from './labels.ts';

const idRow = z.object({ id: jobIdSchema });
const openJobRow = z.object({
  id: jobIdSchema,
  state: jobStateSchema,
  simulated: z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1),
});
const openRow = z.object({ id: jobIdSchema, photo_id: photoIdSchema.nullable(), state: jobStateSchema });
const priceRow = z.object({ usd: z.number() });
const countRow = z.object({ state: jobStateSchema, count: z.number() });
const runRow = z.object({ total: z.number(), done: z.number(), spent: z.number(), price: z.number() });
const doneRow = z.object({ identity: z.string(), result_id: resultIdSchema });
const preparedRow = z.object({ content_hash: z.string(), pixel_hash: z.string() });
const dayRow = z.object({ done: z.number(), spent: z.number() });
const backendRow = z.object({ backend: z.string(), simulated: z.number() });
const cheapestRow = z.object({ usd: z.number().nullable() });
const holdRow = z
  .object({
    held: z.string(),
    count: z.number(),
    paid: z.number(),
    usd: z.number(),
    problem_code: errorCodeSchema.nullable(),
    problem_message: z.string().nullable(),
    until: z.number().nullable(),
  })
  .transform(({ held, problem_code: code, problem_message: message, ...sums }): HeldJobs => {
    return { ...sums, hold: readHold(held), problem: code === null ? null : { code, message: message ?? '' } };
  });
const placeRow = z.object({ id: jobIdSchema, position: z.number() });

/** Whose jobs are held, with what finds them. */
export type HoldTarget =
  /** `besideIn`: the folder whose photos get their results there; null: none do. `forText`: pictures made from text go there. */
  | { readonly hold: Hold; readonly type: 'folder'; readonly besideIn: string | null; readonly forText: boolean }
  | { readonly hold: Hold; readonly type: 'source' | 'schedule' }
  /** What costs at least so much, US dollars. */
  | { readonly hold: Hold; readonly type: 'rule' | 'account'; readonly fromUsd: number };

/** A folder's path as the start of the paths in it. */
function inside(folder: string): string {
  return folder.endsWith(sep) ? folder : `${folder}${sep}`;
}

export type Ledger = ReturnType<typeof createLedger>;

/** Prepares the statements. Every method is short and synchronous; writes are durable when they return. */
export function createLedger(database: Database, now: () => number) {
  const statements = prepareStatements(database);
  const charges = createChargeBook(database);
  const rows = (list: unknown[]): JobRow[] => z.array(jobRow).parse(list);
  const ids = (list: unknown[]): JobId[] =>
    z
      .array(idRow)
      .parse(list)
      .map((row) => row.id);
  const one = (row: unknown): JobRow | null => (row === undefined ? null : jobRow.parse(row));

  const write = (jobIds: readonly JobId[], event: JobEvent, core: JobCore, facts: JobFacts): JobRow[] => {
    const ended = core.state === 'done' || core.state === 'failed' || core.state === 'cancelled' || core.state === 'unsure';
    const written = JSON.stringify(jobIds);
    const after = rows(
      statements.update.all(
        core.state,
        core.retries,
        core.shrinks,
        core.requestId,
        core.charge,
        core.problem?.code ?? null,
        core.problem?.message ?? null,
        core.reused ? 1 : 0,
        facts.contentHash ?? null,
        facts.work === undefined ? null : JSON.stringify(facts.work.pixelHashes),
        facts.work?.preparation ?? null,
        facts.work?.identity ?? null,
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
        written,
      ),
    );
    const trouble = 'problem' in event ? event.problem : null;
    const detail = trouble === null ? null : `${trouble.code}: ${trouble.message}`;
    statements.journal.run(now(), event.type, core.state, detail, written);
    return after;
  };

  const bookMoney = (event: JobEvent, before: JobCore, after: JobRow, { costUsd, costNamed = false }: JobFacts): void => {
    if (after.sent_at === null) return;
    const { id: jobId, account, sent_at: sentAt, price_usd: priceUsd } = after;
    const request = { jobId, account, sentAt, priceUsd, model: after.recipe.model };
    if (costUsd !== undefined && costUsd !== null) charges.charge(request, now(), costUsd, costNamed);
    const doubt = doubtAfter(event, before, after.core);
    if (doubt !== null && !after.simulated) charges.doubt(request, doubt);
  };

  const applied = (id: JobId, event: JobEvent, facts: JobFacts, also?: (row: JobRow) => void): JobRow | null => {
    const before = one(statements.job.get(id));
    if (before === null) return null;
    const core = step(before.core, event);
    if (core === before.core) return null;
    const [after] = write([id], event, core, facts);
    if (after === undefined) return null;
    bookMoney(event, before.core, after, facts);
    also?.(after);
    return after;
  };

  const many = createMany({ database, statements, write, book: bookMoney });

  const inserted = (jobs: readonly NewJob[], hold: Hold | null): JobId[] => {
    const rules = new Map(jobs.flatMap(({ rule }) => (rule === null ? [] : [[rule.name, rule] as const])));
    for (const [name, { dayUsd, hourUsd = null, totalUsd = null }] of rules)
      if ((dayUsd ?? hourUsd ?? totalUsd) !== null) statements.capRule.run(dayUsd, hourUsd, totalUsd, name);
    const fresh = jobs.map((job): unknown =>
      statements.add.get(
        job.photoId,
        job.photoPath,
        JSON.stringify(job.others),
        job.workKey,
        JSON.stringify(job.recipe),
        job.simulated ? 1 : 0,
        job.folder,
        job.rule?.name ?? null,
        job.rule?.dayUsd ?? null,
        job.rule?.hourUsd ?? null,
        job.rule?.totalUsd ?? null,
        job.sequence,
        job.priceUsd,
        now(),
        job.recipe.backend ?? DEFAULT_BACKEND,
        job.run,
        hold === null ? null : holdText(hold),
      ),
    );
    const jobIds = ids(fresh);
    statements.journal.run(now(), 'queue', 'queued', null, JSON.stringify(jobIds));
    return jobIds;
  };

  const holdAll = (target: HoldTarget): JobId[] => {
    const text = holdText(target.hold);
    const { detail } = target.hold;
    switch (target.type) {
      case 'folder': {
        const beside = target.besideIn === null ? null : inside(target.besideIn);
        return transaction(database, () => [
          ...ids(statements.holdFolder.all(text, detail, beside, target.forText ? 1 : 0, sep)),
          ...ids(statements.holdReceived.all(text, inside(detail), sep)),
        ]);
      }
      case 'source':
        return ids(statements.holdSource.all(text, inside(detail), sep));
      case 'rule':
        return ids(statements.holdRule.all(text, detail, target.fromUsd));
      case 'schedule':
        return ids(statements.holdSchedule.all(text, detail));
      case 'account':
        return ids(statements.holdAccount.all(text, detail, target.fromUsd));
    }
  };

  return {
    /** Sums of money, doubts and balances. */
    charges,
    job: (id: JobId): JobRow | null => one(statements.job.get(id)),

    ...many,

    add: (jobs: readonly NewJob[]): JobRow[] =>
      transaction(database, () => many.jobsOf(inserted(jobs, null)).sort((a, b) => a.id - b.id)),

    /** Writes the next jobs of a list that is not complete yet: they are held until all of it is written. */
    addHeld: (jobs: readonly NewJob[], hold: Hold): JobId[] => transaction(database, () => inserted(jobs, hold)),
    /** Nobody's word is waited for any more. */
    releaseGiven: (jobIds: readonly JobId[]): void => {
      statements.releaseGiven.run(JSON.stringify(jobIds));
    },
    /** What is held for one reason is held for the other from now on. */
    renameHold: (before: Hold, after: Hold): number => statements.renameHold.run(holdText(after), holdText(before)).changes,

    /**
     * Applies an event: the job as it stands on disk afterwards, or null where the event does not fit its state (nothing is written).
     * `also` runs inside the same transaction.
     */
    apply: (id: JobId, event: JobEvent, facts: JobFacts = {}, also?: (row: JobRow) => void): JobRow | null =>
      transaction(database, () => applied(id, event, facts, also)),

    /**
     * Paid bytes of this job lie in the spool: it is received, charged once, and stored next. Null: it was never sent, so they are not
     * its own, or they are known.
     */
    found: (id: JobId): JobRow | null =>
      transaction(database, () => {
        const row = one(statements.job.get(id));
        if (row?.sent_at == null) return null;
        // The same work was sent again in another job: both are paid, and this one is a second picture beside it
        if (row.identity !== null && statements.duplicate.get(row.identity, id) !== undefined) statements.releaseJob.run(id);
        const costUsd = row.simulated ? 0 : row.price_usd;
        return applied(id, { type: 'found' }, charges.isBooked(id, row.sent_at) ? {} : { costUsd });
      }),

    next: (limit: number): JobRow[] => rows(statements.next.all(limit)),
    /** The one that was begun last of those under way; null: nothing is. */
    latestUnderWay: (): JobRow | null => one(statements.latestUnderWay.get()),
    active: (): JobRow[] => rows(statements.active.all()),
    /** What somebody was working on when it stopped. */
    interrupted: (): JobRow[] => rows(statements.interrupted.all()),
    unsureIds: (): JobId[] => ids(statements.unsureIds.all()),
    /** The first of what waits for a backend and is not held, in its order; -1: all of it. */
    waitingIds: ({ backend, simulated }: JobBackend, limit: number): JobId[] =>
      ids(statements.waitingFor.all(backend, simulated ? 1 : 0, limit)),
    /** Everything in the queue, held or not. */
    unsentIds: (): JobId[] => ids(statements.unsentIds.all()),
    /** Passes these over until they are released; what is no longer waiting stays as it is. One transaction. */
    hold: (jobIds: readonly JobId[], hold: Hold): void => {
      statements.hold.run(holdText(hold), JSON.stringify(jobIds));
    },
    /** A person wants these: they belong to this run from now on (null: to the app), and are left over no more. */
    adopt: (jobIds: readonly JobId[], run: string | null): void => {
      statements.adopt.run(run, JSON.stringify(jobIds));
    },
    /** Runs of the command line for which something waits, and what. */
    waitingRuns: (): string[] =>
      z
        .array(z.object({ run: z.string() }))
        .parse(statements.waitingRuns.all())
        .map(({ run }) => run),
    waitingOfRun: (run: string): JobId[] => ids(statements.waitingOfRun.all(run)),
    /** Holds what waits or is to be stored because of a folder, a rule or an account; the jobs that were not held before. */
    holdFor: holdAll,
    /** The limits of a rule from now on, for what waits under its name too. */
    limitRule: ({ name, dayUsd, hourUsd = null, totalUsd = null }: RuleLimit): void => {
      statements.limitRule.run(dayUsd, hourUsd, totalUsd, name);
    },
    /** Writes down why something is held, and when it is looked at again (ms since 1970; null: a person ends it). */
    noteHold: (hold: Hold, problem: Problem, until: number | null): void => {
      statements.noteHold.run(holdText(hold), problem.code, problem.message, until);
    },
    /** Ends a hold: the jobs that wait again. */
    releaseHold: (hold: Hold): JobId[] =>
      transaction(database, () => {
        statements.dropHold.run(holdText(hold));
        return ids(statements.release.all(holdText(hold)));
      }),
    holds: (): HeldJobs[] => z.array(holdRow).parse(statements.holds.all()),
    heldIds: (hold: Hold): JobId[] => ids(statements.heldIds.all(holdText(hold))),
    /** How many photos of this folder wait. */
    waitingIn: (folder: string): number =>
      z.object({ count: z.number() }).parse(statements.waitingIn.get(inside(folder), sep)).count,
    /** Everything that is held, for whatever reason. */
    allHeldIds: (): JobId[] => ids(statements.allHeldIds.all()),
    /** The least price under this one among what waits for a backend, US dollars; null: nothing is cheaper. */
    cheaperThan: (usd: number, backend: string): number | null => cheapestRow.parse(statements.cheapest.get(backend, usd)).usd,
    /** For whom something waits. */
    waitingBackends: (): JobBackend[] =>
      z
        .array(backendRow)
        .parse(statements.waitingBackends.all())
        .map(({ backend, simulated }) => ({ backend, simulated: simulated === 1 })),
    /** Jobs that are waiting or under way for these photos, and those with one of these files as a further input. */
    openJobsOf: (photoIds: readonly PhotoId[]): z.infer<typeof openJobRow>[] =>
      z.array(openJobRow).parse(statements.openOfPhotos.all(JSON.stringify(photoIds))),
    /** Was this photo developed, or is it about to be? One in doubt counts. */
    hasWork: (photoId: PhotoId): boolean => statements.workOfPhoto.get(photoId) !== undefined,
    openJobsWith: (paths: readonly string[]): z.infer<typeof openJobRow>[] =>
      z.array(openJobRow).parse(statements.openWithOthers.all(JSON.stringify(paths))),
    /** Of these photos (null: text), each with a job with just this work that is waiting, under way or in doubt → that job. */
    openWork: (workKey: string, photoIds: readonly (PhotoId | null)[]): Map<PhotoId | null, OpenWork> =>
      new Map(
        z
          .array(openRow)
          .parse(
            photoIds.includes(null)
              ? statements.openText.all(workKey)
              : statements.openWork.all(workKey, JSON.stringify(photoIds)),
          )
          .map(({ id, photo_id, state }) => [photo_id, { job: id, waits: state === 'queued' || state === 'preparing' }]),
      ),
    /** Accepted or received: what is left to do costs nothing. */
    paidIds: (limit: number): JobId[] => ids(statements.paid.all(limit)),
    unfinished: (): JobRow[] => rows(statements.unfinished.all()),
    recent: (limit: number): JobRow[] => rows(statements.recent.all(limit)),
    /** What is over and still on the screen. */
    finishedIds: (): JobId[] => ids(statements.finishedIds.all()),
    /** Takes these off the screen; the ledger keeps them. */
    clear: (jobIds: readonly JobId[]): void => {
      statements.clear.run(JSON.stringify(jobIds));
    },
    /** Another job with the same work, under its identity or the one of older ledgers, that is out, doubtful or done. */
    duplicate: (identity: string, fileIdentity: string, id: JobId): JobRow | null =>
      one(statements.duplicate.get(identity, fileIdentity, id)),
    /** Which of these identities are done → the result that can be taken. */
    doneResults: (identities: readonly string[]): Map<string, ResultId> =>
      new Map(
        z
          .array(doneRow)
          .parse(statements.doneResults.all(JSON.stringify(identities)))
          .map((row) => [row.identity, row.result_id]),
      ),
    /** Gives a job of an older ledger the identity by which its work is known from now on. */
    adoptIdentity: (id: JobId, work: JobWork): void => {
      statements.adoptIdentity.run(work.identity, work.preparation, JSON.stringify(work.pixelHashes), id);
    },
    /** The next job after this one that is done, known by its file alone, and whose photo is still that file; null: there is none. */
    oldDone: (after: number): JobRow | null => one(statements.oldDone.get(after)),
    /** Work with this identity is out, in doubt or done. */
    isKnown: (identity: string): boolean => statements.known.get(identity) !== undefined,
    /** Which result a job brought. */
    nameResult: (id: JobId, resultId: ResultId): void => {
      statements.nameResult.run(resultId, id);
    },
    /** Remembers which pixels a file gives under a preparation. */
    notePrepared: (contentHash: string, preparation: string, pixelHash: string): void => {
      statements.notePrepared.run(contentHash, preparation, pixelHash);
    },
    /** File's hash → hash of its prepared pixels, for those that were prepared before. */
    preparedPixels: (preparation: string, contentHashes: readonly string[]): Map<string, string> =>
      new Map(
        z
          .array(preparedRow)
          .parse(statements.prepared.all(preparation, JSON.stringify(contentHashes)))
          .map((row) => [row.content_hash, row.pixel_hash]),
      ),
    isTargetTaken: (target: string, id: JobId): boolean => statements.targetTaken.get(nameKey(target), id) !== undefined,
    /** The user threw this result away: the same work may be bought again. */
    release: (resultId: ResultId): void => {
      statements.forget.run(resultId);
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
    /** How many jobs are done under a rule's name since a moment, ms since 1970. */
    doneUnder: (rule: string, from: number): number =>
      z.object({ count: z.number() }).parse(statements.doneUnder.get(rule, from)).count,
    /** What everything not paid yet will cost, US dollars. */
    openPrice: (): number => priceRow.parse(statements.openPrice.get()).usd,
    waitingPrice: (): number => priceRow.parse(statements.waitingPrice.get()).usd,
    /** Everything that was not sent, in the order in which it will be. */
    places: (): z.infer<typeof placeRow>[] => z.array(placeRow).parse(statements.places.all()),
    /** Gives jobs new places in one transaction; the rows as they stand afterwards. */
    place: (places: readonly z.infer<typeof placeRow>[]): JobRow[] =>
      transaction(database, () => places.flatMap(({ id, position }) => rows(statements.place.all(position, id)))),
    /** The greatest number that a job has; 0: there is none. */
    newestJob: (): number => z.object({ id: z.number() }).parse(statements.newestJob.get()).id,
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
