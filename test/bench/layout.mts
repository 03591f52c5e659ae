/**
 * 100,000 photos in the page: the longest slice of their layout, and what sorting, searching, filtering and listing them takes. Layouts for one
 * day, for a day a photo, and in between; each figure is the median of nine.
 */
import { readCameraTime } from '../../electron/contract/camera-time.ts';
import { photoIdSchema, type PhotoId } from '../../electron/contract/ids.ts';
import type { Photo } from '../../electron/contract/photo.ts';
import { folderKeyOf } from '../../electron/library/labels.ts';
import { sortAll, viewOf } from '../../electron/library/views/order.ts';
import { ItemList, listItems } from '../../renderer/features/gallery/items.ts';
import { beginLayout } from '../../renderer/features/gallery/layout.ts';
import { monthsOf } from '../../renderer/features/gallery/scrub.ts';
import { slice, SLICE_MS } from '../../renderer/features/gallery/use-layout.ts';
import { arrange } from '../../renderer/stores/arrange.ts';
import type { ShownView } from '../../renderer/stores/library-store.ts';
import { NO_FILTER, type Look } from '../../renderer/stores/look-store.ts';
import { viewQueryOf } from '../../renderer/stores/view-query.ts';
import { heldOf } from '../helpers/held-library.ts';

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

/** The middle one of several runs, sorted by what `of` says. */
function median<T>(run: () => T, of: (value: T) => number): T | undefined {
  return Array.from({ length: RUNS }, run).sort((a, b) => of(a) - of(b))[Math.floor(RUNS / 2)];
}

function layouts(): void {
  for (const style of ['square', 'justified'] as const) {
    for (const days of [1, 2000, PHOTOS]) {
      const items = list(days);
      const run = () => {
        const layout = beginLayout({ items, width: 894, size: 116, style });
        const took: number[] = [];
        for (let whole = false; !whole;) {
          const start = performance.now();
          whole = layout.advance(slice());
          took.push(performance.now() - start);
        }
        const all = took.reduce((sum, ms) => sum + ms, 0);
        return { longest: Math.max(...took), all, rows: layout.layout().rows.length };
      };
      const { longest, all, rows } = median(run, (one) => one.longest) ?? { longest: 0, all: 0, rows: 0 };
      const figures = [`longest slice ${longest.toFixed(1)} ms (limit ${String(SLICE_MS)})`, `all ${all.toFixed(1)} ms`];
      console.log(`${style.padEnd(9)} ${String(days).padStart(6)} days: ${figures.join(', ')}, ${String(rows)} rows`);
    }
  }
}

/** Photos of 1,200 folders and 2,000 days. */
function library(): Photo[] {
  return Array.from({ length: PHOTOS }, (_, index) => {
    const folder = `Trip ${String(index % 40)} / Zürich ${String(index % 1200)}`;
    const day = new Date(Date.UTC(2021, 0, 1) + (index % 2000) * 86_400_000 + index * 10).toISOString().slice(0, 19);
    return {
      id: photoIdSchema.parse(index + 1),
      name: `DSC_${String(index)}.jpg`,
      folder,
      folderKey: folderKeyOf(`/${folder}`),
      format: index % 5 === 0 ? ('raw' as const) : ('jpeg' as const),
      width: 6000,
      height: 4000,
      bytes: 8_000_000 + index,
      takenAt: readCameraTime(day),
      modifiedAt: 0,
      addedAt: index,
      companions: [],
      version: '1',
      problem: null,
      missing: false,
    };
  });
}

function views(): void {
  const held = heldOf(library());
  const source = { kind: 'all' as const };
  const usual: Look = { sorting: 'taken', descending: true, grouping: 'day', query: '', filter: NO_FILTER };
  const answer = (look: Look): ShownView & { readonly ids: Int32Array } => {
    const query = viewQueryOf(source, look);
    return { ...viewOf(query, held, sortAll(held, query)), token: 1, query };
  };
  const timed = (words: string, work: () => unknown): void => {
    const took = (): number => {
      const start = performance.now();
      work();
      return performance.now() - start;
    };
    const first = took();
    console.log(`${words.padEnd(28)} first ${first.toFixed(1)} ms, again ${(median(took, (ms) => ms) ?? 0).toFixed(1)} ms`);
  };
  const looks: readonly (readonly [string, Partial<Look>])[] = [
    ['by capture time and day', {}],
    ['without groups', { grouping: 'none' }],
    ['by name', { sorting: 'name', descending: false }],
    ['by file size', { sorting: 'size' }],
    ['by folder', { grouping: 'folder' }],
    ['searched, “zurich 11”', { query: 'zurich 11' }],
    ['filtered, RAW of 2023', { filter: { ...NO_FILTER, kinds: new Set(['raw']), from: '2023-01-01', to: '2023-12-31' } }],
  ];
  console.log('Views: sorted and sifted in main’s thread for views');
  for (const [words, look] of looks) timed(words, () => answer({ ...usual, ...look }));
  console.log('What the page makes of them');
  const view = answer(usual);
  const order = Array.from(view.ids) as PhotoId[]; // numbers of photos
  const base = { results: new Map(), resultsByPhoto: new Map(), source };
  const take = () => arrange({ ...base, order, view, look: usual });
  timed('groups of each photo', take);
  const items = listItems({ ...take(), ...base, openStacks: new Set() });
  timed('items of the grid', () => listItems({ ...take(), ...base, openStacks: new Set() }));
  timed('months of the scale', () => monthsOf(items));
}

/** Prints a line for each layout and each view. */
export function bench(): void {
  layouts();
  views();
}
