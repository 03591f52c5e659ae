/** What the transports share: where the service is, how long things may take, and how a request to it is made. */
import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../contract/errors.ts';
import type { Model } from '../contract/model.ts';
import { judge } from './error-table.ts';
import type { Stage, Judgement } from './error-table.ts';
import { readErrorText } from './error-text.ts';
import { exchange } from './http.ts';
import type { HttpOutcome, HttpTimings } from './http.ts';
import { readMeters, readReset } from './meters.ts';
import type { RunHooks, RunOutcome } from './service.ts';

/** Milliseconds, where nothing else is said. */
export interface Timings {
  readonly http: HttpTimings;
  readonly pollFirst: number;
  readonly pollMost: number;
  /** Times: how much longer each wait is than the one before. */
  readonly pollGrowth: number;
  /** How long accepted work is asked for before it is left to the user. */
  readonly pollDeadline: number;
  /** Times: how often "no such request" must be heard before it is believed; a fresh id may not be known everywhere yet. */
  readonly pollMissing: number;
  /** Times: how often a finished picture is fetched before that is given up. */
  readonly downloadTries: number;
}

export const defaultTimings: Timings = {
  // A cold model takes minutes to boot and the service itself cuts blocking runs near 100 s.
  http: { connect: 20_000, upload: 60_000, answer: 240_000, idle: 30_000, body: 300_000 },
  pollFirst: 1_000,
  pollMost: 10_000,
  pollGrowth: 1.5,
  pollDeadline: 20 * 60_000,
  pollMissing: 3,
  downloadTries: 4,
};

/** Largest picture taken, also when it is packed as base64 in JSON. Bytes. */
export const MAX_PICTURE_BYTES = 64 * 1024 * 1024;
/** Largest answer that holds words only. Bytes. */
export const MAX_JSON_BYTES = 1024 * 1024;

/** A question is answered at once or not at all; only work takes longer. Milliseconds. */
const LONGEST_ASK = 60_000;

export interface Context {
  readonly endpoint: URL;
  readonly agent: string;
  /** See HttpRequest.ca. */
  readonly ca: string | undefined;
  readonly timings: Timings;
  /** ms since 1970. */
  readonly now: () => number;
}

/** One piece of work, as both transports see it. */
export interface Errand {
  readonly model: Model;
  readonly key: string;
  readonly hooks: RunHooks;
  readonly signal: AbortSignal;
  /** When the errand began, milliseconds on the clock that is never set (performance.now). */
  readonly startedAt: number;
}

/** Sends work: this is the call that is charged, and it is made once. */
export async function post(context: Context, path: string, body: Uint8Array, errand: Errand): Promise<HttpOutcome> {
  return await exchange({
    method: 'POST',
    url: new URL(path, context.endpoint),
    headers: { ...headersFor(context, errand.key), 'content-type': 'application/json' },
    body,
    maxBytes: MAX_PICTURE_BYTES,
    timings: context.timings.http,
    signal: errand.signal,
    ca: context.ca,
  });
}

/** Asks the service something that costs nothing. */
export async function get(
  context: Context,
  path: string,
  ask: { readonly key: string; readonly signal: AbortSignal; readonly maxBytes: number },
): Promise<HttpOutcome> {
  return await exchange({
    method: 'GET',
    url: new URL(path, context.endpoint),
    headers: headersFor(context, ask.key),
    body: null,
    maxBytes: ask.maxBytes,
    timings: { ...context.timings.http, answer: Math.min(context.timings.http.answer, LONGEST_ASK) },
    signal: ask.signal,
    ca: context.ca,
  });
}

/** What an answer without a picture means. `words` stands in for the body where the caller has read it already. */
export function judgeAnswer(
  context: Context,
  asked: { readonly stage: Stage; readonly model: Model; readonly key: string },
  answer: HttpOutcome,
  errorBody?: string,
): Judgement {
  const text = readErrorText(errorBody ?? answer.body.toString('utf8'), asked.key);
  return judge(
    { stage: asked.stage, status: answer.status, phase: answer.phase, trouble: answer.trouble, words: text.words },
    { modelTitle: asked.model.title, successor: asked.model.successor, message: text.message, host: context.endpoint.host },
  );
}

/** What becomes of a submission. A refusal that did cost something is charged: the bill outranks the words. */
export function settle(context: Context, answer: HttpOutcome, judgement: Judgement): RunOutcome {
  const meters = readMeters(answer.headers);
  const { status } = answer;
  const { requestId } = meters;
  if (judgement.type !== 'refused') return { type: 'unsure', problem: judgement.problem, status, requestId };
  if (meters.costUsd !== null && meters.costUsd > 0) return { type: 'spoiled', problem: judgement.problem, ...meters };
  const until = judgement.consequence === 'wait' ? readReset(answer.headers, context.now()) : null;
  return { type: 'refused', problem: judgement.problem, consequence: judgement.consequence, until, status, requestId };
}

/** The end of work that was taken and whose result is not in hand. */
export function unsure(requestId: string | null, why?: string, status: number | null = null): RunOutcome {
  return { type: 'unsure', problem: problem('no-answer', why), status, requestId };
}

/** Waits; true: the whole time, false: the signal came first. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/** The service knows a key by this header only; Authorization does not work. */
function headersFor(context: Context, key: string): Record<string, string> {
  return { 'x-api-key': key, accept: 'image/*, application/json', 'user-agent': context.agent };
}
