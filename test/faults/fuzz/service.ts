/** A service that was taken over: every answer is another, and few of them are what they say. */
import { pick, type Random } from '../../helpers/random.ts';
import { startFaultServer, type Answer, type Fault, type FaultServer } from '../../helpers/fault-server.ts';
import { hostileTexts, hostileValue } from './values.ts';

const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(4_000, 7), Buffer.from([0xff, 0xd9])]);
const statuses = [200, 200, 200, 200, 201, 204, 301, 302, 400, 401, 402, 404, 406, 413, 429, 500, 503, 504, 599];
const types = [
  'image/jpeg',
  'application/json',
  'text/html',
  'image/svg+xml',
  '',
  'application/json; charset=utf-16',
  'x'.repeat(500),
];
const costs = ['0.08', '-1', 'NaN', '1e309', '', '0x10', '999999999999', 'free'];
const places = [
  'https://127.0.0.1:1/a.jpg',
  'http://169.254.169.254/latest',
  'file:///etc/passwd',
  'http://127.0.0.1:1/a.jpg',
  'https://user:word@127.0.0.1/',
  '//evil.invalid/a.jpg',
  '\\\\evil.invalid\\a',
];

function body(random: Random): string | Buffer {
  const id = pick(['7f3c', '../../v1/get-user-credits', '__proto__', 'x'.repeat(500), ''], random);
  const made: (() => string | Buffer)[] = [
    () => jpeg,
    () => Buffer.from(jpeg.toString('base64')),
    () => '<html>',
    () => '',
    () => Buffer.from(Array.from({ length: 300 }, () => Math.floor(random() * 256))),
    () => '['.repeat(20_000),
    () => `{"a":`.repeat(5_000),
    () => JSON.stringify({ image: jpeg.toString('base64') }),
    () => JSON.stringify({ output: pick(places, random) }),
    () => JSON.stringify({ images: [{ url: pick(places, random) }] }),
    () =>
      JSON.stringify({
        request_id: id,
        status: pick(['QUEUED', 'COMPLETED', 'FAILED', '__proto__'], random),
        poll_url: pick(places, random),
      }),
    () => JSON.stringify({ error: { message: pick(hostileTexts, random).repeat(50), code: 'constructor' } }),
    () => '{"__proto__":{"image":"x"},"constructor":{"output":"y"},"error":null}',
    () => JSON.stringify({ credits: pick([-1, 1e308, '5', null, [5], { a: 1 }], random) }),
    () => JSON.stringify(plain(hostileValue(random)) ?? null),
  ];
  return pick(made, random)();
}

/** What JSON can say; large and circular things are left out. */
function plain(value: unknown): unknown {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).slice(0, 10_000)
    : null;
}

function answer(random: Random): Answer | Fault {
  if (random() < 0.08) {
    const bytes = Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)));
    return {
      act: (socket) => {
        socket.end(random() < 0.5 ? bytes : 'HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\nshort');
      },
    };
  }
  const headers: Record<string, string> = { 'content-type': pick(types, random), 'x-cost': pick(costs, random) };
  if (random() < 0.3) headers['location'] = pick(places, random);
  if (random() < 0.1) headers['content-encoding'] = pick(['gzip', 'br', 'deflate', 'constructor'], random);
  if (random() < 0.1) headers['x-rate-limit-reset-at-utc'] = pick(['never', '9999-12-31T00:00:00Z', '-1'], random);
  return { status: pick(statuses, random), headers, body: body(random) };
}

/** Starts it on this computer. */
export async function startHostileService(random: Random): Promise<FaultServer> {
  return await startFaultServer(() => answer(random));
}
