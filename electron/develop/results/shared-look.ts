/** Shares one check of a folder among all who ask for it at the same moment; they continue in the order in which they asked. */

/** A look stays true for so long, milliseconds: what changes meanwhile is met when the result is written. */
const TRUE_FOR_MS = 250;
/** Folders whose last look is kept. */
const MOST_KNOWN = 64;

interface Known<Value> {
  readonly at: number;
  readonly value: Promise<Value>;
}

/** Shares the outcome of a check for a moment, by a clock that is never set. A failure is not remembered: who asks next checks for itself. */
export function sharedLook<Value>(look: (key: string) => Promise<Value>, elapsed: () => number): (key: string) => Promise<Value> {
  const known = new Map<string, Known<Value>>();
  return async (key) => {
    const at = elapsed();
    const last = known.get(key);
    if (last !== undefined && at - last.at < TRUE_FOR_MS) return await last.value;
    const mine: Known<Value> = { at, value: look(key) };
    known.delete(key);
    known.set(key, mine);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    try {
      return await mine.value;
    } catch (error) {
      if (known.get(key) === mine) known.delete(key);
      throw error;
    }
  };
}
