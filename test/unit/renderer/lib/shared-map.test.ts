/** A map that shares with the map it came from: it must read as an ordinary map that was changed in the same way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedMap } from '../../../../renderer/lib/shared-map.ts';

/** Ids close together and far apart. */
const id = fc.oneof(fc.nat(5), fc.nat(600));
const entries = fc.array(fc.tuple(id, fc.nat(3)));
const sorted = (map: ReadonlyMap<number, number>) => [...map].sort(([a], [b]) => a - b);

describe('a shared map', () => {
  it('reads as an ordinary map after the same changes, and leaves the one before as it was', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.record({ set: entries, gone: fc.array(id) })), (start, changes) => {
        let shared = SharedMap.of(start);
        let plain = new Map(start);
        for (const { set, gone } of changes) {
          const next = shared.with(set, gone);
          const plainNext = new Map(plain);
          for (const [key, value] of set) plainNext.set(key, value);
          for (const key of gone) plainNext.delete(key);
          expect(sorted(shared)).toEqual(sorted(plain));
          shared = next;
          plain = plainNext;
        }
        expect(sorted(shared)).toEqual(sorted(plain));
        expect(shared.size).toBe(plain.size);
        expect([...shared.keys()].sort()).toEqual([...plain.keys()].sort());
        expect([...shared.values()].sort()).toEqual([...plain.values()].sort());
        for (const key of [0, 3, 130, 599]) {
          expect(shared.get(key)).toBe(plain.get(key));
          expect(shared.has(key)).toBe(plain.has(key));
        }
        const told = new Map<number, number>();
        shared.forEach((value, key) => told.set(key, value));
        expect(sorted(told)).toEqual(sorted(plain));
      }),
    );
  });

  it('tells just what differs from an earlier one', () => {
    fc.assert(
      fc.property(entries, entries, fc.array(id), (start, set, gone) => {
        const before = SharedMap.of(start);
        const after = before.with(set, gone);
        const keys = new Set([...before.keys(), ...after.keys()]);
        const expected = [...keys]
          .map((key) => ({ before: before.get(key), after: after.get(key) }))
          .filter((change) => change.before !== change.after);
        const text = (change: { before: number | undefined; after: number | undefined }) =>
          `${String(change.before)} ${String(change.after)}`;
        expect(after.changesSince(before).map(text).sort()).toEqual(expected.map(text).sort());
        expect(before.changesSince(before)).toEqual([]);
      }),
    );
  });
});
