/** What the page sees of the money path: views of jobs, the queue's totals, how long it may take. Told as it changes. */
import { problem } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import type { Job, QueueSummary } from '../../contract/job.ts';
import { DEFAULT_BACKEND } from '../../contract/recipe.ts';
import type { RunMark } from '../ledger/charges.ts';
import { heldView } from '../ledger/holds.ts';
import { backendName, jobView, type JobBackend, type JobRow } from '../ledger/job-row.ts';
import { createRunMark } from '../money/run-mark.ts';
import { evidenceOf } from '../money/reconcile.ts';
import { isUnfinishedStart } from './left-over.ts';
import { paceKey, runDuration, withMeasure, type Pace } from './pacing/pace.ts';
import type { DevelopParts } from './parts.ts';
import { pausesOfHolder, type Paused } from './trouble/pauses.ts';
import type { Runner } from './runner-port.ts';
import { inSlices } from './orders/slices.ts';

/** Never "0 s left" while something is out, milliseconds. */
const SOON_MS = 1000;
/** The queue's totals are counted at most this often, milliseconds. */
const SUMMARY_MS = 50;

export interface OverviewParts {
  readonly parts: DevelopParts;
  /** Asked when the page is told; by then there is one. */
  readonly runner: () => Pick<Runner, 'admission' | 'pauses'>;
  /** A start is being written: what it has queued so far is not left over. */
  readonly isStarting: () => boolean;
}

export interface Overview {
  readonly view: (row: JobRow) => Job;
  readonly summary: () => QueueSummary;
  /** All pauses; where another process runs the queue, its own, or that it runs. */
  readonly pauses: () => readonly Paused[];
  /** To whom new photos go. */
  readonly backendOfNew: () => JobBackend;
  /** How long a picture of this model takes, by what was measured. Milliseconds. */
  readonly expectedMs: (model: string, simulated: boolean) => number;
  /** How long so many new photos take, milliseconds. */
  readonly duration: (count: number, oneMs: number) => number;
  readonly measured: (model: string, tookMs: number) => void;
  /** Where this run begins in the books. */
  readonly run: () => RunMark;
  /** What comes now is a run of its own. */
  readonly beginRun: () => void;
  readonly tell: (rows: readonly JobRow[]) => void;
  /** Jobs that changed, by their numbers. */
  readonly tellMany: (ids: readonly JobId[]) => Promise<void>;
  readonly tellSummary: () => void;
  /** Says nothing any more. */
  readonly close: () => void;
}

function midnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}

/** Builds it; it says nothing by itself. */
export function createOverview({ parts, runner, isStarting }: OverviewParts): Overview {
  const { ledger, models } = parts;
  let pace: Pace = new Map();
  let runStart: JobId | null = ledger.firstActive();
  const runMark = createRunMark(ledger, runStart !== null);
  let summaryTimer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;

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
    runDuration(count, oneMs, runner().admission.lanes(backendOfNew()), runner().admission.perMinute(backendOfNew()));

  const pauses = (): readonly Paused[] => {
    if (parts.mayRun()) return runner().pauses();
    const told = pausesOfHolder(ledger) ?? [];
    return told.length > 0 ? told : [{ by: 'runner', problem: problem('runner-busy'), until: null }];
  };

  /** Those that are about the photos which go out next: pretend work does not speak for real work, nor the other way round. */
  const pauseNow = (): QueueSummary['pause'] => {
    const all = pauses();
    const own = backendName(backendOfNew());
    return all.find(({ backend }) => backend === undefined || backend === own) ?? all[0] ?? null;
  };

  /** Nothing may be spent, whoever asks: said before a photo runs into it. The simulator's work costs nothing. */
  const spendingPause = (): QueueSummary['pause'] => {
    const { unknown } = parts.limits().budget;
    return unknown === null || parts.isDemo() ? null : { by: 'budget', problem: unknown, until: null };
  };

  /** What waits at its pace, behind what is out; where nothing waits, until the last one that is out has its answer. Milliseconds. */
  const leftMs = (waiting: number, now: number): number => {
    const first = ledger.next(1)[0] ?? null;
    const last = ledger.latestUnderWay();
    const lastMs = last === null ? 0 : expectedMs(last.recipe.model, last.simulated);
    if (first !== null) return duration(waiting, expectedMs(first.recipe.model, first.simulated)) + lastMs / 2;
    return Math.max(SOON_MS, lastMs - Math.max(0, now - (last?.sent_at ?? now)));
  };

  const endRun = (): void => {
    runStart = null;
    runMark.forget();
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
      held: held.filter(({ hold }) => !(isStarting() && isUnfinishedStart(hold))).map(heldView),
    };
  };

  const tellSummary = (): void => {
    if (closed) return;
    summaryTimer ??= setTimeout(() => {
      summaryTimer = null;
      parts.changed({ queue: summary() });
    }, SUMMARY_MS);
  };

  const tell = (rows: readonly JobRow[]): void => {
    if (closed) return;
    if (rows.length > 0) parts.changed({ jobs: rows.map(view) });
    tellSummary();
  };

  return {
    view,
    summary,
    pauses,
    backendOfNew,
    expectedMs,
    duration,
    measured: (model, tookMs) => {
      pace = withMeasure(pace, paceKey(model, parts.isDemo()), tookMs);
    },
    run: runMark.get,
    beginRun: endRun,
    tell,
    tellMany: async (ids) => {
      await inSlices(ids, (slice) => {
        if (!closed) tell(ledger.jobsOf(slice));
      });
    },
    tellSummary,
    close: () => {
      closed = true;
      if (summaryTimer !== null) clearTimeout(summaryTimer);
    },
  };
}
