/**
 * Spending limits as pure decisions: may the next photo be sent, should it wait for answers, or must the queue stop? Money that may
 * have been charged counts as charged; money that is out counts until its answer says otherwise.
 */
import { dollars } from '../../contract/dollars.ts';
import { problem, type Problem } from '../../contract/errors.ts';
import type { Budget } from '../../contract/preferences.ts';
import type { GuardedBudget } from './guard.ts';

/** One limit of a rule, and what was charged under it, with what may have been; US dollars. */
export interface RuleCap {
  readonly window: 'day' | 'hour' | 'total';
  readonly allowedUsd: number;
  readonly spentUsd: number;
  /** When there is room under it again, ms since 1970; null: when a person raises it. */
  readonly freeAt: number | null;
}

/** Work asked for under a name: a watched folder, an export action. */
export interface RuleMoney {
  readonly name: string;
  /** US dollars. */
  readonly outUsd: number;
  readonly caps: readonly RuleCap[];
}

/** What the ledger and the last known balance say at one moment. All in US dollars. */
export interface Money {
  /** Charged in this run, with what may have been charged. */
  readonly runUsd: number;
  readonly dayUsd: number;
  /** The price of everything that is out: it will be charged in this run and today. */
  readonly outUsd: number;
  /** Part of `dayUsd` that nobody is sure of. */
  readonly dayDoubtUsd: number;
  /** What the rule of the next photo has cost today, under its own limit; null: it belongs to none that is limited. */
  readonly rule: RuleMoney | null;
  /** The known balance less what may have been charged since; null: not known. */
  readonly balanceUsd: number | null;
}

type LimitName = 'run' | 'rule' | 'day' | 'floor' | 'unknown';

export type BudgetAnswer =
  | { readonly type: 'send' }
  /** It fits only where something that is out turns out to be free: wait for the answers. */
  | { readonly type: 'wait'; readonly limit: LimitName }
  /** `freeAt`: when the limit of a rule has room again, ms since 1970. */
  | { readonly type: 'stop'; readonly problem: Problem; readonly limit: LimitName; readonly freeAt?: number | null };

interface Limit {
  readonly name: Exclude<LimitName, 'unknown'>;
  /** What may still be spent before the limit, without and with what is out. */
  readonly left: number;
  readonly leftAfterOut: number;
  readonly freeAt?: number | null;
  readonly sentence: (price: string) => string;
}

/** Sums of prices are compared to a ten-thousandth of a cent, so that 0.1 + 0.2 stays within 0.3. */
const HAIR = 0.000_001;

/** What a limit of a rule is called: "has cost … today of the … that it may cost a day. It goes on tomorrow". */
const windows: Record<RuleCap['window'], readonly [spent: string, allowed: string, after: string]> = {
  day: [' today', ' a day', 'It goes on tomorrow, or when you raise its limit.'],
  hour: [' in the last hour', ' an hour', 'It goes on when that is an hour ago, or when you raise its limit.'],
  total: ['', ' in all', 'It goes on when you raise its limit.'],
};

function ruleLimit({ name, outUsd }: RuleMoney, { window, allowedUsd, spentUsd, freeAt }: RuleCap): Limit {
  const [spent, allowed, after] = windows[window];
  return {
    name: 'rule',
    left: allowedUsd - spentUsd,
    leftAfterOut: allowedUsd - spentUsd - outUsd,
    freeAt,
    sentence: (price) =>
      `"${name}" has cost ${dollars(spentUsd)}${spent} of the ${dollars(allowedUsd)} that it may cost${allowed}; the next photo ` +
      `costs about ${price}. ${after}`,
  };
}

function limitsOf(budget: Budget, money: Money): Limit[] {
  const limits: Limit[] = [];
  const { balanceUsd } = money;
  if (budget.floorUsd !== null && balanceUsd !== null) {
    const floor = budget.floorUsd;
    limits.push({
      name: 'floor',
      left: balanceUsd - floor,
      leftAfterOut: balanceUsd - money.outUsd - floor,
      sentence: (price) =>
        `The balance is ${dollars(balanceUsd)}, and you stop at ${dollars(floor)}; the next photo costs about ${price}. ` +
        'Add credits, then check the balance.',
    });
  }
  if (budget.dayUsd !== null) {
    const day = budget.dayUsd;
    const doubt = money.dayDoubtUsd > HAIR ? ` (${dollars(money.dayDoubtUsd)} of it maybe)` : '';
    limits.push({
      name: 'day',
      left: day - money.dayUsd,
      leftAfterOut: day - money.dayUsd - money.outUsd,
      sentence: (price) =>
        `Today has cost ${dollars(money.dayUsd)}${doubt} of the ${dollars(day)} that you allow a day; the next photo costs about ` +
        `${price}. It goes on tomorrow, or when you raise the limit.`,
    });
  }
  if (money.rule !== null) for (const cap of money.rule.caps) limits.push(ruleLimit(money.rule, cap));
  if (budget.runUsd !== null) {
    const run = budget.runUsd;
    limits.push({
      name: 'run',
      left: run - money.runUsd,
      leftAfterOut: run - money.runUsd - money.outUsd,
      sentence: (price) =>
        `This run has cost ${dollars(money.runUsd)} of the ${dollars(run)} that you allow a run; the next photo costs about ` +
        `${price}. Raise the limit to go on.`,
    });
  }
  return limits;
}

/** Whether a photo of this price may be sent now. A photo without a price (the simulator's) always may. */
export function decideSend(budget: GuardedBudget, money: Money, priceUsd: number): BudgetAnswer {
  if (priceUsd <= 0) return { type: 'send' };
  if (budget.unknown !== null) return { type: 'stop', problem: budget.unknown, limit: 'unknown' };
  const limits = limitsOf(budget, money);
  const reached = limits.find((limit) => priceUsd > limit.left + HAIR);
  if (reached !== undefined) {
    const { name, freeAt, sentence } = reached;
    return {
      type: 'stop',
      problem: problem('budget-reached', sentence(dollars(priceUsd))),
      limit: name,
      ...(freeAt === undefined ? {} : { freeAt }),
    };
  }
  const tight = limits.find((limit) => priceUsd > limit.leftAfterOut + HAIR);
  return tight === undefined ? { type: 'send' } : { type: 'wait', limit: tight.name };
}

export interface BudgetQuote {
  /** Which limit would end the run early, in words; null: it fits. */
  readonly problem: Problem | null;
  /** US dollars; null: there is no limit for a day. */
  readonly dayLeftUsd: number | null;
  /** The run costs more than the user wants to spend without being asked. */
  readonly asks: boolean;
}

const names: Record<Exclude<LimitName, 'unknown'>, string> = {
  run: 'allow a run',
  rule: 'still allow this rule today',
  day: 'still allow today',
  floor: 'can spend before the balance that you keep',
};

/** Price × photos against every limit before a run. `waitingUsd`: the price of what is queued already and goes first. */
export function quoteBudget(
  budget: GuardedBudget,
  money: Money,
  run: { readonly count: number; readonly priceUsd: number; readonly waitingUsd: number; readonly freshRun: boolean },
): BudgetQuote {
  const total = run.count * run.priceUsd;
  const dayLeftUsd = budget.dayUsd === null ? null : Math.max(0, budget.dayUsd - money.dayUsd - money.outUsd);
  const asks = budget.askAboveUsd !== null && total > budget.askAboveUsd + HAIR;
  if (run.priceUsd <= 0 || run.count === 0) return { problem: null, dayLeftUsd, asks };
  if (budget.unknown !== null) return { problem: budget.unknown, dayLeftUsd, asks };
  // A run begins anew once the queue is empty; until then new photos join the one that is under way
  const facts: Money = run.freshRun ? { ...money, runUsd: 0 } : money;
  const tight = limitsOf(budget, facts)
    .map((limit) => ({ limit, free: Math.max(0, limit.leftAfterOut - run.waitingUsd) }))
    .filter(({ free }) => total > free + HAIR)
    .sort((a, b) => a.free - b.free)[0];
  if (tight === undefined) return { problem: null, dayLeftUsd, asks };
  const fits = Math.floor((tight.free + HAIR) / run.priceUsd);
  const said =
    `This costs about ${dollars(total)}; you ${names[tight.limit.name]} ${dollars(tight.free)}, ` +
    `so the queue stops after ${fits === 1 ? '1 photo' : `${String(fits)} photos`}.`;
  return { problem: problem('budget-reached', said), dayLeftUsd, asks };
}

/** The next midnight of this computer, ms since 1970: a new day begins, and with it a new allowance. */
export function nextMidnight(now: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}
