/** The page's files, the pictures and their cache, and the log: over real files. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DarkslideError } from '../../../electron/contract/errors.ts';
import { createAppProtocol } from '../../../electron/desktop/app-protocol.ts';
import { createLog } from '../../../electron/settings/log.ts';
import { createPhotoProtocol } from '../../../electron/desktop/photo-protocol.ts';
import { createPictureLoads } from '../../../electron/desktop/picture-loads.ts';
import { createRedactor } from '../../../electron/settings/redact.ts';
import { createRenditions } from '../../../electron/desktop/renditions.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'darkslide-desktop-'));
});

const jpeg = (filling: string): Uint8Array =>
  Buffer.concat([Buffer.of(0xff, 0xd8, 0xff), Buffer.from(filling), Buffer.of(0xff, 0xd9)]);
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

describe('the page', () => {
  it('gets its own files with the policy, and nothing beside them', async () => {
    const root = path.join(folder, 'renderer');
    mkdirSync(path.join(root, 'assets'), { recursive: true });
    writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
    writeFileSync(path.join(root, 'assets', 'main.js'), 'export {}');
    writeFileSync(path.join(root, 'secret.key'), 'no type of ours');
    writeFileSync(path.join(folder, 'package.json'), '{}');
    mkdirSync(path.join(folder, 'renderer-old'));
    writeFileSync(path.join(folder, 'renderer-old', 'old.js'), 'old');
    symlinkSync(path.join(folder, 'package.json'), path.join(root, 'linked.json'));
    const page = createAppProtocol(root);
    const get = async (address: string, method = 'GET') => page(new Request(address, { method }));

    const index = await get('darkslide://app/');
    expect(index.status).toBe(200);
    expect(await index.text()).toBe('<!doctype html>');
    expect(index.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /);
    expect(index.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get('darkslide://app/assets/main.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    for (const [name, status] of [
      ['..%2fpackage.json', 403],
      ['..%2frenderer-old%2fold.js', 403],
      ['linked.json', 403],
      ['secret.key', 404],
      ['assets', 404],
      ['nothing.js', 404],
    ] as const) {
      const answer = await get(`darkslide://app/${name}`);
      expect([name, answer.status]).toEqual([name, status]);
      expect(await answer.text()).toBe('');
    }
    expect((await get('darkslide://app/', 'POST')).status).toBe(405);
  });
});

describe('pictures', () => {
  function protocol(make: (file: string, side: number) => Promise<Uint8Array>, showsFiles = true) {
    const lines: string[] = [];
    const files = new Map([
      [1, 'a.png'],
      [2, 'b.tif'],
      [3, 'gone.jpg'],
      ...[10, 11, 12, 13, 14].map((id): [number, string] => [id, `${String(id)}.jpg`]),
    ]);
    const loads = createPictureLoads();
    const answer = createPhotoProtocol({
      locate: (type, id) => {
        const name = type === 'photo' ? files.get(id) : undefined;
        return name === undefined ? null : { path: path.join(folder, name), version: 'v1' };
      },
      renditions: createRenditions({ folder: path.join(folder, 'cache'), make, capBytes: 1_000_000, width: 2, now: Date.now }),
      pageOrigin: 'darkslide://app',
      showsFiles,
      loads,
      log: (line) => lines.push(line),
    });
    return {
      leave: loads.leave,
      get: async (address: string, init: RequestInit = {}) => answer(new Request(address, init)),
      lines,
    };
  }

  beforeEach(() => {
    writeFileSync(path.join(folder, 'a.png'), Buffer.concat([PNG, Buffer.alloc(200_000, 7)]));
    writeFileSync(path.join(folder, 'b.tif'), Buffer.concat([Buffer.from('49492a0008000000', 'hex'), Buffer.alloc(64)]));
  });

  it('thumb and view are renditions, full is the file itself where Chromium shows it', async () => {
    const made: number[] = [];
    const { get, lines } = protocol(async (file, side) => {
      made.push(side);
      return Promise.resolve(jpeg(`${path.basename(file)} ${String(side)}`));
    });
    const thumb = await get('photo://thumb/photo/1?v=v1');
    expect([thumb.status, thumb.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(thumb.headers.get('access-control-allow-origin')).toBe('darkslide://app');
    expect(thumb.headers.get('cache-control')).toContain('immutable');
    expect(await thumb.text()).toContain('a.png 480');
    expect(await (await get('photo://view/photo/1?v=v1')).text()).toContain('a.png 2048');
    const full = await get('photo://full/photo/1?v=v1');
    expect(full.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await full.arrayBuffer())).toEqual(readFileSync(path.join(folder, 'a.png')));
    const converted = await get('photo://full/photo/2?v=v1');
    expect(converted.headers.get('content-type')).toBe('image/jpeg');
    expect(await converted.text()).toContain('b.tif');
    expect(made.slice(0, 2)).toEqual([480, 2048]);
    expect(made[2]).toBeGreaterThan(60_000);
    expect(lines).toEqual([]);
  });

  it('an old Chromium is never given a file’s own bytes, which it might be broken by', async () => {
    const { get } = protocol(async (file) => Promise.resolve(jpeg(`made of ${path.basename(file)}`)), false);
    for (const kind of ['thumb', 'view', 'full']) {
      const answer = await get(`photo://${kind}/photo/1?v=v1`);
      expect(answer.headers.get('content-type')).toBe('image/jpeg');
      expect(await answer.text()).toContain('made of a.png');
    }
  });

  it.each([
    'photo://thumb/photo/99?v=v1',
    'photo://thumb/result/1?v=v1',
    'photo://full/photo/3?v=v1',
    'photo://thumb/photo/..%2f..%2fetc%2fpasswd',
    'photo://full/etc/passwd',
  ])('%s is not found, and says nothing', async (address) => {
    const answer = await protocol(async () => Promise.resolve(jpeg(''))).get(address);
    expect([answer.status, await answer.text()]).toEqual([404, '']);
  });

  it('a damaged picture is not found; only what nobody expected is logged', async () => {
    const damaged = protocol(async () => Promise.reject(new DarkslideError('picture-corrupt')));
    expect((await damaged.get('photo://thumb/photo/1?v=v1')).status).toBe(404);
    expect(damaged.lines).toEqual([]);
    const surprised = protocol(async () => Promise.reject(new TypeError('worker')));
    expect((await surprised.get('photo://thumb/photo/1?v=v1')).status).toBe(404);
    expect(surprised.lines).toHaveLength(1);
  });

  it('an abandoned request makes nothing', async () => {
    const { get, lines } = protocol(() => expect.fail('made'));
    const answer = await get('photo://thumb/photo/1?v=v1', { signal: AbortSignal.abort() });
    expect(answer.status).toBe(404);
    expect(lines).toEqual([]);
  });

  it('pictures that the page has left are not made, and do not keep those in sight waiting', async () => {
    const made: string[] = [];
    let go: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (go = resolve));
    const { get, leave, lines } = protocol(async (file) => {
      made.push(path.basename(file));
      await first;
      return jpeg('made');
    });
    const ask = async (id: number) => get(`photo://thumb/photo/${String(id)}?v=v1`);
    const asked = [10, 11].map(ask);
    await vi.waitUntil(() => made.length === 2); // as many as are made at once
    asked.push(...[12, 13, 14].map(ask));
    leave(['photo://thumb/photo/13?v=v1', 'photo://thumb/photo/14?v=v1', 'photo://nobody']);
    go();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200, 404, 404]);
    expect(made).toEqual(['10.jpg', '11.jpg', '12.jpg']);
    expect(lines).toEqual([]);
  });
});

describe('renditions', () => {
  const located = (name: string, version = 'v1') => ({ path: `/photos/${name}`, version });
  const never = new AbortController().signal;

  function cache(capBytes = 1_000_000, size = 1000) {
    const made: string[] = [];
    const renditions = createRenditions({
      folder: path.join(folder, 'cache'),
      make: async (file, side) => {
        made.push(`${path.basename(file)}@${String(side)}`);
        return Promise.resolve(jpeg('x'.repeat(size)));
      },
      capBytes,
      width: 2,
      now: Date.now,
    });
    return { renditions, made };
  }

  it('makes each once, however many ask, and keeps it over a restart', async () => {
    const { renditions, made } = cache();
    await Promise.all([1, 2, 3].map(async () => renditions.get(located('a.jpg'), 480, never)));
    await renditions.get(located('a.jpg'), 480, never);
    expect(made).toEqual(['a.jpg@480']);
    const restarted = cache();
    await restarted.renditions.get(located('a.jpg'), 480, never);
    expect(restarted.made).toEqual([]);
    await restarted.renditions.get(located('a.jpg', 'v2'), 480, never);
    await restarted.renditions.get(located('a.jpg', 'v2'), 2048, never);
    expect(restarted.made).toEqual(['a.jpg@480', 'a.jpg@2048']);
    expect(readdirSync(path.join(folder, 'cache')).every((name) => /^[0-9a-f]{40}\.jpg$/.test(name))).toBe(true);
  });

  it('makes a damaged or lost one again', async () => {
    const { renditions, made } = cache();
    await renditions.get(located('a.jpg'), 480, never);
    truncateSync(renditions.fileFor(located('a.jpg'), 480), 100);
    expect((await renditions.get(located('a.jpg'), 480, never)).byteLength).toBe(1005);
    rmSync(path.join(folder, 'cache'), { recursive: true });
    await renditions.get(located('a.jpg'), 480, never);
    expect(made).toHaveLength(3);
  });

  it('works without a cache where the folder cannot be written', async () => {
    writeFileSync(path.join(folder, 'cache'), 'a file in the way');
    const { renditions } = cache();
    expect((await renditions.get(located('a.jpg'), 480, never)).byteLength).toBe(1005);
  });

  it('stays under its size, and the least used go first', async () => {
    const { renditions } = cache(10_000);
    const names = Array.from({ length: 9 }, (_value, index) => `${String(index)}.jpg`);
    for (const [index, name] of names.entries()) {
      await renditions.get(located(name), 480, never);
      utimesSync(renditions.fileFor(located(name), 480), 1_000_000 + index, 1_000_000 + index);
    }
    await renditions.get(located('0.jpg'), 480, never); // looked at: now the latest
    await renditions.get(located('9.jpg'), 480, never);
    await renditions.get(located('10.jpg'), 480, never);
    await renditions.trim();
    const left = readdirSync(path.join(folder, 'cache'));
    const size = left.reduce((sum, name) => sum + statSync(path.join(folder, 'cache', name)).size, 0);
    expect(size).toBeLessThanOrEqual(10_000);
    const keptOnes = [...names, '9.jpg', '10.jpg'].filter((name) =>
      left.includes(path.basename(renditions.fileFor(located(name), 480))),
    );
    expect(keptOnes).toContain('0.jpg');
    expect(keptOnes).not.toContain('1.jpg');
    expect(keptOnes).toContain('10.jpg');
  });
});

describe('the log', () => {
  it('hides keys, keeps one line for each entry, and rotates', () => {
    const redactor = createRedactor();
    redactor.hide('old-style-key-of-32-characters00');
    const log = createLog({ folder: path.join(folder, 'logs'), clean: redactor.clean, now: () => 0, maxBytes: 2_000, keep: 2 });
    log.warn('Sent', {
      headers: { 'x-api-key': 'old-style-key-of-32-characters00' },
      cause: new Error('SG_0123456789abcdef\nsecond line'),
    });
    const text = readFileSync(log.file, 'utf8');
    expect(text).toMatch(/^1970-01-01T00:00:00.000Z warn Sent \| .*\[hidden\].*\n$/);
    expect(text).not.toMatch(/old-style|SG_0/);
    for (let line = 0; line < 100; line += 1) log.info('x'.repeat(100));
    expect(readdirSync(path.join(folder, 'logs')).sort()).toEqual(['darkslide.log', 'darkslide.log.1', 'darkslide.log.2']);
    for (const name of readdirSync(path.join(folder, 'logs'))) {
      expect(statSync(path.join(folder, 'logs', name)).size).toBeLessThanOrEqual(2_000);
    }
  });

  it('does not throw where it cannot write', () => {
    writeFileSync(path.join(folder, 'logs'), 'in the way');
    createLog({ folder: path.join(folder, 'logs'), clean: (text) => text, now: () => 0 }).info('lost');
  });
});
