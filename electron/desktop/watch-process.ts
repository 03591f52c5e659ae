/** Starts the watching process as a utility process of Electron. */
import { utilityProcess } from 'electron';
import type { SpawnWatcher } from '../watch/process/spawner.ts';

/**
 * @param file - the bundled entry.ts of the watching process
 * @param environment - all of its environment
 */
export function spawnUtility(file: string, environment: Record<string, string>): SpawnWatcher {
  return (start) => {
    const child = utilityProcess.fork(file, [JSON.stringify(start)], {
      env: environment,
      execArgv: [],
      stdio: 'ignore',
      serviceName: 'Darkslide folder watcher',
    });
    let isRunning = true;
    child.once('exit', () => {
      isRunning = false;
    });
    return {
      send: (message) => {
        if (isRunning) child.postMessage(message);
      },
      onMessage: (heard) => {
        child.on('message', heard);
      },
      onExit: (ended) => {
        child.once('exit', (code) => {
          ended(`it ended with code ${String(code)}`);
        });
      },
      kill: () => {
        child.kill();
      },
      pid: () => child.pid ?? null,
    };
  };
}
