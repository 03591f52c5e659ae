/** Answers as the service words them; each is plain data until the server sends it. */

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** What went wrong, for the ledger; null where nothing did. */
  readonly note: string | null;
}

/** A JSON answer. */
export function jsonReply(status: number, value: unknown, note: string | null = null): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)), note };
}

/** `{"error": message}` with a status; the message is the ledger's note too. */
export function errorReply(status: number, message: string): Reply {
  return jsonReply(status, { error: message }, message);
}

/** A page instead of JSON, as a web server in front of the service answers. */
export function htmlReply(status: number, title: string): Reply {
  const page = `<!doctype html>\n<html lang="en">\n<title>${String(status)} ${title}</title>\n<h1>${title}</h1>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(page), note: title };
}

/** Raw bytes with their type. */
export function bytesReply(body: Uint8Array, contentType: string): Reply {
  return { status: 200, headers: { 'content-type': contentType }, body, note: null };
}

/** The same answer with more headers; names in lower case. */
export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

const MISSING_KEY = 'Missing Authorization or x-api-key in header';
const INVALID_KEY = 'Unauthorized. API key is invalid or may have expired. Get a new one from the console.';
export const INVALID_CONTENT_TYPE = 'Invalid content type';

/** 401 for a key that is missing or not accepted, or null where it is fine. */
export function keyTrouble(key: string | undefined, validKeys: readonly string[] | null): Reply | null {
  if (key === undefined) return errorReply(401, MISSING_KEY);
  const accepted = validKeys === null ? key.trim() !== '' && !key.startsWith('bad') : validKeys.includes(key);
  return accepted ? null : errorReply(401, INVALID_KEY);
}

/** 406 that names the balance and the need, both US dollars. */
export function insufficientCredits(balance: number, need: number): Reply {
  return errorReply(406, `Insufficient credits. Your balance is ${money(balance)} and this request needs ${money(need)}.`);
}

/** 400 of the content filter, in the nested form. */
export function contentFiltered(): Reply {
  const message = 'Your request was rejected by the safety system: moderation_blocked';
  return jsonReply(400, { error: { message, type: 'image_generation_user_error', code: 'moderation_blocked' } }, message);
}

/** 429 with the moment at which requests are welcome again (ms since 1970). */
export function rateLimited(resetAt: number): Reply {
  return withHeaders(errorReply(429, 'Rate limit exceeded'), { 'x-rate-limit-reset-at-utc': new Date(resetAt).toISOString() });
}

/** US dollars as the service writes them: up to six decimals, no trailing zeros. */
export function money(usd: number): string {
  return String(Number(usd.toFixed(6)));
}
