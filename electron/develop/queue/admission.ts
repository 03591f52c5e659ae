/**
 * The admission before sending: prepared photos wait here for their turn. It goes to the first of them that may go: its backend has a
 * lane free and allows a start, the budget covers it, and nothing else holds it up. Who may not go yet holds up only those that wait for
 * the same; what stands behind it is decided in pacing/ and money/budget.ts.
 */
import type { JobId } from '../../contract/ids.ts';
import type { Problem } from '../../contract/errors.ts';
import { ruleCaps } from '../money/rule-caps.ts';
import { decideSend, type BudgetAnswer, type Money, type RuleMoney } from '../money/budget.ts';
import { backendName, type JobBackend, type JobRow } from '../ledger/job-row.ts';
import { DEFAULT_BACKEND } from '../../contract/recipe.ts';
import type { RunMark } from '../ledger/charges.ts';
import type { BalanceKeeper } from '../money/balance.ts';
import { createChannel, type Channel } from './pacing/channel.ts';
import type { DevelopParts } from './parts.ts';

/**
 * A request that is charged late is not in a balance read shortly after it was sent: doubts from this long before the reading on are
 * still taken from that balance. Milliseconds.
 */
const DOUBT_MS = 5 * 60_000;

export type LimitReached = Extract<BudgetAnswer, { type: 'stop' }>;

export interface AdmissionHooks {
  /** hold: only for a while, it stays prepared. shut: it goes back to the queue; that is paused, closing, or somebody else's. */
  readonly state: (row: JobRow) => 'open' | 'hold' | 'shut';
  /** A spending limit has no room for this photo: it, and what is like it, must not be asked about again. */
  readonly stop: (row: JobRow, limit: LimitReached) => void;
  /** Jobs of the same backend that stand before this one in the queue and have not left. */
  readonly before: (row: JobRow) => readonly JobRow[];
  /** Where this run begins in the books. */
  readonly run: () => RunMark;
}

export interface Admission {
  /** Waits for the job's turn, with an upload of so many bytes; false: it goes back to the queue. */
  readonly turn: (row: JobRow, bytes: number) => Promise<boolean>;
  /** The ledger has it as sent. */
  readonly sent: (row: JobRow) => void;
  /** An answer with a picture: the lane is free, whatever is still to be stored. */
  readonly answered: (row: JobRow) => void;
  /** "Slower, please": `until` is what the service named, and it returns when sending goes on; both ms since 1970. */
  readonly slowed: (row: JobRow, until: number | null) => number;
  /** No answer came: fewer go out at once. Why its backend's work must stop; null: it goes on. */
  readonly unanswered: (row: JobRow) => Problem | null;
  /** The service answers. */
  readonly heard: (row: JobRow) => void;
  /** Work on it has ended, however. */
  readonly left: (row: JobRow) => void;
  readonly look: () => void;
  /** Sends those that wait and that this says yes to back to the queue. */
  readonly recall: (which: (row: JobRow) => boolean) => void;
  /** Places were changed: what stands behind a moved job that is not ready goes back, also what is still being prepared. */
  readonly moved: (ids: ReadonlySet<JobId>, isUnderWay: (id: JobId) => boolean) => void;
  /** Prepared photos of a backend that wait and that this says yes to, and the size of their uploads. */
  readonly waiting: (backend: JobBackend, which: (row: JobRow) => boolean) => { readonly count: number; readonly bytes: number };
  /** Prepared photos of a backend that have not left, those that may go among them. */
  readonly prepared: (backend: JobBackend) => number;
  /** May it go, or wait for its turn? True as well where only answers tell. */
  readonly fitsBudget: (row: JobRow, priceUsd: number) => boolean;
  /** Stops for a rule that has no room for this photo, whatever the answers to what is out will say: it need not be prepared to say so. */
  readonly stopForRule: (row: JobRow) => boolean;
  /** How many more could leave at this moment, whatever they cost. */
  readonly free: (row: JobRow) => number;
  /** The computer woke up, and by its clock the time that a backend had asked for is over. */
  readonly timeIsOver: (backend: string) => void;
  /** A person wants to try at once. */
  readonly unblock: () => void;
  /** What a photo of a model did cost, for the next decision. */
  readonly cost: (model: string, usd: number) => void;
  readonly lanes: (backend: JobBackend) => number;
  readonly perMinute: (backend: JobBackend) => number | null;
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
  const channels = new Map<string, Channel>();
  const costs = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const channelOf = (backend: JobBackend): Channel => {
    const name = backendName(backend);
    const known = channels.get(name);
    if (known !== undefined) return known;
    const fresh = createChannel(() => (backend.simulated ? null : parts.limits().rate));
    channels.set(name, fresh);
    return fresh;
  };

  const priceOf = (row: JobRow): number => (row.simulated ? 0 : Math.max(row.price_usd, costs.get(row.recipe.model) ?? 0));
  const today = (): number => new Date(parts.now()).setHours(0, 0, 0, 0);

  const isGranted = (id: JobId): boolean => [...channels.values()].some(({ granted }) => granted.has(id));

  /** The price of all that may go and has not left yet; under one rule's name, or all of it. */
  const going = (rule: string | null = null): number => {
    let sum = 0;
    for (const { granted } of channels.values())
      for (const each of granted.values()) if (rule === null || each.rule === rule) sum += each.price;
    return sum;
  };

  /** `next`: the job that the money is counted for. */
  const money = (next: JobRow | null = null): Money => {
    const known = balance.of(next ?? { backend: DEFAULT_BACKEND, simulated: false });
    const facts = ledger.charges.money(hooks.run(), today(), (known?.checkedAt ?? 0) - DOUBT_MS);
    return {
      runUsd: facts.run,
      dayUsd: facts.day,
      dayDoubtUsd: facts.day_doubt,
      outUsd: facts.out + going(),
      rule: next === null ? null : ruleMoney(next),
      balanceUsd: known === null ? null : known.usd - facts.since,
    };
  };

  const ruleMoney = (row: JobRow): RuleMoney | null => {
    const caps = ruleCaps(row, ledger.charges, parts.now());
    if (row.rule === null || caps.length === 0) return null;
    return { name: row.rule, outUsd: ledger.charges.ruleOut(row.rule) + going(row.rule), caps };
  };

  /** The ledger may have moved on without us: another process can take a job out of the queue, or it is held. */
  const fresh = (id: JobId): JobRow | null => {
    const row = ledger.job(id);
    return (row?.core.state === 'queued' && row.held === null) || row?.core.state === 'preparing' ? row : null;
  };

  const answer = (id: JobId, go: boolean): void => {
    const waiter = waiters.get(id);
    waiters.delete(id);
    waiter?.answer(go);
  };

  const recall = (which: (row: JobRow) => boolean): void => {
    for (const { row } of [...waiters.values()]) if (which(row)) answer(row.id, false);
  };

  /** Looked at again when the earliest start is allowed, a moment of the clock that is never set. */
  const lookAt = (moment: number): void => {
    if (timer === null) timer = setTimeout(look, Math.max(0, moment - parts.elapsed()));
  };

  /** What one that waits shares with those behind it, as far as it has to wait: its backend or its rule. */
  type Blocked = Set<string>;
  const ruleKey = (rule: string): string => `rule ${rule}`;

  /**
   * Is there room for this one and for all that stand before it and are still being prepared? The last places under a limit go to those
   * that stand first, not to those that are ready first. Whoever is prepared, or comes to nothing, has it looked at again.
   */
  const hasRoomBehind = (row: JobRow, facts: Money, price: number): boolean => {
    const slower = hooks.before(row).filter(({ id }) => !waiters.has(id) && !isGranted(id));
    if (slower.length === 0) return true;
    const sum = (rows: readonly JobRow[]): number => rows.reduce((total, each) => total + priceOf(each), 0);
    const rule = facts.rule && {
      ...facts.rule,
      outUsd: facts.rule.outUsd + sum(slower.filter((each) => each.rule === row.rule)),
    };
    return decideSend(parts.limits().budget, { ...facts, rule, outUsd: facts.outUsd + sum(slower) }, price).type === 'send';
  };

  /** Lets this one through, or says why not. */
  const letGo = (row: JobRow, blocked: Blocked, starts: number[]): 'went' | 'waits' | 'looks again' => {
    const backend = backendName(row);
    if (blocked.has(backend) || (row.rule !== null && blocked.has(ruleKey(row.rule)))) return 'waits';
    if (hooks.state(row) !== 'open') return 'waits';
    const channel = channelOf(row);
    const now = parts.elapsed();
    const at = channel.nextStart(now);
    if (at === null || at > now) {
      blocked.add(backend);
      if (at !== null) starts.push(at);
      return 'waits';
    }
    // Told again under which cap: it may have been raised since the photo was prepared
    const known = fresh(row.id);
    const price = priceOf(row);
    const facts = known === null ? null : money(known);
    const decision = facts === null ? null : decideSend(parts.limits().budget, facts, price);
    if (decision?.type === 'send' && facts !== null && !hasRoomBehind(row, facts, price)) {
      blocked.add(row.rule === null ? backend : ruleKey(row.rule));
      return 'waits';
    }
    if (decision?.type === 'wait') {
      // Whatever is out asks again when it ends. Until then nobody takes from the same limit what this one may need: it would wait for ever
      blocked.add(decision.limit === 'rule' && row.rule !== null ? ruleKey(row.rule) : backend);
      return 'waits';
    }
    if (decision?.type === 'stop') {
      answer(row.id, false);
      hooks.stop(known ?? row, decision);
      return 'looks again';
    }
    if (decision !== null) channel.granted.set(row.id, { price, rule: row.rule });
    answer(row.id, decision !== null);
    return 'went';
  };

  /** One round over all that wait, in their order. True: another round is worth it. */
  const letOne = (): boolean => {
    const blocked: Blocked = new Set();
    const starts: number[] = [];
    const inOrder = [...waiters.values()].sort((a, b) => a.position - b.position);
    for (const { row } of inOrder) if (letGo(row, blocked, starts) !== 'waits') return true;
    if (starts.length > 0) lookAt(Math.min(...starts));
    return false;
  };

  const look = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    while (letOne());
  };

  return {
    look,
    money,
    recall,
    turn: async (row, bytes) =>
      await new Promise<boolean>((resolve) => {
        const place = overtaken.delete(row.id) || hooks.state(row) === 'shut' ? null : fresh(row.id);
        if (place === null) {
          resolve(false);
          return;
        }
        waiters.set(row.id, { row, bytes, position: place.position, answer: resolve });
        // Those that arrive in the same moment stand in the queue's order before the first of them goes
        queueMicrotask(look);
      }),
    sent: (row) => {
      channelOf(row).sent(row.id, parts.elapsed());
    },
    answered: (row) => {
      channelOf(row).answered(row.id);
      look();
    },
    slowed: (row, until) => {
      const now = parts.elapsed();
      // From here on it is a stretch of time: a clock that is set meanwhile neither shortens nor lengthens the wait
      const goesOn = channelOf(row).slowed(row.id, until === null ? null : now + until - parts.now(), now);
      return parts.now() + goesOn - now;
    },
    unanswered: (row) => channelOf(row).unanswered(row.id, parts.elapsed()),
    heard: (row) => {
      channelOf(row).heard();
    },
    left: (row) => {
      channelOf(row).left(row.id);
      overtaken.delete(row.id);
      answer(row.id, false);
    },
    moved: (ids, isUnderWay) => {
      const held = new Set(ledger.allHeldIds());
      const places = ledger.places().filter(({ id }) => !held.has(id));
      const isReady = (id: JobId): boolean => waiters.has(id) || isGranted(id);
      const notReady = places.find(({ id }) => !isReady(id) && (ids.has(id) || !isUnderWay(id)));
      for (const { id, position } of places) {
        const waiter = waiters.get(id);
        if (waiter !== undefined) waiter.position = position;
        if (notReady === undefined || position <= notReady.position || isGranted(id)) continue;
        if (waiter !== undefined) answer(id, false);
        else if (isUnderWay(id)) overtaken.add(id);
      }
    },
    waiting: (backend, which) => {
      let count = 0;
      let bytes = 0;
      const name = backendName(backend);
      for (const waiter of waiters.values()) {
        if (backendName(waiter.row) !== name || !which(waiter.row)) continue;
        count += 1;
        bytes += waiter.bytes;
      }
      return { count, bytes };
    },
    prepared: (backend) => {
      const name = backendName(backend);
      return [...waiters.values()].filter(({ row }) => backendName(row) === name).length + channelOf(backend).granted.size;
    },
    fitsBudget: (row, priceUsd) => decideSend(parts.limits().budget, { ...money(row), rule: null }, priceUsd).type !== 'stop',
    stopForRule: (row) => {
      if (row.rule === null || row.core.state !== 'queued') return false;
      const decision = decideSend(parts.limits().budget, money(row), priceOf(row));
      if (decision.type !== 'stop' || decision.limit !== 'rule') return false;
      hooks.stop(row, decision);
      return true;
    },
    free: (row) => (hooks.state(row) === 'open' ? channelOf(row).free(parts.elapsed()) : 0),
    timeIsOver: (backend) => {
      channels.get(backend)?.timeIsOver();
    },
    unblock: () => {
      for (const channel of channels.values()) channel.unblock();
    },
    cost: (model, usd) => {
      costs.set(model, usd);
    },
    lanes: (backend) => channelOf(backend).lanes(),
    perMinute: (backend) => channelOf(backend).perMinute(),
    close: () => {
      if (timer !== null) clearTimeout(timer);
      recall(() => true);
    },
  };
}
