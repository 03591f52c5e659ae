/** Where things lie in the grid, and where keys lead. */
import { describe, expect, it } from 'vitest';
import {
  beginLayout,
  layoutGrid,
  type Arrangement,
  type Layout,
  type Row,
} from '../../../../renderer/features/gallery/layout.ts';
import { moveIndex } from '../../../../renderer/features/gallery/moves.ts';
import {
  anchorAt,
  placeCells,
  placeHeaders,
  scrollForAnchor,
  scrollToShow,
  stickyAt,
  type Anchor,
} from '../../../../renderer/features/gallery/places.ts';
import { SLICE_MS, slice } from '../../../../renderer/features/gallery/use-layout.ts';
import { GridItems } from '../../../../renderer/features/gallery/items.ts';
import { items } from './samples.ts';

const square = (all: Arrangement, width = 894, size = 116): Layout => layoutGrid({ items: all, width, size, style: 'square' });
const justified = (all: Arrangement, width = 894, size = 116): Layout =>
  layoutGrid({ items: all, width, size, style: 'justified' });
const rowsOf = (layout: Layout): Row[] =>
  Array.from({ length: layout.rows.length }, (_, index) => layout.rows.at(index)).filter((row) => row !== undefined);
const mixedAspects = (index: number): number => [1.5, 0.667, 1, 1.78, 5, 0.2][index % 6] ?? 1;

/** Share of the width that a row's cells reach. */
function reach(layout: Layout, row: Row): number {
  const last = placeCells(layout, row).at(-1);
  return ((last?.left ?? 0) + (last?.width ?? 0)) / layout.width;
}

describe('square layout', () => {
  it('gives seven columns of 116 × 83 at the usual size', () => {
    const layout = square(items([21]));
    expect(layout.columns).toBe(7);
    const [first, second] = rowsOf(layout);
    expect(first?.boxHeight).toBe(83);
    expect(first?.height).toBe(36 + 83 + 5 + 22 + 2);
    expect(second?.height).toBe(83 + 5 + 22 + 2);
  });

  it.each([
    ['a day that fits goes on in the row', [5, 2], [[0, 6]]],
    [
      'a day that does not fit begins a row, where that leaves at least half a row',
      [5, 3],
      [
        [0, 4],
        [5, 7],
      ],
    ],
    [
      'and begins in the row where it would be emptier',
      [8, 40],
      [
        [0, 6],
        [7, 13],
        [14, 20],
        [21, 27],
        [28, 34],
        [35, 41],
        [42, 47],
      ],
    ],
    [
      'days of one photo fill rows',
      Array.from({ length: 20 }, () => 1),
      [
        [0, 6],
        [7, 13],
        [14, 19],
      ],
    ],
  ])('%s', (_, days, wanted) => {
    expect(rowsOf(square(items(days))).map((row) => [row.first, row.last])).toEqual(wanted);
  });

  it('gives each folder rows of its own, and no headers without groups', () => {
    const folders = square(items([1, 2, 1], () => 1.5, { grouping: 'folder' }));
    expect(rowsOf(folders).map((row) => [row.first, row.last])).toEqual([
      [0, 0],
      [1, 2],
      [3, 3],
    ]);
    const plain = square(items([1, 2, 1], () => 1.5, { grouping: 'none' }));
    expect(rowsOf(plain).map((row) => [row.first, row.last, row.band])).toEqual([[0, 3, 0]]);
    expect(stickyAt(plain, 60)).toBeNull();
  });

  it('never lets rows overlap and ends where the last row does', () => {
    for (const layout of [square(items([8, 3, 40])), justified(items([8, 3, 40], mixedAspects))]) {
      let bottom = 0;
      for (const row of rowsOf(layout)) {
        expect(row.top).toBeGreaterThanOrEqual(bottom);
        bottom = row.top + row.height;
      }
      expect(layout.height).toBeGreaterThanOrEqual(bottom);
    }
  });

  it('stands a width of nothing', () => {
    expect(square(items([3]), 0).columns).toBe(1);
    expect(square(items([])).rows.length).toBe(0);
  });
});

describe('justified layout', () => {
  const mixed = items([60], mixedAspects);

  it('fills each full row to the width exactly', () => {
    const layout = justified(mixed);
    const rows = rowsOf(layout);
    for (const row of rows.slice(0, -1)) expect(reach(layout, row)).toBeCloseTo(1, 5);
  });

  it('keeps every photo once and in order', () => {
    const shown = rowsOf(justified(mixed)).flatMap((row) =>
      Array.from({ length: row.last - row.first + 1 }, (_, at) => row.first + at),
    );
    expect(shown).toEqual(Array.from({ length: 60 }, (_, index) => index));
  });

  it('does not stretch the last row', () => {
    expect(rowsOf(justified(items([2])))[0]?.boxHeight).toBe(83);
  });

  it('keeps headers of narrow photos apart', () => {
    const narrow = items([1, 1, 1, 1], () => 0.45);
    const layout = justified(narrow);
    const [row] = rowsOf(layout);
    if (row === undefined) throw new Error('no row');
    const headers = placeHeaders(layout, row, placeCells(layout, row));
    expect(headers).toHaveLength(4);
    for (const header of headers) expect(header.width).toBeGreaterThan(73.9);
  });
});

describe('headers', () => {
  const all = items([8, 40, 3]);
  const layout = square(all);
  const headersOf = (index: number): [number, number, boolean][] => {
    const row = layout.rows.at(index);
    if (row === undefined) throw new Error('no such row');
    return placeHeaders(layout, row, placeCells(layout, row)).map((one) => [one.group, one.item, one.continued]);
  };

  it('stand before the first cell of their group; what goes on from above is named again', () => {
    expect(headersOf(0)).toEqual([[0, 0, false]]);
    expect(headersOf(1)).toEqual([
      [0, 7, true],
      [1, 8, false],
    ]);
    expect(headersOf(2)).toEqual([[1, 14, true]]);
  });

  it('stay at the top while their cells are scrolled, until the next ones push them away', () => {
    const second = layout.rows.at(1);
    if (second === undefined) throw new Error('no row');
    expect(stickyAt(layout, 0)).toBeNull();
    expect(stickyAt(layout, 1)).toEqual({ row: 0, pushed: 0 });
    expect(stickyAt(layout, second.top - 10)).toEqual({ row: 0, pushed: 22 });
    expect(stickyAt(layout, second.top)).toBeNull();
    expect(stickyAt(layout, second.top + 1)).toEqual({ row: 1, pushed: 0 });
  });
});

describe('slices', () => {
  const many = (days: number): GridItems =>
    items(
      Array.from({ length: days }, () => 100_000 / days),
      mixedAspects,
    );

  it.each([
    ['square', 1],
    ['square', 100_000],
    ['justified', 1],
    ['justified', 100_000],
  ] as const)('%s: 100,000 photos of %i days can be stopped after every 64 rows, and go on', (style, days) => {
    const input = { items: many(days), width: 894, size: 116, style };
    const run = beginLayout(input);
    let before = 0;
    let longest = 0;
    for (let whole = false; !whole;) {
      whole = run.advance(() => false);
      longest = Math.max(longest, run.layout().rows.length - before);
      before = run.layout().rows.length;
    }
    expect(longest).toBeLessThanOrEqual(64);
    expect(run.layout().height).toBe(layoutGrid(input).height);
  });

  it('ends after eight milliseconds by the clock', () => {
    let now = 100;
    const mayGoOn = slice(() => now);
    now += SLICE_MS - 1;
    expect(mayGoOn()).toBe(true);
    now += 1;
    expect(mayGoOn()).toBe(false);
  });

  it('lays out 100,000 photos fast enough for a resize', () => {
    const start = performance.now();
    justified(many(2000));
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('guesses the height from what is laid out so far', () => {
    const all = many(1);
    const run = beginLayout({ items: all, width: 894, size: 116, style: 'square' });
    expect(run.advance(() => false)).toBe(false);
    const part = run.layout();
    expect(part.rows.end).toBeLessThan(1000);
    const whole = square(all).height;
    expect(Math.abs(part.height - whole) / whole).toBeLessThan(0.05);
  });
});

describe('keeping the place', () => {
  const all = items([200, 200]);
  const nowhere = { cursor: -1, height: 600 };

  it('finds the first visible item again after every change', () => {
    const before = square(all);
    const anchor = anchorAt(before, all, 1500, nowhere);
    for (const after of [square(all, 500), square(all, 894, 240), justified(all)]) {
      const place = anchor === null ? null : scrollForAnchor(after, all, anchor);
      const first = place === null ? null : anchorAt(after, all, place, nowhere);
      const wanted = all.indexOfKey(anchor?.key ?? 0);
      const row = after.rows.at(after.rows.ofItem(all.indexOfKey(first?.key ?? 0)));
      expect(row !== undefined && row.first <= wanted && wanted <= row.last).toBe(true);
    }
  });

  it('moves along when photos come in above', () => {
    const before = square(all);
    const anchor = anchorAt(before, all, 1500, nowhere);
    const more = items([30, 200, 200], () => 1.5, { firstId: 371, lastDay: '2026-11-15' });
    // The old photos keep their numbers, 30 new ones stand before them
    const keys = [...Array.from(more.keys).slice(0, 30), ...Array.from(all.keys)];
    const after = square(more);
    const place = anchor === null ? null : scrollForAnchor(after, renumbered(more, keys), anchor);
    expect(place).toBe(1500 + (after.height - before.height));
  });

  it('keeps the cursor where it is seen, even where rows are broken anew', () => {
    const before = square(all);
    const cursor = before.rows.at(14)?.last ?? -1;
    const anchor = anchorAt(before, all, 1500, { cursor, height: 600 });
    expect(anchor?.key).toBe(all.keys[cursor]);
    const after = square(all, 500);
    const place = anchor === null ? null : scrollForAnchor(after, all, anchor);
    const top = (layout: Layout): number => layout.rows.at(layout.rows.ofItem(cursor))?.top ?? -1;
    expect((place ?? -1) - top(after)).toBe(1500 - top(before));
    expect(anchorAt(before, all, 1500, { cursor: 399, height: 600 })?.key).not.toBe(all.keys[399]);
  });

  it('stays at the top when it was there; where the item is gone, the next one that is left takes its place', () => {
    const before = square(all);
    expect(anchorAt(before, all, 0, nowhere)).toBeNull();
    const anchor: Anchor = { key: all.keys[50] ?? 0, offset: 3 };
    const rest = renumbered(items([140, 200]), Array.from(all.keys).slice(60));
    const after = square(rest);
    expect(scrollForAnchor(after, rest, anchor)).toBeNull();
    expect(scrollForAnchor(after, rest, anchor, all)).toBe((after.rows.at(0)?.band ?? 0) + 3);
    const first = renumbered(items([40]), Array.from(all.keys).slice(0, 40));
    const short = square(first);
    expect(scrollForAnchor(short, first, anchor, all)).toBe((short.rows.at(5)?.top ?? 0) + 3);
  });

  it('scrolls just so far that an item is whole, with its header or under the one that stays', () => {
    const layout = square(all);
    expect(scrollToShow(layout, 0, 300, 600)).toBe(0);
    expect(scrollToShow(layout, 8, 0, 600)).toBe(0);
    const row = layout.rows.at(layout.rows.ofItem(100));
    const bottom = (row?.top ?? 0) + (row?.height ?? 0) + 2;
    expect(scrollToShow(layout, 100, 0, 600)).toBe(bottom - 600);
    expect(scrollToShow(layout, 100, 5000, 600)).toBe((row?.top ?? 0) - 32);
  });
});

/** The same items under other numbers. */
function renumbered(all: GridItems, keys: readonly number[]): GridItems {
  const { length, photoNumbers, aspects, stacked, groupStarts, groupNames, grouping } = all;
  return new GridItems({ length, photoNumbers, aspects, stacked, groupStarts, groupNames, grouping, keys });
}

describe('keys', () => {
  const layout = square(items([10, 4, 20]));
  const go = (index: number, key: string, height = 400): number | null => moveIndex(layout, index, key, height);

  it.each([
    [0, 'ArrowRight', 1],
    [0, 'ArrowLeft', null],
    [6, 'ArrowRight', 7],
    [1, 'ArrowDown', 8],
    [5, 'ArrowDown', 12],
    [13, 'ArrowUp', 6],
    // The row below is shorter: the nearest cell.
    [27, 'ArrowDown', 33],
    [33, 'ArrowDown', null],
    [33, 'Home', 0],
    [0, 'End', 33],
    [-1, 'ArrowDown', 0],
    [3, 'Enter', null],
  ])('from %i %s leads to %s', (index, key, target) => {
    expect(go(index, key)).toBe(target);
  });

  it('goes one row at least and a screen at most by page', () => {
    expect(go(0, 'PageDown', 10)).toBe(7);
    expect(go(0, 'PageDown', 5000)).toBe(28);
    expect(go(28, 'PageUp', 5000)).toBe(0);
  });
});

it('a row with many headers and a panorama is no wider than a narrow view', () => {
  const all = items([1, 1, 1, 40], (id) => (id === 3 ? 3 : 0.45));
  const layout = justified(all, 180, 64);
  for (const row of rowsOf(layout)) expect(reach(layout, row)).toBeLessThanOrEqual(1);
});
