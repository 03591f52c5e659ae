/** How many photos are prepared ahead: enough for every start that may come at once, and no more than memory should hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCrowded, roomToPrefetch, type PrefetchFacts } from '../../../../../electron/develop/queue/pacing/prefetch.ts';

const MEGABYTE = 1024 * 1024;
const facts = (some: Partial<PrefetchFacts> = {}): PrefetchFacts => ({
  lanes: 32,
  preparing: 0,
  waiting: { count: 0, bytes: 0 },
  ...some,
});

describe('roomToPrefetch', () => {
  it('begins a few at once, until as many are ready as may start together', () => {
    expect(roomToPrefetch(facts())).toBe(8);
    expect(roomToPrefetch(facts({ preparing: 6 }))).toBe(2);
    expect(roomToPrefetch(facts({ preparing: 8 }))).toBe(0);
    expect(roomToPrefetch(facts({ waiting: { count: 29, bytes: MEGABYTE } }))).toBe(3);
    expect(roomToPrefetch(facts({ preparing: 2, waiting: { count: 29, bytes: MEGABYTE } }))).toBe(1);
    expect(roomToPrefetch(facts({ waiting: { count: 32, bytes: MEGABYTE } }))).toBe(0);
  });

  it('has some ready even where one may be out at a time', () => {
    expect(roomToPrefetch(facts({ lanes: 1 }))).toBe(4);
    expect(roomToPrefetch(facts({ lanes: 1, waiting: { count: 4, bytes: MEGABYTE } }))).toBe(0);
  });

  it('begins none while large uploads wait', () => {
    expect(roomToPrefetch(facts({ waiting: { count: 9, bytes: 63 * MEGABYTE } }))).toBe(8);
    expect(roomToPrefetch(facts({ waiting: { count: 9, bytes: 64 * MEGABYTE } }))).toBe(0);
  });

  it('calls a volume crowded where results pile up on it', () => {
    expect(isCrowded(11, 4)).toBe(false);
    expect(isCrowded(12, 4)).toBe(true);
    expect(isCrowded(67, 32)).toBe(false);
  });

  it('never holds up a queue that has nothing else to do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 32 }), (lanes) => {
        expect(roomToPrefetch(facts({ lanes }))).toBeGreaterThan(0);
      }),
    );
  });
});
