/**
 * Fetches one picture that the user pasted or dragged as an https address. The address is resolved here and the socket goes to
 * the very address that was checked, so a name cannot point inside the user's network (also not at a redirect).
 */
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { DarkslideError } from '../contract/errors.ts';
import { checkedLookup, ClosedAddress, isClosedLiteral } from '../network/checked-lookup.ts';
import { isPublicAddress } from '../network/public-address.ts';

export interface FetchLimits {
  /** Bytes of the picture. */
  readonly maxBytes: number;
  /** Milliseconds for everything together. */
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  /** Decides whether an IP address may be contacted; tests allow loopback. */
  readonly allowAddress: (address: string) => boolean;
  /** A certificate authority for tests. */
  readonly ca?: string;
}

export const publicLimits: FetchLimits = {
  maxBytes: 64 * 1024 * 1024,
  timeoutMs: 30_000,
  maxRedirects: 3,
  allowAddress: isPublicAddress,
};

/** Only plain https addresses without a user name in them; throws `url-refused`. */
export function parsePictureUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw new DarkslideError('url-refused', undefined, { cause: error });
  }
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') throw new DarkslideError('url-refused');
  return url;
}

async function respond(url: URL, limits: FetchLimits, signal: AbortSignal): Promise<IncomingMessage> {
  if (isClosedLiteral(url, limits.allowAddress)) throw new DarkslideError('url-refused');
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        lookup: checkedLookup(limits.allowAddress),
        headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'Darkslide' },
        signal,
        agent: false,
        ...(limits.ca === undefined ? {} : { ca: limits.ca }),
      },
      resolve,
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(response.headers['content-length'] ?? '0');
  if (announced > maxBytes) {
    response.destroy();
    throw new DarkslideError('url-too-large');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue; // no encoding is set, so every chunk is a buffer
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new DarkslideError('url-too-large');
    }
    chunks.push(chunk);
  }
  if (!response.complete) throw new DarkslideError('url-failed');
  return Buffer.concat(chunks);
}

/**
 * The bytes behind an https address. Whether they are a picture is for the caller to see by their content.
 * Throws DarkslideError `url-refused`, `url-too-large` or `url-failed`.
 */
export async function fetchPicture(address: string, limits: FetchLimits = publicLimits): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    let url = parsePictureUrl(address);
    for (let hop = 0; hop <= limits.maxRedirects; hop += 1) {
      const response = await respond(url, limits, signal);
      const status = response.statusCode ?? 0;
      const target = response.headers.location;
      if (status >= 300 && status < 400 && target !== undefined) {
        response.destroy();
        url = parsePictureUrl(new URL(target, url).href);
        continue;
      }
      if (status !== 200) {
        response.destroy();
        throw new DarkslideError('url-failed', `The address answered ${String(status)} instead of a picture.`);
      }
      return await readBody(response, limits.maxBytes);
    }
    throw new DarkslideError('url-failed', 'The address leads on and on to other addresses.');
  } catch (error) {
    if (error instanceof ClosedAddress) throw new DarkslideError('url-refused', undefined, { cause: error });
    throw error instanceof DarkslideError ? error : new DarkslideError('url-failed', undefined, { cause: error });
  }
}
