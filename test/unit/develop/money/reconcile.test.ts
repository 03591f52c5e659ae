/** Two balances and what lies between them: what can be told about requests in doubt, and what cannot. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STILL_AT_WORK_MS, type Between } from '../../../../electron/develop/ledger/charges.ts';
import { weigh } from '../../../../electron/develop/money/reconcile.ts';

const SENT = 1_700_000_000_000;
const LATE = SENT + STILL_AT_WORK_MS;

function between(facts: {
  readonly before: number;
  readonly after: number;
  readonly named?: number;
  readonly assumed?: number;
  readonly doubts: readonly number[];
  readonly readAt?: number;
}): Between {
  return {
    before: { at: SENT - 1000, usd: facts.before, journal: null },
    after: { at: facts.readAt ?? LATE, usd: facts.after, journal: null },
    namedUsd: facts.named ?? 0,
    assumedUsd: facts.assumed ?? 0,
    doubts: {
      count: facts.doubts.length,
      usd: facts.doubts.reduce((sum, usd) => sum + usd, 0),
      leastUsd: Math.min(...facts.doubts),
      mostUsd: Math.max(...facts.doubts),
      lastSentAt: SENT,
    },
  };
}

describe('the balance before and after', () => {
  it.each([
    ['fell by one price', { before: 0.12, after: 0.04, doubts: [0.08] }, 'charged', 'The $0.08 gone is one photo’s price'],
    [
      'fell by one price more than was answered',
      { before: 5, after: 4.76, named: 0.16, doubts: [0.08] },
      'charged',
      'The $0.08 gone beside the answered photos is one photo’s price',
    ],
    [
      'fell by all prices',
      { before: 5, after: 4.76, doubts: [0.08, 0.08, 0.08] },
      'charged',
      'The $0.24 gone is the price of all 3 in doubt',
    ],
    ['did not fall', { before: 5, after: 5, doubts: [0.08] }, 'not-charged', 'Nothing is gone'],
    [
      'fell by what was answered only',
      { before: 5, after: 4.84, named: 0.16, doubts: [0.08, 0.08] },
      'not-charged',
      'Nothing is gone beside the answered photos',
    ],
    [
      'fell by some of the prices',
      { before: 5, after: 4.92, doubts: [0.08, 0.08, 0.08] },
      'unclear',
      'The $0.08 gone is the price of one photo of 3 in doubt',
    ],
    ['rose', { before: 5, after: 25, doubts: [0.08] }, 'unclear', 'The balance rose by $20.00'],
    [
      'fell by another amount',
      { before: 5, after: 4.5, doubts: [0.08] },
      'unclear',
      '$0.50 is gone; one photo in doubt would be $0.08',
    ],
  ])('%s', (_, facts, verdict, reason) => {
    expect(weigh(between(facts))).toMatchObject({ verdict, reason });
  });

  it('proves nothing while the service may still be at work, but a charge proves itself', () => {
    const readAt = SENT + 10_000;
    expect(weigh(between({ before: 5, after: 5, doubts: [0.08], readAt }))).toMatchObject({ verdict: 'early', askAt: LATE });
    expect(weigh(between({ before: 5, after: 4.92, doubts: [0.08], readAt }))).toMatchObject({ verdict: 'charged', askAt: null });
  });

  it('takes a price that is a little off, and not one that is far off', () => {
    expect(weigh(between({ before: 5, after: 4.925, doubts: [0.08] }))).toMatchObject({ verdict: 'charged' });
    expect(weigh(between({ before: 5, after: 4.96, doubts: [0.08] }))).toMatchObject({ verdict: 'unclear' });
  });

  it('says that it cannot tell where too many answers came without their cost', () => {
    expect(weigh(between({ before: 10, after: 5, assumed: 5, doubts: [0.08] }))).toMatchObject({ verdict: 'unclear' });
    expect(weigh(between({ before: 10, after: 9.76, assumed: 0.24, doubts: [0.08] }))).toMatchObject({ verdict: 'not-charged' });
  });

  it('has nothing to say where nothing is in doubt', () => {
    expect(weigh(between({ before: 5, after: 5, doubts: [] }))).toBeNull();
  });

  it('never calls charged what was free, nor free what was charged, where nobody else spends', () => {
    const price = fc.constantFrom(0.0076, 0.008, 0.012, 0.0225, 0.06, 0.08);
    fc.assert(
      fc.property(price, fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), fc.nat(200), (usd, charged, answered) => {
        const named = answered * usd;
        const gone = named + charged.filter(Boolean).length * usd;
        const found = weigh(between({ before: 100, after: 100 - gone, named, doubts: charged.map(() => usd) }));
        if (charged.every(Boolean)) expect(found?.verdict).toBe('charged');
        else if (charged.some(Boolean)) expect(found?.verdict).toBe('unclear');
        else expect(found?.verdict).toBe('not-charged');
      }),
    );
  });
});
