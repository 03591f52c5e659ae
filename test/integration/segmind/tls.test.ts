/** Over TLS, as the real service is: an authority that is known is spoken to, one that is not never sees the key. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSegmindService } from '../../../electron/segmind/client.ts';
import type { SegmindService } from '../../../electron/segmind/service.ts';
import { KEY, jpeg, quick, short, turbo } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'darkslide-service-tls-'));
const picture = Buffer.alloc(3_000_000, 3);
let server: Server;
let cert = '';
let port = 0;
let seen: { key: unknown; bytes: number }[] = [];

beforeAll(async () => {
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', keyFile, '-out', certFile, ...names];
  execFileSync('openssl', make, { stdio: 'ignore' });
  cert = readFileSync(certFile, 'utf8');
  server = createServer({ key: readFileSync(keyFile), cert }, (request, response) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => {
      seen.push({ key: request.headers['x-api-key'], bytes });
      const json = request.method === 'GET';
      response.writeHead(200, { 'content-type': json ? 'application/json' : 'image/jpeg', 'x-cost': '0.08' });
      response.end(json ? '{"credits":1}' : jpeg);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port; // a TCP server that listens has this kind of address
});
beforeEach(() => {
  seen = [];
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function service(host: string, ca: string | null): SegmindService {
  const baseUrl = new URL(`https://${host}:${String(port)}/`);
  return createSegmindService({ baseUrl, version: '9.9.9', timings: quick, ...(ca === null ? {} : { ca }) });
}

const signal = new AbortController().signal;
async function run(from: SegmindService): Promise<string> {
  const request = { model: turbo, pictures: { image: picture }, parameters: { prompt: 'a' }, format: 'jpeg' } as const;
  return short(
    await from.run(
      request,
      KEY,
      {
        accepted: async () => {
          await Promise.resolve();
        },
      },
      signal,
    ),
  );
}

describe('over TLS', () => {
  it('sends a photo of several pieces and takes the picture', async () => {
    expect(await run(service('localhost', cert))).toBe('picture');
    expect(seen).toHaveLength(1);
    expect(seen[0]?.key).toBe(KEY);
    expect(seen[0]?.bytes).toBeGreaterThan(4_000_000);
    expect(await service('localhost', cert).credits(KEY, signal)).toEqual({ works: true, usd: 1 });
  });

  it('sends nothing where nobody vouches for the certificate, or it is for another name', async () => {
    expect(await run(service('localhost', null))).toBe('refused pause offline');
    expect(await run(service('127.0.0.1', cert))).toBe('refused pause offline');
    expect(await service('localhost', null).credits(KEY, signal)).toMatchObject({ works: false, problem: { code: 'offline' } });
    expect(seen).toEqual([]);
  });
});
