/**
 * How fast requests may go out, as pure state: so many at once, so many starts in a window of time, and nothing before a moment that
 * the service named. Without a plan it is learned as TCP learns a line: a little more after a calm round, clearly less after "slower".
 */
import type { RatePreference } from '../../../contract/preferences.ts';
import { backOffMs, narrowed, startLanes, widened, type Lanes } from './pace.ts';

/** At most `count` starts in any `windowMs` milliseconds. */
export interface RateRule {
  readonly count: number;
  readonly windowMs: number;
}

interface Learned extends RateRule {
  /** Answers since the rule last changed. */
  readonly calm: number;
}

export interface RateState {
  readonly lanes: Lanes;
  /** When requests were sent, oldest first; refused ones are taken out again. All moments here are of a clock that is never set, milliseconds. */
  readonly starts: readonly number[];
  readonly learned: Learned | null;
  /** Nothing goes out before; 0: no such moment. */
  readonly blockedUntil: number;
  /** The moment that the service named last. */
  readonly lastReset: number;
  /** Refusals in a row without a moment named. */
  readonly tries: number;
  /** Refusals of requests that went out before this belong to the same round and are answered once. */
  readonly decreasedAt: number;
}

const MINUTE = 60_000;
/** The service counts arrivals, we count departures: the window is kept longer by one part in so many. */
const MARGIN = 150;
const SHORTEST_WINDOW = 1000;
/** Requests at once where a plan says how many a minute may carry. */
const MOST_PLAN_LANES = 32;
/** Calm windows before one more start is tried in each. */
const CALM_WINDOWS = 4;

export const startRate: RateState = {
  lanes: startLanes,
  starts: [],
  learned: null,
  blockedUntil: 0,
  lastReset: 0,
  tries: 0,
  decreasedAt: 0,
};

/** The rule of a plan that the user named; null: adaptive, or an endpoint on this computer, which needs none. */
export function planRule(preference: RatePreference, loopback: boolean): RateRule | null {
  if (loopback) return null;
  switch (preference.plan) {
    case 'adaptive':
      return null;
    case 'free':
      return { count: 5, windowMs: MINUTE };
    case 'pro':
      return { count: 50, windowMs: MINUTE };
    case 'own':
      return preference.perMinute === null ? null : { count: preference.perMinute, windowMs: MINUTE };
  }
}

/** Requests that may be out at once. A plan limits starts; only a refusal without a time narrows what is out. */
export function lanesOf(state: RateState, plan: RateRule | null): number {
  if (plan === null || state.lanes.limit < startLanes.limit) return state.lanes.limit;
  return Math.max(1, Math.min(MOST_PLAN_LANES, plan.count));
}

/** Starts a minute that the rules allow; null: no rule, as fast as the lanes carry. */
export function perMinute(state: RateState, plan: RateRule | null): number | null {
  const rules = [plan, state.learned].filter((rule) => rule !== null);
  if (rules.length === 0) return null;
  return Math.min(...rules.map((rule) => (rule.count * MINUTE) / rule.windowMs));
}

/**
 * When the next request may start; not after `now`: at once.
 * @param granted - requests that may start but have not yet: they count as started now
 */
export function nextStart(state: RateState, plan: RateRule | null, granted: number, now: number): number {
  return Math.max(
    state.blockedUntil,
    plan === null ? 0 : hasRoomAt(plan, state.starts, granted, now),
    state.learned === null ? 0 : hasRoomAt(state.learned, state.starts, granted, now),
  );
}

/** When a rule has room for one more start. */
function hasRoomAt(rule: RateRule, starts: readonly number[], granted: number, now: number): number {
  // The rule's places are all given away to requests that are about to start: the first of them is free again a whole window after it
  // has started, so this is asked again then
  if (granted >= rule.count) return now + SHORTEST_WINDOW;
  const blocker = starts[starts.length - (rule.count - granted)];
  return blocker === undefined ? 0 : blocker + keptFor(rule);
}

/** How many requests may start now, before those that may already are counted. */
export function startsLeft(state: RateState, plan: RateRule | null, now: number): number {
  if (state.blockedUntil > now) return 0;
  const left = [plan, state.learned].map((rule) => {
    if (rule === null) return Infinity;
    const longAgo = now - keptFor(rule);
    return rule.count - state.starts.filter((start) => start > longAgo).length;
  });
  return Math.max(0, Math.min(...left));
}

/** How long a start counts, milliseconds. */
export function keptFor(rule: RateRule): number {
  return rule.windowMs + rule.windowMs / MARGIN;
}

/** A request went out. */
export function started(state: RateState, plan: RateRule | null, now: number): RateState {
  const longest = Math.max(keptFor({ count: 1, windowMs: MINUTE }), plan === null ? 0 : keptFor(plan));
  return { ...state, starts: [...state.starts.filter((start) => start > now - longest), now] };
}

/** An answer came that was not "slower". */
export function answered(state: RateState): RateState {
  const { learned } = state;
  return { ...state, tries: 0, lanes: widened(state.lanes), learned: learned === null ? null : calmer(learned) };
}

function calmer(learned: Learned): Learned {
  const calm = learned.calm + 1;
  return calm < learned.count * CALM_WINDOWS ? { ...learned, calm } : { ...learned, count: learned.count + 1, calm: 0 };
}

export interface Slower {
  /** When the refused request went out. */
  readonly startedAt: number;
  /** When the service takes requests again; null: it did not say. */
  readonly until: number | null;
  readonly now: number;
  /** 0..1 */
  readonly jitter: number;
}

/** "Slower, please" (429). Nothing goes out before `blockedUntil` of the new state. */
export function slowed(state: RateState, { startedAt, until, now, jitter }: Slower): RateState {
  const index = state.starts.lastIndexOf(startedAt);
  const starts = index === -1 ? state.starts : state.starts.filter((_, place) => place !== index);
  const sameRound = startedAt <= state.decreasedAt;
  if (until === null || until <= now) {
    const tries = sameRound ? state.tries : state.tries + 1;
    const blockedUntil = Math.max(state.blockedUntil, sameRound ? 0 : now + backOffMs(tries, jitter));
    const lanes = sameRound ? state.lanes : narrowed(state.lanes);
    return { ...state, starts, tries, lanes, blockedUntil, decreasedAt: sameRound ? state.decreasedAt : now };
  }
  return {
    ...state,
    starts,
    learned: sameRound ? learnMore(state.learned, starts, until) : learn(state, starts, until, now),
    blockedUntil: Math.max(state.blockedUntil, until),
    lastReset: until,
    decreasedAt: sameRound ? state.decreasedAt : now,
  };
}

/**
 * How many starts fit into how long, from what was taken before "slower, until then". Never less than half of what was known, so
 * that one odd answer does not stop the queue.
 */
function learn(state: RateState, starts: readonly number[], until: number, now: number): Learned {
  const { learned: known } = state;
  const lastMinute = starts.filter((start) => start > now - MINUTE);
  if (known === null) return { count: Math.max(1, lastMinute.length), windowMs: windowTo(until, lastMinute, now), calm: 0 };
  const half = Math.ceil(known.count / 2);
  if (until - now > known.windowMs * 1.05) {
    // The reset is farther away than the window is long: it was seen from its middle. Since the last reset it was seen whole
    const taken = lastMinute.filter((start) => start >= state.lastReset);
    return { count: Math.max(half, taken.length), windowMs: windowTo(until, taken, now), calm: 0 };
  }
  const inside = starts.filter((start) => start >= until - known.windowMs).length;
  const count = inside < known.count ? Math.max(half, inside) : Math.max(1, Math.floor(known.count * 0.85));
  return { ...known, count, calm: 0 };
}

/** Further refusals of a round that is answered already only say that less was taken than it seemed. */
function learnMore(known: Learned | null, starts: readonly number[], until: number): Learned | null {
  if (known === null) return null;
  const inside = starts.filter((start) => start >= until - known.windowMs).length;
  return { ...known, count: Math.max(1, Math.min(known.count, inside)) };
}

function windowTo(until: number, taken: readonly number[], now: number): number {
  return Math.min(MINUTE, Math.max(SHORTEST_WINDOW, until - (taken[0] ?? now)));
}

/** A person wants to try at once: what was learned is put to the test. A plan goes on holding. */
export function unblocked(state: RateState): RateState {
  return { ...state, blockedUntil: 0, learned: null };
}
