/**
 * What the grid shows, in order: the photos of a view, the results of open stacks after their originals, and among results the pictures
 * that have no photo. Plain arrays, one entry an item. Pure.
 */
import type { PhotoId, ResultId } from '../../../electron/contract/ids.ts';
import type { Result } from '../../../electron/contract/photo.ts';
import type { Arranged } from '../../stores/arrange.ts';
import type { Grouping } from '../../stores/look-store.ts';
import type { Source } from '../../stores/view-store.ts';
import type { Arrangement } from './layout.ts';

/** An original (no resultId), a result beside its original, or a result that has none (no photoId). */
export type GridItem =
  | { readonly photoId: PhotoId; readonly resultId: null }
  | { readonly photoId: PhotoId; readonly resultId: ResultId }
  | { readonly photoId: null; readonly resultId: ResultId };

/** The arrays that items are made of. */
export interface ItemArrays extends Omit<Arrangement, 'groupsShareRows'> {
  /** A photo's number, or minus a result's number: stays the same while the thing does. */
  readonly keys: ArrayLike<number>;
  /** The photo of each item; 0: a result without one. */
  readonly photoNumbers: ArrayLike<number>;
  /** 1: part of an open stack, it lies on the band. */
  readonly stacked: ArrayLike<number>;
  /** What each group is of: a day "2026-11-05", a month "2026-11", a folder's label and id in two lines. */
  readonly groupNames: readonly string[];
  readonly grouping: Grouping;
}

/** Items by their index, found again by their keys. */
export class GridItems implements ItemArrays, Arrangement {
  readonly length: number;
  readonly keys: ArrayLike<number>;
  readonly photoNumbers: ArrayLike<number>;
  readonly aspects: ArrayLike<number>;
  readonly stacked: ArrayLike<number>;
  readonly groupStarts: ArrayLike<number>;
  readonly groupNames: readonly string[];
  readonly grouping: Grouping;
  #places: Map<number, number> | null = null;

  constructor(arrays: ItemArrays) {
    this.length = arrays.length;
    this.keys = arrays.keys;
    this.photoNumbers = arrays.photoNumbers;
    this.aspects = arrays.aspects;
    this.stacked = arrays.stacked;
    this.groupStarts = arrays.groupStarts;
    this.groupNames = arrays.groupNames;
    this.grouping = arrays.grouping;
  }

  /** Names of folders are long: each begins a row of its own. */
  get groupsShareRows(): boolean {
    return this.grouping !== 'folder';
  }

  at(index: number): GridItem | undefined {
    const key = this.keys[index];
    if (key === undefined) return undefined;
    const photo = this.photoAt(index);
    if (key > 0) return photo === null ? undefined : { photoId: photo, resultId: null };
    const resultId = -key as ResultId; // made of a result's number by whoever filled the arrays
    return photo === null ? { photoId: null, resultId } : { photoId: photo, resultId };
  }

  /** The photo of an item; null: it has none. */
  photoAt(index: number): PhotoId | null {
    const number = this.photoNumbers[index] ?? 0;
    return number === 0 ? null : (number as PhotoId); // as above
  }

  /** Index of an item; -1: it is not shown. */
  indexOfKey(key: number): number {
    if (this.#places === null) {
      this.#places = new Map();
      for (let index = 0; index < this.length; index += 1) this.#places.set(this.keys[index] ?? 0, index);
    }
    return this.#places.get(key) ?? -1;
  }

  /** Index behind the last item of a group. */
  groupEnd(group: number): number {
    return this.groupStarts[group + 1] ?? this.length;
  }
}

/** The key of a result. */
function resultKey(number: number): number {
  return -number;
}

/** The key of an original, or of a result. */
function itemKey(item: GridItem): number {
  return item.resultId === null ? item.photoId : resultKey(item.resultId);
}

/** "p12" or "r7". */
export function keyWords(key: number): string {
  return key > 0 ? `p${String(key)}` : `r${String(-key)}`;
}

/** The id of an item's element in the page. */
export function cellId(items: GridItems, index: number): string {
  return `gallery-${keyWords(items.keys[index] ?? 0)}`;
}

/** The key behind "p12" or "r7"; 0: it is neither. */
export function keyOfWords(words: string): number {
  const number = Number(words.slice(1));
  return words.startsWith('p') ? number : words.startsWith('r') ? -number : 0;
}

/** True where each group is of a day or a month. */
export function groupedByTime(grouping: Grouping): boolean {
  return grouping === 'day' || grouping === 'month';
}

/** Collects items one after the other. */
export class ItemList {
  readonly #keys: number[] = [];
  readonly #photoNumbers: number[] = [];
  readonly #aspects: number[] = [];
  readonly #stacked: number[] = [];
  readonly #groupStarts: number[] = [];
  readonly #groupNames: string[] = [];

  #group: string | null = null;

  /** `group`: null where there are none. */
  push(item: GridItem, aspect: number, stacked: boolean, group: string | null): void {
    this.#add(itemKey(item), item.photoId ?? 0, aspect, stacked, group);
  }

  /** An original: the one thing of which there are a hundred thousand. */
  pushPhoto(photoId: PhotoId, aspect: number, stacked: boolean, group: string | null): void {
    this.#add(photoId, photoId, aspect, stacked, group);
  }

  #add(key: number, photo: number, aspect: number, stacked: boolean, group: string | null): void {
    if (group !== null && group !== this.#group) {
      this.#group = group;
      this.#groupNames.push(group);
      this.#groupStarts.push(this.#keys.length);
    }
    this.#keys.push(key);
    this.#photoNumbers.push(photo);
    this.#aspects.push(aspect);
    this.#stacked.push(stacked ? 1 : 0);
  }

  items(grouping: Grouping): GridItems {
    return new GridItems({
      length: this.#keys.length,
      keys: this.#keys,
      photoNumbers: this.#photoNumbers,
      aspects: this.#aspects,
      stacked: this.#stacked,
      groupStarts: this.#groupStarts,
      groupNames: this.#groupNames,
      grouping,
    });
  }
}

const NONE: readonly ResultId[] = [];

/** Most photographs; also what is drawn until a file was looked into. */
const USUAL_ASPECT = 3 / 2;

export interface ItemInput extends Arranged {
  readonly results: ReadonlyMap<ResultId, Result>;
  readonly resultsByPhoto: ReadonlyMap<PhotoId, readonly ResultId[]>;
  readonly source: Source;
  readonly openStacks: ReadonlySet<PhotoId>;
}

/** Among results all stacks lie open until they are closed; elsewhere they lie closed until they are opened. */
function stackIsOpen(source: Source, openStacks: ReadonlySet<PhotoId>, id: PhotoId): boolean {
  return (source.kind === 'results') !== openStacks.has(id);
}

/** Among the results of today, only those of today are shown. */
function isShown(source: Source, { createdAt }: Pick<Result, 'createdAt'>): boolean {
  return source.kind !== 'results' || source.since === undefined || createdAt >= source.since;
}

/** The items of the grid. */
export function listItems(input: ItemInput): GridItems {
  const { photoIds, groups, aspects, alone, results, resultsByPhoto, source, openStacks } = input;
  const list = new ItemList();
  const aspectOf = ({ width, height }: Result): number => width / height;
  let taken = 0;
  const takeBefore = (photoId: PhotoId | null): void => {
    for (let next = alone[taken]; next !== undefined && next.before === photoId; next = alone[taken]) {
      const result = results.get(next.resultId);
      if (result !== undefined) list.push({ photoId: null, resultId: result.id }, aspectOf(result), false, next.group);
      taken += 1;
    }
  };
  let index = -1;
  for (const photoId of photoIds) {
    index += 1;
    if (alone.length > 0) takeBefore(photoId);
    const own = resultsByPhoto.size === 0 ? NONE : (resultsByPhoto.get(photoId) ?? NONE);
    const stacked = own.length > 0 && stackIsOpen(source, openStacks, photoId);
    const known = aspects[index] ?? 0;
    const aspect = known === 0 ? USUAL_ASPECT : known;
    const group = groups?.[index] ?? null;
    list.pushPhoto(photoId, aspect, stacked, group);
    if (!stacked) continue;
    for (const id of own) {
      const result = results.get(id);
      if (result !== undefined && isShown(source, result)) list.push({ photoId, resultId: id }, aspectOf(result), true, group);
    }
  }
  takeBefore(null);
  return list.items(input.grouping);
}

/** How many photos a group has, how many of them have results, and how many of its pictures have no photo. */
export function countGroup(
  items: GridItems,
  group: number,
  resultsByPhoto: ReadonlyMap<PhotoId, readonly ResultId[]>,
): { photos: number; withResults: number; alone: number } {
  const from = items.groupStarts[group] ?? 0;
  const end = items.groupEnd(group);
  let photos = 0;
  let withResults = 0;
  let alone = 0;
  const fewResults = resultsByPhoto.size < end - from;
  for (let index = from; index < end; index += 1) {
    const photo = items.photoNumbers[index] ?? 0;
    if (photo === 0) alone += 1;
    if (photo === 0 || (items.keys[index] ?? 0) < 0) continue;
    photos += 1;
    if (!fewResults && (resultsByPhoto.get(photo as PhotoId)?.length ?? 0) > 0) withResults += 1; // a photo's number, see `photoNumbers`
  }
  if (fewResults) {
    for (const [photo, own] of resultsByPhoto) {
      const index = own.length === 0 ? -1 : items.indexOfKey(photo);
      if (index >= from && index < end) withResults += 1;
    }
  }
  return { photos, withResults, alone };
}

/** Index of the cell that has the cursor: the active result where it is shown, else its photo; -1 for none. */
export function cursorIndex(items: GridItems, active: PhotoId | null, activeResult: ResultId | null): number {
  const exact = activeResult === null ? -1 : items.indexOfKey(resultKey(activeResult));
  if (exact >= 0 || active === null) return exact;
  return items.indexOfKey(active);
}

/** The photos between two items, both included, without doubles. */
export function photosBetween(items: GridItems, a: number, b: number): PhotoId[] {
  const [from, to] = a <= b ? [a, b] : [b, a];
  const photos = new Set<PhotoId>();
  for (let index = Math.max(0, from); index <= Math.min(to, items.length - 1); index += 1) {
    const photo = items.photoAt(index);
    if (photo !== null) photos.add(photo);
  }
  return [...photos];
}

/** All photos, without doubles. */
export function allPhotos(items: GridItems): PhotoId[] {
  return photosBetween(items, 0, items.length - 1);
}
