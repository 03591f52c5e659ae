/** Each fault of a script as a client meets it, and what the ledger says of it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../../electron/simulator/ledger.ts';
import type { SimulatorOptions } from '../../../electron/simulator/options.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { bytesOf, get, KEY, picture, post, TURBO, turboBody } from './client.ts';

let photo: Buffer;
let simulator: Simulator | null = null;
let folder: string | null = null;

beforeAll(async () => {
  photo = await picture(96, 72);
});
afterEach(async () => {
  await simulator?.close();
  simulator = null;
  if (folder !== null) await rm(folder, { recursive: true });
  folder = null;
});

async function start(script: SimulatorOptions['script'], more: SimulatorOptions = {}): Promise<Simulator> {
  simulator = await startSimulator({ latencyMs: 0, startBalanceUsd: 1, script: script ?? null, ...more });
  return simulator;
}
const develop = async ({ url }: Simulator, slug = TURBO): Promise<Response> => post(`${url}/v1/${slug}`, turboBody(photo));
const last = (running: Simulator): LedgerEntry | undefined => running.requests().at(-1);

describe('answers in the place of a picture', () => {
  it('a status with an error of its own, with text, with JSON, with a page', async () => {
    const running = await start([
      { request: 1, status: 500 },
      { request: 2, status: 502, body: 'Bad gateway' },
      { request: 3, status: 406, body: { error: 'Team spend limit reached' } },
      { request: 4, status: 504, html: true },
      { request: 5, status: 503, headers: { 'x-extra': 'yes' } },
    ]);
    const first = await develop(running);
    expect([first.status, first.headers.get('content-type')]).toEqual([500, 'application/json']);
    const second = await develop(running);
    expect([second.status, await second.text()]).toEqual([502, 'Bad gateway']);
    const third = await develop(running);
    expect([third.status, await third.json()]).toEqual([406, { error: 'Team spend limit reached' }]);
    const fourth = await develop(running);
    expect([fourth.status, fourth.headers.get('content-type')]).toEqual([504, 'text/html; charset=utf-8']);
    expect((await develop(running)).headers.get('x-extra')).toBe('yes');
    expect((await develop(running)).status).toBe(200);
    expect(running.requests().map(({ charged }) => charged)).toEqual([false, false, false, false, false, true]);
  });

  it('a charge that the status does not tell: 504 charged, 200 not charged', async () => {
    const running = await start([
      { request: 1, status: 504, charged: true },
      { request: 2, json: { error: 'Internal Polling Error' }, charged: false },
      { request: 3, json: { error: 'Internal Polling Error' } },
    ]);
    expect((await develop(running)).status).toBe(504);
    const polling = await develop(running);
    expect([polling.status, await polling.json()]).toEqual([200, { error: 'Internal Polling Error' }]);
    await develop(running);
    expect(running.requests().map(({ charged, balance }) => [charged, balance])).toEqual([
      [true, 0.92],
      [false, 0.92],
      [true, 0.84],
    ]);
  });

  it('429 without a configured limit', async () => {
    const now = Date.UTC(2026, 5, 1);
    simulator = await startSimulator({ latencyMs: 0, now: () => now, script: [{ request: 1, rateLimited: 2.5 }] });
    const response = await develop(simulator);
    expect([response.status, response.headers.get('x-rate-limit-reset-at-utc')]).toEqual([429, '2026-06-01T00:00:02.500Z']);
    expect((await develop(simulator)).status).toBe(200);
  });
});

describe('spoiled pictures, charged', () => {
  it('blank, tiny, a page with 200, a wrong content type', async () => {
    const running = await start([
      { request: 1, blank: true },
      { request: 2, tiny: true },
      { request: 3, html: true },
      { request: 4, contentType: 'application/octet-stream' },
    ]);
    const blank = await bytesOf(await develop(running));
    const { channels } = await sharp(blank).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeLessThan(1);
    expect((await sharp(blank).metadata()).width).toBe(96);
    const tiny = await bytesOf(await develop(running));
    expect(tiny.length).toBeLessThan(500);
    expect((await sharp(tiny).metadata()).width).toBe(1);
    const page = await develop(running);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const odd = await develop(running);
    expect(odd.headers.get('content-type')).toBe('application/octet-stream');
    expect((await sharp(await bytesOf(odd)).metadata()).format).toBe('jpeg');
    expect(running.requests().every(({ charged }) => charged)).toBe(true);
  });

  it('a body that ends early, after exactly so many bytes, with the full length announced', async () => {
    const running = await start([{ request: 1, cutAfterBytes: 700 }]);
    const { received, announced, ended } = await new Promise<{ received: number; announced: number; ended: boolean }>(
      (resolve, reject) => {
        const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };
        const sending = httpRequest(`${running.url}/v1/${TURBO}`, { method: 'POST', headers }, (response) => {
          let received = 0;
          response.on('data', (part: Buffer) => (received += part.length));
          response.on('error', () => undefined);
          response.on('close', () => {
            resolve({ received, announced: Number(response.headers['content-length']), ended: response.complete });
          });
        });
        sending.on('error', reject);
        sending.end(JSON.stringify(turboBody(photo)));
      },
    );
    expect(received).toBe(700);
    expect(announced).toBeGreaterThan(700);
    expect(ended).toBe(false);
    expect(last(running)).toMatchObject({ status: 200, charged: true });
  });
});

describe('connections that end without an answer', () => {
  it('before the charge and after it: the client cannot tell, the ledger can', async () => {
    const running = await start([
      { request: 1, reset: 'before-charge' },
      { request: 2, reset: 'after-charge' },
    ]);
    await expect(develop(running)).rejects.toThrow();
    expect(last(running)).toMatchObject({ status: null, charged: false, balance: 1 });
    await expect(develop(running)).rejects.toThrow();
    expect(last(running)).toMatchObject({ status: null, charged: true, cost: 0.08, balance: 0.92 });
    expect(await (await get(`${running.url}/v1/get-user-credits`)).json()).toMatchObject({ credits: 0.92 });
  });

  it('silence until the client gives up; the line is there at once', async () => {
    const running = await start([{ request: 1, silence: true }]);
    const giveUp = new AbortController();
    const asked = fetch(`${running.url}/v1/${TURBO}`, {
      ...{ method: 'POST', headers: { 'x-api-key': KEY, 'content-type': 'application/json' } },
      ...{ body: JSON.stringify(turboBody(photo)), signal: giveUp.signal },
    });
    await vi.waitFor(() => {
      expect(last(running)).toMatchObject({ status: null, charged: false, note: 'scripted: silence true' });
    });
    giveUp.abort();
    await expect(asked).rejects.toThrow();
    expect((await develop(running)).status).toBe(200);
  });

  it('charges a client that went away while its picture was made', async () => {
    const running = await start([{ request: 1, delayMs: 900 }]);
    const asked = fetch(`${running.url}/v1/${TURBO}`, {
      ...{ method: 'POST', headers: { 'x-api-key': KEY, 'content-type': 'application/json' } },
      ...{ body: JSON.stringify(turboBody(photo)), signal: AbortSignal.timeout(500) },
    });
    await expect(asked).rejects.toThrow();
    await vi.waitFor(
      () => {
        expect(last(running)).toMatchObject({ status: 200, charged: true });
      },
      { timeout: 5_000 },
    );
  });

  it('closes although a client is still waiting', async () => {
    const running = await start([
      { request: 1, silence: true },
      { request: 2, delayMs: 600_000 },
    ]);
    const asked = Promise.allSettled([develop(running), develop(running)]);
    await vi.waitFor(() => {
      expect(running.requests()).toHaveLength(1);
    });
    await running.close();
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('time', () => {
  it('takes the set latency, and a rule can add to it', async () => {
    const running = await start([{ request: 2, delayMs: 300 }], { latencyMs: 200 });
    const timed = async (): Promise<number> => {
      const from = performance.now();
      await (await develop(running)).arrayBuffer();
      return performance.now() - from;
    };
    expect(await timed()).toBeGreaterThanOrEqual(199);
    expect(await timed()).toBeGreaterThanOrEqual(499);
  });
});

describe('the ledger', () => {
  it('has a line per request on disk before the answer, with the hash of the picture and the body without it', async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulator-'));
    const ledgerFile = join(folder, 'deep', 'ledger.jsonl');
    const running = await start([{ request: 2, status: 500 }], { ledgerFile });
    const lines = async (): Promise<LedgerEntry[]> =>
      (await readFile(ledgerFile, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as LedgerEntry); // asserted below
    const sha256 = createHash('sha256').update(photo).digest('hex');
    await develop(running);
    expect(await lines()).toEqual([
      {
        ...{
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
          method: 'POST',
          path: `/v1/${TURBO}`,
          post: 1,
          slug: TURBO,
        },
        ...{ sha256, status: 200, charged: true, cost: 0.08, balance: 0.92, note: null },
        pictures: [{ field: 'image', sha256, bytes: photo.length, format: 'jpeg', width: 96, height: 72, metadata: [] }],
        body: { mode: 'image-to-image', prompt: 'golden evening light', strength: 0.6, output_format: 'jpeg', base64: false },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      },
    ]);
    await develop(running);
    await get(`${running.url}/v1/get-user-credits`);
    const [, failed, credits] = await lines();
    expect(failed).toMatchObject({ post: 2, status: 500, charged: false, cost: 0, sha256 });
    expect(credits).toMatchObject({ method: 'GET', post: null, slug: null, status: 200, charged: false });
    expect(await readFile(ledgerFile, 'utf8')).not.toContain(KEY);
    expect(running.requests()).toEqual(await lines());
  });

  it('goes on in the same file after a restart, and names both pictures of a swap', async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulator-'));
    const ledgerFile = join(folder, 'ledger.jsonl');
    await develop(await start([], { ledgerFile }));
    await simulator?.close();
    const running = await start([], { ledgerFile });
    const other = await picture(80, 80, 'png');
    const body = { input_face_image: other.toString('base64'), target_face_image: photo.toString('base64') };
    await post(`${running.url}/v1/sd2.1-faceswapper`, body);
    const written = (await readFile(ledgerFile, 'utf8')).trim().split('\n');
    expect(written).toHaveLength(2);
    const hashes = [other, photo].map((each) => createHash('sha256').update(each).digest('hex'));
    expect(last(running)).toMatchObject({ sha256: hashes, body: {} });
    expect(last(running)?.pictures.map(({ field }) => field)).toEqual(['input_face_image', 'target_face_image']);
  });
});
