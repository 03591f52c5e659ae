/** Choices that come again with their seed; the numbers are those of `randomFrom` in electron/simulator/random.ts. */

/** 0 ≤ n < 1. */
export type Random = () => number;

/** One of a list. Throws where it is empty. */
export function pick<T>(list: readonly T[], random: Random): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('nothing to pick from');
  return chosen;
}
