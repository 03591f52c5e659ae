/** Spending limits: never crossed, not reached too early, said in amounts. */
import { describe, expect, it } from 'vitest';
import type { GuardedBudget } from '../../../../electron/develop/money/guard.ts';
import { decideSend, nextMidnight, quoteBudget, type Money, type RuleMoney } from '../../../../electron/develop/money/budget.ts';

const none: GuardedBudget = { unknown: null, runUsd: null, dayUsd: null, floorUsd: null, askAboveUsd: null };
const idle: Money = { runUsd: 0, dayUsd: 0, dayDoubtUsd: 0, outUsd: 0, rule: null, balanceUsd: null };

describe('one photo', () => {
  it('goes where nothing is limited, and where it costs nothing', () => {
    expect(decideSend(none, { ...idle, runUsd: 1e6, dayUsd: 1e6, balanceUsd: -5 }, 0.08).type).toBe('send');
    expect(decideSend({ ...none, runUsd: 0, dayUsd: 0, floorUsd: 9 }, { ...idle, balanceUsd: 0 }, 0).type).toBe('send');
  });

  it.each([
    ['run', { ...none, runUsd: 0.24 }, { ...idle, runUsd: 0.16 }, { ...idle, runUsd: 0.17 }],
    ['day', { ...none, dayUsd: 0.24 }, { ...idle, dayUsd: 0.16 }, { ...idle, dayUsd: 0.17 }],
    ['floor', { ...none, floorUsd: 1 }, { ...idle, balanceUsd: 1.08 }, { ...idle, balanceUsd: 1.07 }],
  ] as const)('exactly reaches the limit of the %s and never crosses it', (limit, budget, fits, crosses) => {
    expect(decideSend(budget, fits, 0.08)).toEqual({ type: 'send' });
    const stop = decideSend(budget, crosses, 0.08);
    expect(stop).toMatchObject({ type: 'stop', limit, problem: { code: 'budget-reached' } });
  });

  it('stops the work of a rule at what the rule may cost a day, and names it', () => {
    const ruleWith = (spentUsd: number, outUsd = 0): RuleMoney => {
      return { name: 'Weddings', outUsd, caps: [{ window: 'day', allowedUsd: 0.24, spentUsd, freeAt: 5 }] };
    };
    expect(decideSend(none, { ...idle, rule: ruleWith(0.16) }, 0.08)).toEqual({ type: 'send' });
    expect(decideSend(none, { ...idle, rule: ruleWith(0.08, 0.16) }, 0.08)).toEqual({
      type: 'wait',
      limit: 'rule',
    });
    const stop = decideSend(none, { ...idle, rule: ruleWith(0.24) }, 0.08);
    expect(stop).toMatchObject({ type: 'stop', limit: 'rule', freeAt: 5 });
    expect(stop.type === 'stop' ? stop.problem.message : '').toBe(
      '"Weddings" has cost $0.24 today of the $0.24 that it may cost a day; the next photo costs about $0.08. ' +
        'It goes on tomorrow, or when you raise its limit.',
    );
  });

  it.each([
    ['hour', 'has cost $0.24 in the last hour of the $0.24 that it may cost an hour', 'It goes on when that is an hour ago,'],
    ['total', 'has cost $0.24 of the $0.24 that it may cost in all', 'It goes on when you raise its limit.'],
  ] as const)('stops the work of a rule at what it may cost for the window "%s" too', (window, words, after) => {
    const day = { window: 'day', allowedUsd: 9, spentUsd: 0, freeAt: 1 } as const;
    const caps: RuleMoney['caps'] = [day, { window, allowedUsd: 0.24, spentUsd: 0.24, freeAt: null }];
    const stop = decideSend(none, { ...idle, rule: { name: 'Weddings', outUsd: 0, caps } }, 0.08);
    expect(stop).toMatchObject({ type: 'stop', limit: 'rule', freeAt: null });
    expect(stop.type === 'stop' ? stop.problem.message : '').toContain(words);
    expect(stop.type === 'stop' ? stop.problem.message : '').toContain(after);
  });

  it('adds prices without a rounding error deciding', () => {
    expect(decideSend({ ...none, dayUsd: 0.3 }, { ...idle, dayUsd: 0.1 + 0.1 }, 0.1).type).toBe('send');
  });

  it('waits where only what is out stands in the way, and stops once that is charged', () => {
    const budget = { ...none, runUsd: 0.24 };
    expect(decideSend(budget, { ...idle, runUsd: 0.08, outUsd: 0.16 }, 0.08)).toEqual({ type: 'wait', limit: 'run' });
    expect(decideSend(budget, { ...idle, runUsd: 0.24 }, 0.08).type).toBe('stop');
    expect(decideSend({ ...none, floorUsd: 0 }, { ...idle, balanceUsd: 0.1, outUsd: 0.08 }, 0.08)).toEqual({
      type: 'wait',
      limit: 'floor',
    });
  });

  it('is not held up by a balance that nobody knows', () => {
    expect(decideSend({ ...none, floorUsd: 100 }, idle, 0.08).type).toBe('send');
  });

  it('names the amounts and what may be charged', () => {
    const stop = decideSend({ ...none, dayUsd: 10 }, { ...idle, dayUsd: 9.96, dayDoubtUsd: 0.16 }, 0.08);
    expect(stop.type === 'stop' ? stop.problem.message : '').toBe(
      'Today has cost $9.96 ($0.16 of it maybe) of the $10.00 that you allow a day; the next photo costs about $0.08. ' +
        'It goes on tomorrow, or when you raise the limit.',
    );
  });
});

describe('a run before it starts', () => {
  const run = { count: 100, priceUsd: 0.08, waitingUsd: 0, freshRun: true };

  it('asks above the threshold, exactly', () => {
    expect(quoteBudget({ ...none, askAboveUsd: 8 }, idle, run).asks).toBe(false);
    expect(quoteBudget({ ...none, askAboveUsd: 7.99 }, idle, run).asks).toBe(true);
    expect(quoteBudget(none, idle, run).asks).toBe(false);
  });

  it('says how far the tightest limit reaches', () => {
    const quote = quoteBudget({ ...none, runUsd: 6, dayUsd: 5, floorUsd: 0 }, { ...idle, dayUsd: 1, balanceUsd: 20 }, run);
    expect(quote.dayLeftUsd).toBe(4);
    expect(quote.problem?.message).toBe(
      'This costs about $8.00; you still allow today $4.00, so the queue stops after 50 photos.',
    );
  });

  it('counts what waits already, and a run under way', () => {
    expect(quoteBudget({ ...none, runUsd: 8 }, { ...idle, runUsd: 3 }, run).problem).toBeNull();
    expect(quoteBudget({ ...none, runUsd: 8 }, { ...idle, runUsd: 3 }, { ...run, freshRun: false }).problem).not.toBeNull();
    expect(quoteBudget({ ...none, dayUsd: 8 }, idle, { ...run, waitingUsd: 0.08 }).problem?.message).toContain('99 photos');
  });

  it('knows nothing to say of work without a price', () => {
    expect(quoteBudget({ ...none, dayUsd: 0 }, idle, { ...run, priceUsd: 0 })).toEqual({
      problem: null,
      dayLeftUsd: 0,
      asks: false,
    });
  });
});

describe('days', () => {
  it('begin at the next midnight, also where a day has 23 or 25 hours', () => {
    for (const month of [0, 2, 9]) {
      for (let day = 1; day <= 28; day += 1) {
        const midnight = new Date(nextMidnight(new Date(2026, month, day, 13, 7).getTime()));
        expect([midnight.getHours(), midnight.getMinutes(), midnight.getDate()]).toEqual([0, 0, day + 1]);
      }
    }
  });
});
