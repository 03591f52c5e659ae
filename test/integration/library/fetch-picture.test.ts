/** Fetching a picture by address over real TLS: limits of size, type, time, redirects and place. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPicture, publicLimits, type FetchLimits } from '../../../electron/library/fetch-picture.ts';

let server: Server;
let origin = '';
let limits: FetchLimits;
let folder = '';
const picture = Buffer.alloc(5000, 7);

/** A certificate of our own, made for this run. */
function makeCertificate(): { key: string; cert: string } {
  folder = mkdtempSync(join(tmpdir(), 'darkslide-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

beforeAll(async () => {
  const pair = makeCertificate();
  server = createServer(pair, (request, response) => {
    switch (request.url) {
      case '/picture':
        response.end(picture);
        return;
      case '/moved':
        response.writeHead(302, { location: '/picture' }).end();
        return;
      case '/round':
        response.writeHead(302, { location: '/round' }).end();
        return;
      case '/inside':
        response.writeHead(302, { location: 'https://169.254.169.254/latest' }).end();
        return;
      case '/plain':
        response.writeHead(302, { location: 'http://localhost/' }).end();
        return;
      case '/large':
        response.writeHead(200, { 'content-length': '2000000000' }).write('x');
        return;
      case '/endless': {
        const more = (): void => {
          if (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) setImmediate(more);
        };
        response.on('drain', more);
        more();
        return;
      }
      case '/cut':
        response.writeHead(200, { 'content-length': '9000' });
        response.write(picture, () => response.destroy());
        return;
      case '/silent':
        return;
      default:
        response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP: always an AddressInfo
  origin = `https://localhost:${String(port)}`;
  limits = {
    ...publicLimits,
    maxBytes: 100_000,
    timeoutMs: 2_000,
    allowAddress: (address) => address === '127.0.0.1' || address === '::1',
    ca: pair.cert,
  };
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

describe('an address', () => {
  it('gives its bytes, also after a redirect', async () => {
    expect(Buffer.compare(await fetchPicture(`${origin}/picture`, limits), picture)).toBe(0);
    expect(Buffer.compare(await fetchPicture(`${origin}/moved`, limits), picture)).toBe(0);
  });

  it.each([
    ['/large', 'url-too-large'],
    ['/endless', 'url-too-large'],
    ['/cut', 'url-failed'],
    ['/silent', 'url-failed'],
    ['/round', 'url-failed'],
    ['/none', 'url-failed'],
    ['/inside', 'url-refused'],
    ['/plain', 'url-refused'],
  ])('%s is refused with %s', async (path, code) => {
    await expect(fetchPicture(`${origin}${path}`, limits)).rejects.toMatchObject({ code });
  });

  it('is never one inside the user’s network, by name or by number', async () => {
    const real = { ...publicLimits, ca: limits.ca ?? '' };
    await expect(fetchPicture(`${origin}/picture`, real)).rejects.toMatchObject({ code: 'url-refused' });
    await expect(fetchPicture(`${origin.replace('localhost', '127.0.0.1')}/picture`, real)).rejects.toMatchObject({
      code: 'url-refused',
    });
    await expect(fetchPicture(`${origin.replace('localhost', '[::1]')}/picture`, real)).rejects.toMatchObject({
      code: 'url-refused',
    });
  });

  it('with a certificate that nobody vouches for is refused', async () => {
    const { ca: _ca, ...without } = limits;
    await expect(fetchPicture(`${origin}/picture`, without)).rejects.toMatchObject({ code: 'url-failed' });
  });
});
