/**
 * Nothing crosses between processes without an end: every text, list and table has a bound, so that whoever speaks for the page, or for a decoder, cannot
 * take the memory or the time of the other side. A test walks through all schemas (test/unit/contract/bounds.test.ts).
 */

/** Rows of a library or a queue. More than that no window holds. */
export const MOST_ROWS = 1_000_000;
/** Names of things that the app itself gives: hosts, models, versions. */
export const MOST_NAME = 300;
/** A sentence or two. */
export const MOST_SENTENCE = 4_000;
/** Lists that a person reads to the end. */
export const MOST_LINES = 1_000;

/** Values in one message: the longest lists of ids have 100,000. */
const MOST_VALUES = 250_000;
/** Characters in one message, all texts together. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
const MOST_DEPTH = 16;

/**
 * Is there more in this message than any of ours holds? Asked before it is checked by a schema, which looks at every place of a list: one that says it has
 * four thousand million places, and is empty, would keep it busy for minutes. Stops looking where it is clear. Pure.
 */
export function isTooLarge(message: unknown): boolean {
  let values = MOST_VALUES;
  let characters = MOST_CHARACTERS;
  const fits = (value: unknown, depth: number): boolean => {
    values -= 1;
    if (values < 0) return false;
    if (typeof value === 'string') {
      characters -= value.length;
      return characters >= 0;
    }
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true;
    if (depth >= MOST_DEPTH) return false;
    if (Array.isArray(value)) return value.length <= values && value.every((part) => fits(part, depth + 1));
    for (const name in value) {
      characters -= name.length;
      if (!fits(Reflect.get(value, name), depth + 1)) return false;
    }
    return characters >= 0;
  };
  return !fits(message, 0);
}
