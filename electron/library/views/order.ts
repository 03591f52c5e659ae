/** The order of a view, its groups, and what the library holds: pure, over columns that are in memory. */
import { dirname } from 'node:path';
import { dayOf } from '../../contract/camera-time.ts';
import { localDay } from '../../contract/local-time.ts';
import type { Overview, View, ViewQuery } from '../../contract/view.ts';
import { pictureFormatSchema, type PictureFormat } from '../../contract/photo.ts';
import { folderKeyOf } from '../labels.ts';
import type { Columns, Developed, Entry, Folder } from './columns.ts';
import { fold, wordsOf } from '../../contract/search.ts';
import { countingKey } from './counting-key.ts';

type Held = Pick<Columns, 'entries' | 'developed'>;

function sortedName(entry: Entry): string {
  entry.sorted ??= countingKey(entry.name);
  return entry.sorted;
}

function compareNames(a: Entry, b: Entry): number {
  const [first, second] = [sortedName(a), sortedName(b)];
  return first === second ? a.id - b.id : first < second ? -1 : 1;
}

/** Days as groups go one way or the other, and within them photos stand as they were taken. Else all goes the one way. */
function comparing({ sort, reversed, group }: Pick<ViewQuery, 'sort' | 'reversed' | 'group'>): (a: Entry, b: Entry) => number {
  const way = reversed ? -1 : 1;
  const withinDay = group === 'day' ? 1 : way;
  switch (sort) {
    case 'taken':
      return (a, b) => (a.day - b.day) * way || (a.dayMs - b.dayMs) * withinDay || compareNames(a, b);
    case 'name':
      return (a, b) => compareNames(a, b) * way;
    case 'added':
      return (a, b) => (a.addedAt - b.addedAt) * way || compareNames(a, b);
    case 'size':
      return (a, b) => (a.bytes - b.bytes) * way || compareNames(a, b);
  }
}

/** All photos in an order. */
export function sortAll({ entries }: Pick<Held, 'entries'>, query: Pick<ViewQuery, 'sort' | 'reversed' | 'group'>): Entry[] {
  const compare = comparing(query);
  const byFolder = (a: Entry, b: Entry): number =>
    a.folder === b.folder ? compare(a, b) : a.folder.sorted < b.folder.sorted ? -1 : 1;
  return [...entries.values()].sort(query.group === 'folder' ? byFolder : compare);
}

/** Which photos a view is of. */
function sieve(query: ViewQuery, { developed }: Held): (entry: Entry) => boolean {
  const { source, formats, missing, from, to } = query;
  const words = query.text === undefined ? [] : wordsOf(query.text);
  const tests: ((entry: Entry) => boolean)[] = [];
  if (source.kind === 'folder') tests.push(inFolder(source));
  if (source.kind === 'results') {
    const { since = 0 } = source;
    tests.push(({ id }) => (developed.get(id)?.newest ?? -1) >= since);
  }
  if (query.developed !== undefined) tests.push(({ id }) => developed.has(id) === query.developed);
  if (missing !== undefined) tests.push((entry) => entry.missing === missing);
  if (formats !== undefined) tests.push(({ format }) => formats.some((known) => known === format));
  if (from !== undefined) tests.push(({ time }) => dayOf(time) >= from);
  if (to !== undefined) tests.push(({ time }) => dayOf(time) <= to);
  if (words.length > 0) tests.push((entry) => words.every((word) => holds(entry, developed.get(entry.id), word)));
  return (entry) => tests.every((test) => test(entry));
}

function holds(entry: Entry, developed: Developed | undefined, word: string): boolean {
  entry.folded ??= fold(entry.about === null ? entry.name : `${entry.name}\n${entry.about}`);
  return entry.folded.includes(word) || entry.folder.folded.includes(word) || (developed?.text.includes(word) ?? false);
}

function inFolder({ folder, subfolders }: Extract<ViewQuery['source'], { kind: 'folder' }>): (entry: Entry) => boolean {
  const belongs = new Map<Folder, boolean>();
  const isAbove = new Map<string, boolean>();
  /** Whether this is the folder, or one above is. A folder that was added may hold photos only below itself. */
  const liesIn = (path: string): boolean => {
    const known = isAbove.get(path);
    if (known !== undefined) return known;
    const above = dirname(path);
    const lies = folderKeyOf(path) === folder || (above !== path && liesIn(above));
    isAbove.set(path, lies);
    return lies;
  };
  return (entry) => {
    const known = belongs.get(entry.folder);
    if (known !== undefined) return known;
    const is = entry.folder.key === folder || (subfolders && liesIn(entry.folder.path));
    belongs.set(entry.folder, is);
    return is;
  };
}

/** What the group of a photo is called; the same for all of one group. */
function grouping({ group, sort }: Pick<ViewQuery, 'group' | 'sort'>): (entry: Entry) => string {
  if (group === 'folder') return (entry) => entry.folder.label;
  // Days are those of what is sorted by; names and sizes have none
  if (group === 'none' || sort === 'name' || sort === 'size') return () => '';
  const length = group === 'month' ? 7 : 10;
  if (sort === 'added') return (entry) => localDay(entry.addedAt).slice(0, length);
  return (entry) => entry.time.slice(0, length);
}

/** A view over photos that are in its order already, see `sortAll`. */
export function viewOf(query: ViewQuery, held: Held, sorted: readonly Entry[]): Omit<View, 'token'> {
  const isShown = sieve(query, held);
  const groupOf = grouping(query);
  const ids = new Int32Array(sorted.length);
  const aspects = new Float32Array(sorted.length);
  const starts: number[] = [];
  const groups: string[] = [];
  let count = 0;
  let folder: Folder | null = null;
  for (const entry of sorted) {
    if (!isShown(entry)) continue;
    const group = groupOf(entry);
    // Two folders may have one label
    const isNext =
      groups.length === 0 || groups[groups.length - 1] !== group || (query.group === 'folder' && folder !== entry.folder);
    if (isNext) {
      starts.push(count);
      groups.push(group);
      folder = entry.folder;
    }
    ids[count] = entry.id;
    aspects[count] = entry.aspect;
    count += 1;
  }
  return { ids: ids.slice(0, count), aspects: aspects.slice(0, count), starts: Int32Array.from(starts), groups };
}

/** What the library holds. */
export function overviewOf({ entries }: Pick<Held, 'entries'>): Omit<Overview, 'folders'> & {
  readonly folders: readonly (Omit<Overview['folders'][number], 'problem' | 'isRoot'> & { readonly path: string })[];
} {
  const counts = new Map<Folder, number>();
  const formats = new Set<string>();
  const years = new Set<string>();
  for (const { folder, format, time } of entries.values()) {
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
    formats.add(format);
    years.add(time.slice(0, 4));
  }
  const sorted = [...counts.keys()].sort((a, b) => (a.sorted === b.sorted ? 0 : a.sorted < b.sorted ? -1 : 1));
  const below = new Map(sorted.map(({ path }) => [path, 0]));
  for (const [folder, count] of counts) {
    for (let path = folder.path, above = ''; path !== above; above = path, path = dirname(path)) {
      const known = below.get(path);
      if (known !== undefined) below.set(path, known + count);
    }
  }
  return {
    total: entries.size,
    formats: [...formats].flatMap((format): PictureFormat | [] => pictureFormatSchema.safeParse(format).data ?? []),
    years: [...years].sort().reverse(),
    folders: sorted.map((folder) => ({
      key: folder.key,
      above: folderKeyOf(dirname(folder.path)),
      label: folder.label,
      count: counts.get(folder) ?? 0,
      countBelow: below.get(folder.path) ?? 0,
      path: folder.path,
    })),
  };
}
