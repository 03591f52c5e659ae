/**
 * The admission before sending: prepared photos wait here for their turn. It opens for the first of them while lanes are free, the rate
 * allows a start and the budget covers it; what stands behind it is decided in rate.ts and budget.ts.
 */
import type { JobId } from '../../contract/ids.ts';
import type { Problem } from '../../contract/errors.ts';
import { decideSend, nextMidnight, type Money, type RuleMoney } from '../money/budget.ts';
import type { JobRow } from '../ledger/job-row.ts';
import type { BalanceKeeper } from '../money/balance.ts';
import type { DevelopParts } from './parts.ts';
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
} from './pacing/rate.ts';
import { closedBreaker, lanesAllowed, breakerProblem, unanswered, halfOpen } from './pacing/circuit-breaker.ts';

/** Charges may follow a request by this much: doubts that are younger than the balance by less are taken from it. Milliseconds. */
const DOUBT_MS = 5 * 60_000;

export interface AdmissionHooks {
  /** hold: only for a while, what waits stays prepared. shut: the queue is paused, closing, or somebody else's. */
  readonly state: () => 'open' | 'hold' | 'shut';
  /** A spending limit is reached; `until`: when it goes on by itself. */
  readonly stop: (problem: Problem, until: number | null) => void;
  /** When this run began, ms since 1970. */
  readonly runSince: () => number;
}

export interface Admission {
  /** Waits for the job's turn, with an upload of so many bytes; false: it goes back to the queue. */
  readonly turn: (row: JobRow, bytes: number) => Promise<boolean>;
  /** The ledger has it as sent. */
  readonly sent: (row: JobRow) => void;
  /** An answer with a picture: the lane is free, whatever is still to be stored. */
  readonly answered: (id: JobId) => void;
  /** "Slower, please": returns when sending goes on, ms since 1970. */
  readonly slowed: (id: JobId, until: number | null) => number;
  /** No answer came: fewer go out at once. Why the queue must stop; null: it goes on. */
  readonly unanswered: (id: JobId) => Problem | null;
  /** The service answers. */
  readonly heard: () => void;
  /** Work on it has ended, however. */
  readonly left: (id: JobId) => void;
  readonly look: () => void;
  /** Sends everything that waits back to the queue, or the one. */
  readonly recall: (which: 'all' | JobId) => void;
  /** Places were changed: what stands behind a moved job that is not ready goes back, also what is still being prepared. */
  readonly moved: (ids: ReadonlySet<JobId>, isUnderWay: (id: JobId) => boolean) => void;
  /** Prepared photos that wait, and the size of their uploads. */
  readonly waiting: () => { readonly count: number; readonly bytes: number };
  /** Photos that may go and have not left yet. */
  readonly granted: () => number;
  /** How many more could leave at this moment, whatever they cost. */
  readonly free: (row: JobRow) => number;
  /** A person wants to try at once. */
  readonly unblock: () => void;
  /** What a photo of a model did cost, for the next decision. */
  readonly cost: (model: string, usd: number) => void;
  readonly lanes: () => number;
  readonly perMinute: () => number | null;
  readonly money: () => Money;
  readonly close: () => void;
}

interface Waiter {
  readonly row: JobRow;
  readonly bytes: number;
  position: number;
  readonly answer: (go: boolean) => void;
}

/** Builds the admission; it lets nothing through before the first `turn`. */
export function createAdmission(parts: DevelopParts, balance: BalanceKeeper, hooks: AdmissionHooks): Admission {
  const { ledger } = parts;
  const waiters = new Map<JobId, Waiter>();
  /** Overtaken while they are being prepared: they go back when they come. */
  const overtaken = new Set<JobId>();
  /** May go, and has not yet. */
  const granted = new Map<JobId, { readonly price: number; readonly rule: string | null }>();
  /** Sent, and no picture yet: when. */
  const out = new Map<JobId, number>();
  const costs = new Map<string, number>();
  let rate = startRate;
  let breaker = closedBreaker;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const priceOf = (row: JobRow): number => (row.simulated ? 0 : Math.max(row.price_usd, costs.get(row.recipe.model) ?? 0));
  const planFor = (row: JobRow): RateRule | null => (row.simulated ? null : parts.limits().rate);

  const lanesFor = (plan: RateRule | null): number => lanesAllowed(breaker, lanesOf(rate, plan));

  const today = (): number => new Date(parts.now()).setHours(0, 0, 0, 0);

  /** `next`: the job that the money is counted for. */
  const money = (next: JobRow | null = null): Money => {
    const known = balance.get();
    const usable = known === null || known.simulated ? null : known;
    const facts = ledger.charges.money(hooks.runSince(), today(), (usable?.checkedAt ?? 0) - DOUBT_MS);
    const going = [...granted.values()].reduce((sum, each) => sum + each.price, 0);
    return {
      runUsd: facts.run,
      dayUsd: facts.day,
      dayDoubtUsd: facts.day_doubt,
      outUsd: facts.out + going,
      rule: next === null ? null : ruleMoney(next),
      balanceUsd: usable === null ? null : usable.usd - facts.since,
    };
  };

  const ruleMoney = ({ rule, rule_usd: allowedUsd }: JobRow): RuleMoney | null => {
    if (rule === null || allowedUsd === null) return null;
    const facts = ledger.charges.ruleMoney(rule, today());
    const going = [...granted.values()].reduce((sum, each) => sum + (each.rule === rule ? each.price : 0), 0);
    return { name: rule, allowedUsd, dayUsd: facts.day, outUsd: facts.out + going };
  };

  const first = (): Waiter | null => {
    let best: Waiter | null = null;
    for (const waiter of waiters.values()) if (best === null || waiter.position < best.position) best = waiter;
    return best;
  };

  /** The ledger may have moved on without us: another process can take a job out of the queue. */
  const fresh = (id: JobId): JobRow | null => {
    const row = ledger.job(id);
    return row?.core.state === 'queued' || row?.core.state === 'preparing' ? row : null;
  };

  const answer = (id: JobId, go: boolean): void => {
    const waiter = waiters.get(id);
    waiters.delete(id);
    waiter?.answer(go);
  };

  const recallAll = (): void => {
    for (const id of [...waiters.keys()]) answer(id, false);
  };

  /** Lets one through; false: nobody may go now. */
  const letOne = (): boolean => {
    if (hooks.state() !== 'open') return false;
    const row = first()?.row;
    if (row === undefined) return false;
    const plan = planFor(row);
    if (out.size + granted.size >= lanesFor(plan)) return false;
    const now = parts.now();
    const at = nextStart(rate, plan, granted.size, now);
    if (at > now) {
      timer = setTimeout(look, at - now);
      return false;
    }
    const price = priceOf(row);
    const decision = decideSend(parts.limits().budget, money(row), price);
    if (decision.type === 'wait') return false; // whatever is out asks again when it ends
    if (decision.type === 'stop') {
      recallAll();
      hooks.stop(decision.problem, decision.limit === 'day' || decision.limit === 'rule' ? nextMidnight(now) : null);
      return false;
    }
    const go = fresh(row.id) !== null;
    if (go) granted.set(row.id, { price, rule: row.rule });
    answer(row.id, go);
    return true;
  };

  const look = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    while (letOne());
  };

  return {
    look,
    money,
    turn: async (row, bytes) =>
      await new Promise<boolean>((resolve) => {
        const place = overtaken.delete(row.id) || hooks.state() === 'shut' ? null : fresh(row.id);
        if (place === null) {
          resolve(false);
          return;
        }
        waiters.set(row.id, { row, bytes, position: place.position, answer: resolve });
        // Those that arrive in the same moment stand in the queue's order before the first of them goes
        queueMicrotask(look);
      }),
    sent: (row) => {
      const at = row.sent_at ?? parts.now();
      granted.delete(row.id);
      out.set(row.id, at);
      rate = started(rate, planFor(row), at);
    },
    answered: (id) => {
      out.delete(id);
      rate = answered(rate);
      look();
    },
    slowed: (id, until) => {
      const now = parts.now();
      rate = slowed(rate, { startedAt: out.get(id) ?? 0, until, now, jitter: Math.random() });
      return Math.max(now, rate.blockedUntil);
    },
    unanswered: (id) => {
      breaker = unanswered(breaker, out.get(id) ?? 0, parts.now());
      return breakerProblem(breaker);
    },
    heard: () => {
      breaker = closedBreaker;
    },
    left: (id) => {
      granted.delete(id);
      out.delete(id);
      overtaken.delete(id);
      answer(id, false);
    },
    recall: (which) => {
      if (which === 'all') recallAll();
      else answer(which, false);
    },
    moved: (ids, isUnderWay) => {
      const places = ledger.places();
      const isReady = (id: JobId): boolean => waiters.has(id) || granted.has(id);
      const notReady = places.find(({ id }) => !isReady(id) && (ids.has(id) || !isUnderWay(id)));
      for (const { id, position } of places) {
        const waiter = waiters.get(id);
        if (waiter !== undefined) waiter.position = position;
        if (notReady === undefined || position <= notReady.position || granted.has(id)) continue;
        if (waiter !== undefined) answer(id, false);
        else if (isUnderWay(id)) overtaken.add(id);
      }
    },
    waiting: () => {
      let bytes = 0;
      for (const waiter of waiters.values()) bytes += waiter.bytes;
      return { count: waiters.size, bytes };
    },
    granted: () => granted.size,
    free: (row) => {
      if (hooks.state() !== 'open') return 0;
      const plan = planFor(row);
      return Math.min(lanesFor(plan) - out.size, startsLeft(rate, plan, parts.now()));
    },
    unblock: () => {
      rate = unblocked(rate);
      breaker = halfOpen(breaker);
    },
    cost: (model, usd) => {
      costs.set(model, usd);
    },
    lanes: () => lanesFor(parts.limits().rate),
    perMinute: () => perMinute(rate, parts.limits().rate),
    close: () => {
      if (timer !== null) clearTimeout(timer);
      recallAll();
    },
  };
}
