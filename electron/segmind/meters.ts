/** Figures that come beside a picture: cost, balance, request id, and when a rate limit ends. Pure. */
import { isRecord } from './error-text.ts';
import { isRequestId } from './reply.ts';
import type { Headers } from './http.ts';

export interface Meters {
  /** US dollars; null: not said. */
  readonly costUsd: number | null;
  readonly remainingUsd: number | null;
  readonly requestId: string | null;
}

/** Longest wait that a rate limit may ask for before its clock is disbelieved. Milliseconds. */
const LONGEST_WAIT = 60 * 60 * 1000;

/**
 * Headers first, then the `metrics` of a JSON body.
 * @param value - the parsed body; undefined where it is no JSON
 */
export function readMeters(headers: Headers, value?: unknown): Meters {
  const metrics = isRecord(value) && isRecord(value['metrics']) ? value['metrics'] : {};
  const id = headers['x-request-id'] ?? (isRecord(value) ? value['request_id'] : undefined);
  return {
    costUsd: notNegative(readNumber(headers['x-cost']) ?? readNumber(metrics['cost'])),
    remainingUsd: readNumber(headers['x-remaining-credits']) ?? readNumber(metrics['remaining_credits']),
    requestId: typeof id === 'string' && isRequestId(id) ? id : null,
  };
}

/** A finite number, also from a text such as "12.5" or "$12.5"; null: it is none. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.trim().replace(/^\$/, '');
  return /^-?\d{1,15}(\.\d{1,15})?(e-?\d{1,3})?$/i.test(text) ? Number(text) : null;
}

/**
 * When sending may go on, from x-rate-limit-reset-at-utc (a date without a zone means UTC, a number seconds or milliseconds)
 * or retry-after (seconds, or a date as HTTP writes it). A moment is measured from the answer's own date where the two clocks differ.
 * @param now - ms since 1970
 * @returns ms since 1970, in the future and at most an hour away; null: back off instead
 */
export function readReset(headers: Headers, now: number): number | null {
  const moment = readMoment(headers['x-rate-limit-reset-at-utc']);
  const until = moment === null ? readRetryAfter(headers, now) : moment - clockDifference(headers, now);
  if (until === null || until <= now) return null;
  return Math.min(until, now + LONGEST_WAIT);
}

function readRetryAfter(headers: Headers, now: number): number | null {
  const seconds = readNumber(headers['retry-after']);
  if (seconds !== null) return now + seconds * 1000;
  const date = readHttpDate(headers['retry-after']);
  return date === null ? null : date - clockDifference(headers, now);
}

/** The date of an answer has whole seconds and was some time under way: what differs by less is the same clock. Milliseconds. */
const SAME_CLOCK = 2000;

/** How far the service's clock is ahead of ours, milliseconds; 0 where it does not say. */
function clockDifference(headers: Headers, now: number): number {
  const date = readHttpDate(headers['date']);
  return date === null || Math.abs(date - now) <= SAME_CLOCK ? 0 : date - now;
}

/** The three ways to write a date that HTTP knows, all in UTC; the third one does not say so. Null: none of them. */
function readHttpDate(text: string | undefined): number | null {
  const written = text?.trim() ?? '';
  if (!/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(written)) return null;
  const moment = Date.parse(/GMT|UTC|[+-]\d{4}$/i.test(written) ? written : `${written} GMT`);
  return Number.isNaN(moment) ? null : moment;
}

function readMoment(text: string | undefined): number | null {
  if (text === undefined) return null;
  const written = text.trim();
  const number = readNumber(written);
  // 1e11 seconds is the year 5138, 1e11 milliseconds is 1973: what is larger is milliseconds.
  if (number !== null) return number > 1e11 ? number : number * 1000;
  const bare = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(written);
  const moment = Date.parse(bare ? `${written.replace(' ', 'T')}Z` : written);
  return Number.isNaN(moment) ? null : moment;
}

function notNegative(value: number | null): number | null {
  return value !== null && value >= 0 ? value : null;
}
