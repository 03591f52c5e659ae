/**
 * The balance: what the service said last, and when it is asked for. A balance read while nothing is out is kept in the ledger: two
 * of them around a request that may have been charged say whether it was (reconcile.ts).
 */
import { DarkslideError } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import type { Balance } from '../../contract/job.ts';
import type { Changes } from '../../contract/events.ts';
import { accountMark, noKeyProblem, type Account } from './account.ts';
import type { SegmindService } from '../../segmind/service.ts';
import { STILL_AT_WORK_MS, type ChargeBook, type RunMark } from '../ledger/charges.ts';
import { backendName, type JobBackend, type JobRow } from '../ledger/job-row.ts';
import { DEFAULT_BACKEND } from '../../contract/recipe.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** A question by a person may take so long, one before a run only so long: without its answer the run begins all the same. Milliseconds. */
const ASK_MS = 20_000;
const ASK_BEFORE_RUN_MS = 5_000;
/** Where requests are out the moment for the question is looked for again after so long, milliseconds. */
const LOOK_AGAIN_MS = 20_000;
/** While nothing is sent a balance stays true for so long: others may spend from the same account. Milliseconds. */
const STAYS_TRUE_MS = 10 * 60_000;

/** What the balance needs from the rest of the house. */
export interface BalanceParts {
  readonly ledger: Ledger;
  /** The simulator or the hosted service; a job stays with the one it was queued for. */
  readonly account: (simulated: boolean) => Promise<Account>;
  /** Are new jobs for the simulator? */
  readonly isDemo: () => boolean;
  /** ms since 1970, for what is written down: it jumps when the clock is set. */
  readonly now: () => number;
  /** Milliseconds on a clock that is never set, for everything that is waited for. It may stand still while the computer sleeps. */
  readonly elapsed: () => number;
  readonly changed: (changes: Changes) => void;
  readonly log: (message: string, error?: unknown) => void;
}

export interface BalanceKeeper {
  /** The balance at the backend that answers a job. */
  of(backend: JobBackend): Balance;
  /** A request went out. */
  sent(row: JobRow): void;
  /** Work on a job has ended, however. */
  left(id: JobId): void;
  /** What the service says is left; null: it did not say, so `costUsd` is taken from what was known. */
  set(backend: JobBackend, usd: number | null, costUsd: number | null): void;
}

export interface BalanceHooks {
  /** Which run this is: another one has another mark. */
  readonly run: () => RunMark;
  /** A balance was kept as evidence: jobs in doubt may be seen in another light. */
  readonly noted: () => void;
}

export interface BalanceMonitor extends BalanceKeeper {
  /** That of the backend to which new photos go. */
  readonly get: () => Balance;
  /** Asks the service with the stored key; free, runs nothing. Throws DarkslideError. */
  readonly ask: () => Promise<Balance>;
  /** Before the first photo of a run goes out: what is charged in the run is measured against this balance. Never throws. */
  readonly askBeforeRun: (row: JobRow) => Promise<void>;
  /** A request became doubtful while this process ran: the balance is asked for as soon as it can prove something. */
  readonly doubted: (row: JobRow) => void;
  /** Key, endpoint or demo changed: nothing is known any more. */
  readonly forget: () => void;
  readonly close: () => void;
}

/**
 * Asks the service for the balance, and keeps the answer as evidence where nothing was out meanwhile: something sent in between
 * may be in it or not. Throws DarkslideError.
 * @returns US dollars, and whether it was kept
 */
export async function readBalance(
  charges: ChargeBook,
  service: SegmindService,
  key: string,
  { now, signal }: { /** ms since 1970. */ readonly now: () => number; readonly signal: AbortSignal },
): Promise<{ readonly usd: number; readonly noted: boolean }> {
  const lastSend = charges.lastSend();
  const quiet = charges.isQuiet();
  const at = now();
  const outcome = await service.credits(key, signal);
  if (!outcome.works) throw new DarkslideError(outcome.problem.code, outcome.problem.message);
  const noted = quiet && charges.isQuiet() && charges.lastSend() === lastSend;
  if (noted) charges.note(accountMark(service.host, key), { at, usd: outcome.usd });
  return { usd: outcome.usd, noted };
}

/** Builds the monitor. It asks for nothing by itself before a photo is sent. */
export function createBalanceMonitor(parts: BalanceParts, hooks: BalanceHooks): BalanceMonitor {
  const { charges } = parts.ledger;
  const underWay = new Set<AbortController>();
  let closed = false;
  /** By the backend's name: pretend money is never taken for real money, nor the other way round. */
  const balances = new Map<string, NonNullable<Balance>>();
  /** The run for which the balance was asked, whatever came back. */
  let askedForRun: RunMark | null = null;
  /** Requests of this process that are out: when they left, on the clock that is never set. */
  const sentAt = new Map<JobId, number>();
  /** The last of them: when it left, on both clocks. */
  let lastSent: { readonly wall: number; readonly elapsed: number } | null = null;
  /** When a balance was last kept, on the clock that is never set, and the last sending before it. */
  let noted: { readonly at: number; readonly lastSend: number } | null = null;
  let asking: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const forNew = (): JobBackend => ({ backend: DEFAULT_BACKEND, simulated: parts.isDemo() });
  const of = (backend: JobBackend): Balance => balances.get(backendName(backend)) ?? null;
  const keep = (backend: JobBackend, usd: number, checkedAt: number): void => {
    balances.set(backendName(backend), { usd, checkedAt, simulated: backend.simulated });
    if (backendName(backend) === backendName(forNew())) parts.changed({ balance: of(backend) });
  };

  /**
   * The moment of a reading, ms since 1970, never later after the last request than time has passed: where the clock was set forward, a
   * balance read a moment after a request must not look old enough to prove that nothing was charged.
   */
  const momentOfReading = (): number =>
    lastSent === null ? parts.now() : Math.min(parts.now(), lastSent.wall + parts.elapsed() - lastSent.elapsed);

  const within = async <T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const stop = new AbortController();
    const limit = setTimeout(() => {
      stop.abort();
    }, ms);
    underWay.add(stop);
    try {
      return await work(stop.signal);
    } finally {
      clearTimeout(limit);
      underWay.delete(stop);
    }
  };

  const askWithin = async (ms: number): Promise<Balance> => {
    const backend = forNew();
    const account = await parts.account(backend.simulated);
    const { service, key } = account;
    if (key === null) {
      const { code, message } = noKeyProblem(account);
      throw new DarkslideError(code, message);
    }
    const lastSend = charges.lastSend();
    const read = await within(ms, async (signal) => await readBalance(charges, service, key, { now: momentOfReading, signal }));
    keep(backend, read.usd, parts.now());
    if (read.noted) {
      noted = { at: parts.elapsed(), lastSend };
      hooks.noted();
    }
    return of(backend);
  };

  const askQuietly = async (ms: number): Promise<void> => {
    try {
      await askWithin(ms);
    } catch (error) {
      if (!closed) parts.log('The balance could not be read', error);
    }
  };

  const lookIn = (ms: number): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      if (charges.lastDoubt() === 0) return;
      if (charges.isQuiet()) void askQuietly(ASK_MS);
      else lookIn(LOOK_AGAIN_MS);
    }, ms);
    timer.unref();
  };

  return {
    get: () => of(forNew()),
    of,
    sent: (row) => {
      const elapsed = parts.elapsed();
      sentAt.set(row.id, elapsed);
      lastSent = { wall: row.sent_at ?? parts.now(), elapsed };
    },
    left: (id) => {
      sentAt.delete(id);
    },
    set: (backend, usd, costUsd) => {
      const known = of(backend);
      if (usd !== null) keep(backend, usd, parts.now());
      else if (known !== null) keep(backend, known.usd - (costUsd ?? 0), known.checkedAt);
    },
    ask: async () => await askWithin(ASK_MS),
    askBeforeRun: async (row) => {
      if (row.simulated) return;
      const run = hooks.run();
      if (askedForRun !== run && charges.isQuiet()) {
        askedForRun = run;
        const holds = noted?.lastSend === charges.lastSend() && parts.elapsed() - noted.at < STAYS_TRUE_MS;
        if (!holds) asking = askQuietly(ASK_BEFORE_RUN_MS);
      }
      await asking;
    },
    doubted: (row) => {
      const left = sentAt.get(row.id);
      if (row.simulated || left === undefined) return;
      lookIn(Math.max(0, left + STILL_AT_WORK_MS - parts.elapsed()));
    },
    forget: () => {
      noted = null;
      askedForRun = null;
      balances.clear();
      parts.changed({ balance: null });
    },
    close: () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      for (const stop of underWay) stop.abort();
    },
  };
}
