/** The blocking way over real sockets: what is sent, what comes back, and every way in which it can break. */
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  closedPort,
  cutOff,
  drip,
  endless,
  raw,
  resetAfterBody,
  resetBeforeBody,
  silence,
  startFaultServer,
} from '../../helpers/fault-server.ts';
import type { FaultServer, Script } from '../../helpers/fault-server.ts';
import { KEY, develop, jpeg, patient, png, quick, serviceAt, short, turbo } from './harness.ts';

const open: FaultServer[] = [];
afterEach(async () => {
  await Promise.all(
    open.splice(0).map(async (server) => {
      await server.close();
    }),
  );
});

async function serve(script: Script): Promise<FaultServer> {
  const server = await startFaultServer(script);
  open.push(server);
  return server;
}

const pictureHead = 'HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\n';

describe('a request that goes well', () => {
  it('is what the service documents, and brings the figures along', async () => {
    const headers = { 'content-type': 'image/jpeg', 'x-remaining-credits': '4.92', 'x-cost': '0.08', 'x-request-id': 'r-1' };
    const server = await serve(() => ({ status: 200, headers, body: jpeg }));
    const { outcome } = await develop(server);
    expect(outcome).toMatchObject({ type: 'picture', costUsd: 0.08, remainingUsd: 4.92, requestId: 'r-1' });
    if (outcome.type === 'picture') expect(Buffer.from(outcome.bytes).equals(jpeg)).toBe(true);
    expect(server.requests).toHaveLength(1);
    const [seen] = server.requests;
    expect(seen).toMatchObject({ method: 'POST', path: '/v1/stable-diffusion-3-turbo-img2img' });
    expect(seen?.headers).toMatchObject({
      'x-api-key': KEY,
      'content-type': 'application/json',
      'user-agent': 'Darkslide/9.9.9',
    });
    expect(seen?.headers).not.toHaveProperty('authorization');
    expect(JSON.parse(String(seen?.body))).toEqual({
      mode: 'image-to-image',
      base64: false,
      prompt: 'evening light',
      strength: 0.5,
      output_format: 'jpeg',
      image: jpeg.toString('base64'),
    });
  });

  it('keeps the path of an endpoint that has one', async () => {
    const server = await serve(() => ({ status: 200, headers: { 'content-type': 'image/png' }, body: png }));
    const { outcome } = await develop({ url: new URL('proxy/', server.url) });
    expect(short(outcome)).toBe('picture');
    expect(server.requests[0]?.path).toBe('/proxy/v1/stable-diffusion-3-turbo-img2img');
  });

  it('uploads several megabytes piece by piece', async () => {
    const picture = Buffer.alloc(6_000_000, 0x55);
    const server = await serve(() => ({ status: 200, headers: { 'content-type': 'image/jpeg' }, body: jpeg }));
    const { outcome } = await develop(server, { picture, timings: patient });
    expect(short(outcome)).toBe('picture');
    const body = JSON.parse(String(server.requests[0]?.body)) as { image: string };
    expect(Buffer.from(body.image, 'base64').equals(picture)).toBe(true);
  });

  it('unpacks an answer that comes packed though it was not asked for', async () => {
    const headers = { 'content-type': 'image/jpeg', 'content-encoding': 'gzip' };
    const server = await serve(() => ({ status: 200, headers, body: gzipSync(jpeg) }));
    expect(short((await develop(server)).outcome)).toBe('picture');
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('fetches a picture from an address without the key, through a hiccup and a redirect', async () => {
    const server = await serve((request, index) => {
      if (request.method === 'POST')
        return { status: 200, body: JSON.stringify({ image: new URL('out/a.jpg', server.url).href }) };
      if (index === 1) return { status: 503 };
      if (request.path === '/out/a.jpg') return { status: 302, headers: { location: '/out/b.jpg' } };
      return { status: 200, headers: { 'content-type': 'image/jpeg' }, body: jpeg };
    });
    expect(short((await develop(server)).outcome)).toBe('picture');
    expect(server.requests.map((request) => request.path)).toEqual([
      '/v1/stable-diffusion-3-turbo-img2img',
      '/out/a.jpg',
      '/out/a.jpg',
      '/out/b.jpg',
    ]);
    for (const request of server.requests.slice(1)) {
      expect(request.headers).not.toHaveProperty('x-api-key');
      expect(JSON.stringify(request)).not.toContain(KEY);
    }
  });
});

describe('before anything is sent', () => {
  it('refuses what cannot be right without opening a connection', async () => {
    const server = await serve(() => ({ status: 200, body: jpeg }));
    const service = serviceAt(server.url);
    const hooks = {
      accepted: async () => {
        await Promise.resolve();
      },
    };
    const signal = new AbortController().signal;
    const fine = { model: turbo, pictures: { image: jpeg }, parameters: { prompt: 'a' }, format: 'jpeg' } as const;
    expect(short(await service.run({ ...fine, parameters: { prompt: 'a', strength: 2 } }, KEY, hooks, signal))).toBe(
      'refused fail bad-input',
    );
    expect(short(await service.run({ ...fine, pictures: {} }, KEY, hooks, signal))).toBe('refused fail bad-input');
    expect(short(await service.run(fine, '', hooks, signal))).toBe('refused pause key-missing');
    expect(short(await service.run(fine, 'SG_\r\nx-evil: 1', hooks, signal))).toBe('refused pause key-rejected');
    const large = { ...fine, pictures: { image: Buffer.alloc(8_000_000) } };
    expect(short(await service.run(large, KEY, hooks, signal))).toBe('refused shrink-once upload-too-large');
    expect(short(await service.run(fine, KEY, hooks, AbortSignal.abort()))).toBe('refused fail cancelled');
    expect(server.connections()).toBe(0);
  });

  it('waits where nobody listens, where the name does not exist and where TLS fails', async () => {
    const nobody = await closedPort();
    const { outcome } = await develop({ url: new URL(`http://127.0.0.1:${String(nobody)}/`) });
    expect(short(outcome)).toBe('refused wait offline');
    expect(short((await develop({ url: new URL('https://no-such-host.invalid/') })).outcome)).toBe('refused wait offline');
    const server = await serve(() => ({ status: 200, body: jpeg }));
    const overTls = new URL(server.url.href.replace('http:', 'https:'));
    expect(short((await develop({ url: overTls })).outcome)).toBe('refused wait offline');
    expect(server.requests).toHaveLength(0);
  });

  it('is certain that half an upload cost nothing', async () => {
    const server = await serve(() => resetBeforeBody());
    const { outcome } = await develop(server, { picture: Buffer.alloc(7_000_000) });
    expect(short(outcome)).toBe('refused retry-once offline');
  });

  it('stops waiting for a server that takes no more of the upload', async () => {
    const server = await serve(() => ({ early: true, act: (socket) => socket.pause() }));
    // Larger than what the system's own buffers swallow.
    const limits = { ...turbo.limits, maxRequestBytes: 100_000_000 };
    const { outcome } = await develop(server, { picture: Buffer.alloc(40_000_000), model: { ...turbo, limits } });
    expect(short(outcome)).toBe('refused retry-once offline');
  });

  it('believes an answer that comes before the upload is whole', async () => {
    const server = await serve(() => ({
      early: true,
      act: (socket) => {
        socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n');
        socket.resume();
      },
    }));
    const { outcome } = await develop(server, { picture: Buffer.alloc(7_000_000) });
    expect(short(outcome)).toBe('refused shrink-once upload-too-large');
  });
});

describe('after everything was sent', () => {
  it.each<[string, Script, string]>([
    ['reset without a word', () => resetAfterBody(), 'unsure no-answer'],
    ['closed without a word', () => raw(), 'unsure no-answer'],
    ['silence', () => silence(), 'unsure no-answer'],
    ['something that is no HTTP', () => raw('SSH-2.0-OpenSSH_9.2\r\n'), 'unsure no-answer'],
    ['half a head', () => raw('HTTP/1.1 200 OK\r\ncontent-type: ima'), 'unsure no-answer'],
    ['another protocol', () => raw('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'), 'unsure no-answer'],
    ['cut-off body', () => cutOff('image/jpeg', 5000, jpeg.subarray(0, 900)), 'unsure no-answer'],
    [
      'cut-off chunks',
      () => raw(`${pictureHead}transfer-encoding: chunked\r\n\r\n3e8\r\n`, jpeg.subarray(0, 700)),
      'unsure no-answer',
    ],
    ['two lengths', () => raw(`${pictureHead}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n`), 'unsure no-answer'],
    ['a slow drip', () => drip(`${pictureHead}content-length: 9000\r\n\r\n`, 50), 'unsure no-answer'],
    [
      'a stalled body',
      () => ({ act: (socket) => socket.write(`${pictureHead}content-length: 9000\r\n\r\n`) }),
      'unsure no-answer',
    ],
    ['a header of a megabyte', () => raw(`HTTP/1.1 200 OK\r\nx-big: ${'b'.repeat(1_000_000)}\r\n\r\n`), 'unsure no-answer'],
    ['empty 200', () => ({ status: 200, headers: { 'content-type': 'image/jpeg' } }), 'unsure no-answer'],
    ['204', () => ({ status: 204 }), 'unsure no-answer'],
    [
      'tiny picture',
      () => ({ status: 200, headers: { 'content-type': 'image/jpeg' }, body: jpeg.subarray(0, 100) }),
      'unsure no-answer',
    ],
    [
      'wrong type',
      () => ({ status: 200, headers: { 'content-type': 'image/jpeg' }, body: 'x'.repeat(2000) }),
      'unsure no-answer',
    ],
    ['HTML', () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>welcome</html>' }), 'unsure no-answer'],
    ['unknown packing', () => ({ status: 200, headers: { 'content-encoding': 'zstd' }, body: jpeg }), 'unsure no-answer'],
    ['broken packing', () => ({ status: 200, headers: { 'content-encoding': 'gzip' }, body: jpeg }), 'unsure no-answer'],
    [
      'packed twice',
      () => ({ status: 200, headers: { 'content-encoding': 'gzip, gzip' }, body: gzipSync(gzipSync(jpeg)) }),
      'unsure no-answer',
    ],
    [
      'a web page with a bill',
      () => ({ status: 200, headers: { 'content-type': 'text/html', 'x-cost': '0.08' }, body: '<html>welcome</html>' }),
      'spoiled reply-unusable',
    ],
    [
      'nothing, and no bill',
      () => ({ status: 200, headers: { 'content-type': 'image/jpeg', 'x-cost': '0' } }),
      'refused fail reply-unusable',
    ],
    ['JSON error', () => ({ status: 200, body: '{"error":"worker died"}' }), 'unsure no-answer'],
    [
      'JSON error with a bill',
      () => ({ status: 200, headers: { 'x-cost': '0.08' }, body: '{"error":"moderation_blocked"}' }),
      'spoiled content-filtered',
    ],
    [
      'JSON error without a bill',
      () => ({ status: 200, headers: { 'x-cost': '0' }, body: '{"error":"moderation_blocked"}' }),
      'refused fail content-filtered',
    ],
    ['an address that is gone', () => ({ status: 200, body: '{"image":"http://127.0.0.1:1/a.jpg"}' }), 'unsure no-answer'],
    ['an address inside the network', () => ({ status: 200, body: '{"image":"http://10.0.0.1/a.jpg"}' }), 'unsure no-answer'],
    [
      'an error whose text is cut off',
      () => raw('HTTP/1.1 401 No\r\ncontent-length: 900\r\n\r\n{"error":"Unauth'),
      'refused pause key-rejected',
    ],
    [
      'an error packed in nonsense',
      () => ({ status: 401, headers: { 'content-encoding': 'br' }, body: 'nonsense' }),
      'refused pause key-rejected',
    ],
    ['gateway timeout', () => ({ status: 504, body: '<html>504</html>' }), 'unsure no-answer'],
    ['bad gateway', () => ({ status: 502 }), 'unsure no-answer'],
    [
      'no credits',
      () => ({ status: 406, body: '{"error":"Insufficient credits. Balance 0.01, need 0.08"}' }),
      'refused pause credits-exhausted',
    ],
  ])('%s', async (_, script, expected) => {
    const server = await serve(script);
    const { outcome, accepted } = await develop(server);
    expect(short(outcome)).toBe(expected);
    expect(accepted).toEqual([]);
    // Whatever happened: the work was sent once.
    expect(server.requests.filter((request) => request.method === 'POST')).toHaveLength(1);
    expect(JSON.stringify(outcome)).not.toContain(KEY);
  });

  it('says until when to wait', async () => {
    const until = Math.ceil(Date.now() / 1000) * 1000 + 30_000;
    const headers = { 'x-rate-limit-reset-at-utc': new Date(until).toISOString() };
    const server = await serve(() => ({ status: 429, headers, body: '{"error":"Rate limit exceeded"}' }));
    const { outcome } = await develop(server);
    expect(outcome).toMatchObject({ type: 'refused', consequence: 'wait', until, status: 429 });
  });

  it('takes a cancel after sending for what it is', async () => {
    const server = await serve(() => silence());
    const stop = new AbortController();
    const running = develop(server, { signal: stop.signal });
    await vi.waitFor(() => {
      expect(server.requests[0]?.body.length).toBeGreaterThan(0);
    });
    stop.abort();
    expect(short((await running).outcome)).toBe('unsure no-answer');
  });

  it('asks for the result where v1 answers like v2', async () => {
    const server = await serve((request) => {
      if (request.method === 'POST') return { status: 200, body: '{"request_id":"late-1","status":"QUEUED"}' };
      if (request.path.endsWith('/status')) return { status: 200, body: '{"status":"COMPLETED"}' };
      return { status: 200, headers: { 'content-type': 'image/jpeg' }, body: jpeg };
    });
    const { outcome, accepted } = await develop(server);
    expect(short(outcome)).toBe('picture');
    expect(accepted).toEqual(['late-1']);
  });

  it('does not follow a picture into the network', async () => {
    const server = await serve((request) => {
      if (request.method === 'POST') return { status: 200, body: JSON.stringify({ image: new URL('a.jpg', server.url).href }) };
      return { status: 302, headers: { location: 'http://10.0.0.1/a.jpg' } };
    });
    const { outcome } = await develop(server);
    expect(outcome).toMatchObject({
      type: 'unsure',
      problem: { message: 'The picture lies at an address that is not safe to fetch.' },
    });
  });

  it('does not carry the key to another host', async () => {
    const other = await serve(() => ({ status: 200, headers: { 'content-type': 'image/jpeg' }, body: jpeg }));
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await serve(() => ({ status, headers: { location: new URL('v1/x', other.url).href } }));
      expect(short((await develop(server)).outcome)).toBe('refused fail request-rejected');
    }
    expect(other.connections()).toBe(0);
  });

  it('does not show the key even if the service repeats it', async () => {
    const server = await serve(() => ({ status: 400, body: JSON.stringify({ error: `bad key ${KEY} in header` }) }));
    const { outcome } = await develop(server);
    expect(outcome).toMatchObject({ problem: { message: 'Segmind refused the request: bad key [key] in header.' } });
  });
});

describe('floods', () => {
  const mebibyte = 1024 * 1024;
  // What ends a flood is its size; the clock must not come first on a busy computer.
  const patient = { ...quick, http: { ...quick.http, idle: 10_000, body: 20_000, answer: 10_000 } };

  /** The most memory this process holds while `work` runs, above what it held before, bytes. */
  async function growth(work: () => Promise<void>): Promise<number> {
    const before = process.memoryUsage().rss;
    let most = before;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 5);
    await work();
    clearInterval(timer);
    return Math.max(most, process.memoryUsage().rss) - before;
  }

  it('leaves a body without end after 64 MB', async () => {
    const sent = { bytes: 0 };
    const server = await serve(() => endless(`${pictureHead}\r\n`, sent));
    const grown = await growth(async () => {
      expect(short((await develop(server, { timings: patient })).outcome)).toBe('unsure no-answer');
    });
    expect(sent.bytes).toBeLessThan(96 * mebibyte);
    expect(grown).toBeLessThan(400 * mebibyte);
  });

  it('does not begin with a body of 2 GB', async () => {
    const sent = { bytes: 0 };
    const server = await serve(() => endless(`${pictureHead}content-length: 2147483648\r\n\r\n`, sent));
    expect(short((await develop(server)).outcome)).toBe('unsure no-answer');
    expect(sent.bytes).toBeLessThan(24 * mebibyte);
  });

  it('does not unfold a gzip bomb', async () => {
    const member = gzipSync(Buffer.alloc(mebibyte));
    // Packed one after another, so that making the bomb does not itself take the memory that is measured.
    const bomb = Buffer.concat(Array.from({ length: 400 }, () => member));
    expect(bomb.length).toBeLessThan(mebibyte);
    const headers = { 'content-type': 'image/jpeg', 'content-encoding': 'gzip' };
    const server = await serve(() => ({ status: 200, headers, body: bomb }));
    const grown = await growth(async () => {
      expect(short((await develop(server)).outcome)).toBe('unsure no-answer');
    });
    expect(grown).toBeLessThan(400 * mebibyte);
  });

  it('reads no more than it needs of an error without end', async () => {
    const sent = { bytes: 0 };
    const server = await serve(() => endless('HTTP/1.1 500 Oh\r\ncontent-type: text/plain\r\n\r\n', sent));
    expect(short((await develop(server)).outcome)).toBe('refused retry-once server-error');
    expect(sent.bytes).toBeLessThan(24 * mebibyte);
  });
});
