/** 100,000 photos laid out as the grid does it: the longest slice, all slices together, and the rows, for one day, for a day a photo, and in between. */
import { ItemList } from '../../renderer/features/gallery/items.ts';
import { beginLayout } from '../../renderer/features/gallery/layout.ts';
import { slice, SLICE_MS } from '../../renderer/features/gallery/use-layout.ts';
import { photoIdSchema } from '../../electron/contract/ids.ts';

const PHOTOS = 100_000;
const RUNS = 9;
const aspects = [1.5, 0.667, 1, 1.78, 5, 0.2] as const;

function list(days: number) {
  const items = new ItemList();
  for (let index = 0; index < PHOTOS; index += 1) {
    const day = String(Math.floor((index * days) / PHOTOS));
    items.push({ photoId: photoIdSchema.parse(index + 1), resultId: null }, aspects[index % aspects.length] ?? 1, false, day);
  }
  return items.items('day');
}

/** Prints a line for each style and number of days; the median of nine runs. */
export function bench(): void {
  for (const style of ['square', 'justified'] as const) {
    for (const days of [1, 2000, PHOTOS]) {
      const items = list(days);
      const runs = Array.from({ length: RUNS }, () => {
        const run = beginLayout({ items, width: 894, size: 116, style });
        const took: number[] = [];
        for (let whole = false; !whole;) {
          const start = performance.now();
          whole = run.advance(slice());
          took.push(performance.now() - start);
        }
        return { longest: Math.max(...took), all: took.reduce((sum, ms) => sum + ms, 0), rows: run.layout().rows.length };
      }).sort((a, b) => a.longest - b.longest);
      const { longest, all, rows } = runs[Math.floor(RUNS / 2)] ?? { longest: 0, all: 0, rows: 0 };
      const figures = [`longest slice ${longest.toFixed(1)} ms (limit ${String(SLICE_MS)})`, `all ${all.toFixed(1)} ms`];
      console.log(`${style.padEnd(9)} ${String(days).padStart(6)} days: ${figures.join(', ')}, ${String(rows)} rows`);
    }
  }
}
