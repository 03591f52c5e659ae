/**
 * What stops the queue: at most one pause at a time, which a person, a service, a disk or money asked for. Some end by themselves at a
 * time, others wait for a person; none of them replaces a person's own.
 */
import type { Problem } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import type { Pause } from '../../contract/job.ts';
import type { DevelopParts } from './parts.ts';
import type { WorkEnd } from './work/tools.ts';

/** Tries again after trouble with the network or a disk, milliseconds. */
const OFFLINE_RETRY_MS = 10_000;
const STORAGE_RETRY_MS = 5_000;
const USER_PAUSE = 'paused-by-user';
/** The holder's pause, for processes that handed their work to it. */
export const HOLDER_PAUSE = 'pause-of-the-holder';

/** Work that ended because the queue must stop. */
export type PausingEnd = Extract<WorkEnd, { type: 'pause' }>;

export interface PauseHooks {
  /** A pause began, changed or ended. */
  readonly changed: (pause: Pause) => void;
  /** The pause is over: work may go on. */
  readonly ended: () => void;
  /** When photos may leave again after the service said "too many", ms since 1970; `asked` is what it named itself. */
  readonly slowed: (id: JobId, asked: number | null) => number;
}

export interface Pauses {
  readonly now: () => Pause;
  readonly set: (next: Pause) => void;
  readonly end: () => void;
  /** Stops for what ended a job's work. */
  readonly stopFor: (end: PausingEnd, id: JobId) => void;
  /** Stops until there is room on a disk, or a folder is back. */
  readonly stopForStorage: (trouble: Problem) => void;
  /** Reads what an earlier holder left: only a person's pause outlives it. */
  readonly takeOver: () => void;
  readonly close: () => void;
}

/** Keeps the pause, its end and what other processes read of it. */
export function createPauses(parts: Pick<DevelopParts, 'ledger' | 'mayRun' | 'now' | 'log'>, hooks: PauseHooks): Pauses {
  const { ledger } = parts;
  const left = (): Pause => (ledger.readState(USER_PAUSE) === null ? null : { by: 'user', problem: null, until: null });
  let pause: Pause = left();
  let timer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;

  /** The pause itself holds in memory; a full disk must not undo it. */
  const remember = (name: string, value: string | null): void => {
    try {
      ledger.writeState(name, value);
    } catch (error) {
      parts.log('A pause could not be written down', error);
    }
  };

  const tellOthers = (): void => {
    remember(HOLDER_PAUSE, pause === null ? null : JSON.stringify(pause));
  };

  const set = (next: Pause): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    pause = next;
    remember(USER_PAUSE, next?.by === 'user' ? 'yes' : null);
    if (parts.mayRun()) tellOthers();
    if (next?.until != null && !closed) timer = setTimeout(end, Math.max(0, next.until - parts.now()));
    hooks.changed(next);
  };

  const end = (): void => {
    set(null);
    hooks.ended();
  };

  const untilOf = (cause: PausingEnd, id: JobId): number | null => {
    switch (cause.by) {
      case 'account':
        return null;
      case 'offline':
        return parts.now() + OFFLINE_RETRY_MS;
      case 'storage':
        return parts.now() + STORAGE_RETRY_MS;
      case 'rate':
        return hooks.slowed(id, cause.until);
    }
  };

  return {
    now: () => pause,
    set,
    end,
    stopFor: (cause, id) => {
      const until = untilOf(cause, id);
      // A person's pause, and one that waits for a person, is never replaced by one that ends by itself
      if (pause?.by === 'user' || (pause?.by === 'account' && cause.by !== 'account')) return;
      set({ by: cause.by, problem: cause.problem, until });
    },
    stopForStorage: (trouble) => {
      if (pause?.by === 'user' || pause?.by === 'account') return;
      set({ by: 'storage', problem: trouble, until: parts.now() + STORAGE_RETRY_MS });
    },
    takeOver: () => {
      pause ??= left();
      tellOthers();
    },
    close: () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
