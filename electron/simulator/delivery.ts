/** How an answer leaves: whole, cut short, or not at all; and what a rule of the script makes of it. */
import type { ServerResponse } from 'node:http';
import { bytesReply, errorReply, htmlReply, jsonReply, rateLimited, withHeaders, type Reply } from './replies.ts';
import type { Rule } from './script.ts';

export type Delivery =
  | { readonly type: 'reply'; readonly reply: Reply; readonly cutAfterBytes: number | null }
  | { readonly type: 'reset' }
  | { readonly type: 'silence' };

/** The whole answer, with what a rule changes about it. */
export function deliver(reply: Reply, rule: Rule | null): Delivery {
  const headers = { ...rule?.headers, ...(rule?.contentType === undefined ? {} : { 'content-type': rule.contentType }) };
  return { type: 'reply', reply: withHeaders(reply, headers), cutAfterBytes: rule?.cutAfterBytes ?? null };
}

function statusReply(status: number, body: unknown): Reply {
  if (body === undefined) return errorReply(status, `Simulated error ${String(status)}`);
  const note = `scripted: ${String(status)}`;
  if (typeof body !== 'string') return jsonReply(status, body, note);
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(body), note };
}

/** What a rule puts in the place of an answer without looking at the request; null where the request is answered by itself. */
export function forcedDelivery(rule: Rule | null, now: number): Delivery | null {
  if (rule === null) return null;
  if (rule.silence === true) return { type: 'silence' };
  if (rule.reset === 'before-charge') return { type: 'reset' };
  if (rule.rateLimited !== undefined)
    return deliver(rateLimited(now + (rule.rateLimited === true ? 1 : rule.rateLimited) * 1000), rule);
  if (rule.html === true)
    return deliver(htmlReply(rule.status ?? 200, rule.status === 405 ? 'Method Not Allowed' : 'Bad gateway'), rule);
  if (rule.status !== undefined) return deliver(statusReply(rule.status, rule.body), rule);
  if (rule.json !== undefined) return deliver(jsonReply(200, rule.json, 'scripted: JSON with 200'), rule);
  return null;
}

/** Names the faults of a rule for the ledger; null for no rule. */
export function ruleNote(rule: Rule | null): string | null {
  if (rule === null) return null;
  const names = (['reset', 'silence', 'blank', 'tiny', 'jobFails', 'delayMs', 'cutAfterBytes', 'contentType'] as const).filter(
    (name) => rule[name] !== undefined,
  );
  return names.length === 0 ? null : `scripted: ${names.map((name) => `${name} ${String(rule[name])}`).join(', ')}`;
}

/** Bytes with their type, spoiled or not. */
export function pictureReply(bytes: Uint8Array, format: 'jpeg' | 'png'): Reply {
  return bytesReply(bytes, `image/${format}`);
}

/** Sends an answer; `silence` keeps the connection open until the client or the server ends it. */
export async function send(response: ServerResponse, delivery: Delivery): Promise<void> {
  if (delivery.type === 'silence') return;
  if (delivery.type === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { reply, cutAfterBytes } = delivery;
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(reply.body.length) });
  if (cutAfterBytes === null || cutAfterBytes >= reply.body.length) {
    response.end(reply.body);
    return;
  }
  response.flushHeaders();
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    if (cutAfterBytes === 0) resolve();
    else
      response.write(reply.body.subarray(0, cutAfterBytes), () => {
        resolve();
      });
  });
  response.socket?.destroySoon();
}
