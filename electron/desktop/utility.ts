/** Starts a process of our own as a utility process of Electron. */
import { utilityProcess } from 'electron';
import { listenTo, type OwnProcess, type ProcessPlan } from '../processes/own-process.ts';

/** What it wrote last may arrive a little after its end, milliseconds. */
const LAST_WORDS_MS = 500;

/** Starts it; what it can be asked is in OwnProcess. */
export function spawnUtility({ file, start, name, environment }: ProcessPlan): OwnProcess {
  const child = utilityProcess.fork(file, [JSON.stringify(start)], {
    env: { ...environment },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: name,
  });
  const said = listenTo(child.stderr);
  let state: 'starting' | 'running' | 'ended' = 'starting';
  let isKilled = false;
  const kill = (): void => {
    isKilled = true;
    // Not child.kill(): that asks by SIGTERM, and a decoder that hangs, or is stopped, does not hear it
    if (state === 'running' && child.pid !== undefined) killNow(child.pid);
  };
  child.once('spawn', () => {
    state = 'running';
    if (isKilled) kill();
  });
  child.once('exit', () => {
    state = 'ended';
  });
  return {
    send: (message) => {
      // Nothing is transferred: Electron crashes where anything but its own ports is
      if (state !== 'ended') child.postMessage(message);
    },
    onMessage: (heard) => {
      child.on('message', heard);
    },
    onExit: (ended) => {
      child.once('exit', (code) => {
        const tell = (): void => {
          clearTimeout(late);
          child.stderr?.off('close', tell);
          ended(`it ended with code ${String(code)}`, said());
        };
        const late = setTimeout(tell, LAST_WORDS_MS);
        child.stderr?.once('close', tell);
      });
    },
    kill,
    pid: () => child.pid ?? null,
    // Electron's main process stays until it is told to quit
    holdOwner: () => undefined,
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself just now, and its exit is told
  }
}
