/**
 * Where everything in the grid lies: pure arithmetic over items, width and thumbnail size. Rows are worked out for the whole
 * library, cells only for rows that are drawn.
 */
import type { Preferences } from '../../../electron/contract/preferences.ts';
import { rowAt } from '../../ui/virtual.ts';
import type { GridItem } from './items.ts';

/** Pixels of the design, at 100 %. */
const DAY_HEIGHT = 32;
const CELL_PADDING = 5;
const FOOTER_HEIGHT = 22;
const CELL_GAP = 2;
const DAY_TOP = 4;
const DAY_BOTTOM = 2;
/** Below picture and footer, so that the selection's ground shows under the name. */
const CELL_FOOT = 2;
/** A box of 116 is 83 high. */
const BOX_SHAPE = 83 / 116;
/** Panoramas and slits are boxed, so that one cannot take or starve a row. */
const ASPECT_LIMITS = [0.45, 3] as const;

export type Row = DayRow | CellsRow;
interface Place {
  readonly top: number;
  readonly height: number;
  /** First and last item, both included; a day's row names all of its day. */
  readonly first: number;
  readonly last: number;
}
export interface DayRow extends Place {
  readonly kind: 'day';
  /** "2026-11-05". */
  readonly day: string;
}
export interface CellsRow extends Place {
  readonly kind: 'cells';
  /** Height of the picture boxes. */
  readonly boxHeight: number;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly height: number;
  readonly width: number;
  readonly style: Preferences['gridLayout'];
  /** Cells in a full row; justified: about. */
  readonly columns: number;
}

export interface LayoutInput {
  readonly items: readonly GridItem[];
  /** Pixels for the cells, without the margins at the sides. */
  readonly width: number;
  /** Width of a thumbnail's box, pixels. */
  readonly size: number;
  readonly style: Preferences['gridLayout'];
}

export interface CellPlace {
  readonly left: number;
  readonly width: number;
  readonly boxHeight: number;
}

const cellChrome = CELL_PADDING + FOOTER_HEIGHT + CELL_FOOT;
const sides = CELL_PADDING * 2;

/** Lays out all items. A width of 0 gives one column, so nothing divides by zero before the first measure. */
export function layoutGrid({ items, width, size, style }: LayoutInput): Layout {
  const columns = Math.max(1, Math.floor((width + CELL_GAP) / (size + sides + CELL_GAP)));
  const rows: Row[] = [];
  let top = 0;
  let index = 0;
  while (index < items.length) {
    const end = endOfDay(items, index);
    rows.push({ kind: 'day', day: items[index]?.day ?? '', top, height: DAY_HEIGHT, first: index, last: end });
    top += DAY_HEIGHT + DAY_TOP;
    while (index <= end) {
      const { last, boxHeight } =
        style === 'square'
          ? squareRow(index, end, columns, width)
          : justifiedRow(items, index, end, width, Math.round(size * BOX_SHAPE));
      const height = boxHeight + cellChrome;
      rows.push({ kind: 'cells', top, height, first: index, last, boxHeight });
      top += height + CELL_GAP;
      index = last + 1;
    }
    top += DAY_BOTTOM;
  }
  return { rows, height: top, width, style, columns };
}

function endOfDay(items: readonly GridItem[], start: number): number {
  const day = items[start]?.day;
  let end = start;
  while (items[end + 1] !== undefined && items[end + 1]?.day === day) end += 1;
  return end;
}

function squareRow(first: number, end: number, columns: number, width: number): { last: number; boxHeight: number } {
  const box = squareWidth(columns, width) - sides;
  return { last: Math.min(end, first + columns - 1), boxHeight: Math.max(1, Math.round(box * BOX_SHAPE)) };
}

function squareWidth(columns: number, width: number): number {
  return Math.max(sides + 1, (width - (columns - 1) * CELL_GAP) / columns);
}

/** The aspect a photo is given in a justified row. */
function rowAspect(item: GridItem | undefined): number {
  const aspect = item?.aspect ?? 1;
  return Math.min(ASPECT_LIMITS[1], Math.max(ASPECT_LIMITS[0], aspect));
}

/** Takes photos until the row is full at the wanted height, then stretches or shrinks it to fill the width exactly. */
function justifiedRow(
  items: readonly GridItem[],
  first: number,
  end: number,
  width: number,
  wanted: number,
): { last: number; boxHeight: number } {
  let aspects = 0;
  let last = first;
  let before = Infinity;
  for (let index = first; index <= end; index += 1) {
    aspects += rowAspect(items[index]);
    const count = index - first + 1;
    const height = (width - count * sides - (count - 1) * CELL_GAP) / aspects;
    if (height <= wanted) {
      // Whichever is nearer to the wanted height: with this photo (lower) or without it (higher).
      const without = index > first && before - wanted < wanted - height;
      return { last: without ? last : index, boxHeight: rowHeight(without ? before : height, wanted) };
    }
    last = index;
    before = height;
  }
  return { last, boxHeight: wanted }; // the day's last row is not stretched
}

function rowHeight(height: number, wanted: number): number {
  return Math.max(24, Math.min(Math.floor(height), wanted * 2));
}

/** The cells of one row, left to right. */
export function placeCells(layout: Layout, row: CellsRow, items: readonly GridItem[]): CellPlace[] {
  const cells: CellPlace[] = [];
  let left = 0;
  for (let index = row.first; index <= row.last; index += 1) {
    const width =
      layout.style === 'square'
        ? squareWidth(layout.columns, layout.width)
        : Math.min(layout.width, rowAspect(items[index]) * row.boxHeight + sides);
    cells.push({ left, width, boxHeight: row.boxHeight });
    left += width + CELL_GAP;
  }
  return cells;
}

/** Index of the cells' row that holds an item, by binary search; -1 where there is none. */
export function rowOfItem(layout: Layout, item: number): number {
  let low = 0;
  let high = layout.rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = layout.rows[middle];
    if (row === undefined) return -1;
    if (row.last < item) low = middle + 1;
    else if (row.first > item) high = middle - 1;
    else if (row.kind === 'cells') return middle;
    else low = middle + 1; // a day's row names the items of the rows below it
  }
  return -1;
}

export interface Anchor {
  readonly key: string;
  /** Pixels from the row's top to the view's top; negative where the row begins lower. */
  readonly offset: number;
}

/** The first visible item, to be found again when everything moves; null at the very top, which stays the top. */
export function anchorAt(layout: Layout, items: readonly GridItem[], scrollTop: number): Anchor | null {
  if (scrollTop <= 0) return null;
  let at = rowAt(layout.rows, scrollTop);
  while (layout.rows[at]?.kind === 'day') at += 1;
  const row = layout.rows[at];
  const item = row === undefined ? undefined : items[row.first];
  return row === undefined || item === undefined ? null : { key: item.key, offset: scrollTop - row.top };
}

/** Where to scroll so that the anchor lies where it lay; null where it is gone. */
export function scrollForAnchor(layout: Layout, items: readonly GridItem[], anchor: Anchor): number | null {
  const index = items.findIndex((item) => item.key === anchor.key);
  const row = index < 0 ? undefined : layout.rows[rowOfItem(layout, index)];
  // A row that became lower cannot be scrolled further into than it is high.
  return row === undefined ? null : Math.max(0, row.top + Math.min(anchor.offset, row.height - 1));
}

/** Where to scroll so that an item is wholly visible; the same place where it is already. */
export function scrollToShow(layout: Layout, item: number, scrollTop: number, viewHeight: number): number {
  const index = rowOfItem(layout, item);
  const row = layout.rows[index];
  if (row === undefined) return scrollTop;
  const above = layout.rows[index - 1];
  const top = above?.kind === 'day' ? above.top : row.top - CELL_GAP;
  const bottom = row.top + row.height + CELL_GAP;
  if (top < scrollTop) return Math.max(0, top);
  return bottom > scrollTop + viewHeight ? bottom - viewHeight : scrollTop;
}
