/** The key travels to the endpoint, so the rule about it is tested name by name. */
import { describe, expect, it } from 'vitest';
import { DarkslideError } from '../../../electron/contract/errors.ts';
import { parseEndpoint } from '../../../electron/segmind/endpoint.ts';

describe('parseEndpoint', () => {
  it.each([
    [undefined, 'https://api.segmind.com/'],
    ['', 'https://api.segmind.com/'],
    ['  ', 'https://api.segmind.com/'],
    ['https://proxy.example/segmind', 'https://proxy.example/segmind/'],
    ['https://proxy.example:8443/?a=1#b', 'https://proxy.example:8443/'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787/'],
    ['http://127.9.9.9:80/', 'http://127.9.9.9/'],
    ['http://localhost:1234', 'http://localhost:1234/'],
    ['http://[::1]:1234', 'http://[::1]:1234/'],
  ])('takes %s', (text, expected) => {
    expect(parseEndpoint(text).href).toBe(expected);
  });

  it.each([
    'http://api.segmind.com',
    'http://127.0.0.1.evil.example',
    'http://127.evil.example',
    'http://localhost.evil.example',
    'http://192.168.1.2:8787',
    'http://[::2]/',
    'http://0.0.0.0/',
    'ftp://api.segmind.com',
    'file:///etc/passwd',
    'https://user:word@api.segmind.com',
    'api.segmind.com',
    'nonsense',
  ])('refuses %s with a sentence', (text) => {
    expect(() => parseEndpoint(text)).toThrow(DarkslideError);
    expect(() => parseEndpoint(text)).toThrow(/endpoint .*\.$/);
  });
});
