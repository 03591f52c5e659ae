/** Every shape that an answer was seen in, and the ones that must not pass for a picture. */
import { describe, expect, it } from 'vitest';
import { readErrorText } from '../../../electron/segmind/error-text.ts';
import { readMeters, readReset } from '../../../electron/segmind/meters.ts';
import { pictureType, readReply } from '../../../electron/segmind/reply.ts';
import type { Reading } from '../../../electron/segmind/reply.ts';

const service = new URL('https://api.segmind.com/');
const local = new URL('http://127.0.0.1:8787/');
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(600, 1)]);
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(600, 2)]);
const webp = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), Buffer.alloc(600, 3)]);
const address = 'https://images.example/a.jpg';

function json(value: unknown, endpoint = service): Reading {
  return readReply('application/json', Buffer.from(JSON.stringify(value)), endpoint);
}

describe('a picture as it is', () => {
  it.each([
    ['image/jpeg', jpeg],
    ['image/png', png],
    ['image/webp', webp],
    ['image/jpeg', png],
    ['application/octet-stream', jpeg],
    [undefined, jpeg],
    ['text/plain', jpeg],
  ])('under %s', (type, bytes) => {
    expect(readReply(type, bytes, service)).toEqual({ type: 'picture', bytes });
  });

  it.each<[string, string | undefined, Buffer]>([
    ['empty', 'image/jpeg', Buffer.alloc(0)],
    ['tiny', 'image/jpeg', jpeg.subarray(0, 499)],
    ['text called a picture', 'image/jpeg', Buffer.from('sorry '.repeat(200))],
    ['a web page', 'text/html', Buffer.from(`<!doctype html>${'x'.repeat(900)}`)],
    ['zeros', 'application/octet-stream', Buffer.alloc(5000)],
    ['words', 'text/plain', Buffer.from('all good')],
  ])('is not %s', (_, type, bytes) => {
    expect(readReply(type, bytes, service).type).toBe('unusable');
  });

  it('takes 500 bytes and refuses 499', () => {
    expect(readReply('image/jpeg', jpeg.subarray(0, 500), service).type).toBe('picture');
  });
});

describe('a picture in JSON', () => {
  const base64 = jpeg.toString('base64');
  it.each<[string, unknown]>([
    ['image', { image: base64, status: 'Success', infer_time: 3 }],
    ['a list', { image: [base64, base64] }],
    ['data:', { image: `data:image/jpeg;base64,${base64}` }],
    ['images', { images: [{ image: base64 }] }],
    ['output', { status: 'COMPLETED', output: base64 }],
    ['error: null', { error: null, image: base64 }],
    ['an error field beside a picture', { error: 'warning: steps lowered', image: base64 }],
    ['a bare string', base64],
  ])('%s', (_, value) => {
    expect(json(value)).toEqual({ type: 'picture', bytes: jpeg });
  });

  it('finds base64 in plain text', () => {
    expect(readReply('text/plain', Buffer.from(base64), service)).toEqual({ type: 'picture', bytes: jpeg });
  });

  it.each<[string, unknown]>([
    ['image', { image: address }],
    ['output', { status: 'COMPLETED', output: address, images: [{ url: address }] }],
    ['output list', { output: [address] }],
    ['images', { images: [{ url: address, content_type: 'image/jpeg', file_name: 'a.jpg', file_size: 3 }] }],
  ])('finds an address in %s', (_, value) => {
    expect(json(value)).toEqual({ type: 'address', url: new URL(address) });
  });

  it.each([
    'http://images.example/a.jpg',
    'http://127.0.0.1/a.jpg',
    'https://user:word@images.example/a.jpg',
    'http://169.254.169.254/',
  ])('does not go to %s for the real service', (text) => {
    expect(json({ image: text }).type).toBe('unusable');
  });

  it('goes to plain http only between a loopback service and itself', () => {
    expect(json({ image: 'http://127.0.0.1:8787/a.jpg' }, local).type).toBe('address');
    expect(json({ image: 'http://10.0.0.1/a.jpg' }, local).type).toBe('unusable');
  });

  it('tells errors, accepted work and nonsense apart', () => {
    expect(json({ error: 'x' }).type).toBe('error');
    expect(json({ error: { message: 'x' } }).type).toBe('error');
    expect(json({ status: 'FAILED' }).type).toBe('error');
    expect(json({ error: 'x', output: address }).type).toBe('error');
    expect(json({ request_id: 'abc', status: 'QUEUED' })).toEqual({ type: 'accepted', requestId: 'abc', state: 'pending' });
    expect(json({ request_id: '../x', status: 'QUEUED' })).toEqual({ type: 'accepted', requestId: null, state: 'pending' });
    expect(json({ image: '' }).type).toBe('unusable');
    expect(json({ image: 'not base64 of anything' }).type).toBe('unusable');
    expect(json([[[[[[base64]]]]]]).type).toBe('unusable');
    expect(json(null).type).toBe('unusable');
    expect(pictureType(Buffer.from('RIFF'))).toBeNull();
  });
});

describe('readErrorText', () => {
  it.each<[string, string, string | null]>([
    ['error', '{"error":"no way"}', 'no way.'],
    ['nested', '{"error":{"message":"no way!","type":"t","code":"c"}}', 'no way!'],
    ['message', '{"message":"no way"}', 'no way.'],
    ['html-message', '{"html-message":"<p>no <b>way</b></p>"}', 'no way.'],
    ['detail list', '{"detail":[{"loc":["body"],"msg":"no way","type":"x"}]}', 'no way.'],
    ['plain', 'no way', 'no way.'],
    ['page', '<html>no way</html>', null],
    ['empty', ' ', null],
    ['cut off', '{"error":"no way","deta', 'no way.'],
    ['control characters', '{"error":"no\\u0000\\u202e \\n way"}', 'no way.'],
    ['the key', '{"error":"key SG_secret is bad"}', 'key [key] is bad.'],
    ['empty object', '{}', null],
  ])('%s', (_, body, message) => {
    expect(readErrorText(body, 'SG_secret').message).toBe(message);
  });

  it('keeps the code for matching and the line short', () => {
    expect(readErrorText('{"error":{"message":"m","code":"moderation_blocked"}}', '').words).toContain('moderation_blocked');
    expect(readErrorText(JSON.stringify({ error: 'y'.repeat(100_000) }), '').message?.length).toBeLessThan(250);
  });
});

describe('meters', () => {
  it('reads headers before metrics', () => {
    const value = { request_id: 'r2', metrics: { cost: 0.02, remaining_credits: 9 } };
    expect(readMeters({ 'x-remaining-credits': '4.92', 'x-cost': '0.08', 'x-request-id': 'r1' }, value)).toEqual({
      costUsd: 0.08,
      remainingUsd: 4.92,
      requestId: 'r1',
    });
    expect(readMeters({}, value)).toEqual({ costUsd: 0.02, remainingUsd: 9, requestId: 'r2' });
    expect(readMeters({ 'x-remaining-credits': 'lots', 'x-cost': '-1', 'x-request-id': 'a b' })).toEqual({
      costUsd: null,
      remainingUsd: null,
      requestId: null,
    });
  });

  const now = Date.UTC(2026, 9, 1, 12, 0, 0);
  it.each<[string, Record<string, string>, number | null]>([
    ['with a zone', { 'x-rate-limit-reset-at-utc': '2026-10-01T12:00:30Z' }, now + 30_000],
    ['without a zone', { 'x-rate-limit-reset-at-utc': '2026-10-01 12:00:30' }, now + 30_000],
    ['seconds', { 'x-rate-limit-reset-at-utc': String(now / 1000 + 30) }, now + 30_000],
    ['milliseconds', { 'x-rate-limit-reset-at-utc': String(now + 30_000) }, now + 30_000],
    ['retry-after', { 'retry-after': '30' }, now + 30_000],
    ['past', { 'x-rate-limit-reset-at-utc': '2026-10-01T11:00:00Z' }, null],
    ['far away', { 'x-rate-limit-reset-at-utc': '2027-10-01T11:00:00Z' }, now + 3_600_000],
    ['retry-after with a fraction', { 'retry-after': '1.5' }, now + 1500],
    ['retry-after below nothing', { 'retry-after': '-5' }, null],
    ['retry-after beyond belief', { 'retry-after': '99999999999' }, now + 3_600_000],
    ['retry-after as a date', { 'retry-after': 'Thu, 01 Oct 2026 12:00:20 GMT' }, now + 20_000],
    ['retry-after as an old date', { 'retry-after': 'Thursday, 01-Oct-26 12:00:20 GMT' }, now + 20_000],
    ['retry-after as a date of C', { 'retry-after': 'Thu Oct  1 12:00:20 2026' }, now + 20_000],
    ['retry-after as a past date', { 'retry-after': 'Thu, 01 Oct 2026 11:00:00 GMT' }, null],
    ['retry-after as words', { 'retry-after': '5 minutes' }, null],
    ['retry-after as half a date', { 'retry-after': 'Thu, 01' }, null],
    [
      'a date by a clock that is an hour ahead',
      { 'retry-after': 'Thu, 01 Oct 2026 13:00:20 GMT', date: 'Thu, 01 Oct 2026 13:00:00 GMT' },
      now + 20_000,
    ],
    [
      'a reset by a clock that is a day behind',
      { 'x-rate-limit-reset-at-utc': '2026-09-30T12:00:20Z', date: 'Wed, 30 Sep 2026 12:00:00 GMT' },
      now + 20_000,
    ],
    [
      'a date by the same clock, told in whole seconds',
      { 'retry-after': 'Thu, 01 Oct 2026 12:00:20 GMT', date: 'Thu, 01 Oct 2026 11:59:59 GMT' },
      now + 20_000,
    ],
    ['nonsense', { 'x-rate-limit-reset-at-utc': 'soon' }, null],
    ['nothing', {}, null],
  ])('reads the end of a rate limit: %s', (_, headers, expected) => {
    expect(readReset(headers, now)).toBe(expected);
  });
});
