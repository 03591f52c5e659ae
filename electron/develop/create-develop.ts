/** The money path put together: quotes, queue, decisions and balance over one ledger. */
import { mkdir } from 'node:fs/promises';
import { DarkslideError, problem, type Problem } from '../contract/errors.ts';
import type { JobId } from '../contract/ids.ts';
import type { Job, QueueSummary, Quote } from '../contract/job.ts';
import type { Model } from '../contract/model.ts';
import { photoView, resultView } from '../library/catalogue.ts';
import { transaction } from '../library/database.ts';
import { createBalanceMonitor } from './money/balance.ts';
import { quoteBudget } from './money/budget.ts';
import { decisionOn } from './money/decide.ts';
import { createRunMark } from './money/run-mark.ts';
import { evidenceOf } from './money/reconcile.ts';
import type { Develop } from './develop.ts';
import { watchChanges } from './ledger/changes.ts';
import { heldView } from './ledger/holds.ts';
import { backendName, jobView, type JobBackend, type JobRow } from './ledger/job-row.ts';
import { DEFAULT_BACKEND } from '../contract/recipe.ts';
import { paceKey, runDuration, withMeasure, type Pace } from './queue/pacing/pace.ts';
import type { DevelopParts } from './queue/parts.ts';
import { pausesOfHolder, type Paused } from './queue/pauses.ts';
import { planRun } from './queue/planning.ts';
import { folderOf, previewNames, recipeProblem, withoutChanged, type DoneBefore, type Sorted } from './queue/quote.ts';
import { resultFileProblem } from './queue/result-files.ts';
import { carryOver } from './queue/carry-over.ts';
import { adoptEnded, leftOverIds } from './queue/left-over.ts';
import { takeBackPhotos } from './queue/take-back.ts';
import { createRunner } from './queue/runner.ts';

/** Finished jobs that the screen keeps at hand. */
const RECENT = 500;
/** Never "0 s left" while something is out, milliseconds. */
const SOON_MS = 1000;
/** The queue's totals are counted at most this often, milliseconds. */
const SUMMARY_MS = 50;
/** How far the holder of the queue has read the journal: what others handed over before that, it knows. */
const JOURNAL_SEEN = 'journal-seen';

function midnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}

/** Builds the money path. Where this process may run the queue, jobs of an earlier run are picked up at once; what was sent then and never answered is "maybe charged". */
export function createDevelop(parts: DevelopParts): Develop {
  const { ledger, models } = parts;
  let pace: Pace = new Map();
  let runStart: JobId | null = ledger.firstActive();
  const runMark = createRunMark(ledger, runStart !== null);
  let summaryTimer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;
  let closing = false;
  let carrying: Promise<void> | null = null;

  const expectedMs = (slug: string, simulated: boolean): number =>
    pace.get(paceKey(slug, simulated)) ??
    (simulated ? 2000 : (models.find((model) => model.slug === slug)?.latencySeconds ?? 10) * 1000);

  const evidence = (row: JobRow): Job['evidence'] =>
    row.core.state !== 'unsure' || row.sent_at === null
      ? null
      : evidenceOf(ledger.charges, { jobId: row.id, account: row.account, sentAt: row.sent_at });

  const view = (row: JobRow): Job =>
    jobView(row, {
      expectedMs: expectedMs(row.recipe.model, row.simulated),
      transport: row.transport ?? models.find((model) => model.slug === row.recipe.model)?.transport ?? 'v1',
      evidence: evidence(row),
    });

  const backendOfNew = (): JobBackend => ({ backend: DEFAULT_BACKEND, simulated: parts.isDemo() });

  const duration = (count: number, oneMs: number): number =>
    runDuration(count, oneMs, runner.admission.lanes(backendOfNew()), runner.admission.perMinute(backendOfNew()));

  /** Where another process runs the queue: its pauses, or that it runs. */
  const pausesNow = (): readonly Paused[] => {
    if (parts.mayRun()) return runner.pauses();
    const told = pausesOfHolder(ledger) ?? [];
    return told.length > 0 ? told : [{ by: 'runner', problem: problem('runner-busy'), until: null }];
  };

  /** Those that are about the photos which go out next: pretend work does not speak for real work, nor the other way round. */
  const pauseNow = (): QueueSummary['pause'] => {
    const pauses = pausesNow();
    const own = backendName(backendOfNew());
    return pauses.find(({ backend }) => backend === undefined || backend === own) ?? pauses[0] ?? null;
  };

  /** Nothing may be spent, whoever asks: said before a photo runs into it. The simulator's work costs nothing. */
  const spendingPause = (): QueueSummary['pause'] => {
    const { unknown } = parts.limits().budget;
    return unknown === null || parts.isDemo() ? null : { by: 'budget', problem: unknown, until: null };
  };

  const endRun = (): void => {
    runStart = null;
    runMark.forget();
  };

  /** What waits at its pace, behind what is out; where nothing waits, until the last one that is out has its answer. Milliseconds. */
  const leftMs = (waiting: number, now: number): number => {
    const first = ledger.next(1)[0] ?? null;
    const last = ledger.latestUnderWay();
    const lastMs = last === null ? 0 : expectedMs(last.recipe.model, last.simulated);
    if (first !== null) return duration(waiting, expectedMs(first.recipe.model, first.simulated)) + lastMs / 2;
    return Math.max(SOON_MS, lastMs - Math.max(0, now - (last?.sent_at ?? now)));
  };

  const summary = (): QueueSummary => {
    const now = parts.now();
    const counts = ledger.counts();
    const count = (state: Job['state']): number => counts.get(state) ?? 0;
    const held = ledger.holds();
    // A paid picture that waits for its folder is not under way
    const stored = held.reduce((sum, { paid }) => sum + paid, 0);
    const running = count('preparing') + count('sent') + count('accepted') + count('received') - stored;
    const waiting = count('queued') + stored;
    const going = waiting - held.reduce((sum, each) => sum + each.count, 0);
    if (running + waiting === 0) endRun();
    else runStart ??= ledger.firstActive();
    const run = runStart === null ? { total: 0, done: 0, spent: 0, price: 0 } : ledger.runFrom(runStart);
    const day = ledger.since(midnight(now));
    return {
      waiting,
      running,
      failed: count('failed'),
      unsure: count('unsure'),
      runDone: run.done,
      runTotal: run.total,
      runSpentUsd: run.spent,
      runPriceUsd: run.price,
      leftMs: running + going === 0 ? null : leftMs(going, now),
      doneToday: day.done,
      spentTodayUsd: day.spent,
      pause: pauseNow() ?? (parts.mayRun() ? spendingPause() : null),
      held: held.map(heldView),
    };
  };

  /** Jobs that changed without a line in the journal. */
  const tellMany = (ids: readonly JobId[]): void => {
    const rows = ids.flatMap((id) => ledger.job(id) ?? []);
    if (rows.length > 0) parts.changed({ jobs: rows.map(view) });
    tellSummary();
  };

  const tellSummary = (): void => {
    if (closed) return;
    summaryTimer ??= setTimeout(() => {
      summaryTimer = null;
      parts.changed({ queue: summary() });
    }, SUMMARY_MS);
  };

  const tell = (row: JobRow): void => {
    parts.changed({ jobs: [view(row)] });
    if (row.core.state === 'unsure') balance.doubted(row);
    tellSummary();
  };

  const balance = createBalanceMonitor(parts, {
    run: runMark.get,
    noted: () => {
      const doubtful = ledger.unsure();
      if (doubtful.length > 0) parts.changed({ jobs: doubtful.map(view) });
    },
  });

  const runner = createRunner(parts, balance, {
    tell,
    tellMany,
    pauseChanged: tellSummary,
    measured: (model, tookMs) => {
      pace = withMeasure(pace, paceKey(model, parts.isDemo()), tookMs);
    },
    run: runMark.get,
    beforeRun: balance.askBeforeRun,
  });

  const priceOf = (model: Model): number => (parts.isDemo() ? 0 : model.priceUsd);

  const budgetOf = (count: number, priceUsd: number): Pick<Quote, 'budgetProblem' | 'dayLeftUsd' | 'asks'> => {
    const waiting = ledger.waitingPrice();
    const run = { count, priceUsd, waitingUsd: waiting, freshRun: ledger.firstActive() === null };
    const { problem: budgetProblem, ...rest } = quoteBudget(parts.limits().budget, runner.admission.money(), run);
    return { budgetProblem, ...rest };
  };

  const balanceAfter = (priceUsd: number): number | null => {
    const known = balance.get();
    return known === null || known.simulated ? null : known.usd - ledger.openPrice() - priceUsd;
  };

  const goneProblem = async ({ resultId }: DoneBefore): Promise<Problem | null> => {
    const result = parts.catalogue.result(resultId);
    return result === null ? problem('result-gone') : await resultFileProblem(result.path);
  };

  /** Says of each earlier result whether it can be used. Where a person wants gone ones again, their work is free to be bought again. */
  const withoutGone = async (plan: Pick<Sorted, 'send' | 'doneBefore'>, again: boolean) => {
    const reused = await Promise.all(plan.doneBefore.map(async (done) => ({ ...done, problem: await goneProblem(done) })));
    const bought = again ? reused.filter((done) => done.problem?.code === 'result-gone') : [];
    transaction(parts.database, () => {
      for (const { resultId } of bought) {
        ledger.release(resultId);
        parts.catalogue.removeResult(resultId);
      }
    });
    if (bought.length > 0) parts.changed({ resultsRemoved: bought.map((done) => done.resultId) });
    return { send: [...plan.send, ...bought.map((done) => done.row)], reused: reused.filter((done) => !bought.includes(done)) };
  };

  /** What comes now is a run of its own where nothing is under way. */
  const beginRun = (): void => {
    if (ledger.firstActive() !== null) return;
    endRun();
    runner.limitsChanged();
  };

  const forEach = (jobIds: readonly JobId[], act: (id: JobId) => void): void => {
    for (const id of jobIds) act(id);
    tellSummary();
    runner.pump();
  };

  /** Another process wrote to the ledger: show what it did, and work on what it handed over. */
  const heard = (after: number): void => {
    const rows = ledger.changedSince(after);
    if (parts.mayRun() && !parts.ownJobsOnly) ledger.writeState(JOURNAL_SEEN, String(ledger.journalEnd()));
    const photos = rows.flatMap((row) => (row.photo_id === null ? [] : (parts.catalogue.photo(row.photo_id) ?? [])));
    const results = rows.flatMap((row) => (row.result_id === null ? [] : (parts.catalogue.result(row.result_id) ?? [])));
    parts.changed({ photos: photos.map(photoView), jobs: rows.map(view), results: results.map(resultView) });
    tellSummary();
    runner.pump();
  };
  const stopWatching = watchChanges(parts.database, { journalEnd: ledger.journalEnd, changed: heard, log: parts.log });

  const takeOver = (): void => {
    if (!parts.ownJobsOnly) ledger.writeState(JOURNAL_SEEN, String(ledger.journalEnd()));
    runner.takeOver();
  };
  if (parts.mayRun()) takeOver();

  return {
    jobs: () => [...ledger.unfinished(), ...ledger.recent(RECENT)].map(view),
    summary,
    balance: () => balance.get(),

    quote: async (photoIds, asked, options = {}): Promise<Quote> => {
      await Promise.resolve();
      const plan = planRun(parts, photoIds, asked, options.others ?? []);
      const { send, doneBefore, underWay, refused, recipe, model } = plan;
      const gone = (await Promise.all(doneBefore.map(goneProblem))).filter((found) => found !== null).length;
      const priceUsd = send.length * priceOf(model);
      const named = send.length > 0 ? send : doneBefore.map((done) => done.row);
      return {
        count: send.length,
        doneBefore: doneBefore.length,
        gone,
        underWay: underWay.length,
        refused,
        priceUsd,
        durationMs: duration(send.length, expectedMs(model.slug, plan.simulated)),
        names: previewNames(named, recipe, 3, parts.now()),
        folder: folderOf(named, parts.picturesFolder),
        problem: recipeProblem(asked, models) ?? plan.othersProblem,
        balanceAfterUsd: plan.simulated ? null : balanceAfter(priceUsd),
        ...budgetOf(send.length, priceOf(model)),
      };
    },

    start: async (photoIds, asked, options = {}) => {
      const plan = planRun(parts, photoIds, asked, options.others ?? []);
      const trouble = recipeProblem(asked, models) ?? plan.othersProblem;
      if (trouble !== null) throw new DarkslideError(trouble.code, trouble.message);
      const { send, reused } = await withoutGone(await withoutChanged(plan), options.again === true);
      if (plan.model.inputs.length === 0) await mkdir(options.folder ?? parts.picturesFolder, { recursive: true });
      beginRun();
      const jobs = ledger.add(
        send.map((row, index) => ({
          photoId: row?.id ?? null,
          photoPath: row?.path ?? null,
          others: plan.others.map((other) => other.path),
          workKey: plan.workKey,
          recipe: plan.recipe,
          simulated: plan.simulated,
          folder: options.folder ?? null,
          rule: options.rule ?? null,
          run: parts.runs.own,
          sequence: index + 1,
          priceUsd: priceOf(plan.model),
        })),
      );
      tellMany(adoptEnded(plan.underWayJobs, ledger, parts.runs));
      if (options.rule != null) runner.limitsChanged();
      parts.changed({ jobs: jobs.map(view) });
      runner.own([...jobs.map((row) => row.id), ...plan.underWayJobs]);
      tellSummary();
      runner.pump();
      return {
        queued: jobs.map((row) => row.id),
        underWay: [...plan.underWayJobs],
        reused: reused.map(({ row, resultId, problem: trouble }) => ({ photoId: row?.id ?? null, resultId, problem: trouble })),
        refused: plan.refused,
      };
    },

    takeOver,
    pause: runner.pauseByUser,
    resume: runner.resume,
    tryHeld: runner.tryHeld,
    pauses: pausesNow,
    held: ledger.holds,
    heldIds: ledger.heldIds,
    cancel: (jobIds) => {
      forEach(jobIds, runner.cancel);
    },
    cancelWaiting: () => {
      forEach(ledger.unsentIds(), runner.cancel);
    },
    takeBack: (photoIds) => takeBackPhotos(parts, photoIds, runner.cancel),
    move: (jobIds, before) => {
      const moved = runner.move(jobIds, before);
      if (moved.length > 0) parts.changed({ jobs: moved.map(view) });
      runner.pump();
    },
    own: runner.own,
    wake: runner.wake,
    limitsChanged: runner.limitsChanged,
    journalEnd: ledger.journalEnd,
    isSeenByHolder: (journalId) => Number(ledger.readState(JOURNAL_SEEN) ?? 0) >= journalId,
    developLeftOver: () => {
      const jobIds = leftOverIds(ledger);
      beginRun();
      ledger.adopt(jobIds, parts.runs.own);
      runner.own(jobIds);
      tellMany(jobIds);
      runner.pump();
      return jobIds;
    },
    forgetLeftOver: () => {
      const jobIds = leftOverIds(ledger);
      forEach(jobIds, runner.cancel);
      return jobIds;
    },
    retry: (jobIds) => {
      beginRun();
      ledger.adopt(jobIds, parts.runs.own);
      forEach(jobIds, (id) => runner.apply(id, { type: 'retry' }));
    },
    decide: (jobId, decision) => {
      const row = ledger.job(jobId);
      if (row === null) throw new DarkslideError('not-found');
      beginRun();
      ledger.adopt([jobId], parts.runs.own);
      // The picture is here: there is nothing to decide, and nothing to pay for again
      if (row.core.state !== 'unsure' || !parts.spool.holds(jobId) || runner.found(jobId) === null) {
        const { event, facts } = decisionOn(row, decision);
        runner.apply(jobId, event, facts);
      }
      runner.pump();
    },
    clearFinished: () => {
      const hidden = ledger.clearFinished();
      if (hidden.length > 0) parts.changed({ jobsRemoved: hidden });
      tellSummary();
    },

    refreshBalance: async () => {
      const known = await balance.ask();
      if ((known?.usd ?? 0) > 0) runner.tryAccount();
      return known;
    },
    accountChanged: () => {
      balance.forget();
      runner.tryAccount();
      tellSummary();
    },
    carryOver: async () => {
      carrying ??= carryOver(parts, () => closed || closing).finally(() => {
        carrying = null;
      });
      await carrying;
    },
    close: async (deadlineMs) => {
      closing = true;
      stopWatching();
      balance.close();
      await runner.close(deadlineMs);
      await carrying;
      closed = true;
      if (summaryTimer !== null) clearTimeout(summaryTimer);
    },
  };
}
