/** Sends one piece of work and reads the answer, whichever version it was sent to: both may answer in either manner. */
import { problem } from '../contract/errors.ts';
import type { Context, Errand } from './context.ts';
import { judgeAnswer, post, settle } from './context.ts';
import { download } from './download.ts';
import { parseJson } from './error-text.ts';
import { isSuccess } from './http.ts';
import type { HttpOutcome } from './http.ts';
import { readMeters } from './meters.ts';
import type { Meters } from './meters.ts';
import { readReply } from './reply.ts';
import type { Reading } from './reply.ts';
import type { RunOutcome } from './service.ts';

/** Either the end, or work that was taken and has to be asked for. */
export type Submitted =
  { readonly type: 'ended'; readonly outcome: RunOutcome } | { readonly type: 'accepted'; readonly requestId: string };

/** @param path - "v1/slug" or "v2/slug" */
export async function submit(context: Context, path: string, body: Uint8Array, errand: Errand): Promise<Submitted> {
  const answer = await post(context, path, body, errand);
  if (!isSuccess(answer.status) || answer.trouble !== null) {
    const judgement = judgeAnswer(context, { stage: 'submit', ...errand }, answer);
    return { type: 'ended', outcome: settle(context, answer, judgement) };
  }
  const reading = readAnswer(context, answer);
  if (reading.type === 'accepted') {
    if (reading.requestId !== null) return { type: 'accepted', requestId: reading.requestId };
    const lost = problem('no-answer', 'Segmind took the photo but gave no number to ask for it, so it may have been charged.');
    return { type: 'ended', outcome: { type: 'unsure', problem: lost, status: answer.status, requestId: null } };
  }
  if (reading.type === 'error') {
    const judgement = judgeAnswer(context, { stage: 'submit', ...errand }, answer, reading.body);
    return { type: 'ended', outcome: settle(context, answer, judgement) };
  }
  return { type: 'ended', outcome: await collect(context, answer, reading, errand) };
}

/** The reading of a whole 2xx answer. */
export function readAnswer(context: Context, answer: HttpOutcome): Reading {
  if (answer.unusable === 'too-large') return { type: 'unusable', why: 'What came back is too large to be the picture.' };
  if (answer.unusable === 'undecodable')
    return { type: 'unusable', why: 'What came back is packed in a way that cannot be read.' };
  return readReply(answer.headers['content-type'], answer.body, context.endpoint);
}

/** The end of a whole answer: its picture, the picture at its address, or the news that it holds none. */
export async function collect(
  context: Context,
  answer: HttpOutcome,
  reading: Extract<Reading, { type: 'picture' | 'address' | 'unusable' }>,
  errand: Errand,
): Promise<RunOutcome> {
  const meters = metersOf(answer, reading);
  if (reading.type === 'unusable') return withoutPicture(reading.why, answer, meters);
  if (reading.type === 'picture') return picture(reading.bytes, meters, errand);
  const fetched = await download(context, reading.url, errand.signal);
  if (fetched.type === 'picture') return picture(fetched.bytes, meters, errand);
  if (fetched.type === 'unusable') return withoutPicture(fetched.why, answer, meters);
  return { type: 'unsure', problem: problem('no-answer', fetched.why), status: answer.status, requestId: meters.requestId };
}

/** A picture of many megabytes is not parsed a second time for figures that its headers hold. */
function metersOf(answer: HttpOutcome, reading: Reading): Meters {
  const json = reading.type === 'address' || answer.body[0] === 0x7b;
  return readMeters(answer.headers, json ? parseJson(answer.body.toString('utf8')) : undefined);
}

function picture(bytes: Uint8Array, meters: Meters, errand: Errand): RunOutcome {
  return { type: 'picture', bytes, ...meters, tookMs: performance.now() - errand.startedAt };
}

/**
 * A whole answer in which there is no picture. Only what names its cost is known to be charged, or not to be; anything else is
 * silence in other words, since a page of something in between looks just the same.
 */
function withoutPicture(why: string, answer: HttpOutcome, meters: Meters): RunOutcome {
  const trouble = problem('reply-unusable', why);
  const { status } = answer;
  const { costUsd, requestId } = meters;
  if (costUsd === null)
    return { type: 'unsure', problem: problem('no-answer', `${why} It may have been charged.`), status, requestId };
  if (costUsd > 0) return { type: 'spoiled', problem: trouble, ...meters };
  return { type: 'refused', problem: trouble, consequence: 'fail', until: null, status, requestId };
}
