/** How long the event loop of this process is held up at a stretch while something goes on. */
import { readFileSync } from 'node:fs';

export interface Stretch {
  /**
   * The longest time between two turns of the event loop, ms: computing and waiting for the disk. On Linux what the thread stood ready and
   * other programs had the processor is taken off, because a busy machine is no fault of ours.
   */
  readonly longest: number;
  /** The same with that, ms. */
  readonly longestByClock: number;
  /** From the call until everything it led to was over, ms. */
  readonly all: number;
}

/** How long this thread has stood ready without a processor so far, ms; 0 where the system does not say. */
function stoodReady(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** Measures `work`; `over` says when what it led to has ended as well, messages to the page among it. */
export async function measureStretch(work: () => Promise<unknown>, over: () => boolean): Promise<Stretch> {
  const began = performance.now();
  let last = began;
  let ready = stoodReady();
  let longest = 0;
  let longestByClock = 0;
  const state = { working: true };
  const worked = work().finally(() => {
    state.working = false;
  });
  do {
    // A moment each: a loop that never rests would take the processor from what is measured
    await new Promise((resume) => setTimeout(resume, 1));
    const now = performance.now();
    const readyNow = stoodReady();
    longest = Math.max(longest, now - last - (readyNow - ready));
    longestByClock = Math.max(longestByClock, now - last);
    last = now;
    ready = readyNow;
  } while (state.working || !over());
  await worked;
  return { longest, longestByClock, all: last - began };
}
