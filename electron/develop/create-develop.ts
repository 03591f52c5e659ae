/** The money path put together: quotes, queue, decisions and balance over one ledger. */
import { DarkslideError, problem } from '../contract/errors.ts';
import type { JobId } from '../contract/ids.ts';
import { photoView, resultView } from '../library/catalogue.ts';
import { createBalanceMonitor } from './money/balance.ts';
import { decisionOn } from './money/decide.ts';
import type { Develop } from './develop.ts';
import { watchChanges } from './ledger/changes.ts';
import type { JobRow } from './ledger/job-row.ts';
import { carryOver } from './queue/carry-over.ts';
import { leftOverIds } from './queue/left-over.ts';
import { readRecipe } from './results/recipe-of-mark.ts';
import { createOverview } from './queue/overview.ts';
import type { DevelopParts } from './queue/parts.ts';
import { createPricing, priceOf } from './queue/orders/pricing.ts';
import { createRunner } from './queue/runner.ts';
import { createInTurn, inSlices } from './queue/orders/slices.ts';
import { createStarting } from './queue/orders/starting.ts';
import { takeBackPhotos } from './queue/orders/take-back.ts';

/** Finished jobs that the screen keeps at hand. */
const RECENT = 500;
/** How far the holder of the queue has read the journal: what others handed over before that, it knows. */
const JOURNAL_SEEN = 'journal-seen';

/** Builds the money path. Where this process may run the queue, jobs of an earlier run are picked up at once; what was sent then and never answered is "maybe charged". */
export function createDevelop(parts: DevelopParts): Develop {
  const { ledger } = parts;
  const inTurn = createInTurn();
  let starting = false;
  let closed = false;
  let closing = false;
  let carrying: Promise<void> | null = null;

  const overview = createOverview({ parts, runner: () => runner, isStarting: () => starting });
  const { tellSummary } = overview;

  const tell = (rows: readonly JobRow[]): void => {
    overview.tell(rows);
    for (const row of rows) if (row.core.state === 'unsure') balance.doubted(row);
  };

  /** Jobs that changed without a line in the journal. */
  const tellMany = (ids: readonly JobId[]): void => {
    overview.tellMany(ids).catch((error: unknown) => {
      parts.log('The page was not told of all changes', error);
    });
  };

  const balance = createBalanceMonitor(parts, {
    run: overview.run,
    noted: () => {
      tellMany(ledger.unsureIds());
    },
  });

  const runner = createRunner(parts, balance, {
    tell,
    tellMany,
    pauseChanged: tellSummary,
    measured: overview.measured,
    run: overview.run,
    beforeRun: balance.askBeforeRun,
  });

  /** What comes now is a run of its own where nothing is under way. */
  const beginRun = (): void => {
    if (ledger.firstActive() !== null) return;
    overview.beginRun();
    runner.limitsChanged();
  };

  const start = createStarting({
    parts,
    overview,
    runner,
    beginRun,
    starting: (now) => {
      starting = now;
    },
  });

  /** Another process wrote to the ledger: show what it did, and work on what it handed over. */
  const heard = (after: number): void => {
    const rows = ledger.changedSince(after);
    if (parts.mayRun() && !parts.ownJobsOnly) ledger.writeState(JOURNAL_SEEN, String(ledger.journalEnd()));
    const photos = rows.flatMap((row) => (row.photo_id === null ? [] : (parts.catalogue.photo(row.photo_id) ?? [])));
    const results = rows.flatMap((row) => (row.result_id === null ? [] : (parts.catalogue.result(row.result_id) ?? [])));
    parts.changed({ photos: photos.map(photoView), jobs: rows.map(overview.view), results: results.map(resultView) });
    tellSummary();
    runner.pump();
  };
  const stopWatching = watchChanges(parts.database, { journalEnd: ledger.journalEnd, changed: heard, log: parts.log });

  const takeOver = (): void => {
    if (!parts.ownJobsOnly) ledger.writeState(JOURNAL_SEEN, String(ledger.journalEnd()));
    runner.takeOver();
  };
  if (parts.mayRun()) {
    for (const name of parts.heldRules ?? []) runner.holdRule(name, problem('watch-starting'), null);
    takeOver();
  }

  return {
    jobs: () => [...ledger.unfinished(), ...ledger.recent(RECENT)].map(overview.view),
    jobsOf: (jobIds) =>
      ledger
        .jobsOf(jobIds)
        .sort((a, b) => a.position - b.position)
        .map(overview.view),
    summary: overview.summary,
    balance: () => balance.get(),

    quote: createPricing({ parts, overview, money: runner.admission.money, balance: () => balance.get() }),
    estimate: (recipe, count) => {
      const model = parts.models.find((known) => known.slug === recipe.model);
      const durationMs = overview.duration(count, overview.expectedMs(recipe.model, parts.isDemo()));
      return { priceUsd: model === undefined ? 0 : priceOf(parts, model), durationMs };
    },
    start: async (photoIds, asked, options) => {
      await runner.adopted();
      return await inTurn(async () => await start(photoIds, asked, options));
    },
    readRecipe: async (path) => await readRecipe(path, parts),
    inHand: runner.inHand,
    isInSpool: (jobId) => parts.spool.holds(jobId),
    recordProblem: () => (parts.isLedgerInPlace() ? null : problem('home-gone')),

    takeOver,
    pause: runner.pauseByUser,
    resume: runner.resume,
    tryHeld: runner.tryHeld,
    holdRule: runner.holdRule,
    releaseRule: runner.releaseRule,
    limitRule: (limit) => {
      ledger.limitRule(limit);
      runner.limitsChanged();
    },
    pauses: overview.pauses,
    held: ledger.holds,
    isLookedAt: runner.isLookedAt,
    heldIds: (hold) => {
      const ids = ledger.heldIds(hold);
      return [...ids, ...runner.copiesBehind(ids)];
    },
    cancel: async (jobIds) => {
      runner.wishCancelled(jobIds);
      await inTurn(async () => {
        await runner.cancel(jobIds);
      });
    },
    cancelWaiting: async () => {
      runner.wishCancelled(ledger.unsentIds());
      await inTurn(async () => {
        await runner.cancel(ledger.unsentIds());
      });
    },
    takeBack: async (photoIds) => await inTurn(async () => await takeBackPhotos(parts, photoIds, runner)),
    move: async (jobIds, before) => {
      await inTurn(async () => {
        await runner.move(jobIds, before);
      });
    },
    own: runner.own,
    wake: runner.wake,
    limitsChanged: runner.limitsChanged,
    journalEnd: ledger.journalEnd,
    isSeenByHolder: (journalId) => Number(ledger.readState(JOURNAL_SEEN) ?? 0) >= journalId,
    developLeftOver: async () =>
      await inTurn(async () => {
        const jobIds = leftOverIds(ledger);
        beginRun();
        runner.own(jobIds);
        await inSlices(jobIds, (slice) => {
          ledger.adopt(slice, parts.runs.own);
          tell(ledger.jobsOf(slice));
        });
        runner.pump();
        return jobIds;
      }),
    forgetLeftOver: async () =>
      await inTurn(async () => {
        const jobIds = leftOverIds(ledger);
        await runner.cancel(jobIds);
        return jobIds;
      }),
    retry: async (jobIds) => {
      await inTurn(async () => {
        beginRun();
        await runner.retry(jobIds);
      });
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
    clearFinished: async () => {
      await inTurn(async () => {
        await inSlices(ledger.finishedIds(), (slice) => {
          ledger.clear(slice);
          parts.changed({ jobsRemoved: [...slice] });
        });
        tellSummary();
      });
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
      overview.close();
    },
  };
}
