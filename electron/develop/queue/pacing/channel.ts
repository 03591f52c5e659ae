/** What is out to one backend, how fast more may go, and whether it answers at all: each backend has its own. */
import type { Problem } from '../../../contract/errors.ts';
import type { JobId } from '../../../contract/ids.ts';
import { breakerProblem, closedBreaker, halfOpen, lanesAllowed, unanswered } from './circuit-breaker.ts';
import {
  answered,
  lanesOf,
  nextStart,
  perMinute,
  slowed,
  started,
  startRate,
  startsLeft,
  unblocked,
  type RateRule,
} from './rate.ts';

/** Photos that may go and have not left yet: at which price, under which rule's name. */
export interface Granted {
  readonly price: number;
  readonly rule: string | null;
}

export interface Channel {
  readonly granted: Map<JobId, Granted>;
  /** Sent, and no picture yet: when. All moments here are of a clock that is never set, milliseconds. */
  readonly out: Map<JobId, number>;
  readonly lanes: () => number;
  readonly perMinute: () => number | null;
  /** When the next one may start; not after `now`: at once. Null: all lanes are taken. */
  readonly nextStart: (now: number) => number | null;
  /** How many more could leave at this moment. */
  readonly free: (now: number) => number;
  readonly sent: (id: JobId, at: number) => void;
  /** An answer with a picture. */
  readonly answered: (id: JobId) => void;
  /** "Slower, please": returns when sending goes on. */
  readonly slowed: (id: JobId, until: number | null, now: number) => number;
  /** No answer came: fewer go out at once. Why nothing more may go; null: it goes on. */
  readonly unanswered: (id: JobId, now: number) => Problem | null;
  readonly heard: () => void;
  readonly left: (id: JobId) => void;
  /** The time that the service asked for is over, whatever the clock here says. */
  readonly timeIsOver: () => void;
  /** A person wants to try at once. */
  readonly unblock: () => void;
}

/** Builds one that knows nothing yet. `plan`: the starts that the user's plan allows; null: adaptive. */
export function createChannel(plan: () => RateRule | null): Channel {
  const granted = new Map<JobId, Granted>();
  const out = new Map<JobId, number>();
  let rate = startRate;
  let breaker = closedBreaker;
  const lanes = (): number => lanesAllowed(breaker, lanesOf(rate, plan()));
  return {
    granted,
    out,
    lanes,
    perMinute: () => perMinute(rate, plan()),
    nextStart: (now) => (out.size + granted.size >= lanes() ? null : nextStart(rate, plan(), granted.size, now)),
    free: (now) => Math.min(lanes() - out.size, startsLeft(rate, plan(), now)),
    sent: (id, at) => {
      granted.delete(id);
      out.set(id, at);
      rate = started(rate, plan(), at);
    },
    answered: (id) => {
      out.delete(id);
      rate = answered(rate);
    },
    slowed: (id, until, now) => {
      rate = slowed(rate, { startedAt: out.get(id) ?? 0, until, now, jitter: Math.random() });
      return Math.max(now, rate.blockedUntil);
    },
    unanswered: (id, now) => {
      breaker = unanswered(breaker, out.get(id) ?? 0, now);
      return breakerProblem(breaker);
    },
    heard: () => {
      breaker = closedBreaker;
    },
    left: (id) => {
      granted.delete(id);
      out.delete(id);
    },
    timeIsOver: () => {
      rate = { ...rate, blockedUntil: 0 };
    },
    unblock: () => {
      rate = unblocked(rate);
      breaker = halfOpen(breaker);
    },
  };
}
