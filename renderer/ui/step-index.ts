/** Arrow keys, Home and End in a row of choices. */

/**
 * The index a key leads to, going round at the ends and past what `usable` refuses; null where the key means nothing here
 * or nothing is usable.
 */
export function stepIndex(
  key: string,
  current: number,
  count: number,
  usable: (index: number) => boolean = () => true,
): number | null {
  const forward = key === 'ArrowRight' || key === 'ArrowDown' || key === 'Home';
  const backward = key === 'ArrowLeft' || key === 'ArrowUp' || key === 'End';
  if (count === 0 || (!forward && !backward)) return null;
  const step = forward ? 1 : -1;
  const start = key === 'Home' ? -1 : key === 'End' ? count : current;
  for (let moved = 1; moved <= count; moved += 1) {
    const index = (((start + step * moved) % count) + count) % count;
    if (usable(index)) return index;
  }
  return null;
}
