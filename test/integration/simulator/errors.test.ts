/** Every row of the service's table of errors, as the simulator words it, and what each costs. */
import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import type { SimulatorOptions } from '../../../electron/simulator/options.ts';
import { get, KEY, picture, post, TURBO, turboBody } from './client.ts';

let simulator: Simulator | null = null;
const start = async (options: SimulatorOptions & { now?: () => number } = {}): Promise<Simulator> => {
  simulator = await startSimulator({ latencyMs: 0, startBalanceUsd: 1, ...options });
  return simulator;
};
afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

const errorIn = async (response: Response): Promise<string> => {
  const answer = (await response.json()) as { error: string }; // every caller asserts the text
  return answer.error;
};
const balanceOf = async ({ url }: Simulator): Promise<unknown> => (await get(`${url}/v1/get-user-credits`)).json();

describe('keys', () => {
  it('401 with the documented texts, for a missing key, a Bearer token, a bad key and one that is not listed', async () => {
    const { url } = await start();
    const body = turboBody(await picture());
    const json = { 'content-type': 'application/json' };
    const plain = async (headers: Record<string, string>): Promise<Response> =>
      fetch(`${url}/v1/${TURBO}`, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
    const missing = await plain({});
    expect(missing.status).toBe(401);
    expect(await errorIn(missing)).toBe('Missing Authorization or x-api-key in header');
    expect((await plain({ authorization: `Bearer ${KEY}` })).status).toBe(401);
    const bad = await plain({ 'x-api-key': 'bad-key' });
    expect(bad.status).toBe(401);
    expect(await errorIn(bad)).toContain('Unauthorized. API key is invalid or may have expired');
    expect((await fetch(`${url}/v1/get-user-credits`)).status).toBe(401);
    expect((await fetch(`${url}/v1/get-user-credits`, { headers: { 'x-api-key': 'bad' } })).status).toBe(401);
    await simulator?.close();
    const picky = await start({ validKeys: ['only-this'] });
    expect((await get(`${picky.url}/v1/get-user-credits`)).status).toBe(401);
    expect((await fetch(`${picky.url}/v1/get-user-credits`, { headers: { 'x-api-key': 'only-this' } })).status).toBe(200);
  });
});

describe('the body', () => {
  it('406 for another content type', async () => {
    const { url } = await start();
    const response = await post(`${url}/v1/${TURBO}`, turboBody(await picture()), { 'content-type': 'text/plain' });
    expect(response.status).toBe(406);
    expect(await errorIn(response)).toBe('Invalid content type');
  });

  it('400 for no JSON, a missing field, a field that is not documented, and pictures that are none', async () => {
    const { url } = await start();
    const image = await picture();
    const rows: readonly (readonly [unknown, string])[] = [
      ['{"mode":', 'Invalid JSON'],
      ['[1]', 'Invalid JSON'],
      [turboBody(image, { prompt: undefined }), 'Missing required field: prompt'],
      [turboBody(image, { mode: undefined }), 'Missing required field: mode'],
      [turboBody(image, { image: undefined }), 'Missing required field: image'],
      [turboBody(image, { seed: 4 }), 'Unknown field: seed'],
      [turboBody(image, { image: `data:image/jpeg;base64,${image.toString('base64')}` }), 'without a data: prefix'],
      [turboBody(image, { image: 'https://example.com/a.jpg' }), 'fetches nothing'],
      [turboBody(image, { image: '§§§' }), 'not base64'],
      [turboBody(Buffer.from('this is no picture at all')), 'cannot be decoded'],
      [turboBody(image.subarray(0, image.length / 2)), 'cannot be decoded'],
      [turboBody(await picture(63, 100)), 'under 64 pixels'],
      [turboBody(await picture(300, 100)), 'aspect ratio'],
      [turboBody(await picture(3100, 3100)), 'more than 9437184 pixels'],
    ];
    for (const [body, message] of rows) {
      const response = await post(`${url}/v1/${TURBO}`, body);
      expect(response.status, message).toBe(400);
      expect(await errorIn(response)).toContain(message);
    }
    expect(simulator?.requests().every(({ charged, status }) => !charged && status === 400)).toBe(true);
  });

  it('406 for a value out of range, with the field named', async () => {
    const { url } = await start();
    const image = await picture();
    for (const [field, value] of [
      ['strength', 1.2],
      ['output_format', 'webp'],
      ['mode', 'text-to-image'],
      ['base64', 'no'],
    ] as const) {
      const response = await post(`${url}/v1/${TURBO}`, turboBody(image, { [field]: value }));
      expect(response.status).toBe(406);
      expect(await errorIn(response)).toContain(`Invalid value for ${field}`);
    }
  });

  it('413 past 10 MiB, heard by the client although it is still sending', async () => {
    const { url } = await start();
    const image = 'A'.repeat(11 * 1024 * 1024);
    const response = await post(`${url}/v1/${TURBO}`, { ...turboBody(Buffer.alloc(3)), image });
    expect(response.status).toBe(413);
    expect(simulator?.requests()[0]).toMatchObject({ status: 413, charged: false, sha256: null });
  });

  it('400 with moderation_blocked for a prompt that the filter refuses', async () => {
    const { url } = await start();
    const response = await post(`${url}/v1/${TURBO}`, turboBody(await picture(), { prompt: 'please moderation_blocked' }));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'moderation_blocked' } });
    expect(simulator?.requests()[0]?.charged).toBe(false);
  });
});

describe('models and methods', () => {
  it('404 for an unknown slug, 405 as a page for another method, 404 elsewhere', async () => {
    const { url } = await start();
    expect((await post(`${url}/v1/no-such-model`, turboBody(await picture()))).status).toBe(404);
    const method = await get(`${url}/v1/${TURBO}`);
    expect(method.status).toBe(405);
    expect(method.headers.get('content-type')).toContain('text/html');
    expect(await method.text()).toContain('<html');
    expect((await get(`${url}/somewhere`)).status).toBe(404);
  });
});

describe('money', () => {
  it('falls by each charge until 406 names balance and need; only 200 costs', async () => {
    const running = await start({ startBalanceUsd: 0.2 });
    const body = turboBody(await picture(96, 96));
    const url = `${running.url}/v1/${TURBO}`;
    expect((await post(url, body)).headers.get('x-remaining-credits')).toBe('0.12');
    expect((await post(url, turboBody(await picture(96, 96), { strength: 7 }))).status).toBe(406);
    expect((await post(url, body)).headers.get('x-remaining-credits')).toBe('0.04');
    const broke = await post(url, body);
    expect(broke.status).toBe(406);
    expect(await errorIn(broke)).toMatch(/Insufficient credits.*0\.04.*0\.08/);
    expect(await balanceOf(running)).toEqual({ credits: 0.04, 'free-credits': 0 });
    const ledger = running.requests().filter(({ method }) => method === 'POST');
    expect(ledger.map(({ charged, cost, balance }) => [charged, cost, balance])).toEqual([
      [true, 0.08, 0.12],
      [false, 0, 0.12],
      [true, 0.08, 0.04],
      [false, 0, 0.04],
    ]);
  });

  it('does not sell the last cents to two requests at once', async () => {
    const running = await start({ startBalanceUsd: 0.1 });
    const body = turboBody(await picture(96, 96));
    const answers = await Promise.all([1, 2, 3].map(async () => (await post(`${running.url}/v1/${TURBO}`, body)).status));
    expect(answers.sort()).toEqual([200, 406, 406]);
    expect(await balanceOf(running)).toMatchObject({ credits: 0.02 });
  });
});

describe('the rate limit', () => {
  it('429 with the moment it ends, uncharged, and open again then', async () => {
    let clock = Date.UTC(2026, 0, 1, 12, 0, 0);
    const running = await start({ ratePerMinute: 2, now: () => clock });
    const body = turboBody(await picture(96, 96));
    const url = `${running.url}/v1/${TURBO}`;
    expect([(await post(url, body)).status, (await post(url, body)).status]).toEqual([200, 200]);
    const limited = await post(url, body);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('x-rate-limit-reset-at-utc')).toBe('2026-01-01T12:01:00.000Z');
    expect(limited.headers.get('retry-after')).toBeNull();
    expect(running.requests().at(-1)).toMatchObject({ status: 429, charged: false });
    clock += 60_000;
    expect((await post(url, body)).status).toBe(200);
  });
});

describe('where it listens', () => {
  it('answers on loopback, and takes a port only once', async () => {
    const running = await start();
    expect(running.url).toBe(`http://127.0.0.1:${String(running.port)}`);
    await expect(startSimulator({ port: running.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('goes on after a client that leaves in the middle of its upload', async () => {
    const running = await start();
    await new Promise<void>((resolve) => {
      const headers = { 'x-api-key': KEY, 'content-type': 'application/json', 'content-length': '1000' };
      const half = httpRequest(`${running.url}/v1/${TURBO}`, { method: 'POST', headers });
      half.on('error', () => undefined);
      half.once('close', resolve);
      half.write('{"mode"', () => half.destroy());
    });
    expect((await get(`${running.url}/v1/get-user-credits`)).status).toBe(200);
    expect(running.requests().some(({ charged }) => charged)).toBe(false);
  });

  it('names an option that is not valid', async () => {
    await expect(startSimulator({ startBalanceUsd: -1 })).rejects.toThrow('startBalanceUsd');
    await expect(startSimulator({ script: [{ request: 1 }] })).rejects.toThrow('rule 1');
  });
});
