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
 * Index of the photo that typed letters mean: names that begin with them go before names that only hold them. The search starts
 * at `at` and goes round; one letter alone starts behind `at`, so that pressing it again goes on. -1: none.
 */
export function findByName(names: readonly string[], typed: string, at: number): number {
  const wanted = typed.toLowerCase();
  if (wanted === '' || names.length === 0) return -1;
  const start = wanted.length === 1 ? at + 1 : Math.max(0, at);
  const search = (fits: (name: string) => boolean): number => {
    for (let step = 0; step < names.length; step += 1) {
      const index = (start + step) % names.length;
      if (fits((names[index] ?? '').toLowerCase())) return index;
    }
    return -1;
  };
  const begins = search((name) => name.startsWith(wanted));
  return begins >= 0 ? begins : search((name) => name.includes(wanted));
}
