/** A run that is ended from outside: by a signal, a closed terminal, a reader that goes away. Real processes, the simulator's ledger. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { readReports, runCommand, startCommand } from '../../helpers/command.ts';
import { charges, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: Simulator;
const children: ChildProcess[] = [];
const patience = { timeout: 30_000, interval: 20 };

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await simulator.close();
  await folder.remove();
});

function environment(): Record<string, string> {
  return { DARKSLIDE_HOME: join(folder.path, 'home'), SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_test' };
}

interface Begun {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<unknown[]>;
}

/** Twelve photos under way, with some of them out. */
async function beginTwelve(latencyMs: number): Promise<Begun> {
  simulator = await startSimulator({ latencyMs });
  await writePhotos(join(folder.path, 'in'), 12);
  const args = ['develop', join(folder.path, 'in'), '--prompt', 'x', '--out', join(folder.path, 'out'), '--rate', '4', '--json'];
  const child = startCommand(args, environment(), { ownGroup: process.platform !== 'win32' });
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, 'exit');
  await vi.waitFor(() => {
    expect(out.match(/"event":"sent"/g)).toHaveLength(4);
  }, patience);
  return { child, out: () => out, err: () => err, ended };
}

async function results(): Promise<number> {
  const out = join(folder.path, 'out');
  return existsSync(out) ? (await readdir(out)).length : 0;
}

async function jobs(): Promise<string> {
  return (await runCommand(['jobs'], environment())).out;
}

describe('a run that is ended from outside', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s: stores what is out and takes the rest back', async (signal) => {
    const { child, out, err, ended } = await beginTwelve(700);
    child.kill(signal);
    child.kill(signal); // npm passes on what the terminal sent here already: one wish
    expect(await ended).toEqual([3, null]);
    const events = readReports(out()).map((line) => line.event);
    expect(events.filter((event) => event === 'done')).toHaveLength(4);
    expect(events.filter((event) => event === 'released')).toHaveLength(8);
    expect([charges(simulator), await results()]).toEqual([4, 4]);
    expect(err()).not.toContain('    at ');
    if (signal !== 'SIGHUP') expect(err()).toContain('Stopping: 4 photos are out and will still be paid (about $0.32)');
    expect(await jobs()).toContain('Nothing waits');
  });

  it.skipIf(process.platform === 'win32')(
    'Ctrl-C and a closed terminal, which the whole process group hears: the processes that decode outlive what is out',
    async () => {
      const { child, out, ended } = await beginTwelve(700);
      for (const signal of ['SIGINT', 'SIGHUP', 'SIGINT'] as const) process.kill(-(child.pid ?? NaN), signal);
      expect(await ended).toEqual([3, null]);
      expect(readReports(out()).filter((line) => line.event === 'done')).toHaveLength(4);
      expect([charges(simulator), await results()]).toEqual([4, 4]);
      expect(await jobs()).toContain('Nothing waits');
    },
  );

  it('goes on to the end of what is out when nobody reads its lines any more', async () => {
    const { child, err, ended } = await beginTwelve(700);
    child.stdout?.destroy();
    expect(await ended).toEqual([3, null]);
    expect([charges(simulator), await results()]).toEqual([4, 4]);
    expect(err()).not.toContain('EPIPE');
    expect(await jobs()).toContain('Nothing waits');
  });

  it('does its work although nobody reads its notes', async () => {
    const { child, ended } = await beginTwelve(700);
    child.stderr?.destroy();
    child.kill('SIGTERM'); // is said there
    expect(await ended).toEqual([3, null]);
    expect([charges(simulator), await results()]).toEqual([4, 4]);
  });

  it('a second Ctrl-C cuts what is out, and says that it may have been charged', async () => {
    const { child, out, err, ended } = await beginTwelve(60_000);
    child.kill('SIGINT');
    await vi.waitFor(() => {
      expect(err()).toContain('Ctrl-C again');
    }, patience);
    // Pressed again and again: what comes too soon is taken for the same key press
    let end: Awaited<typeof ended> | null = null;
    void ended.then((how) => {
      end = how;
    });
    await vi.waitFor(() => {
      if (end === null) child.kill('SIGINT');
      expect(end).toEqual([4, null]);
    }, patience);
    expect(readReports(out()).filter((line) => line.event === 'unsure')).toHaveLength(4);
    expect(err()).not.toContain('    at ');
    expect((await jobs()).match(/unsure/g)).toHaveLength(4);
  });
});
