/**
 * What two balances say about requests that may have been charged. Both were read while nothing was out, so what lies between them
 * is what was charged in that time: the answered photos explain their part, and the rest is compared with the price in doubt. Pure.
 */
import type { Evidence } from '../../contract/job.ts';
import { dollars } from './budget.ts';

/** A balance read while no request was out. */
export interface Reading {
  /** ms since 1970. */
  readonly at: number;
  readonly usd: number;
}

/** What the ledger knows about the time between two readings. */
export interface Between {
  readonly before: Reading;
  readonly after: Reading;
  /** Charged for answered photos, with the cost that the service named. */
  readonly namedUsd: number;
  /** Charged for answered photos that came without a cost, at the expected price. */
  readonly assumedUsd: number;
  /** All requests in doubt that were sent between the readings. */
  readonly doubts: Doubts;
}

/** Requests of which nobody knows whether they were charged, as a whole. */
export interface Doubts {
  readonly count: number;
  /** Expected prices, US dollars: of all, and the least and the greatest of them. */
  readonly usd: number;
  readonly leastUsd: number;
  readonly mostUsd: number;
  /** When the last of them was sent, ms since 1970. */
  readonly lastSentAt: number;
}

/**
 * A request that was cut off may still be worked on: a blocking call is ended near 100 s, and what it made by then is charged.
 * Before this much time has passed a balance that did not fall proves nothing. Milliseconds.
 */
export const STILL_AT_WORK_MS = 150_000;

/** Prices are published as "about": a part of the smallest price in doubt that a difference may be off and still fit. */
const TOLERANCE = 0.25;
/** Part by which an expected price may be off where the service named none. */
const ASSUMED_ERROR = 0.05;

function photos(count: number): string {
  return count === 1 ? 'one photo' : `${String(count)} photos`;
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
