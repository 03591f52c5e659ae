/**
 * The gate before sending: prepared photos wait here for their turn. It opens for the first of them while lanes are free, the rate
 * allows a start and the budget covers it; what stands behind it is decided in rate.ts and budget.ts.
 */
import type { JobId } from '../contract/ids.ts';
import type { Problem } from '../contract/errors.ts';
import { decideSend, nextMidnight, type Money, type RuleMoney } from './budget.ts';
import type { JobRow } from './ledger.ts';
import type { BalanceKeeper, DevelopParts } from './parts.ts';
import { answered, lanesOf, nextStart, perMinute, slowed, started, startRate, unblocked, type RateRule } from './rate.ts';

/** Charges may follow a request by this much: doubts that are younger than the balance by less are taken from it. Milliseconds. */
const DOUBT_MS = 5 * 60_000;

export interface GateHooks {
  /** hold: only for a while, what waits stays prepared. shut: the queue is paused, closing, or somebody else's. */
  readonly state: () => 'open' | 'hold' | 'shut';
  /** A spending limit is reached; `until`: when it goes on by itself. */
  readonly stop: (problem: Problem, until: number | null) => void;
  /** When this run began, ms since 1970. */
  readonly runSince: () => number;
}

export interface Gate {
  /** Waits for the job's turn; false: it goes back to the queue. */
  readonly turn: (row: JobRow) => Promise<boolean>;
  /** The ledger has it as sent. */
  readonly sent: (id: JobId, at: number) => void;
  /** An answer with a picture: the lane is free, whatever is still to be stored. */
  readonly answered: (id: JobId) => void;
  /** "Slower, please": returns when sending goes on, ms since 1970. */
  readonly slowed: (id: JobId, until: number | null) => number;
  /** Work on it has ended, however. */
  readonly left: (id: JobId) => void;
  readonly look: () => void;
  /** Sends everything that waits back to the queue, or the one, or what stands behind a job that waits unprepared. */
  readonly recall: (which: 'all' | 'overtaken' | JobId) => void;
  /** A person wants to try at once. */
  readonly unblock: () => void;
  /** What a photo of a model did cost, for the next decision. */
  readonly cost: (model: string, usd: number) => void;
  readonly lanes: () => number;
  readonly perMinute: () => number | null;
  readonly money: () => Money;
  readonly close: () => void;
}

/** Builds the gate; it lets nothing through before the first `turn`. */
export function createGate(parts: DevelopParts, balance: BalanceKeeper, hooks: GateHooks): Gate {
  const { ledger } = parts;
  const waiters = new Map<JobId, (go: boolean) => void>();
  /** May go, and has not yet. */
  const granted = new Map<JobId, { readonly price: number; readonly rule: string | null }>();
  /** Sent, and no picture yet: when. */
  const out = new Map<JobId, number>();
  const costs = new Map<string, number>();
  let rate = startRate;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const priceOf = (row: JobRow): number => (row.simulated ? 0 : Math.max(row.price_usd, costs.get(row.recipe.model) ?? 0));
  const planFor = (row: JobRow | null): RateRule | null => (row?.simulated === true ? null : parts.limits().rate);

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

  const first = (): JobRow | null => {
    const rows = [...waiters.keys()].flatMap((id) => ledger.job(id) ?? []);
    return rows.sort((a, b) => a.position - b.position)[0] ?? null;
  };

  const answer = (id: JobId, go: boolean): void => {
    const waiter = waiters.get(id);
    waiters.delete(id);
    waiter?.(go);
  };

  const recallAll = (): void => {
    for (const id of [...waiters.keys()]) answer(id, false);
  };

  /** Lets one through; false: nobody may go now. */
  const letOne = (): boolean => {
    if (waiters.size === 0 || hooks.state() !== 'open') return false;
    const row = first();
    if (row === null) {
      recallAll(); // gone from the ledger
      return false;
    }
    const plan = planFor(row);
    if (out.size + granted.size >= lanesOf(rate, plan)) return false;
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
    granted.set(row.id, { price, rule: row.rule });
    answer(row.id, true);
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
    turn: async (row) =>
      await new Promise<boolean>((resolve) => {
        if (hooks.state() === 'shut') {
          resolve(false);
          return;
        }
        waiters.set(row.id, resolve);
        // Those that arrive in the same moment stand in the queue's order before the first of them goes
        queueMicrotask(look);
      }),
    sent: (id, at) => {
      granted.delete(id);
      out.set(id, at);
      rate = started(rate, planFor(ledger.job(id)), at);
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
    left: (id) => {
      granted.delete(id);
      out.delete(id);
      answer(id, false);
    },
    recall: (which) => {
      if (which === 'all') recallAll();
      else if (which !== 'overtaken') answer(which, false);
      else {
        const ahead = ledger.next(1)[0]?.position ?? Infinity;
        const behind = [...waiters.keys()].filter((id) => (ledger.job(id)?.position ?? 0) > ahead);
        for (const id of behind) answer(id, false);
      }
    },
    unblock: () => {
      rate = unblocked(rate);
    },
    cost: (model, usd) => {
      costs.set(model, usd);
    },
    lanes: () => lanesOf(rate, parts.limits().rate),
    perMinute: () => perMinute(rate, parts.limits().rate),
    close: () => {
      if (timer !== null) clearTimeout(timer);
      recallAll();
    },
  };
}
