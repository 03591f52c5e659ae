/**
 * Runs the queue: as many jobs at once as the service takes, in order, until something asks everybody to wait. Pauses are of two
 * kinds: those that end by themselves (a time, a retry) and those that wait for a person.
 */
import { setMaxListeners } from 'node:events';
import type { Problem } from '../contract/errors.ts';
import { problem } from '../contract/errors.ts';
import type { JobId } from '../contract/ids.ts';
import type { Pause } from '../contract/job.ts';
import { isCrowded, roomToPrepare } from './ahead.ts';
import { createDesk, createTurns } from './desk.ts';
import { createFolderLook } from './folder-look.ts';
import type { JobEvent } from './job.ts';
import type { JobFacts, JobRow } from './ledger.ts';
import { createGate, type Gate } from './gate.ts';
import { transaction } from '../library/database.ts';
import { newPlaces } from './order.ts';
import type { BalanceKeeper, DevelopParts } from './parts.ts';
import { tidySpool } from './result.ts';
import { isAnswer } from './silence.ts';
import { keepProblem } from './storing.ts';
import { createTwins } from './twins.ts';
import { workOn, type WorkEnd, type WorkTools } from './work.ts';

/** Tries again after trouble with the network or a disk, milliseconds. */
const OFFLINE_RETRY_MS = 10_000;
const STORAGE_RETRY_MS = 5_000;
/** Results read from the spool and finished at once; the others wait on disk, not in memory. */
const FINISHED_AT_ONCE = 8;
const USER_PAUSE = 'paused-by-user';
/** The holder's pause, for processes that handed their work to it. */
export const HOLDER_PAUSE = 'pause-of-the-holder';

export interface Runner {
  readonly pause: () => Pause;
  /** Speed, money and turns. */
  readonly gate: Pick<Gate, 'lanes' | 'perMinute' | 'money'>;
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
  const twins = createTwins(ledger);
  const cancelled = new Set<JobId>();
  const ours = new Set<JobId>();
  const ending = new AbortController();
  setMaxListeners(0, ending.signal); // every request that is out listens, until it has ended
  const roomWaiters = new Set<(tryAgain: boolean) => void>();
  /** Sent, or paid before: past the gate. */
  const beyond = new Set<JobId>();
  /** Counts ends of pauses: a refusal of something sent before the last one is old news. */
  let epoch = 0;
  let closing = false;
  let pumping: NodeJS.Immediate | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let pause: Pause = ledger.readState(USER_PAUSE) === null ? null : { by: 'user', problem: null, until: null };

  const gateState = (): 'open' | 'hold' | 'shut' => {
    if (closing || !parts.mayRun()) return 'shut';
    return pause === null ? 'open' : pause.by === 'rate' ? 'hold' : 'shut';
  };

  const gate: Gate = createGate(parts, balance, {
    state: () => {
      const state = gateState();
      return state === 'open' && isCrowded(beyond.size, gate.lanes()) ? 'hold' : state;
    },
    runSince: hooks.runSince,
    stop: (trouble, until) => {
      setPause({ by: 'budget', problem: trouble, until });
    },
  });

  /** The pause itself holds in memory; a full disk must not undo it. */
  const remember = (name: string, value: string | null): void => {
    try {
      ledger.writeState(name, value);
    } catch (error) {
      parts.log('A pause could not be written down', error);
    }
  };

  const setPause = (next: Pause): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    pause = next;
    if (gateState() === 'shut') gate.recall('all');
    remember(USER_PAUSE, next?.by === 'user' ? 'yes' : null);
    if (parts.mayRun()) remember(HOLDER_PAUSE, next === null ? null : JSON.stringify(next));
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
  const pauseFor = (end: Extract<WorkEnd, { type: 'pause' }>, id: JobId): void => {
    const until = untilOf(end, id);
    if (pause?.by === 'user' || (pause?.by === 'account' && end.by !== 'account')) return;
    setPause({ by: end.by, problem: end.problem, until });
  };

  const untilOf = (end: Extract<WorkEnd, { type: 'pause' }>, id: JobId): number | null => {
    const now = parts.now();
    switch (end.by) {
      case 'account':
        return null;
      case 'offline':
        return now + OFFLINE_RETRY_MS;
      case 'storage':
        return now + STORAGE_RETRY_MS;
      case 'rate':
        return gate.slowed(id, end.until);
    }
  };

  const stopIfSilent = (trouble: Problem | null): void => {
    if (trouble !== null && pause?.by !== 'user') setPause({ by: 'account', problem: trouble, until: null });
  };

  const apply = (id: JobId, event: JobEvent, facts: JobFacts = {}): JobRow | null => {
    const row = ledger.apply(id, event, facts);
    if (row === null) return null;
    if (facts.costUsd != null && !row.simulated && facts.costUsd > 0) gate.cost(row.recipe.model, facts.costUsd);
    hooks.tell(row);
    if (event.type === 'picture') gate.answered(id);
    if (event.type === 'silence') stopIfSilent(gate.silent(id));
    else if (isAnswer(event)) gate.heard();
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
    gate.sent(row);
    hooks.tell(row);
    pumpSoon(); // a place among the prepared is free
    return row;
  };

  const setStoragePause = (trouble: Problem): void => {
    if (pause?.by === 'user' || pause?.by === 'account') return;
    setPause({ by: 'storage', problem: trouble, until: parts.now() + STORAGE_RETRY_MS });
  };

  const tools: WorkTools = {
    parts,
    balance,
    apply,
    send,
    tell: hooks.tell,
    goesAtOnce: (row) => working.size - beyond.size < gate.free(row),
    turn: async (row, bytes) => {
      await hooks.beforeRun(row);
      if (cancelled.has(row.id)) return false;
      pumpSoon(); // the image workers have room for another
      return await gate.turn(row, bytes);
    },
    look: createFolderLook(parts.spool, parts.now),
    leave: createTurns(),
    finishing: createDesk(FINISHED_AT_ONCE),
    mayStillSend: (id) => gateState() === 'open' && !cancelled.has(id),
    measured: hooks.measured,
    waitForRoom: async (trouble: Problem) => {
      if (ending.signal.aborted) return false;
      setStoragePause(trouble);
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
      if (end.type === 'twin') twins.add(row.id, end.of);
      if (end.type === 'pause' && (end.by !== 'account' || epoch === started)) pauseFor(end, row.id);
    } catch (error) {
      // A fault of ours. The ledger knows how far it got: what was sent is doubtful, what was not goes back and everything stops
      parts.log(`Job ${String(row.id)} stopped unexpectedly`, error);
      await fallBack(row.id, error);
    } finally {
      working.delete(row.id);
      beyond.delete(row.id);
      gate.left(row.id);
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

  /** Nobody works on this job any more. Paid bytes in the spool count as received, whatever stopped the news of them. */
  const bringBack = (row: JobRow, trouble: Problem): void => {
    if (row.core.state === 'sent' && parts.spool.holds(row.id)) {
      apply(row.id, { type: 'picture' }, { costUsd: row.simulated ? 0 : row.price_usd });
    } else apply(row.id, { type: 'restart', problem: trouble });
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
    if (full) setStoragePause(problem('disk-full', "The disk with Darkslide's own data is full."));
    else pauseFor({ type: 'pause', by: 'account', problem: problem('internal'), until: null }, id);
  };

  const begin = (id: JobId): void => {
    const row = ledger.job(id);
    if (row !== null) working.set(id, work(row));
  };

  /** What is paid or accepted already needs no turn: it is asked for, or stored. */
  const finishPaid = (): void => {
    const room = gate.lanes() - beyond.size;
    if (room <= 0) return;
    const paid = ledger.paidIds(room + beyond.size).filter((id) => !working.has(id));
    for (const id of paid.slice(0, room)) {
      beyond.add(id);
      begin(id);
    }
  };

  const prepareAhead = (): void => {
    const waiting = gate.waiting();
    const preparing = working.size - beyond.size - waiting.count - gate.granted();
    const room = roomToPrepare({ lanes: gate.lanes(), preparing, waiting, beyond: beyond.size });
    if (room <= 0) return;
    for (const id of ledger.waitingIds(parts.ownJobsOnly ? -1 : room + working.size + twins.count())) {
      if (working.has(id) || twins.isBlocked(id) || (parts.ownJobsOnly && !ours.has(id))) continue;
      begin(id);
      pumpSoon(); // one in each turn: claiming is a step on the disk
      return;
    }
  };

  const pump = (): void => {
    if (closing || !parts.mayRun()) return;
    if (pause !== null && pause.by !== 'budget') return;
    finishPaid();
    if (pause !== null) return;
    gate.look();
    prepareAhead();
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
    // The last holder's pauses went with it, but for a person's
    if (pause === null && ledger.readState(USER_PAUSE) !== null) pause = { by: 'user', problem: null, until: null };
    remember(HOLDER_PAUSE, pause === null ? null : JSON.stringify(pause));
    tidySpool(parts);
    for (const row of ledger.interrupted()) {
      if (working.has(row.id)) continue;
      bringBack(row, problem('no-answer', 'Darkslide stopped before the answer came.'));
    }
    pump();
  };

  return {
    pause: () => pause,
    gate,
    takeOver,
    pump,
    apply,
    pauseByUser: () => {
      setPause({ by: 'user', problem: null, until: null });
    },
    own: (ids) => {
      for (const id of ids) ours.add(id);
    },
    resume: () => {
      gate.unblock();
      endPause();
    },
    tryAccount: () => {
      if (pause !== null && pause.by !== 'user' && pause.by !== 'rate') endPause();
      else pump();
    },
    wake: () => {
      const over = pause?.until != null && pause.until <= parts.now();
      if (pause?.by === 'offline' || over) endPause();
      else pump();
    },
    limitsChanged: () => {
      if (pause?.by === 'budget') endPause();
      else pump();
    },
    move: (ids, before) => {
      const moved = ledger.place(newPlaces(ledger.places(), new Set(ids), before));
      gate.moved(new Set(ids), (id) => working.has(id));
      return moved;
    },
    cancel: (id) => {
      // A claimed job is cancelled when it comes back, before anything is sent
      if (working.has(id)) {
        cancelled.add(id);
        gate.recall(id);
        if (ledger.job(id)?.core.state === 'queued') cancelNow(id);
      } else if (apply(id, { type: 'cancel', problem: problem('cancelled') }) === null) apply(id, { type: 'dismiss' });
    },
    close: async (deadlineMs) => {
      closing = true;
      gate.close();
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
