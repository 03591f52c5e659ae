/** Where things lie in the grid, and where keys lead. */
import { describe, expect, it } from 'vitest';
import {
  anchorAt,
  layoutGrid,
  placeCells,
  rowOfItem,
  scrollForAnchor,
  scrollToShow,
  type CellsRow,
  type Layout,
} from '../../../../renderer/features/gallery/layout.ts';
import { moveIndex } from '../../../../renderer/features/gallery/moves.ts';
import type { GridItem } from '../../../../renderer/features/gallery/items.ts';
import { items } from './samples.ts';

const square = (all: readonly GridItem[], width = 894, size = 116): Layout =>
  layoutGrid({ items: all, width, size, style: 'square' });
const justified = (all: readonly GridItem[], width = 894, size = 116): Layout =>
  layoutGrid({ items: all, width, size, style: 'justified' });
const cellRows = (layout: Layout): CellsRow[] => layout.rows.filter((row): row is CellsRow => row.kind === 'cells');

describe('square layout', () => {
  it('gives seven columns of 116 × 83 at the usual size', () => {
    const layout = square(items([21]));
    expect(layout.columns).toBe(7);
    const [row] = cellRows(layout);
    expect(row?.boxHeight).toBe(83);
    expect(row?.height).toBe(83 + 5 + 22 + 2);
  });

  it('begins a row and a header for each day', () => {
    const layout = square(items([8, 3]));
    expect(layout.rows.map((row) => [row.kind, row.first, row.last])).toEqual([
      ['day', 0, 7],
      ['cells', 0, 6],
      ['cells', 7, 7],
      ['day', 8, 10],
      ['cells', 8, 10],
    ]);
  });

  it('never lets rows overlap and ends where the last row does', () => {
    for (const layout of [square(items([8, 3, 40])), justified(items([8, 3, 40], (index) => 0.5 + (index % 5) * 0.6))]) {
      let bottom = 0;
      for (const row of layout.rows) {
        expect(row.top).toBeGreaterThanOrEqual(bottom);
        bottom = row.top + row.height;
      }
      expect(layout.height).toBeGreaterThanOrEqual(bottom);
    }
  });

  it('stands a width of nothing', () => {
    expect(square(items([3]), 0).columns).toBe(1);
    expect(square([]).rows).toEqual([]);
  });
});

describe('justified layout', () => {
  const mixed = items([60], (index) => [1.5, 0.667, 1, 1.78, 5, 0.2][index % 6] ?? 1);

  it('fills each full row to the width, never beyond', () => {
    const layout = justified(mixed);
    const rows = cellRows(layout);
    for (const [index, row] of rows.entries()) {
      const last = placeCells(layout, row, mixed).at(-1);
      const right = (last?.left ?? 0) + (last?.width ?? 0);
      expect(right).toBeLessThanOrEqual(894.01);
      if (index < rows.length - 1) expect(right).toBeGreaterThan(894 - 12);
    }
  });

  it('keeps every photo once and in order', () => {
    const shown = cellRows(justified(mixed)).flatMap((row) =>
      Array.from({ length: row.last - row.first + 1 }, (_, at) => row.first + at),
    );
    expect(shown).toEqual(mixed.map((_, index) => index));
  });

  it('does not stretch the last row', () => {
    const [row] = cellRows(justified(items([2])));
    expect(row?.boxHeight).toBe(83);
  });
});

describe('finding', () => {
  it('finds the row of every item by halving', () => {
    const all = items([8, 3, 1, 40]);
    const layout = square(all);
    for (const [index] of all.entries()) {
      const row = layout.rows[rowOfItem(layout, index)];
      expect(row?.kind).toBe('cells');
      expect((row?.first ?? Infinity) <= index && index <= (row?.last ?? -1)).toBe(true);
    }
    expect(rowOfItem(layout, 999)).toBe(-1);
  });

  it('lays out 100,000 photos fast enough for a resize', () => {
    const all = items(Array.from({ length: 500 }, () => 200));
    const start = performance.now();
    square(all);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('keeping the place', () => {
  const all = items([200, 200]);

  it('finds the first visible item again after every change', () => {
    const before = square(all);
    const anchor = anchorAt(before, all, 1500);
    for (const after of [square(all, 500), square(all, 894, 240), justified(all)]) {
      const place = anchor === null ? null : scrollForAnchor(after, all, anchor);
      const first = place === null ? null : anchorAt(after, all, place);
      const wanted = all.findIndex((item) => item.key === anchor?.key);
      const row =
        after.rows[
          rowOfItem(
            after,
            all.findIndex((item) => item.key === first?.key),
          )
        ];
      expect(row !== undefined && row.first <= wanted && wanted <= row.last).toBe(true);
    }
  });

  it('moves along when photos come in above', () => {
    const before = square(all);
    const anchor = anchorAt(before, all, 1500);
    const more = [...items([30]).map((item) => ({ ...item, key: `new-${item.key}`, day: `later than ${item.day}` })), ...all];
    const after = square(more);
    const place = anchor === null ? null : scrollForAnchor(after, more, anchor);
    expect(place).toBe(1500 + (after.height - before.height));
  });

  it('stays at the top when it was there, and gives up on what is gone', () => {
    expect(anchorAt(square(all), all, 0)).toBeNull();
    expect(scrollForAnchor(square(all), all, { key: 'gone', offset: 3 })).toBeNull();
  });

  it('scrolls just so far that an item is whole, with its day header', () => {
    const layout = square(all);
    expect(scrollToShow(layout, 0, 300, 600)).toBe(0);
    expect(scrollToShow(layout, 8, 0, 600)).toBe(0);
    const deep = scrollToShow(layout, 100, 0, 600);
    const row = layout.rows[rowOfItem(layout, 100)];
    expect(deep).toBe((row?.top ?? 0) + (row?.height ?? 0) + 2 - 600);
  });
});

describe('keys', () => {
  const all = items([10, 3, 20]);
  const layout = square(all);
  const go = (index: number, key: string, height = 400): number | null => moveIndex(layout, all, index, key, height);

  it.each([
    [0, 'ArrowRight', 1],
    [0, 'ArrowLeft', null],
    [6, 'ArrowRight', 7],
    [1, 'ArrowDown', 8],
    // The row below is shorter: the nearest cell.
    [5, 'ArrowDown', 9],
    [8, 'ArrowDown', 11],
    [13, 'ArrowUp', 10],
    [32, 'ArrowDown', null],
    [32, 'Home', 0],
    [0, 'End', 32],
    [-1, 'ArrowDown', 0],
    [3, 'Enter', null],
  ])('from %i %s leads to %s', (index, key, target) => {
    expect(go(index, key)).toBe(target);
  });

  it('goes one row at least and a screen at most by page', () => {
    expect(go(0, 'PageDown', 10)).toBe(7);
    expect(go(0, 'PageDown', 5000)).toBe(27);
    expect(go(27, 'PageUp', 5000)).toBe(0);
  });
});
