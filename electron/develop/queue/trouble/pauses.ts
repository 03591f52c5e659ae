/**
 * What stops sending: everybody's work (a person's word, the app's own disk), or that of one backend (its account, its network, its
 * speed, the money for it). At most one pause for each. Some end by themselves at a time, others wait for a person; none of them
 * replaces a person's own.
 */
import { z } from 'zod';
import { problem, type Problem } from '../../../contract/errors.ts';
import { pauseSchema, type Pause } from '../../../contract/job.ts';
import { backendName, type JobRow } from '../../ledger/job-row.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { DevelopParts } from '../parts.ts';
import type { WorkEnd } from '../work/tools.ts';

/** Tries again after trouble with the network or the app's own disk, milliseconds. */
const OFFLINE_RETRY_MS = 10_000;
const STORAGE_RETRY_MS = 5_000;
/** What only memory has is tried more often while the process ends, milliseconds. */
const CLOSING_RETRY_MS = 1_000;
const USER_PAUSE = 'paused-by-user';
/** The holder's pauses, for processes that handed their work to it. */
const HOLDER_PAUSES = 'pauses-of-the-holder';
/** A timer that is set for longer fires at once, milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** In place of a backend's name. */
const EVERYBODY = 'everybody';

const toldPauses = z.array(pauseSchema.unwrap());

/** A pause that is in force. */
export type Paused = NonNullable<Pause>;
/** Work that ended because nothing more can be sent. */
export type PausingEnd = Extract<WorkEnd, { type: 'pause' }>;

export interface PauseHooks {
  /** A pause began, changed or ended. */
  readonly changed: () => void;
  /** A pause is over: work may go on. */
  readonly ended: () => void;
  /** When photos may leave again after the service said "too many", ms since 1970; `asked` is what it named itself. */
  readonly slowed: (row: JobRow, asked: number | null) => number;
}

export interface Pauses {
  /** All that are in force, everybody's first. */
  readonly all: () => Paused[];
  /** What stops everybody; null: nothing does. */
  readonly ofAll: () => Pause;
  /** What stops this job's backend, or everybody. */
  readonly of: (row: JobRow) => Pause;
  readonly pauseByUser: () => void;
  readonly stopBackend: (row: JobRow, pause: Paused) => void;
  /** Ends those that this says yes to. Told as an end also where there was none: what is on its way to become one is old news. */
  readonly end: (which: (pause: Paused) => boolean) => void;
  /** Stops for what ended a job's work. */
  readonly stopFor: (end: PausingEnd, row: JobRow) => void;
  /** Stops everybody until there is room on the app's own disk. */
  readonly stopForStorage: (trouble: Problem) => void;
  /**
   * The same for something that is in memory only: waits for the next moment worth a try. False: there is none, because the process must
   * end, or it ends and nothing would be lost.
   */
  readonly waitForRoom: (trouble: Problem, isSafe: () => boolean) => Promise<boolean>;
  readonly giveUpRoom: () => void;
  /** Reads what an earlier holder left: only a person's pause outlives it. */
  readonly takeOver: () => void;
  readonly close: () => void;
}

/** The pauses of the process that runs the queue, as another one reads them; null: it has not said. */
export function pausesOfHolder(ledger: Pick<Ledger, 'readState'>): Paused[] | null {
  const told = ledger.readState(HOLDER_PAUSES);
  return told === null ? null : toldPauses.parse(JSON.parse(told));
}

/** Keeps the pauses, their ends and what other processes read of them. */
export function createPauses(
  parts: Pick<DevelopParts, 'isLedgerInPlace' | 'ledger' | 'mayRun' | 'now' | 'log'>,
  hooks: PauseHooks,
): Pauses {
  const { ledger } = parts;
  const byUser: Paused = { by: 'user', problem: null, until: null };
  const pauses = new Map<string, Paused>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const roomWaiters = new Map<(tryAgain: boolean) => void, () => boolean>();
  let closed = false;
  let givenUp = false;

  const wakeWaiters = (): void => {
    for (const waiter of [...roomWaiters.keys()]) waiter(true);
  };

  /** The pause itself holds in memory; a full disk must not undo it. */
  const remember = (name: string, value: string | null): void => {
    try {
      ledger.writeState(name, value);
    } catch (error) {
      parts.log('A pause could not be written down', error);
    }
  };

  const readUser = (): void => {
    if (!pauses.has(EVERYBODY) && ledger.readState(USER_PAUSE) !== null) pauses.set(EVERYBODY, byUser);
  };
  readUser();

  const all = (): Paused[] => {
    const everybody = pauses.get(EVERYBODY);
    const others = [...pauses].filter(([scope]) => scope !== EVERYBODY).map(([, pause]) => pause);
    return everybody === undefined ? others : [everybody, ...others];
  };

  const tellOthers = (): void => {
    remember(HOLDER_PAUSES, JSON.stringify(all()));
  };

  const set = (scope: string, next: Pause): void => {
    clearTimeout(timers.get(scope));
    timers.delete(scope);
    if (next === null) pauses.delete(scope);
    else pauses.set(scope, next);
    if (scope === EVERYBODY) remember(USER_PAUSE, next?.by === 'user' ? 'yes' : null);
    if (parts.mayRun()) tellOthers();
    if (next?.until != null && !closed) {
      const end = (): void => {
        set(scope, null);
        wakeWaiters();
        hooks.ended();
      };
      timers.set(scope, setTimeout(end, Math.min(Math.max(0, next.until - parts.now()), LONGEST_TIMER_MS)));
    }
    hooks.changed();
  };

  const untilOf = (cause: PausingEnd, row: JobRow): number | null => {
    switch (cause.by) {
      case 'account':
        return null;
      case 'offline':
        return parts.now() + OFFLINE_RETRY_MS;
      case 'storage':
        return parts.now() + STORAGE_RETRY_MS;
      case 'rate':
        return hooks.slowed(row, cause.until);
    }
  };

  const stopForStorage = (trouble: Problem): void => {
    if (pauses.get(EVERYBODY)?.by === 'user') return;
    // Whatever failed because of it: the cause is what a person has to know
    const cause = parts.isLedgerInPlace() ? trouble : problem('home-gone');
    set(EVERYBODY, { by: 'storage', problem: cause, until: parts.now() + STORAGE_RETRY_MS });
  };

  return {
    all,
    ofAll: () => pauses.get(EVERYBODY) ?? null,
    of: (row) => pauses.get(EVERYBODY) ?? pauses.get(backendName(row)) ?? null,
    pauseByUser: () => {
      set(EVERYBODY, byUser);
    },
    stopBackend: (row, pause) => {
      set(backendName(row), { ...pause, backend: backendName(row) });
    },
    end: (which) => {
      const over = [...pauses].filter(([, pause]) => which(pause));
      for (const [scope] of over) set(scope, null);
      if (over.length > 0) wakeWaiters();
      hooks.ended();
    },
    stopFor: (cause, row) => {
      const until = untilOf(cause, row);
      if (cause.by === 'storage') {
        stopForStorage(cause.problem);
        return;
      }
      const scope = backendName(row);
      // One that waits for a person is never replaced by one that ends by itself
      if (pauses.get(scope)?.by === 'account' && cause.by !== 'account') return;
      set(scope, { by: cause.by, problem: cause.problem, until, backend: scope });
    },
    stopForStorage,
    waitForRoom: async (trouble, isSafe) => {
      if (givenUp || (closed && isSafe())) return false;
      stopForStorage(trouble);
      return await new Promise<boolean>((resolve) => {
        // By a clock of its own: what is paid is tried again also while a person's pause holds, and while Darkslide ends
        const timer = setTimeout(
          () => {
            waiter(!closed || !isSafe());
          },
          closed ? CLOSING_RETRY_MS : STORAGE_RETRY_MS,
        );
        const waiter = (tryAgain: boolean): void => {
          clearTimeout(timer);
          roomWaiters.delete(waiter);
          resolve(tryAgain);
        };
        roomWaiters.set(waiter, isSafe);
      });
    },
    giveUpRoom: () => {
      givenUp = true;
      for (const waiter of [...roomWaiters.keys()]) waiter(false);
    },
    takeOver: () => {
      readUser();
      tellOthers();
    },
    close: () => {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      for (const [waiter, isSafe] of [...roomWaiters]) waiter(!isSafe());
    },
  };
}
