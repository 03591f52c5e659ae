/** The rate against services that count in different ways: the limit holds, refusals are rare, and no time is wasted. */
import { describe, expect, it } from 'vitest';
import {
  answered,
  keptFor,
  lanesOf,
  nextStart,
  perMinute,
  planRule,
  slowed,
  started,
  startRate,
  startsLeft,
  unblocked,
  type RateRule,
  type RateState,
} from '../../../../../electron/develop/queue/pacing/rate.ts';

const plan = (count: number): RateRule => ({ count, windowMs: 60_000 });

interface Service {
  /** Null: taken; else when the window ends, or null within for "it does not say". */
  readonly admit: (now: number) => { readonly until: number | null } | null;
}

/** Counts in windows that begin with the first request after the last one ended. */
function fixedWindow(count: number, windowMs: number, tells = true): Service {
  let start = -Infinity;
  let inside = 0;
  return {
    admit: (now) => {
      if (now - start >= windowMs) {
        start = now;
        inside = 0;
      }
      if (inside >= count) return { until: tells ? start + windowMs : null };
      inside += 1;
      return null;
    },
  };
}

/** Counts in windows that begin whether anybody asks or not; the first request comes into the middle of one. */
function alignedWindow(count: number, windowMs: number): Service {
  let window = -1;
  let inside = 0;
  return {
    admit: (now) => {
      if (Math.floor(now / windowMs) !== window) {
        window = Math.floor(now / windowMs);
        inside = 0;
      }
      if (inside >= count) return { until: (window + 1) * windowMs };
      inside += 1;
      return null;
    },
  };
}

/** Counts the last `windowMs` at every moment. */
function slidingWindow(count: number, windowMs: number): Service {
  let taken: number[] = [];
  return {
    admit: (now) => {
      taken = taken.filter((moment) => moment > now - windowMs);
      if (taken.length >= count) return { until: (taken[0] ?? now) + windowMs };
      taken.push(now);
      return null;
    },
  };
}

/** Runs a queue that never empties against a service, on a clock of its own. Answers come after `latencyMs`. */
function run(service: Service, rule: RateRule | null, ms: number, latencyMs: number, arrivalMs = 0) {
  let state: RateState = startRate;
  let now = 1_000_000;
  const end = now + ms;
  const starts: number[] = [];
  let refusals = 0;
  let early = 0;
  let blockedUntil = 0;
  const out: { readonly at: number; readonly startedAt: number; readonly refused: { until: number | null } | null }[] = [];
  while (now < end) {
    out.sort((a, b) => a.at - b.at);
    while (out[0] !== undefined && out[0].at <= now) {
      const answer = out.shift();
      if (answer === undefined) break;
      if (answer.refused === null) state = answered(state);
      else {
        state = slowed(state, { startedAt: answer.startedAt, until: answer.refused.until, now, jitter: 0.5 });
        refusals += 1;
        blockedUntil = Math.max(blockedUntil, answer.refused.until ?? 0);
      }
    }
    const at = out.length >= lanesOf(state, rule) ? Infinity : nextStart(state, rule, 0, now);
    if (at <= now) {
      if (now < blockedUntil) early += 1;
      const refused = service.admit(now + arrivalMs);
      state = started(state, rule, now);
      if (refused === null) starts.push(now);
      out.push({ at: now + (refused === null ? latencyMs : 20), startedAt: now, refused });
      now += 3; // no two requests leave at the same moment
    } else now = Math.min(at, out[0]?.at ?? Infinity, end);
  }
  return { starts, refusals, early, state };
}

/** The most starts within any window of this length. */
function densest(starts: readonly number[], windowMs: number): number {
  return Math.max(0, ...starts.map((from) => starts.filter((at) => at >= from && at < from + windowMs).length));
}

describe('a plan', () => {
  it.each([
    [5, 10_000],
    [50, 10_000],
    [50, 200],
    [600, 500],
  ])('of %i a minute holds in every window and is used to 98 in 100', (count, latencyMs) => {
    const minutes = 10;
    const { starts, refusals } = run(slidingWindow(count, 60_000), plan(count), minutes * 60_000, latencyMs);
    expect(densest(starts, 60_000)).toBeLessThanOrEqual(count);
    expect(refusals).toBe(0);
    expect(starts.length / (count * minutes)).toBeGreaterThanOrEqual(0.98);
  });

  it('counts what may go but has not gone yet', () => {
    let state = startRate;
    for (const at of [0, 1, 2]) state = started(state, plan(5), at);
    expect(nextStart(state, plan(5), 1, 10)).toBeLessThanOrEqual(10);
    expect(nextStart(state, plan(5), 2, 10)).toBe(keptFor(plan(5)));
    expect(nextStart(startRate, plan(5), 5, 10)).toBeGreaterThan(10);
  });

  it('is what the user named, and none on this computer', () => {
    expect(planRule({ plan: 'free', perMinute: null }, false)).toEqual(plan(5));
    expect(planRule({ plan: 'pro', perMinute: 7 }, false)).toEqual(plan(50));
    expect(planRule({ plan: 'own', perMinute: 7 }, false)).toEqual(plan(7));
    expect(planRule({ plan: 'own', perMinute: null }, false)).toBeNull();
    expect(planRule({ plan: 'adaptive', perMinute: 7 }, false)).toBeNull();
    expect(planRule({ plan: 'free', perMinute: null }, true)).toBeNull();
    expect(perMinute(startRate, plan(7))).toBe(7);
    expect(perMinute(startRate, null)).toBeNull();
  });
});

describe('without a plan', () => {
  it('begins with four at once and no limit on starts', () => {
    expect(lanesOf(startRate, null)).toBe(4);
    expect(run({ admit: () => null }, null, 10_000, 100).starts.length).toBeGreaterThan(400);
  });

  it.each([
    ['fixed windows of a minute', fixedWindow(50, 60_000), 50],
    ['fixed windows of ten seconds', fixedWindow(20, 10_000), 120],
    ['the minutes of a clock', alignedWindow(50, 60_000), 50],
    ['a sliding minute', slidingWindow(50, 60_000), 50],
    ['a sliding minute of five', slidingWindow(5, 60_000), 5],
  ] as const)('learns %s, never goes before the reset, and wastes little', (_, service, ideal) => {
    const minutes = 20;
    const { starts, refusals, early } = run(service, null, minutes * 60_000, 2_000);
    expect(early).toBe(0);
    expect(starts.length / (ideal * minutes)).toBeGreaterThanOrEqual(0.95);
    expect(refusals / starts.length).toBeLessThan(0.1);
  });

  it('halves what is out where the service does not say when, waits longer each time, and grows again', () => {
    const ask = { until: null, jitter: 0.5 };
    let state = slowed(startRate, { ...ask, startedAt: 100, now: 200 });
    expect(lanesOf(state, null)).toBe(2);
    const first = state.blockedUntil - 200;
    // Its neighbours of the same round change nothing
    expect(slowed(state, { ...ask, startedAt: 150, now: 250 })).toMatchObject({ lanes: state.lanes, tries: 1 });
    state = slowed(state, { ...ask, startedAt: 5_000, now: 6_000 });
    expect(lanesOf(state, null)).toBe(1);
    expect(state.blockedUntil - 6_000).toBeGreaterThan(first);
    for (let count = 0; count < 6; count += 1) state = answered(state);
    expect(lanesOf(state, null)).toBeGreaterThan(2);
    expect(state.tries).toBe(0);
  });

  it('waits for the reset unless a person wants to try', () => {
    const state = slowed(started(startRate, null, 100), { startedAt: 100, until: 40_000, now: 200, jitter: 0 });
    expect(nextStart(state, null, 0, 200)).toBe(40_000);
    expect(nextStart(unblocked(state), null, 0, 200)).toBeLessThanOrEqual(200);
  });
});

describe('starts that are left', () => {
  const rule: RateRule = { count: 3, windowMs: 60_000 };

  it('are what the plan allows less what counts still', () => {
    let state: RateState = startRate;
    expect(startsLeft(state, rule, 1000)).toBe(3);
    state = started(started(state, rule, 1000), rule, 2000);
    expect(startsLeft(state, rule, 2000)).toBe(1);
    expect(startsLeft(state, rule, 1000 + keptFor(rule) - 1)).toBe(1);
    expect(startsLeft(state, rule, 1000 + keptFor(rule))).toBe(2);
  });

  it('have no bound without a rule, and are none before the moment that the service named', () => {
    expect(startsLeft(startRate, null, 0)).toBe(Infinity);
    const refused = slowed(startRate, { startedAt: 0, until: 9000, now: 0, jitter: 0 });
    expect(startsLeft(refused, null, 8999)).toBe(0);
    expect(startsLeft(refused, null, 9000)).toBeGreaterThan(0);
  });

  it('agree with the moment of the next start', () => {
    let state: RateState = startRate;
    for (let now = 0; now < 200_000; now += 7_000) {
      expect(startsLeft(state, rule, now) > 0).toBe(nextStart(state, rule, 0, now) <= now);
      if (startsLeft(state, rule, now) > 0) state = started(state, rule, now);
    }
  });
});
