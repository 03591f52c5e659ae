/** Starts the watching process by plain Node, for the command line. */
import { fork } from 'node:child_process';
import { watcherEnvironment, type SpawnWatcher } from './spawner.ts';

/** @param file - the bundled entry.ts */
export function spawnNode(file: string): SpawnWatcher {
  return (start) => {
    const child = fork(file, [JSON.stringify(start)], {
      env: watcherEnvironment(process.env),
      execArgv: [],
      // Its own words come as messages; what a crash prints helps nobody on the owner's terminal
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    return {
      send: (message) => {
        // A process that is just ending: its exit is told by itself
        if (child.connected) child.send(message as object, ignoreGone); // messages of protocol.ts are objects
      },
      onMessage: (heard) => {
        child.on('message', heard);
      },
      onExit: (ended) => {
        let isTold = false;
        const tell = (why: string): void => {
          if (!isTold) ended(why);
          isTold = true;
        };
        child.on('exit', (code, signal) => {
          tell(signal === null ? `it ended with code ${String(code)}` : `it was ended by ${signal}`);
        });
        child.on('error', (error) => {
          if (child.pid === undefined) tell(error.message);
        });
      },
      kill: () => {
        child.kill('SIGKILL');
      },
      pid: () => child.pid ?? null,
    };
  };
}

function ignoreGone(): void {
  return undefined;
}
