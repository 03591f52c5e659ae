/** A page in the user's browser finds the simulator's port: directly, and by a name of its own that leads to this computer. */
import { connect } from 'node:net';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { KEY, post, picture, TURBO, turboBody } from './client.ts';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ latencyMs: 0 });
});
afterAll(async () => {
  await simulator.close();
});

/** Sends the head of a large POST and nothing of its body; what is answered all the same. */
async function answerToHead(headers: readonly string[]): Promise<string> {
  return await new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(simulator.port, '127.0.0.1', () => {
      const head = [`POST /v1/${TURBO} HTTP/1.1`, ...headers, `x-api-key: ${KEY}`, 'content-length: 5000000', '', ''];
      socket.write(head.join('\r\n'));
    });
    socket.on('data', (part) => {
      said += part.toString();
      if (said.includes('\r\n')) socket.destroy();
    });
    socket.on('close', () => {
      resolve(said);
    });
    socket.on('error', reject);
  });
}

describe('a page that asks the simulator', () => {
  it.each([
    ['by its own name, rebound to this computer', ['Host: evil.example']],
    ['by its own name with the right port', [`Host: evil.example:0`]],
    ['by another port', ['Host: 127.0.0.1:1']],
    ['without a host', []],
    ['with an origin', ['Host: OWN', 'Origin: https://evil.example']],
    ['with the origin of a sandboxed frame', ['Host: OWN', 'Origin: null']],
    ['with an origin of this computer', ['Host: OWN', 'Origin: http://127.0.0.1:3000']],
  ])('%s is refused before the body is read', async (_how, headers) => {
    const own = `127.0.0.1:${String(simulator.port)}`;
    const said = await answerToHead(headers.map((line) => line.replace('OWN', own)));
    expect(said).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(simulator.requests().filter((entry) => entry.charged)).toEqual([]);
  });

  it('a program of this computer is answered under both names', async () => {
    const body = turboBody(await picture());
    expect((await post(`${simulator.url}/v1/${TURBO}`, body)).status).toBe(200);
    const status = await new Promise<number | undefined>((resolve) => {
      const options = { host: '127.0.0.1', port: simulator.port, path: '/v1/get-user-credits' };
      request({ ...options, headers: { host: `localhost:${String(simulator.port)}`, 'x-api-key': KEY } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(200);
  });
});
