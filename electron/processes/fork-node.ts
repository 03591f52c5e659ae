/** Starts a process of our own by plain Node: for the command line, tests and benchmarks. */
import { fork } from 'node:child_process';
import { Socket } from 'node:net';
import { listenTo, type OwnProcess, type ProcessPlan } from './own-process.ts';

/** On Windows a detached process would open a console; fork hands this on, its types do not know it. */
const noConsole = { windowsHide: true };

/** Starts it; what it can be asked is in OwnProcess. */
export function forkNode({ file, start, environment, heapMegabytes, apart }: ProcessPlan): OwnProcess {
  const child = fork(file, [JSON.stringify(start)], {
    env: environment,
    execArgv: heapMegabytes === null ? [] : [`--max-old-space-size=${String(heapMegabytes)}`],
    // Its own words come as messages; what a crash prints is for the log and not for the owner's terminal
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // JSON would make long lists of numbers of a picture's bytes
    serialization: 'advanced',
    detached: apart,
    ...noConsole,
  });
  const said = listenTo(child.stderr);
  // It never keeps the owner: only the process and its channel do
  if (child.stderr instanceof Socket) child.stderr.unref();
  return {
    send: (message) => {
      // A process that is just ending: its exit is told by itself
      if (child.connected) child.send(message as object, ignoreGone); // every message between our processes is an object
    },
    onMessage: (heard) => {
      child.on('message', heard);
    },
    onExit: (ended) => {
      let isTold = false;
      const tell = (why: string): void => {
        if (!isTold) ended(why, said());
        isTold = true;
      };
      // Not 'exit': what it wrote last, and answered last, is read before 'close'
      child.on('close', (code, signal) => {
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
    holdOwner: (holds) => {
      if (holds) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
  };
}

function ignoreGone(): void {
  return undefined;
}
