/** The command line beside others on one data folder, and what it says of money in doubt: real processes, real files, the simulator's ledger. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createRunnerLock } from '../../../electron/develop/queue/runner-lock.ts';
import type { SimulatorOptions } from '../../../electron/simulator/options.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { charges, openWorkshop, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const program = join(root, 'dist', 'main', 'cli.cjs');
const lineSchema = z.object({
  event: z.string().optional(),
  job: z.number().nullable(),
  state: z.string().optional(),
  source: z.string().nullable(),
  result: z.string().nullable().optional(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  evidence: z.object({ verdict: z.string(), beforeUsd: z.number(), afterUsd: z.number() }).nullable().optional(),
});
type Line = z.infer<typeof lineSchema>;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
const simulators: Simulator[] = [];
const children: ChildProcess[] = [];

beforeAll(() => {
  if (!existsSync(program)) throw new Error('dist/main/cli.cjs is missing: run "npm run build" first');
});
beforeEach(async () => {
  folder = await temporaryFolder();
  home = join(folder.path, 'home');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const simulator of simulators.splice(0)) await simulator.close();
  await folder.remove();
});

async function simulatorWith(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ latencyMs: 0, ...options });
  simulators.push(simulator);
  return simulator;
}

interface Running {
  readonly child: ChildProcess;
  readonly lines: Line[];
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
}

function start(simulator: Simulator, args: readonly string[]): Running {
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    env: { ...process.env, DARKSLIDE_HOME: home, SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const lines: Line[] = [];
  let rest = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const texts = (rest + chunk.toString()).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) lines.push(lineSchema.parse(JSON.parse(text)));
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, lines, errors: () => errors, ended };
}

async function run(simulator: Simulator, args: readonly string[]): Promise<Running & { readonly code: number | null }> {
  const running = start(simulator, args);
  return { ...running, code: await running.ended };
}

const events = (running: Running, event: string): Line[] => running.lines.filter((line) => line.event === event);
const prompt = ['--prompt', 'winter'];
const patience = { timeout: 60_000, interval: 50 };

describe('money in doubt', () => {
  it('ends with status 4, is listed, and is settled by a word', { timeout: 60_000 }, async () => {
    const simulator = await simulatorWith({ script: [{ request: [1, 2], reset: 'after-charge' }] });
    const [first = '', second = ''] = await writePhotos(join(folder.path, 'photos'), 2);
    const ran = await run(simulator, ['develop', first, ...prompt]);
    expect(ran.code).toBe(4);
    const job = events(ran, 'unsure')[0]?.job ?? 0;
    expect(events(ran, 'unsure')).toMatchObject([{ source: first, code: 'no-answer' }]);

    // The same photo again is not sent again
    expect((await run(simulator, ['develop', first, ...prompt])).code).toBe(4);
    expect(charges(simulator)).toBe(1);

    const listed = await run(simulator, ['jobs']);
    expect(listed.code).toBe(0);
    // The balance was read before the first photo and after the doubt, so it tells
    const evidence = { verdict: 'charged', beforeUsd: 5, afterUsd: 4.92 };
    expect(listed.lines).toMatchObject([{ job, state: 'unsure', source: first, evidence }]);
    const checked = await run(simulator, ['jobs', '--check']);
    expect(checked.lines).toMatchObject([{ job, evidence }]);
    const questions = simulator.requests().filter((entry) => entry.method === 'GET').length;
    await run(simulator, ['jobs']);
    expect(simulator.requests().filter((entry) => entry.method === 'GET')).toHaveLength(questions);

    const other = await run(simulator, ['develop', second, ...prompt]);
    const otherJob = events(other, 'unsure')[0]?.job ?? 0;
    const dropped = await run(simulator, ['decide', String(otherJob), '--drop']);
    expect(dropped.code).toBe(0);
    expect(dropped.lines).toMatchObject([{ job: otherJob, state: 'failed' }]);
    const twice = await run(simulator, ['decide', String(otherJob), '--charged']);
    expect(twice.code).toBe(1);
    expect(twice.errors()).toContain('nothing to decide');

    const again = await run(simulator, ['decide', String(job), '--again']);
    expect(again.code).toBe(0);
    expect(events(again, 'done')).toHaveLength(1);
    expect(charges(simulator)).toBe(3);
    expect((await run(simulator, ['decide', '999', '--drop'])).code).toBe(1);
  });
});

describe('limits', () => {
  it('--max-credits stops before the photo that would cross it, and keeps nothing waiting', { timeout: 60_000 }, async () => {
    const simulator = await simulatorWith();
    const paths = await writePhotos(join(folder.path, 'photos'), 4);
    const ran = await run(simulator, ['develop', ...paths, ...prompt, '--max-credits', '0.2']);
    expect(ran.code).toBe(3);
    expect(ran.lines.at(-1)).toMatchObject({ event: 'paused', code: 'budget-reached' });
    expect(ran.lines.at(-1)?.message).toContain('$0.16 of the $0.20');
    expect(charges(simulator)).toBe(2);
    expect((await run(simulator, ['jobs'])).lines).toEqual([]);
    // The others are a run of their own
    expect((await run(simulator, ['develop', ...paths, ...prompt, '--max-credits', '0.2'])).code).toBe(0);
    expect(charges(simulator)).toBe(4);
  });

  it('of the app hold for the command line too', { timeout: 60_000 }, async () => {
    const simulator = await simulatorWith();
    const [path = ''] = await writePhotos(join(folder.path, 'photos'), 1);
    await mkdir(home);
    const budget = { runUsd: null, dayUsd: 0.05, floorUsd: null, askAboveUsd: null };
    await writeFile(join(home, 'settings.json'), JSON.stringify({ version: 1, preferences: { budget } }));
    expect((await run(simulator, ['develop', path, ...prompt])).lines.at(-1)).toMatchObject({ code: 'budget-reached' });
    expect(charges(simulator)).toBe(0);
  });

  it('--rate holds on this computer too', { timeout: 60_000 }, async () => {
    const simulator = await simulatorWith();
    const paths = await writePhotos(join(folder.path, 'photos'), 3);
    const running = start(simulator, ['develop', ...paths, ...prompt, '--rate', '2']);
    await vi.waitFor(() => {
      expect(events(running, 'done')).toHaveLength(2);
    }, patience);
    expect(events(running, 'sent')).toHaveLength(2);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(3);
    expect(charges(simulator)).toBe(2);
  });
});

describe('two processes on one data folder', () => {
  it('hand work over to the one that holds the queue, and follow it', { timeout: 90_000 }, async () => {
    const simulator = await simulatorWith();
    const paths = await writePhotos(join(folder.path, 'photos'), 3);
    await mkdir(home);
    const lock = createRunnerLock(home, { name: 'the app', host: new URL(simulator.url).host, takesWork: true });
    expect(lock.tryAcquire()).toBe(true);
    const app = await openWorkshop({ home, simulator });
    const ran = await run(simulator, ['develop', ...paths, ...prompt]);
    expect(ran.errors()).toContain('does this work');
    expect(events(ran, 'done')).toHaveLength(3);
    expect(events(ran, 'done').every((line) => existsSync(line.result ?? ''))).toBe(true);
    expect(ran.code).toBe(0);
    expect(charges(simulator)).toBe(3);
    // The app shows what came in from outside
    expect(app.changes.flatMap((change) => change.photos ?? []).length).toBeGreaterThanOrEqual(3);
    expect(app.develop.jobs().map((job) => job.state)).toEqual(['done', 'done', 'done']);

    // What the app is paused for is said, and the work is taken back
    app.develop.pause();
    const [more = ''] = await writePhotos(join(folder.path, 'more'), 1, 90);
    const paused = await run(simulator, ['develop', more, ...prompt]);
    expect(paused.code).toBe(3);
    app.develop.resume();
    expect(app.develop.summary().waiting).toBe(0);
    // Limits that the holder does not know cannot be handed over
    const limited = await run(simulator, ['develop', more, ...prompt, '--max-credits', '1']);
    expect(limited.lines.at(-1)).toMatchObject({ event: 'paused', code: 'runner-busy' });
    expect(charges(simulator)).toBe(3);
    await app.close();
    lock.release();
  });

  it('take turns, and pay once for what both want', { timeout: 90_000 }, async () => {
    const simulator = await simulatorWith({ latencyMs: 200 });
    const paths = await writePhotos(join(folder.path, 'photos'), 6);
    const both = [start(simulator, ['develop', ...paths, ...prompt]), start(simulator, ['develop', ...paths, ...prompt])];
    const codes = await Promise.all(both.map(async (running) => await running.ended));
    expect(codes).toEqual([0, 0]);
    expect(charges(simulator)).toBe(6);
    for (const running of both) {
      expect(events(running, 'done').length + events(running, 'skipped').length).toBe(6);
    }
  });

  it('go on where the other was killed, and never send its photo again', { timeout: 90_000 }, async () => {
    const simulator = await simulatorWith({ script: [{ request: 1, silence: true, charged: true }] });
    const [wanted = '', other = ''] = await writePhotos(join(folder.path, 'photos'), 2);
    const first = start(simulator, ['develop', wanted, ...prompt]);
    await vi.waitFor(() => {
      expect(events(first, 'sent')).toHaveLength(1);
    }, patience);
    const second = start(simulator, ['develop', wanted, other, ...prompt]);
    await vi.waitFor(() => {
      expect(events(second, 'queued')).toHaveLength(2);
    }, patience);
    first.child.kill('SIGKILL');
    expect(await second.ended).toBe(4);
    expect(events(second, 'unsure')).toMatchObject([{ source: wanted }]);
    expect(events(second, 'done')).toMatchObject([{ source: other }]);
    expect(simulator.requests().filter((entry) => entry.method === 'POST').length).toBeLessThanOrEqual(2);
  });
});
