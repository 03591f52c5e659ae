/** The page's own scheme, `darkslide://app/`: files of the built renderer and nothing beside them, with the policy in a header. */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isPathInside } from '../files/path-inside.ts';

export const APP_SCHEME = 'darkslide';
export const APP_ORIGIN = `${APP_SCHEME}://app`;

/** What the page may load and do. Everything starts at 'none'; pictures come by `photo:` (also read, for histograms) and as previews the page makes itself. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' photo: blob: data:",
  "font-src 'self'",
  "connect-src 'self' photo:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Answers requests for the page's files. `root` is the folder with index.html. Unknown is 404, outside is 403. */
export function createAppProtocol(root: string): (request: Request) => Promise<Response> {
  let realRoot: Promise<string> | null = null;
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    const relative = fileOf(request.url);
    if (relative === null) return refusal(403);
    try {
      realRoot ??= realpath(root);
      const folder = await realRoot;
      const file = await realpath(path.join(folder, relative));
      if (!isPathInside(folder, file)) return refusal(403);
      const type = types[path.extname(file).toLowerCase()];
      if (type === undefined) return refusal(404);
      return new Response(new Uint8Array(await readFile(file)), { headers: headersFor(type) });
    } catch {
      return refusal(404);
    }
  };
}

/** The file an address asks for, relative to the root; null where the address is not one of ours or tries to leave it. */
export function fileOf(address: string): string | null {
  const match = /^darkslide:\/\/app(\/[^?#]*)?(?:[?#].*)?$/.exec(address);
  if (match === null) return null;
  let name: string;
  try {
    name = decodeURIComponent(match[1] ?? '/');
  } catch {
    return null;
  }
  // Backslashes and drive letters mean something else on Windows; no file of ours has them, hidden ones neither.
  if (/[\\:\0%]/.test(name) || name.split('/').some((part) => part.startsWith('.'))) return null;
  return name === '/' ? 'index.html' : name.slice(1);
}

function headersFor(type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-cache',
  };
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: headersFor('text/plain; charset=utf-8') });
}
