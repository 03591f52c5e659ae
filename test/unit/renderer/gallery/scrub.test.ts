/** The scale of years and months at the side of the grid. */
import { describe, expect, it } from 'vitest';
import { layoutGrid } from '../../../../renderer/features/gallery/layout.ts';
import {
  monthOfItem,
  monthsOf,
  monthWords,
  NO_MONTHS,
  scaleKey,
  scaleTicks,
  type Months,
} from '../../../../renderer/features/gallery/scrub.ts';
import { items } from './samples.ts';

/** Ten photos on each of 120 days back from 14 November 2026. */
const quarter = items(Array.from({ length: 120 }, () => 10));
const fourYears: Months = {
  names: ['2026-11', '2026-10', '2026-01', '2025-12', '2025-06', '2023-05'],
  items: [0, 100, 200, 300, 400, 500],
};

describe('months', () => {
  it('begin where their first group does', () => {
    expect(monthsOf(quarter)).toEqual({
      names: ['2026-11', '2026-10', '2026-09', '2026-08', '2026-07'],
      items: [0, 140, 450, 750, 1060],
    });
    expect(monthWords(monthsOf(quarter), 1)).toBe('October 2026');
  });

  it('are none where the view is not grouped by time', () => {
    expect(monthsOf(items([400], () => 1.5, { grouping: 'none' }))).toBe(NO_MONTHS);
  });

  it('are not worth a scale for few photos or few months, nor in folders', () => {
    expect(monthsOf(items(Array.from({ length: 99 }, () => 1)))).toBe(NO_MONTHS);
    expect(monthsOf(items([200, 200]))).toBe(NO_MONTHS);
    expect(monthsOf(items([200], () => 1.5, { grouping: 'folder' }))).toBe(NO_MONTHS);
  });

  it('are found by their items', () => {
    expect([0, 99, 100, 499, 9999].map((item) => monthOfItem(fourYears, item))).toEqual([0, 0, 1, 4, 5]);
  });
});

describe('keys of the scale', () => {
  it.each([
    [0, 'ArrowDown', 1],
    [0, 'ArrowUp', null],
    [5, 'ArrowDown', null],
    [0, 'PageDown', 3],
    [1, 'PageDown', 3],
    [4, 'PageDown', 5],
    [5, 'PageDown', null],
    [5, 'PageUp', 3],
    [4, 'PageUp', 0],
    [1, 'PageUp', 0],
    [2, 'Home', 0],
    [2, 'End', 5],
    [2, 'x', null],
  ])('from month %i %s leads to %s', (from, key, to) => {
    expect(scaleKey(fourYears, from, key)).toBe(to);
  });
});

describe('the lines of the scale', () => {
  const layout = layoutGrid({ items: items([600], () => 1.5, { grouping: 'none' }), width: 894, size: 116, style: 'square' });

  it('stand where their month lies and say each year once', () => {
    const ticks = scaleTicks(fourYears, layout, 600);
    expect(ticks.map(({ year }) => year)).toEqual(['2026', null, null, '2025', null, '2023']);
    expect(ticks[3]?.y).toBeGreaterThan(290);
    expect(ticks[3]?.y).toBeLessThan(310);
  });

  it('leave out what would lie on another one', () => {
    const many: Months = {
      names: Array.from(
        { length: 300 },
        (_, index) => `${String(2026 - Math.floor(index / 12))}-${String(12 - (index % 12)).padStart(2, '0')}`,
      ),
      items: Array.from({ length: 300 }, (_, index) => index * 2),
    };
    const ticks = scaleTicks(many, layout, 400);
    const years = ticks.filter(({ year }) => year !== null);
    expect(years.length).toBeGreaterThan(5);
    for (const [index, tick] of years.entries()) {
      if (index > 0) expect(tick.y - (years[index - 1]?.y ?? 0)).toBeGreaterThanOrEqual(18);
    }
    expect(new Set(ticks.map(({ y }) => y)).size).toBe(ticks.length);
  });
});
