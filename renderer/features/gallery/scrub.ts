/** The scale at the side of the grid: where months begin, which of them are named, and where keys and the pointer lead. Pure. */
import { formatMonth } from '../../lib/format.ts';
import { groupedByTime, type GridItems } from './items.ts';
import { lastAtOrBefore, type Layout } from './layout.ts';

/** Fewer photos, or fewer months, are scrolled as quickly. */
const LEAST_ITEMS = 100;
const LEAST_MONTHS = 3;
/** Between two names and between two ticks, pixels. */
const NAME_ROOM = 18;
const TICK_ROOM = 5;

/** Months in the order in which they are shown. */
export interface Months {
  /** "2026-11". */
  readonly names: readonly string[];
  /** Index of the first item of each. */
  readonly items: readonly number[];
}

export const NO_MONTHS: Months = { names: [], items: [] };

/** The months of a view that is grouped by day or month; none where it is too short to need them. */
export function monthsOf(items: GridItems): Months {
  const names: string[] = [];
  const firsts: number[] = [];
  for (const [group, name] of groupedByTime(items.grouping) ? items.groupNames.entries() : []) {
    const month = name.slice(0, 7);
    if (names.at(-1) === month) continue;
    names.push(month);
    firsts.push(items.groupStarts[group] ?? 0);
  }
  return items.length < LEAST_ITEMS || names.length < LEAST_MONTHS ? NO_MONTHS : { names, items: firsts };
}

/** A line of the scale. */
export interface Tick {
  /** Pixels from its top. */
  readonly y: number;
  /** The year that begins here, where there is room for its name; else null. */
  readonly year: string | null;
}

/** The lines of a scale that is `height` pixels high. The first of each year is longer and says the year. */
export function scaleTicks(months: Months, layout: Layout, height: number): Tick[] {
  const ticks: Tick[] = [];
  let named = -Infinity;
  let drawn = -Infinity;
  let before = '';
  for (const [index, name] of months.names.entries()) {
    const year = name.slice(0, 4);
    const begins = year !== before;
    before = year;
    const y = Math.round(share(layout, months.items[index] ?? 0) * height);
    const isNamed = begins && y - named >= NAME_ROOM && y <= height - NAME_ROOM;
    const isNear = y - drawn < TICK_ROOM;
    if (!isNamed && isNear) continue;
    // A year takes the place of the month right above it
    if (isNear && ticks.at(-1)?.year === null) ticks.pop();
    ticks.push({ y, year: isNamed ? year : null });
    drawn = y;
    if (isNamed) named = y;
  }
  return ticks;
}

/** How far down an item's row lies, 0 to 1. */
function share({ rows, height }: Layout, item: number): number {
  const row = rows.at(rows.ofItem(item));
  return row === undefined || height === 0 ? 0 : row.top / height;
}

/** The month of an item, as an index; -1: before all. */
export function monthOfItem(months: Months, item: number): number {
  return lastAtOrBefore(months.items, item);
}

/** "November 2026". */
export function monthWords(months: Months, index: number): string {
  const name = months.names[index];
  return name === undefined ? '' : formatMonth(name);
}

/** The month that a key leads to; null: it is no key of the scale, or stays where it is. */
export function scaleKey(months: Months, current: number, key: string): number | null {
  const last = months.names.length - 1;
  const target = ((): number | null => {
    switch (key) {
      case 'ArrowDown':
      case 'ArrowRight':
        return current + 1;
      case 'ArrowUp':
      case 'ArrowLeft':
        return current - 1;
      case 'PageDown':
        return otherYear(months, current, 1);
      case 'PageUp':
        return otherYear(months, current, -1);
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return null;
    }
  })();
  if (target === null) return null;
  const within = Math.min(last, Math.max(0, target));
  return within === current ? null : within;
}

/** The first month of the year after, or of the year before. */
function otherYear({ names }: Months, current: number, direction: 1 | -1): number {
  const yearOf = (index: number): string | undefined => names[index]?.slice(0, 4);
  let index = current;
  while (yearOf(index) !== undefined && yearOf(index) === yearOf(current)) index += direction;
  if (direction > 0) return yearOf(index) === undefined ? names.length - 1 : index;
  const year = yearOf(index);
  if (year === undefined) return 0;
  while (yearOf(index - 1) === year) index -= 1;
  return index;
}
