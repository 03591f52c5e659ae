/** A service that was taken over names addresses in the user's own network as the place of a finished picture. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../electron/network/public-address.ts';
import { allowedAddresses } from '../../../electron/segmind/download.ts';
import { exchange } from '../../../electron/segmind/http.ts';
import { quick } from './harness.ts';

let server: Server;
let port: number;
let connections = 0;

beforeAll(async () => {
  server = createServer((_request, response) => response.end('a router, a printer, a metadata service'));
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port; // a TCP server that listens has this kind of address
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('an address of this computer or its network', () => {
  // The second is a name: what it leads to is known only by looking it up
  it.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]'])('%s is not connected to', async (host) => {
    connections = 0;
    const ask = { method: 'GET', headers: {}, body: null, maxBytes: 1000, timings: quick.http } as const;
    const url = new URL(`http://${host}:${String(port)}/latest/meta-data`);
    const signal = new AbortController().signal;
    expect(await exchange({ ...ask, url, signal, allowAddress: isPublicAddress })).toMatchObject({
      ...{ phase: 'connecting', status: null, trouble: 'unreachable' },
    });
    expect(connections).toBe(0);
    if (!host.startsWith('[')) expect((await exchange({ ...ask, url, signal })).status).toBe(200); // this test can tell
  });

  it.each<[string, string, string, boolean]>([
    ['https://api.segmind.com/', 'https://cdn.example/a.jpg', '93.184.216.34', true],
    ['https://api.segmind.com/', 'https://cdn.example/a.jpg', '192.168.1.1', false],
    ['https://api.segmind.com/', 'https://169.254.169.254/latest', '169.254.169.254', false],
    ['https://api.segmind.com/', 'https://cdn.example/a.jpg', '127.0.0.1', false],
    ['https://api.segmind.com/', 'https://cdn.example/a.jpg', '::1', false],
    ['https://api.segmind.com/', 'https://cdn.example/a.jpg', 'fd00::1', false],
    ['https://proxy.lan/', 'https://other.lan/a.jpg', '10.0.0.8', false],
    ['https://proxy.lan/', 'https://proxy.lan:8443/a.jpg', '10.0.0.7', false],
    ['http://127.0.0.1:8787/', 'http://localhost:9000/a.jpg', '127.0.0.1', true],
    ['http://127.0.0.1:8787/', 'https://cdn.example/a.jpg', '10.0.0.8', false],
  ])('%s says %s, which is %s: allowed %s', (endpoint, address, resolved, is) => {
    expect(allowedAddresses(new URL(address), new URL(endpoint))?.(resolved)).toBe(is);
  });

  it('the service itself may lie anywhere: whoever set it knows it', () => {
    expect(allowedAddresses(new URL('https://proxy.lan/outputs/a.jpg'), new URL('https://proxy.lan/'))).toBeUndefined();
  });
});
