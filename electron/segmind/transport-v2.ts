/**
 * The asking way: the work is sent once and answered with a number, then the number is asked for until there is a picture.
 * From the number on nothing here can lead to sending again: network trouble and rate limits only make the asking slower.
 */
import type { Context, Errand } from './context.ts';
import { MAX_JSON_BYTES, MAX_PICTURE_BYTES, get, judgeAnswer, pause, unsure } from './context.ts';
import { parseJson } from './error-text.ts';
import { isSuccess } from './http.ts';
import type { HttpOutcome } from './http.ts';
import { readMeters, readReset } from './meters.ts';
import { jobWord } from './reply.ts';
import type { RunOutcome } from './service.ts';
import { collect, readAnswer, submit } from './submit.ts';

/** Sends the work once and follows it to its end. */
export async function runV2(context: Context, body: Uint8Array, errand: Errand): Promise<RunOutcome> {
  const submitted = await submit(context, `v2/${errand.model.slug}`, body, errand);
  return submitted.type === 'ended' ? submitted.outcome : await followAccepted(context, submitted.requestId, errand);
}

/** Tells the caller the number, waits until that is safe, then asks. */
export async function followAccepted(context: Context, requestId: string, errand: Errand): Promise<RunOutcome> {
  try {
    await errand.hooks.accepted(requestId);
  } catch {
    return unsure(requestId, 'Segmind took the photo, but its number could not be stored here.');
  }
  return await askForResult(context, requestId, errand);
}

/** What one look at the work gave. */
type Look =
  | { readonly type: 'ended'; readonly outcome: RunOutcome }
  /** This is the end if the next looks find the same. */
  | { readonly type: 'gone'; readonly outcome: RunOutcome }
  | { readonly type: 'completed' }
  /** `until`: not before this moment, ms since 1970. */
  | { readonly type: 'pending'; readonly until: number | null; readonly why: string | null };

/** A rate limit may make the asking slower, up to this. Milliseconds. */
const LONGEST_PAUSE = 60_000;

/** Asks for accepted work, with growing waits, until it ends, the signal comes or the deadline passes. */
export async function askForResult(context: Context, requestId: string, errand: Errand): Promise<RunOutcome> {
  const { timings, now } = context;
  // Only the waits count: a computer that slept for hours has not asked for hours.
  let left = timings.pollDeadline;
  let wait = timings.pollFirst;
  let missing = 0;
  let completed = false;
  let why: string | null = null;
  for (;;) {
    if (errand.signal.aborted) return unsure(requestId, 'Stopped while waiting for the result; Segmind still works on it.');
    const look: Look = completed ? await fetchResult(context, requestId, errand) : await lookAtStatus(context, requestId, errand);
    if (look.type === 'ended') return look.outcome;
    missing = look.type === 'gone' ? missing + 1 : 0;
    if (look.type === 'gone' && missing >= timings.pollMissing) return look.outcome;
    if (look.type === 'completed') {
      completed = true;
      continue;
    }
    if (look.type === 'pending') why = look.why;
    const until = look.type === 'pending' ? look.until : null;
    if (left <= 0) return unsure(requestId, overdue(why));
    const asked = Math.min((until ?? 0) - now(), LONGEST_PAUSE);
    const rest = Math.min(Math.max(wait, asked), left);
    left -= rest;
    await pause(rest, errand.signal);
    wait = Math.min(wait * timings.pollGrowth, timings.pollMost);
  }
}

function overdue(why: string | null): string {
  return why === null ? 'Segmind took the photo, but the result did not come in time.' : `Segmind took the photo, then: ${why}`;
}

async function lookAtStatus(context: Context, requestId: string, errand: Errand): Promise<Look> {
  const answer = await get(context, `v2/requests/${encodeURIComponent(requestId)}/status`, {
    ...errand,
    maxBytes: MAX_JSON_BYTES,
  });
  if (!isSuccess(answer.status) || answer.trouble !== null) return judgeLook(context, requestId, errand, answer);
  const text = answer.body.toString('utf8');
  const value = parseJson(text);
  const word = jobWord(value);
  if (word === 'completed') return { type: 'completed' };
  if (word === 'failed') return judgeLook(context, requestId, errand, { ...answer, status: 422 }, text);
  if (word === 'pending') return { type: 'pending', until: null, why: null };
  const reading = readAnswer(context, answer);
  if (reading.type === 'error') return judgeLook(context, requestId, errand, answer, reading.body);
  return { type: 'pending', until: null, why: 'its answers could not be understood.' };
}

async function fetchResult(context: Context, requestId: string, errand: Errand): Promise<Look> {
  const answer = await get(context, `v2/requests/${encodeURIComponent(requestId)}`, { ...errand, maxBytes: MAX_PICTURE_BYTES });
  if (!isSuccess(answer.status) || answer.trouble !== null) return judgeLook(context, requestId, errand, answer);
  const reading = readAnswer(context, answer);
  if (reading.type === 'error') {
    const failed = jobWord(parseJson(reading.body)) === 'failed';
    return judgeLook(context, requestId, errand, failed ? { ...answer, status: 422 } : answer, reading.body);
  }
  if (reading.type === 'accepted') {
    if (reading.state === 'pending') return { type: 'pending', until: null, why: null };
    return await ended(context, requestId, errand, answer, {
      type: 'unusable',
      why: 'Segmind says it is done but gave no picture.',
    });
  }
  return await ended(context, requestId, errand, answer, reading);
}

/**
 * The number that was accepted stays the number of the outcome, whatever the headers of a later answer say. An answer without a
 * picture is believed only when it was heard as often as "no such request": looking again costs nothing, the picture did.
 */
async function ended(
  context: Context,
  requestId: string,
  errand: Errand,
  answer: HttpOutcome,
  reading: Parameters<typeof collect>[2],
): Promise<Look> {
  const outcome = await collect(context, answer, reading, errand);
  return { type: outcome.type === 'picture' ? 'ended' : 'gone', outcome: { ...outcome, requestId } };
}

/** A look that gave no result: a judgement on the job, a reason to look again, or the end of what can be known. */
function judgeLook(context: Context, requestId: string, errand: Errand, answer: HttpOutcome, errorBody?: string): Look {
  const judgement = judgeAnswer(context, { stage: 'ask', ...errand }, answer, errorBody);
  const { status } = answer;
  if (judgement.type === 'ask-again') {
    return { type: 'pending', until: readReset(answer.headers, context.now()), why: judgement.problem.message };
  }
  if (judgement.type === 'unsure') {
    const outcome: RunOutcome = { type: 'unsure', problem: judgement.problem, status, requestId };
    return { type: status === 404 || status === 410 ? 'gone' : 'ended', outcome };
  }
  const value = parseJson(errorBody ?? answer.body.toString('utf8'));
  const meters = { ...readMeters(answer.headers, value), requestId };
  if (meters.costUsd !== null && meters.costUsd > 0) {
    return { type: 'ended', outcome: { type: 'spoiled', problem: judgement.problem, ...meters } };
  }
  const { consequence } = judgement;
  return { type: 'ended', outcome: { type: 'refused', problem: judgement.problem, consequence, until: null, status, requestId } };
}
