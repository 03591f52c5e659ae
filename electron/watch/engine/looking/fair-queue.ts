/** Turns for what everybody wants at once: a rule with five thousand files takes its turn like the one with a single file. */

export interface FairQueue {
  /** Runs the work when its turn comes; `owner` names whose it is. */
  readonly run: <T>(owner: string, work: () => Promise<T>) => Promise<T>;
}

/** `limit`: how much is done at a time. */
export function createFairQueue(limit: number): FairQueue {
  const waiting = new Map<string, (() => void)[]>();
  let running = 0;

  /** The owner that was served goes behind the others. */
  const next = (): (() => void) | null => {
    for (const [owner, list] of waiting) {
      waiting.delete(owner);
      const first = list.shift();
      if (list.length > 0) waiting.set(owner, list);
      if (first !== undefined) return first;
    }
    return null;
  };

  return {
    run: async (owner, work) => {
      if (running >= limit) {
        await new Promise<void>((resume) => {
          const list = waiting.get(owner);
          if (list === undefined) waiting.set(owner, [resume]);
          else list.push(resume);
        });
      } else running += 1;
      try {
        return await work();
      } finally {
        // The place is handed on, so that nobody comes between
        const heir = next();
        if (heir === null) running -= 1;
        else heir();
      }
    },
  };
}
