/** The asking way over real sockets: sent once, stored, asked for until it ends, and never sent again. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cutOff, raw, resetAfterBody, silence, startFaultServer } from '../../helpers/fault-server.ts';
import type { Answer, Fault, FaultServer, Script, SeenRequest } from '../../helpers/fault-server.ts';
import { KEY, develop, faceswapper, jpeg, png, quick, serviceAt, short, turboV2 } from './harness.ts';

const open: FaultServer[] = [];
afterEach(async () => {
  await Promise.all(
    open.splice(0).map(async (server) => {
      await server.close();
    }),
  );
});

const ID = 'a1b2-c3';
const picture: Answer = { status: 200, headers: { 'content-type': 'image/jpeg' }, body: jpeg };

function say(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

const accepted = say({
  request_id: ID,
  status: 'QUEUED',
  poll_url: 'https://evil.example/p',
  status_url: 'https://evil.example/s',
});
const queued = say({ request_id: ID, status: 'QUEUED' });
const processing = say({ request_id: ID, status: 'PROCESSING' });
const completed = say({ request_id: ID, status: 'COMPLETED', metrics: { cost: 0.02 } });

/** Answers status questions from a list, the last one for ever, and the question for the result with `result`. */
async function serve(looks: readonly (Answer | Fault)[], result: Answer | Fault | Script = picture): Promise<FaultServer> {
  let look = 0;
  const server = await startFaultServer((request, index) => {
    if (request.method === 'POST') return accepted;
    if (!request.path.endsWith('/status')) return typeof result === 'function' ? result(request, index) : result;
    look += 1;
    return looks[Math.min(look, looks.length) - 1] ?? completed;
  });
  open.push(server);
  return server;
}

function posts(server: FaultServer): readonly SeenRequest[] {
  return server.requests.filter((request) => request.method === 'POST');
}

describe('work that goes well', () => {
  it('is sent once, stored, asked for and fetched', async () => {
    const server = await startFaultServer((request, index) => {
      if (request.path === '/out.jpg') return picture;
      if (request.method === 'POST') return accepted;
      if (request.path.endsWith('/status')) return [queued, processing][index - 1] ?? completed;
      return say({ output: new URL('out.jpg', server.url).href, metrics: { cost: 0.0225, remaining_credits: 3.5 } });
    });
    open.push(server);
    const run = await develop(server, { model: turboV2 });
    expect(run.accepted).toEqual([ID]);
    expect(run.outcome).toMatchObject({ type: 'picture', costUsd: 0.0225, remainingUsd: 3.5, requestId: ID });
    const paths = server.requests.map((request) => request.path);
    expect(paths[0]).toBe('/v2/stable-diffusion-3-turbo-img2img');
    expect(paths.at(-2)).toBe(`/v2/requests/${ID}`);
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('x-api-key');
    expect(posts(server)).toHaveLength(1);
  });

  it('waits for the ledger before it asks', async () => {
    const server = await serve([completed]);
    const service = serviceAt(server.url);
    let stored: () => void = () => undefined;
    const storing = new Promise<void>((resolve) => {
      stored = resolve;
    });
    let told = false;
    const running = service.run(
      { model: faceswapper, pictures: { target_face_image: jpeg, input_face_image: png }, parameters: {}, format: 'png' },
      KEY,
      {
        accepted: async () => {
          told = true;
          await storing;
        },
      },
      new AbortController().signal,
    );
    await vi.waitFor(() => {
      expect(told).toBe(true);
    });
    // Whatever it would do without waiting, it would have done by the time another request is answered.
    await service.credits(KEY, new AbortController().signal);
    expect(server.requests.filter((request) => request.path.endsWith('/status'))).toHaveLength(0);
    stored();
    expect(short(await running)).toBe('picture');
  });

  it('leaves it to the user where the number could not be stored', async () => {
    const server = await serve([completed]);
    const outcome = await serviceAt(server.url).run(
      { model: turboV2, pictures: { image: jpeg }, parameters: { prompt: 'a' }, format: 'jpeg' },
      KEY,
      {
        accepted: async () => {
          await Promise.reject(new Error('disk'));
        },
      },
      new AbortController().signal,
    );
    expect(outcome).toMatchObject({ type: 'unsure', requestId: ID });
    expect(posts(server)).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['images', say({ images: [{ image: jpeg.toString('base64') }] })],
    ['image', say({ status: 'COMPLETED', image: `data:image/jpeg;base64,${jpeg.toString('base64')}` })],
    ['raw bytes', picture],
  ])('takes the result as %s', async (_, result) => {
    const { outcome } = await develop(await serve([completed], result), { model: turboV2 });
    expect(outcome).toMatchObject({ type: 'picture', requestId: ID });
  });

  it('takes a picture at once where v2 answers like v1', async () => {
    const server = await startFaultServer(() => picture);
    open.push(server);
    const run = await develop(server, { model: turboV2 });
    expect(short(run.outcome)).toBe('picture');
    expect(run.accepted).toEqual([]);
  });
});

describe('trouble while asking', () => {
  const troubles: [string, Answer | Fault][] = [
    ['429', say({ error: 'Rate limit exceeded' }, 429)],
    ['500', say({ error: 'oops' }, 500)],
    ['502', { status: 502, body: '<html></html>' }],
    ['504', { status: 504 }],
    ['a reset', resetAfterBody()],
    ['a close', raw()],
    ['a cut-off answer', cutOff('application/json', 500, Buffer.from('{"status":'))],
    ['nonsense', { status: 200, body: 'hello' }],
    ['an unknown word', say({ status: 'WARMING' })],
    ['a polling error', say({ error: 'Internal Polling Error' })],
    ['one 404', say({ error: 'not found' }, 404)],
  ];

  it.each(troubles)('asks on through %s', async (_, trouble) => {
    const server = await serve([trouble, processing, trouble, completed]);
    const run = await develop(server, { model: turboV2 });
    expect(short(run.outcome)).toBe('picture');
    expect(posts(server)).toHaveLength(1);
  });

  it.each(troubles.slice(0, 9))('gives it to the user when there is nothing but %s', async (_, trouble) => {
    const server = await serve([trouble]);
    const run = await develop(server, { model: turboV2 });
    expect(run.outcome).toMatchObject({ type: 'unsure', requestId: ID, problem: { code: 'no-answer' } });
    expect(posts(server)).toHaveLength(1);
  });

  it('gives it to the user when it never ends, and when nobody answers', async () => {
    const never = await develop(await serve([processing]), { model: turboV2 });
    expect(never.outcome).toMatchObject({ type: 'unsure', requestId: ID });
    const timings = { ...quick, http: { ...quick.http, answer: 100 }, pollDeadline: 10 };
    const silent = await develop(await serve([silence()]), { model: turboV2, timings });
    expect(silent.outcome).toMatchObject({ type: 'unsure', requestId: ID });
  });

  it.each<[string, Answer, string]>([
    ['FAILED', say({ status: 'FAILED', error: 'out of memory' }), 'refused fail job-failed'],
    ['HTTP 422', say({ error: 'no face' }, 422), 'refused fail job-failed'],
    ['the filter', say({ status: 'FAILED', error: 'moderation_blocked' }), 'refused fail content-filtered'],
    ['FAILED with a bill', say({ status: 'FAILED', error: 'x', metrics: { cost: 0.02 } }), 'spoiled job-failed'],
    ['the key', say({ error: 'Unauthorized' }, 401), 'unsure no-answer'],
    ['no credits', say({ error: 'Insufficient credits' }, 406), 'unsure no-answer'],
    ['404 for good', say({ error: 'not found' }, 404), 'unsure result-expired'],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }, 'unsure no-answer'],
  ])('ends with %s', async (_, look, expected) => {
    const server = await serve([look]);
    const { outcome } = await develop(server, { model: turboV2 });
    expect(short(outcome)).toBe(expected);
    expect(outcome.requestId).toBe(ID);
    expect(posts(server)).toHaveLength(1);
  });

  it('asks again for a result that is not there yet, and tells a bad one', async () => {
    const server = await serve([completed], (_, index) => (index < 5 ? processing : picture));
    expect(short((await develop(server, { model: turboV2 })).outcome)).toBe('picture');
    const empty = await serve([completed], say({ status: 'COMPLETED' }));
    expect((await develop(empty, { model: turboV2 })).outcome).toMatchObject({ type: 'unsure', requestId: ID });
    const billed = await serve([completed], say({ status: 'COMPLETED', metrics: { cost: 0.08 } }));
    expect(short((await develop(billed, { model: turboV2 })).outcome)).toBe('spoiled reply-unusable');
    const failed = await serve([completed], say({ status: 'FAILED', error: 'late' }));
    expect(short((await develop(failed, { model: turboV2 })).outcome)).toBe('refused fail job-failed');
    const gone = await serve([completed], say({ output: 'http://127.0.0.1:1/a.jpg' }));
    expect((await develop(gone, { model: turboV2 })).outcome).toMatchObject({ type: 'unsure', requestId: ID });
  });

  it('stops at a cancel with the number in hand', async () => {
    const server = await serve([processing]);
    const stop = new AbortController();
    const running = develop(server, { model: turboV2, signal: stop.signal, timings: { ...quick, pollDeadline: 60_000 } });
    await vi.waitFor(() => {
      expect(server.requests.length).toBeGreaterThan(3);
    });
    stop.abort();
    expect((await running).outcome).toMatchObject({ type: 'unsure', requestId: ID });
  });

  it('is lost without a number', async () => {
    const server = await startFaultServer(() => say({ status: 'QUEUED' }));
    open.push(server);
    const run = await develop(server, { model: turboV2 });
    expect(run.outcome).toMatchObject({ type: 'unsure', requestId: null });
    expect(server.requests).toHaveLength(1);
  });
});

describe('resume', () => {
  const signal = new AbortController().signal;

  it('fetches what was accepted earlier and sends no work', async () => {
    const server = await serve([processing, completed]);
    expect(await serviceAt(server.url).resume(ID, turboV2, KEY, signal)).toMatchObject({ type: 'picture', requestId: ID });
    expect(posts(server)).toHaveLength(0);
  });

  it('says that a result is gone', async () => {
    const server = await serve([say({ error: 'not found' }, 404)]);
    expect(short(await serviceAt(server.url).resume(ID, turboV2, KEY, signal))).toBe('unsure result-expired');
  });

  it('does not build a path from a number that is none', async () => {
    const server = await serve([completed]);
    for (const id of ['..', 'a/b', '', '.hidden', 'x'.repeat(300), 'a b']) {
      expect(short(await serviceAt(server.url).resume(id, turboV2, KEY, signal))).toBe('unsure no-answer');
    }
    expect(server.connections()).toBe(0);
  });
});

describe('credits', () => {
  const signal = new AbortController().signal;
  async function ask(reply: Answer | Fault, key = KEY): Promise<{ outcome: unknown; server: FaultServer }> {
    const server = await startFaultServer(() => reply);
    open.push(server);
    return { outcome: await serviceAt(server.url).credits(key, signal), server };
  }

  it('adds bought and free credits and sends the key in its header', async () => {
    const { outcome, server } = await ask(say({ credits: 4.5, 'free-credits': 0.018 }));
    expect(outcome).toEqual({ works: true, usd: 4.518 });
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/v1/get-user-credits', headers: { 'x-api-key': KEY } }]);
    expect((await ask(say({ credits: '2.5' }))).outcome).toEqual({ works: true, usd: 2.5 });
    expect((await ask(say({ credits: 0, 'free-credits': 0 }))).outcome).toEqual({ works: true, usd: 0 });
  });

  it.each<[string, Answer | Fault, string]>([
    ['401', say({ error: 'Unauthorized' }, 401), 'key-rejected'],
    ['429', say({}, 429), 'rate-limited'],
    ['500', say({}, 500), 'server-error'],
    ['HTML', { status: 200, body: '<html></html>' }, 'server-error'],
    ['other JSON', say({ balance: 3 }), 'server-error'],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }, 'server-error'],
    ['a reset', resetAfterBody(), 'offline'],
    ['silence', silence(), 'offline'],
    ['a cut-off answer', cutOff('application/json', 90, Buffer.from('{"credits":5')), 'offline'],
  ])('says what is wrong: %s', async (_, reply, code) => {
    expect((await ask(reply)).outcome).toMatchObject({ works: false, problem: { code } });
  });

  it('asks for a key first', async () => {
    expect((await ask(say({ credits: 1 }), '')).outcome).toMatchObject({ works: false, problem: { code: 'key-missing' } });
  });
});
