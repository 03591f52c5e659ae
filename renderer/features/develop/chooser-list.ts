/** Finding a photo in the chooser by keys: where arrows lead, and what typed letters find. Pure. */

/** Rows that a page key goes. */
export function chooserMove(key: string, at: number, count: number, page: number): number | null {
  if (count === 0) return null;
  const to = (index: number): number => Math.min(Math.max(index, 0), count - 1);
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'PageDown':
      return to(at + page);
    case 'PageUp':
      return to(at - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/**
 * Index of the next photo that typed letters are found in. The search starts at `at` and goes round; one letter alone starts behind `at`, so that
 * pressing it again goes on. -1: none.
 */
export function nextFound<Id>(ids: readonly Id[], found: ReadonlySet<Id>, typed: string, at: number): number {
  const start = typed.length === 1 ? at + 1 : Math.max(0, at);
  for (let step = 0; step < ids.length; step += 1) {
    const index = (start + step) % ids.length;
    const id = ids[index];
    if (id !== undefined && found.has(id)) return index;
  }
  return -1;
}
