/** How a process that decodes is started: without the key, without an environment, with bounded memory. */
import { totalmem } from 'node:os';
import { pickVariables, type OwnProcess, type ProcessPlan, type Spawn } from '../../processes/own-process.ts';
import type { ImageStart } from './protocol.ts';

/** Megabytes of JavaScript objects. Pictures lie outside of them; what is inside are headers, tags and the decoder's own code. */
const HEAP_MEGABYTES = 1_024;
/** The largest pictures that are not refused by their headers take 2.5 GB, and a file may have 1 GB. */
const MOST_MEMORY = 4 * 1024 ** 3;
/** A smaller computer is not brought to its knees by one picture. */
const MOST_OF_COMPUTER = 0.6;

/** What Windows cannot start a process without, and what makes Node of an Electron that plays Node. Nothing else: no key, no home, no proxy. */
const passedOn = ['SystemRoot', 'windir', 'TEMP', 'TMP', 'ELECTRON_RUN_AS_NODE'];

/** Bytes that one process may take on this computer. */
export function defaultMemoryLimit(computer = totalmem()): number {
  return Math.min(MOST_MEMORY, Math.floor(computer * MOST_OF_COMPUTER));
}

/**
 * @param file - the bundled entry.ts
 * @param rehearses - whether it does a picture of its own first
 */
export function imagePlan(file: string, memoryLimit: number, rehearses = false): ProcessPlan {
  const start: ImageStart = { memoryLimit, rehearses };
  return {
    file,
    start,
    name: 'Darkslide picture decoder',
    environment: pickVariables(process.env, passedOn),
    heapMegabytes: HEAP_MEGABYTES,
    // A Ctrl-C is a word to the owner, who finishes what is paid for first
    apart: true,
  };
}

/** A system that is short of everything refuses to start processes by throwing. */
export function startSafely(spawn: Spawn, plan: ProcessPlan): OwnProcess {
  try {
    return spawn(plan);
  } catch (error) {
    return {
      send: () => undefined,
      onMessage: () => undefined,
      onExit: (ended) => {
        setImmediate(ended, String(error), '');
      },
      kill: () => undefined,
      pid: () => null,
      holdOwner: () => undefined,
    };
  }
}
