/** A hostile service against the whole command line: it ends, with a code and a bounded memory, and the key goes nowhere else. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endless, raw, startFaultServer, type FaultServer, type Script } from '../../helpers/fault-server.ts';
import { bytesOf, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

const MEBIBYTE = 1024 * 1024;
/** The command line alone takes about 200 MB; 64 MB of answer may be in memory a few times over. */
const MOST_MEMORY = 500 * MEBIBYTE;
const KEY = 'SG_5ecret5ecret5ecret';
const program = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'dist', 'main', 'cli.cjs');
const eventSchema = z.object({ event: z.string(), code: z.string().nullable(), message: z.string().nullable() });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const servers: FaultServer[] = [];

beforeEach(async () => {
  if (!existsSync(program)) throw new Error('dist/main/cli.cjs is missing: run "npm run build" first');
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await folder.remove();
});

async function serve(script: Script): Promise<FaultServer> {
  const server = await startFaultServer(script);
  servers.push(server);
  return server;
}

/** The most memory a process has held, bytes; 0 where the system does not say. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

async function developAgainst(url: URL) {
  const [path = ''] = await writePhotos(join(folder.path, 'photos'), 1);
  const before = await bytesOf(path);
  const child = spawn(process.execPath, [program, 'develop', path, '--prompt', 'x', '--json'], {
    env: { ...process.env, DARKSLIDE_HOME: join(folder.path, 'home'), SEGMIND_BASE_URL: url.href, SEGMIND_API_KEY: KEY },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
  }, 20);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  const events = said
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => eventSchema.parse(JSON.parse(line)));
  expect(await bytesOf(path)).toBe(before);
  expect(said).not.toContain(KEY);
  return { code, peak, last: events.filter((line) => line.event !== 'queued' && line.event !== 'sent').at(-1) };
}

/** The balance is asked for as well, and is answered in the same way. */
function postsTo(server: FaultServer): number {
  return server.requests.filter((request) => request.method === 'POST').length;
}

const head = 'HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\n';
const bomb = (): Buffer => {
  const member = gzipSync(Buffer.alloc(MEBIBYTE));
  return Buffer.concat(Array.from({ length: 800 }, () => member));
};

describe('a hostile service', () => {
  it.each<[string, () => Script, string, string]>([
    ['a body without end', () => () => endless(`${head}\r\n`, { bytes: 0 }), 'unsure', 'no-answer'],
    ['a body of 2 GB', () => () => endless(`${head}content-length: 2147483648\r\n\r\n`, { bytes: 0 }), 'unsure', 'no-answer'],
    [
      'a gzip bomb',
      () => {
        const body = bomb();
        return () => ({ status: 200, headers: { 'content-type': 'image/jpeg', 'content-encoding': 'gzip' }, body });
      },
      'unsure',
      'no-answer',
    ],
    [
      'a web page',
      () => () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Log in</title>' }),
      'unsure',
      'no-answer',
    ],
    ['a header of 1 MB', () => () => raw(`${head}x-much: ${'a'.repeat(MEBIBYTE)}\r\n\r\n`), 'unsure', 'no-answer'],
    ['an error without end', () => () => endless('HTTP/1.1 400 No\r\n\r\n', { bytes: 0 }), 'failed', 'request-rejected'],
  ])('%s ends with a code, and in bounded memory', { timeout: 90_000 }, async (name, script, event, code) => {
    const server = await serve(script());
    const ended = await developAgainst(server.url);
    expect(ended.last).toMatchObject({ event, code });
    expect(ended.last?.message).toMatch(/[.…]$/);
    expect(ended.code).not.toBe(0);
    // Sent once: whatever came back, it may have been charged
    expect(postsTo(server)).toBe(1);
    expect(ended.peak).toBeLessThan(MOST_MEMORY);
    console.log(`${name}: at most ${(ended.peak / MEBIBYTE).toFixed(0)} MB`);
  });

  it('cannot lead the key to another host', { timeout: 90_000 }, async () => {
    const other = await serve(() => ({ status: 200, body: 'thanks' }));
    const server = await serve(() => ({ status: 307, headers: { location: new URL('/v1/steal', other.url).href } }));
    const ended = await developAgainst(server.url);
    expect(ended.last).toMatchObject({ event: 'failed', code: 'request-rejected' });
    expect(postsTo(server)).toBe(1);
    expect(other.requests).toEqual([]);
    expect(other.connections()).toBe(0);
  });
});
