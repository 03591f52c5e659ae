/** Fetches a finished picture from the address the service gave: without the key, within bounds, and more than once. */
import { isClosedLiteral } from '../network/checked-lookup.ts';
import { isPublicAddress } from '../network/public-address.ts';
import type { Context } from './context.ts';
import { MAX_PICTURE_BYTES, pause } from './context.ts';
import { isLoopback } from './endpoint.ts';
import { exchange, isSuccess } from './http.ts';
import type { HttpOutcome } from './http.ts';
import { readReply, resultAddress } from './reply.ts';

export type Download =
  | { readonly type: 'picture'; readonly bytes: Buffer }
  /** The address answered, but with no picture. */
  | { readonly type: 'unusable'; readonly why: string }
  /** It did not answer, or no longer has it. */
  | { readonly type: 'failed'; readonly why: string };

const MAX_HOPS = 3;

/** Fetching is free and changes nothing, so trouble of the network leads to another try. */
export async function download(context: Context, url: URL, signal: AbortSignal): Promise<Download> {
  let wait = context.timings.pollFirst;
  let last: Download = { type: 'failed', why: 'The picture is made but could not be fetched.' };
  for (let tries = 0; tries < context.timings.downloadTries; tries += 1) {
    if (tries > 0 && !(await pause(wait, signal))) break;
    const answer = await follow(context, url, signal);
    if (answer === null) return { type: 'failed', why: 'The picture lies at an address that is not safe to fetch.' };
    // Too large stays too large; a page or nothing in place of the picture may be a hiccup on the way, and the picture is paid
    if (answer.unusable !== null) return { type: 'unusable', why: 'What came back is not a usable picture.' };
    if (isSuccess(answer.status) && answer.trouble === null) {
      const reading = readReply(answer.headers['content-type'], answer.body, context.endpoint);
      if (reading.type === 'picture') return reading;
      last = { type: 'unusable', why: reading.type === 'unusable' ? reading.why : 'What came back is not a picture.' };
    }
    if (answer.trouble === 'cancelled') break;
    if (answer.status === 404 || answer.status === 410) {
      last = { type: 'failed', why: 'The picture is no longer at the address that Segmind gave.' };
    }
    wait = Math.min(wait * context.timings.pollGrowth, context.timings.pollMost);
  }
  return last;
}

/** Follows up to three redirects by hand, each checked like the first address; null: one of them was not safe. */
async function follow(context: Context, first: URL, signal: AbortSignal): Promise<HttpOutcome | null> {
  let url = first;
  for (let hops = 0; ; hops += 1) {
    const allowAddress = allowedAddresses(url, context.endpoint);
    if (allowAddress !== undefined && isClosedLiteral(url, allowAddress)) return null;
    const answer = await exchange({
      method: 'GET',
      url,
      headers: { accept: 'image/*', 'user-agent': context.agent },
      body: null,
      maxBytes: MAX_PICTURE_BYTES,
      timings: context.timings.http,
      signal,
      ca: context.ca,
      allowAddress,
    });
    const location = answer.headers['location'];
    const redirected = answer.status !== null && answer.status >= 300 && answer.status <= 399 && location !== undefined;
    if (!redirected || hops === MAX_HOPS) return answer;
    const next = absolute(location, url);
    const safe = next === null ? null : resultAddress(next.href, context.endpoint);
    if (safe === null) return null;
    url = safe;
  }
}

/**
 * Which IP addresses a picture may come from; undefined: any, because it lies where the service itself is. A service that was taken over could
 * otherwise make the app ask machines in the user's own network, and store what they answer. Pure.
 */
export function allowedAddresses(url: URL, endpoint: URL): ((address: string) => boolean) | undefined {
  if (url.host === endpoint.host) return undefined;
  const isLocal = isLoopback(endpoint.hostname);
  return (address) => isPublicAddress(address) || (isLocal && (address === '::1' || isLoopback(address)));
}

function absolute(location: string, base: URL): URL | null {
  try {
    return new URL(location, base);
  } catch {
    return null;
  }
}
