/** The client against the simulator: two readings of one contract, which must agree on pictures, bills and doubts. */
import { afterEach, describe, expect, it } from 'vitest';
import { createSegmindService } from '../../../electron/segmind/client.ts';
import { parseEndpoint } from '../../../electron/segmind/endpoint.ts';
import type { RunOutcome, SegmindService } from '../../../electron/segmind/service.ts';
import type { SimulatorOptions } from '../../../electron/simulator/options.ts';
import { startSimulator } from '../../../electron/simulator/server.ts';
import type { Simulator } from '../../../electron/simulator/server.ts';
import { sceneJpeg } from '../../fixtures/pictures.ts';
import { KEY, quick, short, turbo, turboV2 } from './harness.ts';

const signal = new AbortController().signal;
// Making a picture takes the simulator a moment.
const timings = { ...quick, http: { ...quick.http, answer: 15_000, idle: 15_000, body: 15_000 }, pollDeadline: 15_000 };

let simulator: Simulator | null = null;
afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

async function start(options: SimulatorOptions = {}): Promise<{ service: SegmindService; charged: () => number }> {
  const started = await startSimulator({ latencyMs: 20, startBalanceUsd: 1, ...options });
  simulator = started;
  const service = createSegmindService({ baseUrl: parseEndpoint(started.url), version: '9.9.9', timings });
  return { service, charged: () => started.requests().filter((entry) => entry.charged).length };
}

async function run(service: SegmindService, model = turbo, key = KEY): Promise<{ outcome: RunOutcome; accepted: string[] }> {
  const accepted: string[] = [];
  const request = {
    model,
    pictures: { image: await sceneJpeg(240, 160) },
    parameters: { prompt: 'golden hour' },
    format: 'png',
  } as const;
  const hooks = {
    accepted: async (requestId: string): Promise<void> => {
      accepted.push(requestId);
      await Promise.resolve();
    },
  };
  return { outcome: await service.run(request, key, hooks, signal), accepted };
}

describe('the client and the simulator', () => {
  it('agree on a v1 picture and on what it cost', async () => {
    const { service, charged } = await start();
    const before = await service.credits(KEY, signal);
    const { outcome } = await run(service);
    const after = await service.credits(KEY, signal);
    expect(outcome).toMatchObject({ type: 'picture' });
    if (outcome.type !== 'picture' || !before.works || !after.works) throw new Error('unreachable: checked above');
    expect(outcome.remainingUsd).toBeCloseTo(before.usd - (outcome.costUsd ?? NaN), 6);
    expect(after.usd).toBeCloseTo(outcome.remainingUsd ?? NaN, 6);
    expect(charged()).toBe(1);
  });

  it('agree on a v2 picture, also when it is asked for a second time', async () => {
    const { service, charged } = await start();
    const { outcome, accepted } = await run(service, turboV2);
    expect(outcome).toMatchObject({ type: 'picture', requestId: accepted[0] });
    expect(await service.resume(accepted[0] ?? '', turboV2, KEY, signal)).toMatchObject({ type: 'picture' });
    expect(charged()).toBe(1);
  });

  it.each<[string, SimulatorOptions, string, number]>([
    ['a reset before the charge', { script: [{ reset: 'before-charge' }] }, 'unsure no-answer', 0],
    ['a reset after the charge', { script: [{ reset: 'after-charge' }] }, 'unsure no-answer', 1],
    ['a cut-off picture', { script: [{ cutAfterBytes: 600 }] }, 'unsure no-answer', 1],
    ['a tiny picture', { script: [{ tiny: true }] }, 'spoiled reply-unusable', 1],
    ['a gateway timeout', { script: [{ status: 504 }] }, 'unsure no-answer', 0],
    ['a server error', { script: [{ status: 500 }] }, 'refused retry-once server-error', 0],
    ['too many requests', { script: [{ rateLimited: 30 }] }, 'refused wait rate-limited', 0],
    ['an empty account', { startBalanceUsd: 0.01 }, 'refused pause credits-exhausted', 0],
  ])('agree on %s', async (_, options, expected, charges) => {
    const { service, charged } = await start(options);
    const { outcome } = await run(service);
    expect(short(outcome)).toBe(expected);
    expect(charged()).toBe(charges);
    if (outcome.type === 'refused' && outcome.consequence === 'wait') expect(outcome.until).toBeGreaterThan(Date.now());
  });

  it('agree on a key that does not work and on a job that fails', async () => {
    const { service, charged } = await start({ script: [{ transport: 'v2', jobFails: 'out of memory' }] });
    expect(short((await run(service, turbo, 'bad-key-bad-key')).outcome)).toBe('refused pause key-rejected');
    expect(await service.credits('bad-key-bad-key', signal)).toMatchObject({ works: false, problem: { code: 'key-rejected' } });
    expect(short((await run(service, turboV2)).outcome)).toBe('refused fail job-failed');
    expect(charged()).toBe(0);
  });

  it('agree that trouble while asking leads to no second bill', async () => {
    const script = [
      { transport: 'v2', at: 'status', times: 2, status: 429 },
      { transport: 'v2', at: 'response', times: 1, reset: 'before-charge' },
      { transport: 'v2', at: 'output', times: 1, status: 503 },
    ] as const;
    const { service, charged } = await start({ script });
    expect(short((await run(service, turboV2)).outcome)).toBe('picture');
    expect(charged()).toBe(1);
  });
});
