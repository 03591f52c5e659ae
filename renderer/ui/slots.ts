/**
 * Places in the page for the rows of a long list. A row keeps its place while it is shown; a row that comes in takes one that came
 * free, so that scrolling changes elements that are there instead of making new ones. Pure.
 */

/** What stands in each place; null: nothing. */
export type Slots<Key> = readonly (Key | null)[];

/** The places after another set of rows is shown; the same object where nothing changed. Every key stands in exactly one place. */
export function assignSlots<Key>(before: Slots<Key>, shown: readonly Key[]): Slots<Key> {
  const coming = new Set(shown);
  const next: (Key | null)[] = before.map((key) => (key !== null && coming.delete(key) ? key : null));
  let free = 0;
  for (const key of coming) {
    while (free < next.length && next[free] !== null) free += 1;
    next[free] = key;
  }
  // Empty places at the end are given up, those between wait for the next row.
  while (next.length > 0 && next.at(-1) === null) next.pop();
  return next.length === before.length && next.every((key, slot) => key === before[slot]) ? before : next;
}
