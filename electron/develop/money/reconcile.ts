/**
 * What two balances say about requests that may have been charged. Both were read while nothing was out, so what lies between them
 * is what was charged in that time: the answered photos explain their part, and the rest is compared with the price in doubt. Pure.
 */
import type { Evidence } from '../../contract/job.ts';
import { dollars } from '../../contract/dollars.ts';
import { STILL_AT_WORK_MS, type Between, type ChargeBook, type Request } from '../ledger/charges.ts';

/** Prices are published as "about": a part of the smallest price in doubt that a difference may be off and still fit. */
const TOLERANCE = 0.25;
/** Part by which an expected price may be off where the service named none. */
const ASSUMED_ERROR = 0.05;

function photos(count: number): string {
  return count === 1 ? 'one photo' : `${String(count)} photos`;
}

/** What the balances around a request say about it; null: none were read before and after it. */
export function evidenceOf(
  charges: Pick<ChargeBook, 'between'>,
  request: Pick<Request, 'jobId' | 'account' | 'sentAt'>,
): Evidence | null {
  const between = charges.between(request);
  return between === null ? null : weigh(between);
}

/** Weighs the requests in doubt between two readings; null: there are none. */
export function weigh(between: Between): Evidence | null {
  const { before, after, doubts } = between;
  if (doubts.count === 0) return null;
  const known = between.namedUsd + between.assumedUsd;
  const gone = before.usd - after.usd - known;
  const tolerance = doubts.leastUsd * TOLERANCE + between.assumedUsd * ASSUMED_ERROR;
  const settledAt = doubts.lastSentAt + STILL_AT_WORK_MS;
  const facts = { beforeUsd: before.usd, afterUsd: after.usd, readAt: after.at, askAt: null };
  const besides = known > 0 ? ' beside the answered photos' : '';

  // With too many prices assumed, none and all cannot be told apart
  const blurred = tolerance >= doubts.leastUsd / 2;
  if (!blurred && Math.abs(gone) <= tolerance) {
    const reason = `Nothing is gone${besides}`;
    return after.at >= settledAt
      ? { ...facts, verdict: 'not-charged', reason }
      : { ...facts, verdict: 'early', reason, askAt: settledAt };
  }
  if (!blurred && Math.abs(gone - doubts.usd) <= tolerance) {
    const price = doubts.count === 1 ? 'one photo’s price' : `the price of all ${String(doubts.count)} in doubt`;
    return { ...facts, verdict: 'charged', reason: `The ${dollars(gone)} gone${besides} is ${price}` };
  }
  return { ...facts, verdict: 'unclear', reason: unclear(gone, between, besides, tolerance) };
}

function unclear(gone: number, { doubts }: Between, besides: string, tolerance: number): string {
  if (gone < -tolerance) return `The balance rose by ${dollars(-gone)}${besides}`;
  const { count, usd, leastUsd, mostUsd } = doubts;
  const charged = Math.round(gone / leastUsd);
  if (leastUsd === mostUsd && charged > 0 && charged < count && Math.abs(gone - charged * leastUsd) <= tolerance) {
    return `The ${dollars(gone)} gone${besides} is the price of ${photos(charged)} of ${String(count)} in doubt`;
  }
  return `${dollars(gone)} is gone${besides}; ${photos(count)} in doubt would be ${dollars(usd)}`;
}
