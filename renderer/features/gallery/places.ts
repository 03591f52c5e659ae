/** Where cells and headers lie in a row of the grid, and what keeps its place when everything moves. Pure. */
import { rowAt } from '../../ui/virtual.ts';
import type { GridItems } from './items.ts';
import {
  CELL_GAP,
  filled,
  HEADER_HEIGHT,
  lastAtOrBefore,
  NOTHING,
  rowAspect,
  sides,
  squareWidth,
  type Fill,
  type Layout,
  type Row,
} from './layout.ts';

export interface CellPlace {
  readonly left: number;
  readonly width: number;
  readonly boxHeight: number;
}

/** The cells of one row, left to right. */
export function placeCells(layout: Layout, row: Row): CellPlace[] {
  const { items, style, columns, width } = layout;
  const cells: CellPlace[] = [];
  const boxHeight = Math.floor(row.boxHeight);
  let fill: Fill = NOTHING;
  let left = 0;
  let group = lastAtOrBefore(items.groupStarts, row.first - 1) + 1;
  for (let index = row.first; index <= row.last; index += 1) {
    const begins = items.groupStarts[group] === index;
    if (begins) group += 1;
    if (style === 'square') {
      const cell = squareWidth(columns, width);
      cells.push({ left: (index - row.first) * (cell + CELL_GAP), width: cell, boxHeight });
      continue;
    }
    const aspect = rowAspect(items, index);
    const after = filled(fill, aspect, begins, layout.wanted);
    left += after.gap;
    const cell = Math.min(width, aspect * row.boxHeight + sides);
    cells.push({ left, width: cell, boxHeight });
    left += cell;
    fill = after;
  }
  return cells;
}

export interface HeaderPlace {
  readonly group: number;
  /** The item that it stands before. */
  readonly item: number;
  readonly left: number;
  /** Pixels to the next header, or to the end of the row. */
  readonly width: number;
  /** The group began in a row above. */
  readonly continued: boolean;
}

/**
 * The headers of a row: each above the first cell of its group, and one above the first cell where that belongs to a group that began
 * in a row above.
 */
export function placeHeaders({ items, width }: Layout, row: Row, cells: readonly CellPlace[]): HeaderPlace[] {
  const { groupStarts } = items;
  const headers: HeaderPlace[] = [];
  for (let group = Math.max(0, lastAtOrBefore(groupStarts, row.first)); ; group += 1) {
    const start = groupStarts[group];
    if (start === undefined || start > row.last) return headers;
    const item = Math.max(start, row.first);
    const left = cells[item - row.first]?.left ?? 0;
    const next = groupStarts[group + 1] ?? Infinity;
    const end = next <= row.last ? (cells[next - row.first]?.left ?? width) : width;
    headers.push({ group, item, left, width: end - left, continued: start < row.first });
  }
}

/** The group that an item belongs to; -1: there are no groups. */
export function groupOf({ items }: Pick<Layout, 'items'>, item: number): number {
  return lastAtOrBefore(items.groupStarts, item);
}

export interface Sticky {
  /** The row whose headers stay at the top. */
  readonly row: number;
  /** Pixels that the next headers push them up by. */
  readonly pushed: number;
}

/** The headers that stay at the top while their cells are scrolled; null: none are needed here. */
export function stickyAt({ items, rows }: Layout, scrollTop: number): Sticky | null {
  if (items.groupStarts.length === 0 || rows.length === 0) return null;
  const at = rowAt(rows, scrollTop);
  const row = rows.at(at);
  // While the row's own headers are whole, nothing has to stand for them.
  if (row === undefined || (row.band > 0 && scrollTop <= row.top)) return null;
  const next = rows.at(at + 1);
  const away = next !== undefined && next.band > 0 ? next.top - scrollTop : HEADER_HEIGHT;
  return { row: at, pushed: Math.min(HEADER_HEIGHT, Math.max(0, HEADER_HEIGHT - away)) };
}

export interface Anchor {
  /** The item, see `GridItems.keys`. */
  readonly key: number;
  /** Pixels from its row's top to the view's top; negative where the row begins lower. */
  readonly offset: number;
}

/** What a person looks at: the cursor (-1: none) and the height of the view, pixels. */
export interface Gaze {
  readonly cursor: number;
  readonly height: number;
}

/**
 * The cursor where it is in view, else the first visible item, to be found again when everything moves; null at the very top, which stays
 * the top.
 */
export function anchorAt(layout: Layout, items: GridItems, scrollTop: number, { cursor, height }: Gaze): Anchor | null {
  if (scrollTop <= 0) return null;
  const { rows } = layout;
  const own = rows.at(rows.ofItem(cursor));
  const isSeen = own !== undefined && own.top + own.band >= scrollTop && own.top + own.height <= scrollTop + height;
  const row = isSeen ? own : rows.at(rowAt(rows, scrollTop));
  const key = row === undefined ? undefined : items.keys[isSeen ? cursor : row.first];
  return row === undefined || key === undefined ? null : { key, offset: scrollTop - (row.top + row.band) };
}

/**
 * Where to scroll so that the anchor lies where it lay. Where it is gone, the next of the old items that is still there takes its place,
 * else the one before it; null where none is.
 */
export function scrollForAnchor(layout: Layout, items: GridItems, anchor: Anchor, old: GridItems | null = null): number | null {
  const index = stillThere(items, anchor.key, old);
  const row = index < 0 ? undefined : layout.rows.at(layout.rows.ofItem(index));
  // A row that became lower cannot be scrolled further into than it is high.
  return row === undefined ? null : Math.max(0, row.top + row.band + Math.min(anchor.offset, row.height - row.band - 1));
}

function stillThere(items: GridItems, key: number, old: GridItems | null): number {
  const exact = items.indexOfKey(key);
  const was = exact >= 0 || old === null ? -1 : old.indexOfKey(key);
  if (old === null || was < 0) return exact;
  for (let index = was + 1; index < old.length; index += 1) {
    const found = items.indexOfKey(old.keys[index] ?? 0);
    if (found >= 0) return found;
  }
  for (let index = was - 1; index >= 0; index -= 1) {
    const found = items.indexOfKey(old.keys[index] ?? 0);
    if (found >= 0) return found;
  }
  return -1;
}

/** Where to scroll so that an item is wholly visible under a header that stays; the same place where it is already. */
export function scrollToShow(layout: Layout, item: number, scrollTop: number, viewHeight: number): number {
  const row = layout.rows.at(layout.rows.ofItem(item));
  if (row === undefined) return scrollTop;
  const covered = row.band > 0 || layout.items.groupStarts.length === 0 ? CELL_GAP : HEADER_HEIGHT;
  const top = row.band > 0 ? row.top : row.top - covered;
  const bottom = row.top + row.height + CELL_GAP;
  if (top < scrollTop) return Math.max(0, top);
  return bottom > scrollTop + viewHeight ? bottom - viewHeight : scrollTop;
}

/** Where to scroll so that an item's row is the first in view. */
export function scrollToTop(layout: Layout, item: number): number {
  const row = layout.rows.at(layout.rows.ofItem(item));
  if (row === undefined) return 0;
  return row.band > 0 || layout.items.groupStarts.length === 0 ? row.top : Math.max(0, row.top - HEADER_HEIGHT);
}
