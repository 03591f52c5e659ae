/** How the owner gets at the watching process, whoever starts it: Node or Electron. */
import type { WatchStart } from './protocol.ts';

/** One running process. */
export interface WatcherProcess {
  /** Does nothing once it has ended. */
  readonly send: (message: unknown) => void;
  readonly onMessage: (heard: (message: unknown) => void) => void;
  /** Called once, when it has ended by itself or was killed, or could not be started. */
  readonly onExit: (ended: (why: string) => void) => void;
  /** Ends it at once. */
  readonly kill: () => void;
  /** Its number; null: not started. */
  readonly pid: () => number | null;
}

/** Starts one. */
export type SpawnWatcher = (start: WatchStart) => WatcherProcess;

/** Threads for calls to disks, as UV_THREADPOOL_SIZE: each call to a share that hangs takes one along, and the other roots need theirs. */
const THREADS = 32;

/** What the process has of the environment: nothing that is secret, and what its system cannot do without. */
const passedOn = ['PATH', 'SystemRoot', 'windir', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'ELECTRON_RUN_AS_NODE'];

/** The environment of the process. Pure. */
export function watcherEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = { UV_THREADPOOL_SIZE: String(THREADS) };
  for (const name of passedOn) {
    const value = environment[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
