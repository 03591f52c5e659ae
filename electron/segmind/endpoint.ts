/** Where the service is: its own address, or one the user set for a proxy, the simulator or a test. */
import { DarkslideError } from '../contract/errors.ts';

const DEFAULT_ENDPOINT = 'https://api.segmind.com';

/**
 * Reads an endpoint. The key travels to it, so only https counts, or http where nothing leaves this computer.
 * @param text - an address as the user wrote it; undefined or blank means Segmind's own
 * @returns the address without query and fragment, its path ending in "/"
 * @throws DarkslideError `bad-input` with a sentence for the user
 */
export function parseEndpoint(text: string | undefined): URL {
  const written = text?.trim() ?? '';
  const url = readUrl(written === '' ? DEFAULT_ENDPOINT : written);
  if (url === null) {
    throw new DarkslideError('bad-input', 'The Segmind endpoint is not an address; it should look like https://api.segmind.com.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new DarkslideError('bad-input', 'The Segmind endpoint must not carry a user name or password.');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new DarkslideError('bad-input', 'The Segmind endpoint must be https; http is allowed for this computer only.');
  }
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/**
 * Whether a host name as `URL.hostname` gives it means this computer: localhost, 127.0.0.0/8 or ::1.
 * URL has already turned 127.1, 0x7f.1 and the like into four numbers, so a name such as 127.evil.example fails here.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/** An address, or null where the text is none. */
export function readUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
