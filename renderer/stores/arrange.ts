/** Which photos of a source are shown, in which order and groups, by sorting, grouping, search and filter. Pure. */
import { dayOf } from '../../electron/contract/camera-time.ts';
import type { PhotoId, ResultId } from '../../electron/contract/ids.ts';
import { localDay } from '../../electron/contract/local-time.ts';
import type { FolderId, Photo, Result } from '../../electron/contract/photo.ts';
import { fold, foundIn, searchWords } from '../lib/search.ts';
import { foldersUnder, treeOf } from './folders.ts';
import { photoTime } from './library-store.ts';
import { isOpenFilter, shownGrouping, type Filter, type Grouping, type Look } from './look-store.ts';
import type { Source } from './view-store.ts';

/** A picture that has no photo, and where it stands among photos. */
export interface Alone {
  readonly resultId: ResultId;
  /** The photo that it stands before; null: behind all. */
  readonly before: PhotoId | null;
  readonly group: string | null;
}

export interface Arranged {
  readonly photoIds: readonly PhotoId[];
  /** The group of each photo: a day "2026-11-05", a month "2026-11", a folder's label and id in two lines; null: there are no groups. */
  readonly groups: readonly string[] | null;
  /** What the groups are. */
  readonly grouping: Grouping;
  readonly alone: readonly Alone[];
  /** Photos of the source, before search and filter. */
  readonly total: number;
}

export interface ArrangeInput {
  /** All photos: newest day first, in time order within a day. */
  readonly order: readonly PhotoId[];
  readonly photos: ReadonlyMap<PhotoId, Photo>;
  readonly results: ReadonlyMap<ResultId, Result>;
  readonly resultsByPhoto: ReadonlyMap<PhotoId, readonly ResultId[]>;
  readonly source: Source;
  readonly look: Look;
}

/** True where results decide what is shown: without, a change of results changes nothing here. */
export function dependsOnResults(source: Source, { query, filter }: Pick<Look, 'query' | 'filter'>): boolean {
  return source.kind === 'results' || query.trim() !== '' || filter.developed !== 'any';
}

/** Photos and pictures without a photo, as they are looked at. */
export function arrange(input: ArrangeInput): Arranged {
  const { order, photos, look } = input;
  const belongs = belonging(input);
  const inSource: Photo[] = [];
  for (const id of order) {
    const photo = photos.get(id);
    if (photo !== undefined && belongs(photo)) inSource.push(photo);
  }
  const shown = filtered(input, inSource);
  const sorted = sortedBy(shown, look);
  const grouping = shownGrouping(look);
  const list = grouping === 'folder' ? byFolder(sorted) : sorted;
  const group = groupOf(grouping, look);
  return {
    photoIds: list.map((photo) => photo.id),
    groups: grouping === 'none' ? null : list.map((photo) => group(photo)),
    grouping,
    alone: input.source.kind === 'results' ? aloneAmong(input, list, grouping) : [],
    total: inSource.length,
  };
}

function resultsOf({ results, resultsByPhoto }: ArrangeInput, id: PhotoId): Result[] {
  return (resultsByPhoto.get(id) ?? []).flatMap((resultId) => results.get(resultId) ?? []);
}

function isSince(source: Source, { createdAt }: Result): boolean {
  return source.kind !== 'results' || source.since === undefined || createdAt >= source.since;
}

/** Which photos are of the source. */
function belonging(input: ArrangeInput): (photo: Photo) => boolean {
  const { source } = input;
  switch (source.kind) {
    case 'all':
      return () => true;
    case 'folder': {
      const folders = foldersUnder(treeOf(input.photos), source.id);
      return (photo) => folders.has(photo.folderId);
    }
    case 'results':
      return (photo) => resultsOf(input, photo.id).some((result) => isSince(source, result));
  }
}

/** Texts of photos and results to be searched: worked out once each. */
const searchTexts = new WeakMap<Photo | Result, string>();

function textOf(thing: Photo | Result, parts: () => readonly string[]): string {
  const known = searchTexts.get(thing);
  if (known !== undefined) return known;
  const text = fold(parts().join('\n'));
  searchTexts.set(thing, text);
  return text;
}

function photoText(photo: Photo): string {
  return textOf(photo, () => [photo.name, photo.folder, ...photo.companions]);
}

function resultText(result: Result): string {
  const { prompt } = result.parameters;
  return textOf(result, () => [result.name, result.recipe, typeof prompt === 'string' ? prompt : '']);
}

function filtered(input: ArrangeInput, photos: readonly Photo[]): readonly Photo[] {
  const { query, filter } = input.look;
  const words = searchWords(query);
  if (words.length === 0 && isOpenFilter(filter)) return photos;
  return photos.filter((photo) => {
    if (!passes(photo, filter, (input.resultsByPhoto.get(photo.id)?.length ?? 0) > 0)) return false;
    if (words.length === 0) return true;
    const own = photoText(photo);
    if (foundIn(own, words)) return true;
    // A word may be in the photo's name and another one in the prompt of a result
    return resultsOf(input, photo.id).some((result) => foundIn(`${own}\n${resultText(result)}`, words));
  });
}

/** True where a photo is one of those that a filter lets through. */
export function passes(photo: Photo, filter: Filter, developed: boolean): boolean {
  const { kinds, from, to } = filter;
  if (kinds.size > 0 && (photo.format === null || !kinds.has(photo.format))) return false;
  if (filter.developed !== 'any' && developed !== (filter.developed === 'yes')) return false;
  if (filter.missing !== 'any' && photo.missing !== (filter.missing === 'yes')) return false;
  if (from === null && to === null) return true;
  const day = takenDay(photo);
  return (from === null || day >= from) && (to === null || day <= to);
}

const days = new WeakMap<Photo, string>();

/** The day of a photo by the clock of its camera, "2026-11-05". */
export function takenDay(photo: Photo): string {
  const known = days.get(photo);
  if (known !== undefined) return known;
  const day = dayOf(photoTime(photo));
  days.set(photo, day);
  return day;
}

const addedDays = new Map<number, string>();
/** Zones differ from UTC by whole quarters of an hour: within one it is the same day everywhere. */
const QUARTER_MS = 15 * 60_000;

function addedDay({ addedAt }: Photo): string {
  const quarter = Math.floor(addedAt / QUARTER_MS);
  const known = addedDays.get(quarter);
  if (known !== undefined) return known;
  const day = localDay(addedAt);
  addedDays.set(quarter, day);
  return day;
}

/** The day that a photo is sorted and grouped by. */
export function sortedDay(photo: Photo, { sorting }: Pick<Look, 'sorting'>): string {
  return sorting === 'added' ? addedDay(photo) : takenDay(photo);
}

function sortedBy(photos: readonly Photo[], look: Look): readonly Photo[] {
  const { sorting, descending } = look;
  switch (sorting) {
    case 'taken':
      return byTaken(photos, descending, shownGrouping(look) === 'day');
    case 'name':
      return byNumberOrText(photos, nameKey, descending);
    case 'added':
      return byNumberOrText(photos, (photo) => photo.addedAt, descending);
    case 'size':
      return byNumberOrText(photos, (photo) => photo.bytes, descending);
  }
}

/** From the library's own order: days run backwards in it, the photos of a day forwards. Days as groups read forwards always. */
function byTaken(photos: readonly Photo[], descending: boolean, dayGroups: boolean): readonly Photo[] {
  if (descending && dayGroups) return photos;
  const runs: Photo[][] = [];
  let day = '';
  for (const photo of photos) {
    const own = takenDay(photo);
    if (own !== day) runs.push([]);
    day = own;
    runs.at(-1)?.push(photo);
  }
  return descending ? runs.flatMap((run) => run.reverse()) : runs.reverse().flat();
}

const nameKeys = new WeakMap<Photo, string>();

/** Sorts as people count: 2 before 10. */
function nameKey(photo: Photo): string {
  const known = nameKeys.get(photo);
  if (known !== undefined) return known;
  const key = fold(photo.name).replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(20, '0'));
  nameKeys.set(photo, key);
  return key;
}

function byNumberOrText(
  photos: readonly Photo[],
  keyOf: (photo: Photo) => number | string,
  descending: boolean,
): readonly Photo[] {
  const keyed = photos.map((photo) => ({ photo, key: keyOf(photo) }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => (a.key === b.key ? a.photo.id - b.photo.id : a.key < b.key ? -sign : sign));
  return keyed.map(({ photo }) => photo);
}

const folderGroups = new Map<FolderId, string>();

/** The name of a folder's group: its label, and behind a line break its id, because two folders may have one label. */
function folderGroup({ folder, folderId }: Photo): string {
  const known = folderGroups.get(folderId);
  if (known !== undefined) return known;
  const name = `${folder}\n${folderId}`;
  folderGroups.set(folderId, name);
  return name;
}

/** Folders in the order of people; within a folder as before. */
function byFolder(photos: readonly Photo[]): readonly Photo[] {
  const folders = new Map<string, Photo[]>();
  for (const photo of photos) {
    const name = folderGroup(photo);
    const own = folders.get(name);
    if (own === undefined) folders.set(name, [photo]);
    else own.push(photo);
  }
  const names = new Intl.Collator(undefined, { numeric: true });
  return [...folders].sort(([a], [b]) => names.compare(a, b)).flatMap(([, own]) => own);
}

function groupOf(grouping: Grouping, look: Look): (photo: Photo) => string {
  switch (grouping) {
    case 'day':
      return (photo) => sortedDay(photo, look);
    case 'month':
      return (photo) => sortedDay(photo, look).slice(0, 7);
    case 'folder':
      return folderGroup;
    case 'none':
      return () => '';
  }
}

/**
 * Pictures made from text, or whose photo was removed: at the end of their day, where photos stand by time; else behind all. A filter
 * that asks for something that only photos have leaves them out.
 */
function aloneAmong(input: ArrangeInput, photos: readonly Photo[], grouping: Grouping): Alone[] {
  const { results, source, look } = input;
  const words = searchWords(look.query);
  if (!isOpenFilter(look.filter)) return [];
  const own = [...results.values()].filter((result) => {
    const isAlone = result.photoId === null || !input.photos.has(result.photoId);
    return isAlone && isSince(source, result) && foundIn(resultText(result), words);
  });
  const byTime = look.sorting === 'taken' || look.sorting === 'added';
  const sign = byTime && look.descending ? -1 : 1;
  const dated = own.map((result) => ({ result, day: localDay(result.createdAt) }));
  dated.sort(
    (a, b) =>
      (a.day === b.day ? 0 : a.day < b.day ? -sign : sign) ||
      a.result.createdAt - b.result.createdAt ||
      a.result.id - b.result.id,
  );
  const groups: Readonly<Record<Grouping, (result: Result, day: string) => string | null>> = {
    day: (_, day) => day,
    month: (_, day) => day.slice(0, 7),
    folder: (result) => result.folder,
    none: () => null,
  };
  const alone: Alone[] = [];
  let at = 0;
  const isBeyond = (photo: Photo, day: string): boolean => {
    const other = sortedDay(photo, look);
    return sign < 0 ? other < day : other > day;
  };
  for (const { result, day } of dated) {
    if (!byTime || grouping === 'folder') at = photos.length;
    while (at < photos.length) {
      const photo = photos[at];
      if (photo === undefined || isBeyond(photo, day)) break;
      at += 1;
    }
    alone.push({ resultId: result.id, before: photos[at]?.id ?? null, group: groups[grouping](result, day) });
  }
  return alone;
}
