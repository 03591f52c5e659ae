/** The view that main answered, as the grid takes it: the group of each photo, and where pictures without a photo stand among them. Pure. */
import type { PhotoId, ResultId } from '../../electron/contract/ids.ts';
import { localDay } from '../../electron/contract/local-time.ts';
import type { Result } from '../../electron/contract/photo.ts';
import { fold, foundIn, wordsOf } from '../../electron/contract/search.ts';
import type { ShownView } from './library-store.ts';
import { isOpenFilter, shownGrouping, type Grouping, type Look } from './look-store.ts';
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
  /** Width divided by height of each photo; 0: not known yet. */
  readonly aspects: ArrayLike<number>;
  /** The group of each photo: a day "2026-11-05", a month "2026-11", a folder's label and a number in two lines; null: there are no groups. */
  readonly groups: readonly string[] | null;
  /** What the groups are. */
  readonly grouping: Grouping;
  readonly alone: readonly Alone[];
}

export interface ArrangeInput {
  /** Photos of the view, in its order. */
  readonly order: readonly PhotoId[];
  /** Null until the first answer. */
  readonly view: ShownView | null;
  readonly results: ReadonlyMap<ResultId, Result>;
  readonly source: Source;
  readonly look: Pick<Look, 'query' | 'filter'>;
}

/** Photos and pictures without a photo, as they are looked at. */
export function arrange(input: ArrangeInput): Arranged {
  const { order, view, source } = input;
  if (view === null) return { photoIds: [], aspects: [], groups: null, grouping: 'none', alone: [] };
  const grouping = shownGrouping({ sorting: view.query.sort, grouping: view.query.group });
  return {
    photoIds: order,
    aspects: view.aspects,
    groups: grouping === 'none' ? null : groupOfEach(order.length, view, grouping),
    grouping,
    alone: source.kind === 'results' ? aloneAmong(input, view, grouping) : [],
  };
}

/** Two folders may have one label: a number behind it tells them apart. */
function nameOf(group: string, index: number, grouping: Grouping): string {
  return grouping === 'folder' ? `${group}\n${String(index)}` : group;
}

function groupOfEach(length: number, { starts, groups }: ShownView, grouping: Grouping): string[] {
  const each = new Array<string>(length);
  for (const [index, group] of groups.entries())
    each.fill(nameOf(group, index, grouping), starts[index] ?? 0, starts[index + 1] ?? length);
  return each;
}

function isSince(source: Source, { createdAt }: Result): boolean {
  return source.kind !== 'results' || source.since === undefined || createdAt >= source.since;
}

/**
 * Pictures made from text, or whose photo was removed: at the end of their day or month where the view has such groups, else behind all. A
 * filter that asks for something that only photos have leaves them out.
 */
function aloneAmong({ order, results, source, look }: ArrangeInput, view: ShownView, grouping: Grouping): Alone[] {
  if (!isOpenFilter(look.filter)) return [];
  const words = wordsOf(look.query);
  const byGroup = grouping === 'day' || grouping === 'month';
  const sign = byGroup && view.query.reversed ? -1 : 1;
  const own = [...results.values()]
    .filter((result) => result.photoId === null && isSince(source, result) && foundIn(textOf(result), words))
    .map((result) => ({ result, key: localDay(result.createdAt).slice(0, grouping === 'month' ? 7 : 10) }))
    .sort(
      (a, b) =>
        (a.key === b.key ? 0 : a.key < b.key ? -sign : sign) ||
        a.result.createdAt - b.result.createdAt ||
        a.result.id - b.result.id,
    );
  let next = byGroup ? 0 : view.groups.length;
  const isBeyond = (group: string, key: string): boolean => (sign < 0 ? group < key : group > key);
  return own.map(({ result, key }): Alone => {
    while (next < view.groups.length && !isBeyond(view.groups[next] ?? '', key)) next += 1;
    const at = view.starts[next];
    const group = byGroup ? key : grouping === 'folder' ? result.folder : null;
    return { resultId: result.id, before: at === undefined ? null : (order[at] ?? null), group };
  });
}

/** Texts of results to be searched: worked out once each. */
const searchTexts = new WeakMap<Result, string>();

function textOf(result: Result): string {
  const known = searchTexts.get(result);
  if (known !== undefined) return known;
  const { prompt } = result.parameters;
  const text = fold([result.name, result.recipe, typeof prompt === 'string' ? prompt : ''].join('\n'));
  searchTexts.set(result, text);
  return text;
}
