/** Moving jobs in the queue: the order asked for comes out, whatever was moved before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobIdSchema, type JobId } from '../../../../electron/contract/ids.ts';
import { newPlaces, type Place } from '../../../../electron/develop/ledger/order.ts';

const id = (number: number): JobId => jobIdSchema.parse(number);
const queue = (count: number): Place[] =>
  Array.from({ length: count }, (_, index) => ({ id: id(index + 1), position: index + 1 }));

function after(order: readonly Place[], moving: readonly number[], before: number | null): Place[] {
  const changed = new Map(newPlaces(order, new Set(moving.map(id)), before === null ? null : id(before)).map((p) => [p.id, p]));
  return order.map((place) => changed.get(place.id) ?? place).sort((a, b) => a.position - b.position);
}
const ids = (order: readonly Place[]): number[] => order.map((place) => place.id);

describe('jobs', () => {
  it.each([
    ['to the front', [4, 5], 1, [4, 5, 1, 2, 3]],
    ['in between, in the order they had', [5, 1], 3, [2, 1, 5, 3, 4]],
    ['to the end', [2], null, [1, 3, 4, 5, 2]],
    ['to the front where the one before is gone', [3], 99, [3, 1, 2, 4, 5]],
    ['before one of themselves', [2, 3], 2, [1, 2, 3, 4, 5]],
    ['all of them', [1, 2, 3, 4, 5], null, [1, 2, 3, 4, 5]],
    ['nowhere', [77], 1, [1, 2, 3, 4, 5]],
  ])('move %s', (_, moving, before, expected) => {
    expect(ids(after(queue(5), moving, before))).toEqual(expected);
  });

  it('leave the places of the others alone while there is room', () => {
    expect(newPlaces(queue(1000), new Set([id(900)]), id(2)).map((place) => place.id)).toEqual([900]);
  });

  it('are in a good order wherever the writing ends', () => {
    const one = fc.record({
      moving: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 7 }),
      before: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
      // Neighbours so near each other that everybody has to get a new place first are among them
      gaps: fc.array(fc.constantFrom(1, 1e-6, 1e-7, 3), { minLength: 9, maxLength: 9 }),
    });
    fc.assert(
      fc.property(one, ({ moving, before, gaps }) => {
        let position = 5;
        const order = gaps.map((gap, index) => ({ id: id(index + 1), position: (position += gap) }));
        const now = new Map(order.map((place) => [place.id, place.position]));
        for (const place of newPlaces(order, new Set(moving.map(id)), before === null ? null : id(before))) {
          now.set(place.id, place.position);
          const half = [...now].sort(([, a], [, b]) => a - b).map(([key]) => Number(key));
          const inOrder = (list: number[]): number[] => [...list].sort((a, b) => a - b);
          expect(new Set(now.values()).size).toBe(order.length);
          for (const part of [half.filter((each) => moving.includes(each)), half.filter((each) => !moving.includes(each))])
            expect(part).toEqual(inOrder(part));
        }
      }),
    );
  });

  it('come out as asked after any number of moves', () => {
    const move = fc.record({
      moving: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
      before: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80 }), (moves) => {
        let order = queue(12);
        let model = ids(order);
        for (const { moving, before } of moves) {
          const follower =
            before === null ? undefined : model.slice(model.indexOf(before)).find((each) => !moving.includes(each));
          const moved = model.filter((each) => moving.includes(each));
          const rest = model.filter((each) => !moving.includes(each));
          const at = follower === undefined ? rest.length : rest.indexOf(follower);
          model = [...rest.slice(0, at), ...moved, ...rest.slice(at)];
          order = after(order, moving, before);
          expect(ids(order)).toEqual(model);
        }
      }),
    );
  });
});
