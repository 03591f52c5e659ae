/**
 * How fast requests may go out, as pure state: so many at once, so many starts in a window of time, and nothing before a moment that
 * the service named. Without a plan it is learned as TCP learns a line: a little more after a calm round, clearly less after "slower".
 */
import type { RatePreference } from '../contract/preferences.ts';
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
  /** When requests were sent, ms since 1970, oldest first; refused ones are taken out again. */
  readonly starts: readonly number[];
  readonly learned: Learned | null;
  /** Nothing goes out before; 0: no such moment. */
  readonly blockedUntil: number;
  /** Starts before this moment are forgiven: the service said that it counts anew from here. */
  readonly freshFrom: number;
  /** Refusals in a row without a moment named. */
  readonly tries: number;
  /** Refusals of requests that went out before this belong to the same round and are answered once. */
  readonly decreasedAt: number;
}

const MINUTE = 60_000;
/** The service counts arrivals, we count departures: the window is kept a little longer. Milliseconds. */
export const MARGIN_MS = 400;
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
  freshFrom: 0,
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
 * When the next request may start, ms since 1970; not after `now`: at once.
 * @param granted - requests that may start but have not yet: they count as started now
 */
export function nextStart(state: RateState, plan: RateRule | null, granted: number, now: number): number {
  const fresh = now >= state.freshFrom ? state.starts.filter((start) => start >= state.freshFrom) : state.starts;
  return Math.max(
    state.blockedUntil,
    plan === null ? 0 : freeAt(plan, state.starts, granted, now),
    state.learned === null ? 0 : freeAt(state.learned, fresh, granted, now),
  );
}

function freeAt(rule: RateRule, starts: readonly number[], granted: number, now: number): number {
  // One that may go but has not yet: it will leave a window after it has left, which is not before a window from now
  if (granted >= rule.count) return now + SHORTEST_WINDOW;
  const blocker = starts[starts.length - (rule.count - granted)];
  return blocker === undefined ? 0 : blocker + rule.windowMs + MARGIN_MS;
}

/** A request went out. */
export function started(state: RateState, plan: RateRule | null, now: number): RateState {
  const longest = Math.max(MINUTE, plan?.windowMs ?? 0) + MARGIN_MS;
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
  /** When the service takes requests again, ms since 1970; null: it did not say. */
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
    learned: learn(state.learned, starts, sameRound, until, now),
    blockedUntil: Math.max(state.blockedUntil, until),
    freshFrom: Math.max(state.freshFrom, until),
    decreasedAt: sameRound ? state.decreasedAt : now,
  };
}

/** What was taken within the last minute is what fits into the window that ends at `until`. */
function learn(known: Learned | null, starts: readonly number[], sameRound: boolean, until: number, now: number): Learned {
  const taken = starts.filter((start) => start > now - MINUTE);
  const windowMs = Math.min(MINUTE, Math.max(SHORTEST_WINDOW, until - (taken[0] ?? now)));
  let count = taken.length;
  if (known !== null && sameRound) count = Math.min(known.count, count);
  // Refused although the rule was kept: the rule was too wide
  else if (known !== null && count >= known.count) count = Math.floor(known.count * 0.85);
  return { count: Math.max(1, count), windowMs: known !== null && sameRound ? known.windowMs : windowMs, calm: 0 };
}

/** A person wants to try at once. */
export function unblocked(state: RateState): RateState {
  return { ...state, blockedUntil: 0 };
}
