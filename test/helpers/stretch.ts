/** How long the event loop of this process is held up at a stretch while something goes on. */

export interface Stretch {
  /** The longest time between two turns of the event loop, ms. */
  readonly longest: number;
  /** From the call until everything it led to was over, ms. */
  readonly all: number;
}

/** Measures `work`; `over` says when what it led to has ended as well, messages to the page among it. */
export async function measureStretch(work: () => Promise<unknown>, over: () => boolean): Promise<Stretch> {
  const began = performance.now();
  let last = began;
  let longest = 0;
  const state = { working: true };
  const worked = work().finally(() => {
    state.working = false;
  });
  do {
    await new Promise((resume) => setImmediate(resume));
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  } while (state.working || !over());
  await worked;
  return { longest, all: last - began };
}
