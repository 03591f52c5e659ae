/** The v2 transport whole: submit, ask, fetch; failures, expiry and the faults of its later steps. */
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { SimulatorOptions } from '../../../electron/simulator/options.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { bytesOf, get, picture, post, TURBO, turboBody } from './client.ts';

const acceptedSchema = z.object({
  ...{
    request_id: z.string(),
    status: z.literal('QUEUED'),
    poll_url: z.string(),
    status_url: z.string(),
    response_url: z.string(),
  },
});
type Accepted = z.infer<typeof acceptedSchema>;
const metricsSchema = z.object({
  ...{
    cost: z.number(),
    remaining_credits: z.number(),
    inference_time: z.number(),
    queue_time: z.number(),
    total_time: z.number(),
  },
});
const imageSchema = z.object({ url: z.string(), content_type: z.string(), file_name: z.string(), file_size: z.number() });
const resultSchema = z.object({
  ...{
    status: z.literal('COMPLETED'),
    request_id: z.string(),
    output: z.string(),
    images: z.array(imageSchema),
    metrics: metricsSchema,
  },
});

let photo: Buffer;
let simulator: Simulator | null = null;
beforeAll(async () => {
  photo = await picture(96, 72);
});
afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

async function start(options: SimulatorOptions & { now?: () => number } = {}): Promise<Simulator> {
  simulator = await startSimulator({ latencyMs: 0, startBalanceUsd: 1, ...options });
  return simulator;
}
async function submit({ url }: Simulator, more: Record<string, unknown> = {}): Promise<Accepted> {
  const response = await post(`${url}/v2/${TURBO}`, turboBody(photo, more));
  expect(response.status).toBe(200);
  return acceptedSchema.parse(await response.json());
}
const statusIn = async (response: Response): Promise<unknown> => ((await response.json()) as { status: unknown }).status; // asserted by callers
async function completed({ status_url: address }: Accepted): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await statusIn(await get(address))).toBe('COMPLETED');
    },
    { timeout: 8_000 },
  );
}

describe('v2', () => {
  it('takes the work at once, goes through its states, gives the result by address and charges once', async () => {
    const running = await start({ latencyMs: 700 });
    const accepted = await submit(running);
    expect(accepted.response_url).toBe(`${running.url}/v2/requests/${accepted.request_id}`);
    const seen = new Set<unknown>();
    await vi.waitFor(
      async () => {
        seen.add(await statusIn(await get(accepted.status_url)));
        expect(seen).toContain('COMPLETED');
      },
      { timeout: 8_000, interval: 20 },
    );
    expect([...seen]).toEqual(expect.arrayContaining(['PROCESSING', 'COMPLETED']));
    const response = await get(accepted.response_url);
    expect(response.headers.get('x-remaining-credits')).toBe('0.92');
    const result = resultSchema.parse(await response.json());
    expect(result.metrics).toMatchObject({ cost: 0.08, remaining_credits: 0.92 });
    expect(result.metrics.total_time).toBeGreaterThanOrEqual(0.65);
    expect(result.images[0]?.url).toBe(result.output);
    // Public: no key.
    const output = await fetch(result.output);
    expect(output.headers.get('content-type')).toBe('image/jpeg');
    const bytes = await bytesOf(output);
    expect(bytes.length).toBe(result.images[0]?.file_size);
    expect((await sharp(bytes).metadata()).width).toBe(96);
    expect(running.requests().filter(({ charged }) => charged)).toMatchObject([
      { method: 'POST', post: 1, path: `/v2/${TURBO}` },
    ]);
  });

  it('gives the very picture that v1 gives', async () => {
    const running = await start();
    const accepted = await submit(running, { output_format: 'png' });
    await completed(accepted);
    const { output } = resultSchema.parse(await (await get(accepted.response_url)).json());
    const direct = await bytesOf(await post(`${running.url}/v1/${TURBO}`, turboBody(photo, { output_format: 'png' })));
    expect((await bytesOf(await fetch(output))).equals(direct)).toBe(true);
  });

  it('fails as 422 with its message, uncharged, where the script says so', async () => {
    const running = await start({ script: [{ request: 1, jobFails: 'The model ran out of memory' }] });
    const accepted = await submit(running);
    await vi.waitFor(async () => {
      expect((await get(accepted.status_url)).status).toBe(422);
    });
    const response = await get(accepted.response_url);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ status: 'FAILED', error: 'The model ran out of memory' });
    expect(running.requests().some(({ charged }) => charged)).toBe(false);
    expect(await (await get(`${running.url}/v1/get-user-credits`)).json()).toMatchObject({ credits: 1 });
  });

  it('refuses before it accepts: missing field, moderation, credits', async () => {
    const running = await start({ startBalanceUsd: 0.01 });
    expect((await post(`${running.url}/v2/${TURBO}`, turboBody(photo, { prompt: undefined }))).status).toBe(400);
    expect((await post(`${running.url}/v2/${TURBO}`, turboBody(photo, { prompt: 'moderation_blocked' }))).status).toBe(400);
    expect((await post(`${running.url}/v2/${TURBO}`, turboBody(photo))).status).toBe(406);
  });

  it('forgets a request after its hour, while the output stays', async () => {
    let clock = Date.UTC(2026, 0, 1);
    const running = await start({ now: () => clock });
    const accepted = await submit(running);
    await completed(accepted);
    const { output } = resultSchema.parse(await (await get(accepted.response_url)).json());
    clock += 3_600_000;
    expect((await get(accepted.status_url)).status).toBe(404);
    expect((await get(accepted.response_url)).status).toBe(404);
    expect((await fetch(output)).status).toBe(200);
    expect((await get(`${running.url}/v2/requests/never-was`)).status).toBe(404);
  });

  it('wants a key for status and response', async () => {
    const accepted = await submit(await start());
    expect((await fetch(accepted.status_url)).status).toBe(401);
    expect((await fetch(accepted.response_url)).status).toBe(401);
  });

  it('plays faults at each later step, so many times', async () => {
    const running = await start({
      script: [
        { at: 'status', status: 502, times: 2 },
        { at: 'response', reset: 'before-charge', times: 1 },
        { at: 'output', cutAfterBytes: 100, times: 1 },
      ],
    });
    const accepted = await submit(running);
    expect([(await get(accepted.status_url)).status, (await get(accepted.status_url)).status]).toEqual([502, 502]);
    await completed(accepted);
    await expect(get(accepted.response_url)).rejects.toThrow();
    const { output } = resultSchema.parse(await (await get(accepted.response_url)).json());
    await expect(fetch(output).then(bytesOf)).rejects.toThrow();
    expect((await sharp(await bytesOf(await fetch(output))).metadata()).width).toBe(96);
    expect(running.requests().filter(({ charged }) => charged)).toHaveLength(1);
  });

  it('charges and remembers the work although the answer to the POST was lost', async () => {
    const running = await start({ script: [{ request: 1, reset: 'after-charge' }] });
    await expect(post(`${running.url}/v2/${TURBO}`, turboBody(photo))).rejects.toThrow();
    const [entry] = running.requests();
    expect(entry).toMatchObject({ charged: true, status: null });
    await vi.waitFor(async () => {
      expect(await statusIn(await get(`${running.url}/v2/requests/${entry?.requestId ?? ''}/status`))).toBe('COMPLETED');
    });
  });

  it('serves the spoiled picture of a job as its output', async () => {
    const running = await start({ script: [{ request: 1, tiny: true }] });
    const accepted = await submit(running);
    await completed(accepted);
    const { output } = resultSchema.parse(await (await get(accepted.response_url)).json());
    expect((await bytesOf(await fetch(output))).length).toBeLessThan(500);
  });
});
