/**
 * Runs the queue: as many jobs at once as the service takes, in order, until something asks everybody to wait. Pauses are of two
 * kinds: those that end by themselves (a time, a retry) and those that wait for a person.
 */
import { setMaxListeners } from 'node:events';
import type { Problem } from '../../contract/errors.ts';
import { problem } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import type { Pause } from '../../contract/job.ts';
import { isCrowded, roomToPrefetch } from './pacing/prefetch.ts';
import { createSemaphore, createTurns } from './semaphore.ts';
import { createFolderLook } from '../results/folder-look.ts';
import type { JobEvent } from '../ledger/job.ts';
import type { JobFacts, JobRow } from '../ledger/job-row.ts';
import { createAdmission, type Admission } from './admission.ts';
import { transaction } from '../../library/database.ts';
import { newPlaces } from '../ledger/order.ts';
import type { BalanceKeeper } from '../money/balance.ts';
import type { DevelopParts } from './parts.ts';
import { createPauses } from './pauses.ts';
import { spooled, tidySpool } from '../results/result.ts';
import { isAnswer } from './pacing/circuit-breaker.ts';
import { keepProblem } from '../results/storing.ts';
import { createDuplicates } from './duplicates.ts';
import { workOn } from './work/work.ts';
import type { WorkTools } from './work/tools.ts';

/** Results read from the spool and finished at once; the others wait on disk, not in memory. */
const FINISHED_AT_ONCE = 8;

export interface Runner {
  readonly pause: () => Pause;
  /** Speed, money and turns. */
  readonly admission: Pick<Admission, 'lanes' | 'perMinute' | 'money'>;
  /** Brings jobs of an earlier holder to a state that can be gone on from, then works. */
  readonly takeOver: () => void;
  /** Something may have become possible: look for work. */
  readonly pump: () => void;
  readonly pauseByUser: () => void;
  /** Ends any pause: a person wants it. */
  readonly resume: () => void;
  /** Ends a pause that waited for the account, the network or money; not one that the service asked for. */
  readonly tryAccount: () => void;
  /** Ends a pause that waited for the network, or whose time is over. */
  readonly wake: () => void;
  /** Limits were changed: what they stopped is judged anew. */
  readonly limitsChanged: () => void;
  /** New places for jobs that were not sent; the rows that changed. */
  readonly move: (ids: readonly JobId[], before: JobId | null) => JobRow[];
  /** These jobs were asked for by this process. */
  readonly own: (ids: readonly JobId[]) => void;
  readonly cancel: (id: JobId) => void;
  readonly apply: (id: JobId, event: JobEvent, facts?: JobFacts) => JobRow | null;
  /** Paid bytes of this job lie in the spool. Null: they cannot be its own. */
  readonly found: (id: JobId) => JobRow | null;
  readonly close: (deadlineMs: number) => Promise<void>;
}

export interface RunnerHooks {
  readonly tell: (row: JobRow) => void;
  readonly pauseChanged: () => void;
  readonly measured: (model: string, tookMs: number) => void;
  /** When this run began, ms since 1970. */
  readonly runSince: () => number;
  /** Awaited before a photo asks for its turn: the balance is read before the first of a run. */
  readonly beforeRun: (row: JobRow) => Promise<void>;
}

/** Builds the runner. It starts working at `takeOver`. */
export function createRunner(parts: DevelopParts, balance: BalanceKeeper, hooks: RunnerHooks): Runner {
  const { ledger } = parts;
  const working = new Map<JobId, Promise<void>>();
  const duplicates = createDuplicates(ledger);
  const cancelled = new Set<JobId>();
  const ours = new Set<JobId>();
  const ending = new AbortController();
  setMaxListeners(0, ending.signal); // every request that is out listens, until it has ended
  const roomWaiters = new Set<(tryAgain: boolean) => void>();
  /** Sent, or paid before: past the admission. */
  const beyond = new Set<JobId>();
  /** Counts ends of pauses: a refusal of something sent before the last one is old news. */
  let epoch = 0;
  let closing = false;
  let pumping: NodeJS.Immediate | null = null;
  const pauses = createPauses(parts, {
    changed: () => {
      if (admissionState() === 'shut') admission.recall('all');
      hooks.pauseChanged();
    },
    ended: () => {
      epoch += 1;
      for (const waiter of roomWaiters) waiter(true);
      pump();
    },
    slowed: (id, asked) => admission.slowed(id, asked),
  });

  const admissionState = (): 'open' | 'hold' | 'shut' => {
    if (closing || !parts.mayRun()) return 'shut';
    const pause = pauses.now();
    return pause === null ? 'open' : pause.by === 'rate' ? 'hold' : 'shut';
  };

  const admission: Admission = createAdmission(parts, balance, {
    state: () => {
      const state = admissionState();
      return state === 'open' && isCrowded(beyond.size, admission.lanes()) ? 'hold' : state;
    },
    runSince: hooks.runSince,
    stop: (trouble, until) => {
      pauses.set({ by: 'budget', problem: trouble, until });
    },
  });

  const stopIfSilent = (trouble: Problem | null): void => {
    if (trouble !== null && pauses.now()?.by !== 'user') pauses.set({ by: 'account', problem: trouble, until: null });
  };

  const apply = (id: JobId, event: JobEvent, facts: JobFacts = {}): JobRow | null => {
    const row = ledger.apply(id, event, facts);
    if (row === null) return null;
    if (facts.costUsd != null && !row.simulated && facts.costUsd > 0) admission.cost(row.recipe.model, facts.costUsd);
    hooks.tell(row);
    if (event.type === 'picture') admission.answered(id);
    if (event.type === 'silence') stopIfSilent(admission.unanswered(id));
    else if (isAnswer(event)) admission.heard();
    return row;
  };

  /** Paid bytes of this job lie in the spool, whatever stopped the news of them. */
  const found = (id: JobId): JobRow | null => {
    const row = ledger.found(id);
    if (row !== null) hooks.tell(row);
    return row;
  };

  /** One step for the disk; what was prepared ahead of its turn is claimed only now, and waited in the queue until here. */
  const send = (id: JobId, facts: JobFacts): JobRow | null => {
    const row = transaction(parts.database, () => {
      ledger.apply(id, { type: 'claim' });
      return ledger.apply(id, { type: 'send' }, facts);
    });
    if (row === null) return null;
    beyond.add(id);
    admission.sent(row);
    hooks.tell(row);
    pumpSoon(); // a place among the prepared is free
    return row;
  };

  const tools: WorkTools = {
    parts,
    balance,
    apply,
    found,
    send,
    tell: hooks.tell,
    goesAtOnce: (row) => working.size - beyond.size < admission.free(row),
    turn: async (row, bytes) => {
      await hooks.beforeRun(row);
      if (cancelled.has(row.id)) return false;
      pumpSoon(); // the image workers have room for another
      return await admission.turn(row, bytes);
    },
    look: createFolderLook(parts.spool, parts.now),
    leave: createTurns(),
    note: createTurns(),
    finishing: createSemaphore(FINISHED_AT_ONCE),
    mayStillSend: (id) => admissionState() === 'open' && !cancelled.has(id),
    measured: hooks.measured,
    waitForRoom: async (trouble: Problem) => {
      if (ending.signal.aborted) return false;
      pauses.stopForStorage(trouble);
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
      if (end.type === 'duplicate') duplicates.add(row.id, end.of);
      if (end.type === 'pause' && (end.by !== 'account' || epoch === started)) pauses.stopFor(end, row.id);
    } catch (error) {
      // A fault of ours. The ledger knows how far it got: what was sent is doubtful, what was not goes back and everything stops
      parts.log(`Job ${String(row.id)} stopped unexpectedly`, error);
      await fallBack(row.id, error);
    } finally {
      working.delete(row.id);
      beyond.delete(row.id);
      admission.left(row.id);
      cancelNow(row.id);
      pumpSoon();
    }
  };

  /** A wish to cancel that cannot be written down yet stays a wish, and keeps the job from being sent. */
  const cancelNow = (id: JobId): void => {
    if (!cancelled.has(id)) return;
    try {
      apply(id, { type: 'cancel', problem: problem('cancelled') });
      cancelled.delete(id);
    } catch (error) {
      parts.log(`Job ${String(id)} could not be cancelled yet`, error);
    }
  };

  /** Nobody works on this job any more. */
  const bringBack = (row: JobRow, trouble: Problem): void => {
    if (parts.spool.holds(row.id) && found(row.id) !== null) return;
    apply(row.id, { type: 'restart', problem: trouble });
  };

  const fallBack = async (id: JobId, cause: unknown): Promise<void> => {
    const full = keepProblem(cause) !== null;
    for (;;) {
      try {
        const row = ledger.job(id);
        if (row !== null) bringBack(row, problem('no-answer'));
        break;
      } catch (error) {
        parts.log(`Job ${String(id)} could not be written down yet`, error);
        if (!(await tools.waitForRoom(problem('disk-full', "The disk with Darkslide's own data is full.")))) return;
      }
    }
    if (full) pauses.stopForStorage(problem('disk-full', "The disk with Darkslide's own data is full."));
    else pauses.stopFor({ type: 'pause', by: 'account', problem: problem('internal'), until: null }, id);
  };

  const begin = (id: JobId): void => {
    const row = ledger.job(id);
    if (row !== null) working.set(id, work(row));
  };

  /** What is paid or accepted already needs no turn: it is asked for, or stored. */
  const finishPaid = (): void => {
    const room = admission.lanes() - beyond.size;
    if (room <= 0) return;
    const paid = ledger.paidIds(room + beyond.size).filter((id) => !working.has(id));
    for (const id of paid.slice(0, room)) {
      beyond.add(id);
      begin(id);
    }
  };

  const prefetch = (): void => {
    const waiting = admission.waiting();
    const preparing = working.size - beyond.size - waiting.count - admission.granted();
    const room = roomToPrefetch({ lanes: admission.lanes(), preparing, waiting, beyond: beyond.size });
    if (room <= 0) return;
    for (const id of ledger.waitingIds(parts.ownJobsOnly ? -1 : room + working.size + duplicates.count())) {
      if (working.has(id) || duplicates.isBlocked(id) || (parts.ownJobsOnly && !ours.has(id))) continue;
      begin(id);
      pumpSoon(); // one in each turn: claiming is a step on the disk
      return;
    }
  };

  const pump = (): void => {
    if (closing || !parts.mayRun()) return;
    const pause = pauses.now();
    if (pause !== null && pause.by !== 'budget') return;
    finishPaid();
    if (pause !== null) return;
    admission.look();
    prefetch();
  };

  /** Once for all that happens in this turn of the event loop. */
  const pumpSoon = (): void => {
    if (pumping !== null) return;
    pumping = setImmediate(() => {
      pumping = null;
      pump();
    });
  };

  const takeOver = (): void => {
    pauses.takeOver();
    // Before anything is tidied, asked for or sent: what is paid for and here is received, whatever was decided since
    for (const id of spooled(parts)) if (!working.has(id)) found(id);
    tidySpool(parts);
    for (const row of ledger.interrupted()) {
      if (working.has(row.id)) continue;
      bringBack(row, problem('no-answer', 'Darkslide stopped before the answer came.'));
    }
    pump();
  };

  return {
    pause: pauses.now,
    admission,
    takeOver,
    pump,
    apply,
    found,
    pauseByUser: () => {
      pauses.set({ by: 'user', problem: null, until: null });
    },
    own: (ids) => {
      for (const id of ids) ours.add(id);
    },
    resume: () => {
      admission.unblock();
      pauses.end();
    },
    tryAccount: () => {
      const pause = pauses.now();
      if (pause !== null && pause.by !== 'user' && pause.by !== 'rate') pauses.end();
      else pump();
    },
    wake: () => {
      const pause = pauses.now();
      const over = pause?.until != null && pause.until <= parts.now();
      if (pause?.by === 'offline' || over) pauses.end();
      else pump();
    },
    limitsChanged: () => {
      if (pauses.now()?.by === 'budget') pauses.end();
      else pump();
    },
    move: (ids, before) => {
      const moved = ledger.place(newPlaces(ledger.places(), new Set(ids), before));
      admission.moved(new Set(ids), (id) => working.has(id));
      return moved;
    },
    cancel: (id) => {
      // A claimed job is cancelled when it comes back, before anything is sent
      if (working.has(id)) {
        cancelled.add(id);
        admission.recall(id);
        if (ledger.job(id)?.core.state === 'queued') cancelNow(id);
      } else if (apply(id, { type: 'cancel', problem: problem('cancelled') }) === null) apply(id, { type: 'dismiss' });
    },
    close: async (deadlineMs) => {
      closing = true;
      admission.close();
      pauses.close();
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
