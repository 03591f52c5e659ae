/** Views over one database: asked here, computed wherever whoever built it wants them computed. */
import { randomInt } from 'node:crypto';
import type { View, ViewQuery } from '../../contract/view.ts';
import type { Database } from '../database.ts';
import { createColumns, type Columns, type Entry } from './columns.ts';
import { overviewOf, sortAll, viewOf } from './order.ts';

/** What the library holds; `path` is for main only. */
export type PlainOverview = ReturnType<typeof overviewOf>;

export interface Moved {
  readonly photoIds: readonly number[];
  readonly resultIds: readonly number[];
}

export interface Views {
  /** `since`: the token of the last answer to this question; null: it is what it was. */
  readonly view: (query: ViewQuery, since: number | null) => Promise<View | null>;
  readonly overview: () => Promise<PlainOverview>;
  /** These photos or their results came, changed or went: what is asked from now on knows it. */
  readonly note: (moved: Moved) => void;
  readonly close: () => Promise<void>;
}

/** So many photos are read again one by one, however small the library is. */
const FEW = 1_000;
/** Orders that are kept: the one that is shown, and the one of a dialog over it. */
const MOST_ORDERS = 2;

/** Views in this thread; nothing is read before the first question. `open`: gives the database, which may be one that only reads. */
export function viewsHere(open: () => Database): Views & {
  /** Reads what changed so far, so that who asks next does not wait for it; nothing before the first question. */
  readonly catchUp: () => void;
} {
  let columns: Columns | null = null;
  /** highest: of the photos that came since. */
  const pending = { photos: new Set<number>(), results: new Set<number>(), highest: 0 };
  const orders = new Map<string, { readonly generation: number; readonly sorted: readonly Entry[] }>();

  /** What was answered last. */
  let last: Known | null = null;
  // Not a number that another thread gave before this one was started
  let nextToken = randomInt(1_000_000_000);

  const held = (): Columns => {
    // Reading everything costs less than reading very many one by one
    if (columns === null || pending.photos.size > columns.entries.size / 4 + FEW) {
      orders.clear();
      columns = createColumns(open());
    } else {
      columns.readTo(pending.highest);
      if (pending.photos.size + pending.results.size > 0) columns.refresh(pending.photos, pending.results);
    }
    pending.photos.clear();
    pending.results.clear();
    pending.highest = 0;
    return columns;
  };

  const sortedBy = (now: Columns, query: ViewQuery): readonly Entry[] => {
    const key = JSON.stringify([query.sort, query.reversed, query.group === 'folder']);
    const known = orders.get(key);
    orders.delete(key);
    const sorted = known?.generation === now.generation() ? known.sorted : sortAll(now, query);
    orders.set(key, { generation: now.generation(), sorted });
    for (const oldest of [...orders.keys()].slice(0, -MOST_ORDERS)) orders.delete(oldest);
    return sorted;
  };

  return {
    view: async (query, since) => {
      const now = held();
      const view = viewOf(query, now, sortedBy(now, query));
      if (since !== null && last?.token === since && isSame(last, view)) return await Promise.resolve(null);
      nextToken += 1;
      // Its own copy: what is answered may be handed over to another thread
      last = { token: nextToken, ids: view.ids.slice(), aspects: view.aspects.slice(), groups: view.groups };
      return { ...view, token: nextToken };
    },
    overview: async () => await Promise.resolve(overviewOf(held())),
    catchUp: () => {
      if (columns !== null) held();
    },
    note: ({ photoIds, resultIds }) => {
      for (const id of photoIds)
        if (columns?.isAhead(id) === true) pending.highest = Math.max(pending.highest, id);
        else pending.photos.add(id);
      for (const id of resultIds) pending.results.add(id);
    },
    close: async () => {
      columns = null;
      await Promise.resolve();
    },
  };
}

type Known = Pick<View, 'token' | 'ids' | 'aspects' | 'groups'>;

function isSame(a: Known, b: Omit<View, 'token'>): boolean {
  const isLike = (one: ArrayLike<unknown>, other: ArrayLike<unknown>): boolean => {
    if (one.length !== other.length) return false;
    for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
    return true;
  };
  return isLike(a.ids, b.ids) && isLike(a.aspects, b.aspects) && isLike(a.groups, b.groups);
}
