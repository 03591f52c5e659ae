/**
 * What the grid shows, in order: photos of the chosen source, the results of open stacks after their originals, and among results
 * the pictures that have no photo. Pure.
 */
import type { PhotoId, ResultId } from '../../../electron/contract/ids.ts';
import { localDay } from '../../../electron/contract/local-time.ts';
import type { Result } from '../../../electron/contract/photo.ts';
import type { ShownView } from '../../stores/library-store.ts';
import type { Source } from '../../stores/view-store.ts';

interface ItemLook {
  /** "p12" or "r7": stays the same while the thing does. */
  readonly key: string;
  /** The day of the photo, "2026-11-05". */
  readonly day: string;
  /** Width divided by height. */
  readonly aspect: number;
  /** Part of an open stack: it lies on the band. */
  readonly stacked: boolean;
}

/** An original (no resultId), a result beside its original, or a result that has none (no photoId). */
export type GridItem = ItemLook &
  (
    | { readonly photoId: PhotoId; readonly resultId: null }
    | { readonly photoId: PhotoId; readonly resultId: ResultId }
    | { readonly photoId: null; readonly resultId: ResultId }
  );

export interface ItemInput {
  /** Photos of the view, in its order, and its groups. */
  readonly order: readonly PhotoId[];
  readonly view: Pick<ShownView, 'aspects' | 'starts' | 'groups'> | null;
  readonly results: ReadonlyMap<ResultId, Result>;
  readonly resultsByPhoto: ReadonlyMap<PhotoId, readonly ResultId[]>;
  readonly source: Source;
  readonly openStacks: ReadonlySet<PhotoId>;
}

/** Most photographs; also what is drawn until a file was looked into. */
const USUAL_ASPECT = 3 / 2;

/** Among results all stacks lie open until they are closed; elsewhere they lie closed until they are opened. */
function stackIsOpen(source: Source, openStacks: ReadonlySet<PhotoId>, id: PhotoId): boolean {
  return (source.kind === 'results') !== openStacks.has(id);
}

/** Among the results of today, only those of today are shown. */
function isShown(source: Source, { createdAt }: Pick<Result, 'createdAt'>): boolean {
  return source.kind !== 'results' || source.since === undefined || createdAt >= source.since;
}

/** Results without a photo in the library: made from text, or their photo was removed. Newest day first, in time order within it. */
function photolessItems({ results, source }: Pick<ItemInput, 'results' | 'source'>): GridItem[] {
  const alone = [...results.values()].filter((result) => result.photoId === null && isShown(source, result));
  return alone
    .map((result) => ({ result, day: localDay(result.createdAt) }))
    .sort(
      (a, b) =>
        (a.day === b.day ? 0 : a.day < b.day ? 1 : -1) || a.result.createdAt - b.result.createdAt || a.result.id - b.result.id,
    )
    .map(({ result, day }) => ({
      key: `r${String(result.id)}`,
      photoId: null,
      resultId: result.id,
      day,
      aspect: result.width / result.height,
      stacked: false,
    }));
}

/** The items of the grid, in the library's order. Results without a photo stand among the results, at the end of their day. */
export function listItems(input: ItemInput): GridItem[] {
  const { order, view, results, resultsByPhoto, source, openStacks } = input;
  const items: GridItem[] = [];
  const alone = source.kind === 'results' ? photolessItems(input) : [];
  let taken = 0;
  const takeBefore = (day: string): void => {
    for (let next = alone[taken]; next !== undefined && next.day > day; next = alone[taken]) {
      items.push(next);
      taken += 1;
    }
  };
  let group = -1;
  for (const [index, photoId] of order.entries()) {
    while (view !== null && (view.starts[group + 1] ?? Infinity) <= index) group += 1;
    const own = resultsByPhoto.get(photoId);
    const stacked = own !== undefined && stackIsOpen(source, openStacks, photoId);
    const day = view?.groups[group] ?? '';
    takeBefore(day);
    const known = view?.aspects[index] ?? 0;
    const aspect = known === 0 ? USUAL_ASPECT : known;
    items.push({ key: `p${String(photoId)}`, photoId, resultId: null, day, aspect, stacked });
    if (!stacked) continue;
    for (const id of own) {
      const result = results.get(id);
      if (result === undefined || !isShown(source, result)) continue;
      items.push({
        key: `r${String(result.id)}`,
        photoId,
        resultId: result.id,
        day,
        aspect: result.width / result.height,
        stacked,
      });
    }
  }
  takeBefore('');
  return items;
}

/** How many photos of the items there are, how many have results, and how many pictures have no photo: `from` to `to`, inclusive. */
export function countPhotos(
  items: readonly GridItem[],
  from: number,
  to: number,
  resultsByPhoto: ReadonlyMap<PhotoId, readonly ResultId[]>,
): { photos: number; withResults: number; alone: number } {
  let photos = 0;
  let withResults = 0;
  let alone = 0;
  for (let index = from; index <= to; index += 1) {
    const item = items[index];
    if (item?.photoId === null) alone += 1;
    if (item === undefined || item.resultId !== null) continue;
    photos += 1;
    if ((resultsByPhoto.get(item.photoId)?.length ?? 0) > 0) withResults += 1;
  }
  return { photos, withResults, alone };
}

/** Index of the cell that has the cursor: the active result where it is shown, else its photo; -1 for none. */
export function cursorIndex(items: readonly GridItem[], active: PhotoId | null, activeResult: ResultId | null): number {
  if (active === null && activeResult === null) return -1;
  const exact = items.findIndex((item) => item.photoId === active && item.resultId === activeResult);
  if (exact >= 0 || activeResult === null || active === null) return exact;
  return items.findIndex((item) => item.photoId === active && item.resultId === null);
}

/** The photos between two items, both included, without doubles. */
export function photosBetween(items: readonly GridItem[], a: number, b: number): PhotoId[] {
  const [from, to] = a <= b ? [a, b] : [b, a];
  return [...new Set(items.slice(Math.max(0, from), to + 1).flatMap((item) => item.photoId ?? []))];
}
