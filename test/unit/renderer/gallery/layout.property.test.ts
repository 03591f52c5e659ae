/** For any days, shapes and widths: rows are well filled, nothing is lost or shown twice, and every group is named where it begins. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layoutGrid, type Row } from '../../../../renderer/features/gallery/layout.ts';
import { placeCells, placeHeaders } from '../../../../renderer/features/gallery/places.ts';
import { items } from './samples.ts';

/** LAYOUT_SEED repeats a run, LAYOUT_RUNS makes it longer. */
const seed = Number(process.env['LAYOUT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env['LAYOUT_RUNS'] ?? 500);

const view = fc.record({
  days: fc.array(fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.integer({ min: 1, max: 60 })), {
    minLength: 1,
    maxLength: 60,
  }),
  aspects: fc.array(fc.double({ min: 0.1, max: 8, noNaN: true }), { minLength: 1, maxLength: 40 }),
  width: fc.integer({ min: 180, max: 3000 }),
  size: fc.integer({ min: 64, max: 320 }),
  style: fc.constantFrom('square' as const, 'justified' as const),
  grouping: fc.constantFrom('day' as const, 'month' as const, 'none' as const),
});

it('no row but the last of the view is less than half full, in any grouping but by folder', () => {
  console.log(`LAYOUT_SEED=${String(seed)}, ${String(numRuns)} views`);
  fc.assert(
    fc.property(view, ({ days, aspects, width, size, style, grouping }) => {
      const all = items(days, (id) => aspects[id % aspects.length] ?? 1, { grouping });
      const layout = layoutGrid({ items: all, width, size, style });
      const rows = Array.from({ length: layout.rows.length }, (_, index) => layout.rows.at(index) as Row); // each index is one of a row
      let next = 0;
      const named: number[] = [];
      for (const [index, row] of rows.entries()) {
        expect(row.first).toBe(next);
        next = row.last + 1;
        const cells = placeCells(layout, row);
        const last = cells.at(-1);
        const right = (last?.left ?? 0) + (last?.width ?? 0);
        expect(right).toBeLessThanOrEqual(Math.max(width, size + 10) + 0.01);
        if (row.band > 0) {
          for (const header of placeHeaders(layout, row, cells)) {
            expect(header.left).toBe(cells[header.item - row.first]?.left);
            if (header.continued) continue;
            named.push(header.group);
            expect(header.item).toBe(all.groupStarts[header.group]);
          }
        }
        if (index === rows.length - 1) continue;
        if (style === 'square') expect(cells.length * 2).toBeGreaterThanOrEqual(layout.columns);
        else expect(right * 2).toBeGreaterThanOrEqual(width - 0.01);
      }
      expect(next).toBe(all.length);
      expect(named).toEqual(all.groupNames.map((_, group) => group));
    }),
    { seed, numRuns },
  );
});
