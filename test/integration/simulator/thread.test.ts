/** The simulator in a thread of its own, built as the app builds it, and the command that runs it alone. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runSimulateCommand } from '../../../electron/simulator/command.ts';
import { startSimulatorThread } from '../../../electron/simulator/in-thread.ts';
import { bytesOf, picture, post, TURBO, turboBody } from './client.ts';

const root = resolve(import.meta.dirname, '../../..');
let folder: string;
let built: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  // Inside the project, so that the built worker finds its packages as the app's does.
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  built = await mkdtemp(join(cache, 'simulator-'));
  await build({
    ...{ root, configFile: false, logLevel: 'error', publicDir: false },
    ssr: { noExternal: true, external: ['sharp'], target: 'node' },
    build: {
      ...{ ssr: true, outDir: built, emptyOutDir: true, target: 'node18', minify: false },
      rolldownOptions: {
        input: { worker: join(root, 'electron/simulator/worker.ts') },
        external: [/^node:/, /^sharp(\/|$)/],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  });
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(built, { recursive: true, force: true });
});

describe('startSimulatorThread', () => {
  it('serves from its thread, keeps the account there, and closes once', async () => {
    const thread = await startSimulatorThread({
      workerFile: join(built, 'worker.cjs'),
      options: { latencyMs: 0, startBalanceUsd: 1 },
    });
    const body = turboBody(await picture(300, 200));
    await bytesOf(await post(`${thread.url}/v1/${TURBO}`, body));
    const response = await post(`${thread.url}/v1/${TURBO}`, body);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-remaining-credits')).toBe('0.84');
    expect((await bytesOf(response)).length).toBeGreaterThan(2_000);
    await Promise.all([thread.close(), thread.close()]);
    await expect(fetch(thread.url)).rejects.toThrow();
  }, 30_000);

  it('says why it cannot start', async () => {
    const workerFile = join(built, 'worker.cjs');
    await expect(startSimulatorThread({ workerFile, options: { startBalanceUsd: -1 } })).rejects.toThrow('startBalanceUsd');
    await expect(startSimulatorThread({ workerFile: join(built, 'absent.cjs'), options: {} })).rejects.toThrow();
  });
});

describe('runSimulateCommand', () => {
  const output = (): { lines: string[]; faults: string[]; out: { print(line: string): void; fail(line: string): void } } => {
    const lines: string[] = [];
    const faults: string[] = [];
    return { lines, faults, out: { print: (line) => lines.push(line), fail: (line) => faults.push(line) } };
  };
  const never = new AbortController().signal;

  it('prints one line with its address, serves with ledger and script, and ends when told', async () => {
    const { lines, faults, out } = output();
    const stop = new AbortController();
    const ledger = join(folder, 'ledger.jsonl');
    const script = join(folder, 'script.json');
    await writeFile(script, JSON.stringify([{ request: 1, status: 504 }]));
    const more = ['--balance', '0.5', '--latency', '0', '--rate', '2'];
    const running = runSimulateCommand(['--port', '0', '--ledger', ledger, '--script', script, ...more], out, stop.signal);
    await vi.waitFor(() => {
      expect(lines).toHaveLength(1);
    });
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(lines[0] ?? '')?.[0] ?? '';
    const body = turboBody(await picture(80, 80));
    expect((await post(`${url}/v1/${TURBO}`, body)).status).toBe(504);
    const developed = await post(`${url}/v1/${TURBO}`, body);
    expect(developed.headers.get('x-remaining-credits')).toBe('0.42');
    expect([(await post(`${url}/v1/${TURBO}`, body)).status, (await post(`${url}/v1/${TURBO}`, body)).status]).toEqual([
      200, 429,
    ]);
    stop.abort();
    expect(await running).toBe(0);
    expect(faults).toEqual([]);
    expect((await readFile(ledger, 'utf8')).trim().split('\n')).toHaveLength(4);
    await expect(fetch(url)).rejects.toThrow();
  });

  it.each([
    ['an unknown option', ['--prot', '1'], 'prot'],
    ['a word that belongs to no option', ['hello'], 'hello'],
    ['a port that is no number', ['--port', 'x'], '--port wants a number'],
    ['a port out of range', ['--port', '99999'], 'port'],
    ['a rate of nothing', ['--port', '0', '--rate', '0'], 'ratePerMinute'],
    ['a script that is not there', ['--port', '0', '--script', '/does/not/exist.json'], 'cannot be read'],
  ])('gives 2 and the usage for %s', async (_, args, message) => {
    const { lines, faults, out } = output();
    expect(await runSimulateCommand(args, out, never)).toBe(2);
    expect(faults[0]).toContain(message);
    expect(faults.filter((line) => line.startsWith('Usage: npm run -s simulate'))).toHaveLength(1);
    expect(lines).toEqual([]);
  });

  it('gives 2 for a script with a mistake in it, and names the rule', async () => {
    const { faults, out } = output();
    const script = join(folder, 'wrong.json');
    await writeFile(script, '[{"request": 1, "status": 500}, {"request": 2, "delay": 5}]');
    expect(await runSimulateCommand(['--port', '0', '--script', script], out, never)).toBe(2);
    expect(faults[0]).toContain('rule 2');
    await writeFile(script, '{');
    expect(await runSimulateCommand(['--port', '0', '--script', script], out, never)).toBe(2);
  });

  it('gives 1 where the ledger cannot be written, and 0 for --help', async () => {
    const { lines, faults, out } = output();
    expect(await runSimulateCommand(['--port', '0', '--ledger', folder], out, never)).toBe(1);
    expect(faults).toHaveLength(1);
    expect(await runSimulateCommand(['--help'], out, never)).toBe(0);
    expect(lines[0]).toContain('--ledger FILE');
  });
});
