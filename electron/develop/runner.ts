/**
 * Runs the queue: as many jobs at once as the service takes, in order, until something asks everybody to wait. Pauses are of two
 * kinds: those that end by themselves (a time, a retry) and those that wait for a person.
 */
import type { Problem } from '../contract/errors.ts';
import { problem } from '../contract/errors.ts';
import type { JobId } from '../contract/ids.ts';
import type { Pause } from '../contract/job.ts';
import type { JobEvent } from './job.ts';
import type { JobFacts, JobRow } from './ledger.ts';
import { backOffMs, narrowed, startLanes, widened } from './pace.ts';
import type { BalanceKeeper, DevelopParts } from './parts.ts';
import { workOn, type WorkEnd, type WorkTools } from './work.ts';

/** Tries again after trouble with the network or a disk, milliseconds. */
const OFFLINE_RETRY_MS = 10_000;
const STORAGE_RETRY_MS = 5_000;
const USER_PAUSE = 'paused-by-user';

export interface Runner {
  readonly pause: () => Pause;
  readonly lanes: () => number;
  /** Brings jobs of an earlier holder to a state that can be gone on from, then works. */
  readonly takeOver: () => void;
  /** Something may have become possible: look for work. */
  readonly pump: () => void;
  readonly pauseByUser: () => void;
  /** Ends any pause. */
  readonly resume: () => void;
  /** Ends a pause that waited for the account or the network. */
  readonly tryAccount: () => void;
  /** These jobs were asked for by this process. */
  readonly own: (ids: readonly JobId[]) => void;
  readonly cancel: (id: JobId) => void;
  readonly apply: (id: JobId, event: JobEvent, facts?: JobFacts) => JobRow | null;
  readonly close: (deadlineMs: number) => Promise<void>;
}

export interface RunnerHooks {
  readonly tell: (row: JobRow) => void;
  readonly pauseChanged: () => void;
  readonly measured: (model: string, tookMs: number) => void;
}

/** Builds the runner. It starts working at `takeOver`. */
export function createRunner(parts: DevelopParts, balance: BalanceKeeper, hooks: RunnerHooks): Runner {
  const { ledger } = parts;
  const working = new Map<JobId, Promise<void>>();
  /** Jobs that wait for another with the same work. */
  const twins = new Map<JobId, JobId>();
  const cancelled = new Set<JobId>();
  const ours = new Set<JobId>();
  const ending = new AbortController();
  const roomWaiters = new Set<(tryAgain: boolean) => void>();
  let lanes = startLanes;
  let rateTries = 0;
  /** Counts ends of pauses: a refusal of something sent before the last one is old news. */
  let epoch = 0;
  let closing = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let pause: Pause = ledger.readState(USER_PAUSE) === null ? null : { by: 'user', problem: null, until: null };

  const setPause = (next: Pause): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    pause = next;
    ledger.writeState(USER_PAUSE, next?.by === 'user' ? 'yes' : null);
    if (next?.until != null && !closing) {
      timer = setTimeout(
        () => {
          endPause();
        },
        Math.max(0, next.until - parts.now()),
      );
    }
    hooks.pauseChanged();
  };

  const endPause = (): void => {
    epoch += 1;
    setPause(null);
    for (const waiter of roomWaiters) waiter(true);
    pump();
  };

  /** A person's pause is never replaced by one that ends by itself. */
  const pauseFor = (end: Extract<WorkEnd, { type: 'pause' }>): void => {
    if (pause?.by === 'user' || (pause?.by === 'account' && end.by !== 'account')) return;
    setPause({ by: end.by, problem: end.problem, until: untilOf(end) });
  };

  const untilOf = (end: Extract<WorkEnd, { type: 'pause' }>): number | null => {
    const now = parts.now();
    switch (end.by) {
      case 'account':
        return null;
      case 'offline':
        return now + OFFLINE_RETRY_MS;
      case 'storage':
        return now + STORAGE_RETRY_MS;
      case 'rate':
        rateTries += 1;
        lanes = narrowed(lanes);
        return end.until ?? now + backOffMs(rateTries, Math.random());
    }
  };

  const apply = (id: JobId, event: JobEvent, facts: JobFacts = {}): JobRow | null => {
    const row = ledger.apply(id, event, facts);
    if (row !== null) hooks.tell(row);
    return row;
  };

  const tools: WorkTools = {
    parts,
    balance,
    apply,
    tell: hooks.tell,
    mayStillSend: (id) => pause === null && !closing && !cancelled.has(id) && parts.mayRun(),
    measured: (model, tookMs) => {
      rateTries = 0;
      lanes = widened(lanes);
      hooks.measured(model, tookMs);
    },
    waitForRoom: async (trouble: Problem) => {
      if (ending.signal.aborted) return false;
      pauseFor({ type: 'pause', by: 'storage', problem: trouble, until: null });
      return await new Promise<boolean>((resolve) => {
        const waiter = (tryAgain: boolean): void => {
          roomWaiters.delete(waiter);
          resolve(tryAgain);
        };
        roomWaiters.add(waiter);
      });
    },
    signal: ending.signal,
  };

  const work = async (row: JobRow): Promise<void> => {
    const started = epoch;
    try {
      const end = await workOn(row, tools);
      if (end.type === 'twin') twins.set(row.id, end.of);
      if (end.type === 'pause' && (end.by !== 'account' || epoch === started)) pauseFor(end);
    } catch (error) {
      // A fault of ours. The ledger knows how far it got: what was sent is doubtful, what was not goes back and everything stops
      parts.log(`Job ${String(row.id)} stopped unexpectedly`, error);
      apply(row.id, { type: 'restart', problem: problem('no-answer') });
      pauseFor({ type: 'pause', by: 'account', problem: problem('internal'), until: null });
    } finally {
      working.delete(row.id);
      if (cancelled.delete(row.id)) apply(row.id, { type: 'cancel', problem: problem('cancelled') });
      pump();
    }
  };

  /** A job whose twin is still under way or in doubt cannot go on. */
  const isBlocked = (id: JobId): boolean => {
    const twin = twins.get(id);
    if (twin === undefined) return false;
    const state = ledger.job(twin)?.core.state;
    if (state === 'sent' || state === 'accepted' || state === 'received' || state === 'unsure') return true;
    twins.delete(id);
    return false;
  };

  const candidates = (room: number): JobRow[] => {
    const active = ledger.active();
    const paid = active.filter((row) => row.core.state === 'accepted' || row.core.state === 'received');
    const queued = parts.ownJobsOnly
      ? active.filter((row) => row.core.state === 'queued' && ours.has(row.id))
      : ledger.next(room + working.size + twins.size);
    const waiting = queued.filter((row) => !isBlocked(row.id));
    return [...paid, ...waiting].filter((row) => !working.has(row.id));
  };

  const pump = (): void => {
    if (closing || pause !== null || !parts.mayRun()) return;
    const room = lanes.limit - working.size;
    if (room <= 0) return;
    for (const row of candidates(room).slice(0, room)) working.set(row.id, work(row));
  };

  const takeOver = (): void => {
    for (const row of ledger.active()) {
      if (working.has(row.id)) continue;
      apply(row.id, { type: 'restart', problem: problem('no-answer', 'Darkslide stopped before the answer came.') });
    }
    pump();
  };

  return {
    pause: () => pause,
    lanes: () => lanes.limit,
    takeOver,
    pump,
    apply,
    pauseByUser: () => {
      setPause({ by: 'user', problem: null, until: null });
    },
    own: (ids) => {
      for (const id of ids) ours.add(id);
    },
    resume: endPause,
    tryAccount: () => {
      if (pause !== null && pause.by !== 'user') endPause();
      else pump();
    },
    cancel: (id) => {
      // A job that is being prepared is cancelled when it comes back, before anything is sent
      if (working.has(id)) cancelled.add(id);
      else if (apply(id, { type: 'cancel', problem: problem('cancelled') }) === null) apply(id, { type: 'dismiss' });
    },
    close: async (deadlineMs) => {
      closing = true;
      if (timer !== null) clearTimeout(timer);
      const everything = Promise.all([...working.values()]).then(() => 'done' as const);
      let deadline: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<'late'>((resolve) => {
        deadline = setTimeout(() => {
          resolve('late');
        }, deadlineMs);
      });
      if ((await Promise.race([everything, late])) === 'late') {
        // What is cut now becomes "maybe charged", which is the truth
        ending.abort();
        for (const waiter of roomWaiters) waiter(false);
        await everything;
      }
      clearTimeout(deadline);
    },
  };
}
