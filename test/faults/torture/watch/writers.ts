/** Several programs at once that do one operation after the other, chosen by chance. */
import { operations } from './operations.ts';
import { pause, type Playground } from './playground.ts';

export interface Writers {
  /** Operation → how often it was done. */
  readonly counts: () => Readonly<Record<string, number>>;
  /** Ends what is begun, and begins nothing more. */
  readonly stop: () => Promise<void>;
}

const LANES = 3;
/** Milliseconds between two operations of one program, at most. */
const LONGEST_PAUSE_MS = 1_600;

/** Begins. An operation that fails is a fault of this test and ends the run: `stop` throws it. */
export function startWriters(ground: Playground): Writers {
  const { random } = ground;
  const counts: Record<string, number> = {};
  const all = Object.entries(operations).flatMap(([name, [weight, work]]) =>
    Array.from({ length: weight }, () => ({ name, work })),
  );
  let stopped = false;
  let failure: Error | null = null;
  const lane = async (): Promise<void> => {
    while (!stopped) {
      const chosen = all[Math.floor(random() * all.length)];
      if (chosen === undefined) return;
      try {
        if (await chosen.work(ground)) counts[chosen.name] = (counts[chosen.name] ?? 0) + 1;
      } catch (error) {
        failure ??= new Error(`"${chosen.name}" could not be done: ${String(error)}`, { cause: error });
        return;
      }
      await pause(random() * LONGEST_PAUSE_MS);
    }
  };
  const running = Promise.all(Array.from({ length: LANES }, lane));
  return {
    counts: () => counts,
    stop: async () => {
      stopped = true;
      await running;
      if (failure !== null) throw failure;
    },
  };
}
