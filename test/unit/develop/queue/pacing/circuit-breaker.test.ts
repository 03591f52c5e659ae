/** A silent service is not handed a whole queue. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MOST_ROUNDS,
  closedBreaker,
  lanesAllowed,
  breakerProblem,
  unanswered,
  halfOpen,
} from '../../../../../electron/develop/queue/pacing/circuit-breaker.ts';

describe('silence', () => {
  it('stops after three rounds, however many photos each held', () => {
    let state = closedBreaker;
    for (const startedAt of [1, 2, 3]) state = unanswered(state, startedAt, 10);
    expect(state).toEqual({ rounds: 1, noticedAt: 10, photos: 3 });
    expect(breakerProblem(state)).toBeNull();
    state = unanswered(unanswered(state, 11, 20), 12, 21);
    expect(state.rounds).toBe(2);
    expect(breakerProblem(state)).toBeNull();
    state = unanswered(state, 30, 40);
    expect(breakerProblem(state)).toMatchObject({
      code: 'no-answer',
      message: 'The last 6 photos got no answer and may have been charged. Nothing more is sent until you say so.',
    });
  });

  it('lets fewer out round by round, and never none', () => {
    expect([0, 1, 2, 3].map((rounds) => lanesAllowed({ ...closedBreaker, rounds }, 32))).toEqual([32, 16, 8, 4]);
    expect(lanesAllowed({ ...closedBreaker, rounds: 3 }, 4)).toBe(1);
  });

  it('tries one round when a person says so, and asks again', () => {
    const stopped = { rounds: MOST_ROUNDS, noticedAt: 50, photos: 7 };
    const again = halfOpen(stopped);
    expect(breakerProblem(again)).toBeNull();
    expect(breakerProblem(unanswered(again, 60, 70))?.message).toContain('The last photo got no answer');
    expect(halfOpen(closedBreaker)).toBe(closedBreaker);
  });

  it('costs at most twice the lanes, or one more a round', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), (lanes) => {
        let state = closedBreaker;
        let lost = 0;
        let now = 0;
        while (breakerProblem(state) === null) {
          const out = lanesAllowed(state, lanes);
          const startedAt = (now += 1);
          for (let photo = 0; photo < out; photo += 1) state = unanswered(state, startedAt, (now += 1));
          lost += out;
        }
        expect(lost).toBeLessThanOrEqual(Math.max(2 * lanes, lanes + MOST_ROUNDS - 1));
      }),
    );
  });
});
