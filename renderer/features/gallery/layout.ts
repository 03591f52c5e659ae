/**
 * Where everything in the grid lies: pure arithmetic over plain arrays, a width and a thumbnail size. Rows are worked out for the whole
 * view, in slices where it is large; cells only for rows that are drawn. Small groups share a row, so that no row but the last is less
 * than half full.
 */
import type { Preferences } from '../../../electron/contract/preferences.ts';

/** Pixels of the design, at 100 %. */
export const HEADER_HEIGHT = 32;
const CELL_PADDING = 5;
const FOOTER_HEIGHT = 22;
export const CELL_GAP = 2;
/** Header, and the air between it and its cells. */
const BAND_HEIGHT = HEADER_HEIGHT + 4;
/** Below picture and footer, so that the selection's ground shows under the name. */
const CELL_FOOT = 2;
/** A box of 116 is 83 high. */
const BOX_SHAPE = 83 / 116;
/** Panoramas and slits are boxed, so that one cannot take or starve a row. */
const ASPECT_LIMITS = [0.45, 3] as const;
/** Between two headers in a row of justified pictures: room for "14 Nov". */
const HEADER_ROOM = 74;
/** A row that ends before its group's last photos is stretched to the width where that makes it at most so much higher. */
const MOST_STRETCH = 1.3;
/** Lowest picture boxes, pixels. */
const LEAST_BOX = 24;
/** Rows worked out between two looks at the clock. */
const ROWS_A_LOOK = 64;

const cellChrome = CELL_PADDING + FOOTER_HEIGHT + CELL_FOOT;
/** Pixels of a cell beside its picture, both sides together. */
export const sides = CELL_PADDING * 2;

/** What the layout needs of a view. Arrays may be typed arrays. */
export interface Arrangement {
  readonly length: number;
  /** Width divided by height, of each item. */
  readonly aspects: ArrayLike<number>;
  /** Index of the first item of each group, ascending, the first one 0; empty: no groups, no headers. */
  readonly groupStarts: ArrayLike<number>;
  /** False: each group begins a row of its own. */
  readonly groupsShareRows: boolean;
}

/** A row of cells, with the headers of the groups that begin in it above them. */
export interface Row {
  readonly top: number;
  readonly height: number;
  /** First and last item, both included. */
  readonly first: number;
  readonly last: number;
  /** Pixels for headers above the cells; 0: no group begins here. */
  readonly band: number;
  /** Height of the picture boxes. */
  readonly boxHeight: number;
}

export interface Layout {
  readonly rows: Rows;
  /** Pixels of all rows; of those not worked out yet it is a guess. */
  readonly height: number;
  readonly width: number;
  readonly style: Preferences['gridLayout'];
  /** Cells in a full row; justified: about. */
  readonly columns: number;
  /** Height that justified rows are wanted to have, pixels. */
  readonly wanted: number;
  readonly items: Arrangement;
}

export interface LayoutInput {
  readonly items: Arrangement;
  /** Pixels for the cells, without the margins at the sides. */
  readonly width: number;
  /** Width of a thumbnail's box, pixels. */
  readonly size: number;
  readonly style: Preferences['gridLayout'];
}

/** Rows in a few arrays of numbers: a hundred thousand photos in rows of one would else be a hundred thousand objects. */
export class Rows {
  readonly #tops: number[] = [];
  readonly #firsts: number[] = [];
  readonly #bands: number[] = [];
  readonly #boxes: number[] = [];
  /** Items in all rows so far. */
  #end = 0;
  #bottom = 0;

  get length(): number {
    return this.#firsts.length;
  }
  get end(): number {
    return this.#end;
  }
  get bottom(): number {
    return this.#bottom;
  }

  push(band: number, boxHeight: number, last: number): void {
    this.#tops.push(this.#bottom);
    this.#firsts.push(this.#end);
    this.#bands.push(band);
    this.#boxes.push(boxHeight);
    this.#end = last + 1;
    this.#bottom += band + Math.floor(boxHeight) + cellChrome + CELL_GAP;
  }

  at(index: number): Row | undefined {
    const top = this.#tops[index];
    const first = this.#firsts[index];
    const band = this.#bands[index];
    const boxHeight = this.#boxes[index];
    if (top === undefined || first === undefined || band === undefined || boxHeight === undefined) return undefined;
    const last = (this.#firsts[index + 1] ?? this.#end) - 1;
    return { top, height: band + Math.floor(boxHeight) + cellChrome, first, last, band, boxHeight };
  }

  /** Index of the row that holds an item, by halving; -1 where there is none (yet). */
  ofItem(item: number): number {
    if (item < 0 || item >= this.#end) return -1;
    return lastAtOrBefore(this.#firsts, item);
  }
}

/** Index of the last entry that is not greater than `value`, by halving; -1: all are greater. */
export function lastAtOrBefore(sorted: ArrayLike<number>, value: number): number {
  let low = -1;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A layout that is worked out bit by bit. */
export interface LayoutRun {
  /** What is worked out so far. */
  readonly layout: () => Layout;
  /** Goes on while it may; true once all is laid out. */
  readonly advance: (mayGoOn: () => boolean) => boolean;
}

/** Begins to lay out a view. A width of 0 gives one column, so nothing divides by zero before the first measure. */
export function beginLayout({ items, width, size, style }: LayoutInput): LayoutRun {
  const columns = Math.max(1, Math.floor((width + CELL_GAP) / (size + sides + CELL_GAP)));
  const wanted = Math.round(size * BOX_SHAPE);
  const rows = new Rows();
  const frame = { items, width, wanted, columns };
  const squareBox = Math.max(1, Math.round((squareWidth(columns, width) - sides) * BOX_SHAPE));
  let group = 0;
  const layRow = (): void => {
    const first = rows.end;
    while ((items.groupStarts[group] ?? Infinity) < first) group += 1;
    const row = style === 'square' ? squareRow(frame, first, group, squareBox) : justifiedRow(frame, first, group);
    const begins = (items.groupStarts[group] ?? Infinity) <= row.last;
    rows.push(begins ? BAND_HEIGHT : 0, row.boxHeight, row.last);
  };
  return {
    layout: () => {
      const guess = rows.end === 0 ? 0 : (rows.bottom / rows.end) * (items.length - rows.end);
      return { rows, height: Math.ceil(rows.bottom + guess), width, style, columns, wanted, items };
    },
    advance: (mayGoOn) => {
      for (let laid = 1; rows.end < items.length; laid += 1) {
        layRow();
        if (laid % ROWS_A_LOOK === 0 && !mayGoOn()) return rows.end === items.length;
      }
      return true;
    },
  };
}

/** Lays out all items at once. */
export function layoutGrid(input: LayoutInput): Layout {
  const run = beginLayout(input);
  run.advance(() => true);
  return run.layout();
}

interface Frame {
  readonly items: Arrangement;
  readonly width: number;
  readonly wanted: number;
  readonly columns: number;
}
interface RowEnd {
  readonly last: number;
  readonly boxHeight: number;
}

/** Index behind the last item of a group. */
function groupEnd({ groupStarts, length }: Arrangement, group: number): number {
  return groupStarts[group + 1] ?? length;
}

/** `group`: the first that begins at `first` or behind it. */
function squareRow({ items, columns }: Frame, first: number, group: number, boxHeight: number): RowEnd {
  const full = Math.min(items.length, first + columns);
  for (let next = group; ; next += 1) {
    const start = items.groupStarts[next] ?? Infinity;
    if (start >= full) return { last: full - 1, boxHeight };
    if (start === first) continue;
    const fits = groupEnd(items, next) <= first + columns;
    const halfFull = (start - first) * 2 >= columns;
    if (!items.groupsShareRows || (!fits && halfFull)) return { last: start - 1, boxHeight };
  }
}

/** Pixels of a cell in a grid of boxes. */
export function squareWidth(columns: number, width: number): number {
  return Math.max(sides + 1, (width - (columns - 1) * CELL_GAP) / columns);
}

/** The aspect a photo is given in a justified row. */
export function rowAspect(items: Arrangement, index: number): number {
  return Math.min(ASPECT_LIMITS[1], Math.max(ASPECT_LIMITS[0], items.aspects[index] ?? 1));
}

/** How much of a justified row is taken: `aspects` grow with its height, `fixed` pixels do not. */
export interface Fill {
  readonly aspects: number;
  readonly fixed: number;
  /** Where the last header in this row begins, pixels at the wanted height; null: none so far. */
  readonly header: number | null;
}

/** An empty row. */
export const NOTHING: Fill = { aspects: 0, fixed: 0, header: null };

/** The row after one more item; a header keeps its distance from the one before it. `gap`: pixels between the item and the one before. */
export function filled(
  { aspects, fixed, header }: Fill,
  aspect: number,
  begins: boolean,
  wanted: number,
): Fill & { gap: number } {
  const gap = aspects === 0 ? 0 : CELL_GAP;
  const left = aspects * wanted + fixed + gap;
  const room = begins && header !== null ? Math.max(0, header + HEADER_ROOM - left) : 0;
  return {
    aspects: aspects + aspect,
    fixed: fixed + gap + room + sides,
    header: begins ? left + room : header,
    gap: gap + room,
  };
}

/**
 * Takes photos until the row is full at the wanted height, then stretches or shrinks it to fill the width exactly. `group`: the first
 * that begins at `first` or behind it.
 */
function justifiedRow(frame: Frame, first: number, group: number): RowEnd {
  const { items, width, wanted } = frame;
  const taken = (fill: Fill, height: number): number => fill.aspects * height + fill.fixed;
  const heightOf = (fill: Fill): number => (width - fill.fixed) / fill.aspects;
  let fill: Fill = NOTHING;
  let next = group;
  for (let index = first; index < items.length; index += 1) {
    const begins = items.groupStarts[next] === index;
    if (begins) {
      const mayEnd = index > first && (!items.groupsShareRows || taken(fill, wanted) * 2 >= width);
      if (mayEnd && (!items.groupsShareRows || !groupFits(frame, fill, next))) {
        const height = heightOf(fill);
        const stretches = items.groupsShareRows && height <= wanted * MOST_STRETCH;
        return { last: index - 1, boxHeight: stretches ? height : wanted };
      }
      next += 1;
    }
    const after = filled(fill, rowAspect(items, index), begins, wanted);
    const height = heightOf(after);
    if (height <= wanted) {
      // Whichever is nearer to the wanted height: with this photo (lower) or without it (higher), but never half empty.
      const without = index === first ? Infinity : heightOf(fill);
      const stretched = Math.min(without, wanted * 2);
      const isNearer = without - wanted < wanted - height;
      // Room for headers does not shrink with the pictures: squeezed below this, the row would be wider than the view
      const leaves = (isNearer || height < LEAST_BOX) && taken(fill, stretched) * 2 >= width;
      return leaves ? { last: index - 1, boxHeight: stretched } : { last: index, boxHeight: Math.max(LEAST_BOX, height) };
    }
    fill = after;
  }
  return { last: items.length - 1, boxHeight: wanted }; // the view's last row is not stretched
}

/** True where all of a group has room behind what is in the row. */
function groupFits({ items, width, wanted }: Frame, before: Fill, group: number): boolean {
  let fill = before;
  const start = items.groupStarts[group] ?? items.length;
  const end = groupEnd(items, group);
  for (let index = start; index < end; index += 1) {
    fill = filled(fill, rowAspect(items, index), index === start, wanted);
    if (fill.aspects * wanted + fill.fixed > width) return false;
  }
  return true;
}
