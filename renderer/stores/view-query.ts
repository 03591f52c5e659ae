/** What main is asked for, so that the page shows a source as a person wants to look at it. Pure. */
import type { ViewQuery } from '../../electron/contract/view.ts';
import { shownGrouping, type Look } from './look-store.ts';
import type { Source } from './view-store.ts';

/** Longest text that is searched for. */
const MOST_TEXT = 200;

/** The question. What leaves out nothing is not in it. */
export function viewQueryOf(source: Source, look: Look): ViewQuery {
  const { sorting, descending, query, filter } = look;
  const text = query.trim().slice(0, MOST_TEXT);
  return {
    source: source.kind === 'folder' ? { kind: 'folder', folder: source.folder, subfolders: true } : source,
    sort: sorting,
    reversed: descending,
    group: shownGrouping(look),
    ...(text === '' ? {} : { text }),
    ...(filter.kinds.size === 0 ? {} : { formats: [...filter.kinds] }),
    ...(filter.developed === 'any' ? {} : { developed: filter.developed === 'yes' }),
    ...(filter.missing === 'any' ? {} : { missing: filter.missing === 'yes' }),
    ...(filter.from === null ? {} : { from: filter.from }),
    ...(filter.to === null ? {} : { to: filter.to }),
  };
}
