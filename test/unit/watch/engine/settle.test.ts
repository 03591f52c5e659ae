/** When a file counts as finished. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginSettling,
  hinted,
  lookedAgain,
  retryAfter,
  type Settling,
  type Stamp,
} from '../../../../electron/watch/engine/looking/settle.ts';

const times = { stillMs: 2_000, looks: 3, spacingMs: 100, retryMs: 10_000, retryLongestMs: 3_600_000 };
const stamp = (bytes: number, modifiedMs = 5, inode = 7): Stamp => ({ bytes, modifiedMs, inode });

/** Looks whenever it is due, at a file of which `at` says how it stands; the moment at which it was still. */
function settle(
  at: (moment: number) => Stamp,
  hints: readonly number[] = [],
): { readonly still: number; readonly looks: number } {
  let state: Settling = beginSettling(at(0), 0, times);
  const words = [...hints];
  for (let looks = 2; looks < 1_000; looks += 1) {
    for (let word = words[0]; word !== undefined && word <= state.nextLookAt; word = words[0]) {
      state = hinted(state, word, times);
      words.shift();
    }
    const moment = state.nextLookAt;
    const { settling, isStill } = lookedAgain(state, at(moment), moment, times);
    if (isStill) return { still: moment, looks };
    expect(settling.nextLookAt).toBeGreaterThan(moment);
    state = settling;
  }
  throw new Error('It never settles');
}

describe('settling', () => {
  it('takes three looks over two seconds at a file that stays as it is', () => {
    expect(settle(() => stamp(10))).toEqual({ still: 2_000, looks: 3 });
  });

  it('counts from the word of the last change, not from the look that showed it', () => {
    expect(settle((moment) => stamp(moment < 1_500 ? 10 : 20), [1_500]).still).toBe(3_500);
  });

  it('counts from the look where nobody said when it changed', () => {
    expect(settle((moment) => stamp(moment < 900 ? 10 : 20)).still).toBe(3_000);
  });

  it.each([
    ['its size', stamp(11)],
    ['its time', stamp(10, 6)],
    ['its number', stamp(10, 5, 8)],
  ])('begins anew where %s is another', (_, other) => {
    expect(settle((moment) => (moment < 1_999 ? stamp(10) : other)).still).toBe(4_000);
  });

  it('is never over before a file was the same for the whole wait, however it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_900 }), { maxLength: 20 }), (pauses) => {
        const changes: number[] = [];
        for (const pause of pauses) changes.push((changes.at(-1) ?? 0) + pause);
        const last = changes.at(-1) ?? 0;
        const { still } = settle((moment) => stamp(changes.filter((change) => change <= moment).length), changes);
        expect(still - last).toBe(2_000);
      }),
    );
  });

  it('tries again after twice the time, up to an hour', () => {
    expect([1, 2, 3, 9, 10, 40].map((tries) => retryAfter(tries, times))).toEqual([
      10_000, 20_000, 40_000, 2_560_000, 3_600_000, 3_600_000,
    ]);
  });
});
