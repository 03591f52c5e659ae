/** How the owner gets at the watching process, whoever starts it: Node or Electron. */
import { pickVariables, type OwnProcess, type Spawn } from '../../processes/own-process.ts';
import type { WatchStart } from './protocol.ts';

/** One running process. */
export type WatcherProcess = Omit<OwnProcess, 'holdOwner'>;

/** Starts one. */
export type SpawnWatcher = (start: WatchStart) => WatcherProcess;

/** Threads for calls to disks, as UV_THREADPOOL_SIZE: each call to a share that hangs takes one along, and the other roots need theirs. */
const THREADS = 32;

/** What the process has of the environment: nothing that is secret, and what its system cannot do without. */
const passedOn = ['PATH', 'SystemRoot', 'windir', 'TEMP', 'TMP', 'LANG', 'LC_ALL', 'ELECTRON_RUN_AS_NODE'];

/** The environment of the process. Pure. */
export function watcherEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return { UV_THREADPOOL_SIZE: String(THREADS), ...pickVariables(environment, passedOn) };
}

/** @param file - the bundled entry.ts */
export function spawnWatcher(spawn: Spawn, file: string): SpawnWatcher {
  return (start) =>
    spawn({
      file,
      start,
      name: 'Darkslide folder watcher',
      environment: watcherEnvironment(process.env),
      heapMegabytes: null,
      apart: false,
    });
}
