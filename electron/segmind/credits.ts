/** The balance, and whether a key works: a question that is free and runs nothing. */
import { problem } from '../contract/errors.ts';
import type { Problem } from '../contract/errors.ts';
import type { Context } from './context.ts';
import { MAX_JSON_BYTES, get } from './context.ts';
import { isRecord, parseJson } from './error-text.ts';
import { isSuccess } from './http.ts';
import type { HttpOutcome } from './http.ts';
import { readNumber } from './meters.ts';
import type { CreditsOutcome } from './service.ts';

/** Bought and free credits together. */
export async function readCredits(context: Context, key: string, signal: AbortSignal): Promise<CreditsOutcome> {
  const answer = await get(context, 'v1/get-user-credits', { key, signal, maxBytes: MAX_JSON_BYTES });
  const usd = isSuccess(answer.status) && answer.trouble === null ? creditsIn(answer.body) : null;
  if (usd !== null) return { works: true, usd };
  return { works: false, problem: creditsProblem(context, answer) };
}

/** The sum of `credits` and `free-credits`; null: the body names neither. */
function creditsIn(body: Buffer): number | null {
  const value = parseJson(body.toString('utf8'));
  if (!isRecord(value)) return null;
  const bought = readNumber(value['credits']);
  const free = readNumber(value['free-credits'] ?? value['free_credits']);
  return bought === null && free === null ? null : (bought ?? 0) + (free ?? 0);
}

/** Nothing was sent that could be charged, so the doubts of the error table do not apply here. */
function creditsProblem(context: Context, answer: HttpOutcome): Problem {
  if (answer.trouble === 'cancelled') return problem('cancelled', 'The question was cancelled.');
  if (answer.trouble === 'untrusted') return problem('offline', `The connection to ${context.endpoint.host} is not secure.`);
  if (answer.status === null || answer.trouble !== null) return problem('offline');
  if (answer.status === 401 || answer.status === 403) return problem('key-rejected');
  if (answer.status === 402) return problem('credits-exhausted');
  if (answer.status === 429) return problem('rate-limited');
  return problem('server-error', `${context.endpoint.host} did not answer with a balance.`);
}
