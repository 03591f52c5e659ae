/** What a command line did not send is sent by nobody unasked: a real process that is killed, the app after it, the simulator's ledger. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRunnerLock } from '../../../electron/develop/queue/runner-lock.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { readReports, runCommand, startCommand } from '../../helpers/command.ts';
import { charges, noBudget, openWorkshop, recipe, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let simulator: Simulator;
const children: ChildProcess[] = [];
const patience = { timeout: 30_000, interval: 20 };

beforeEach(async () => {
  folder = await temporaryFolder();
  home = join(folder.path, 'home');
  await mkdir(home);
  simulator = await startSimulator({ latencyMs: 0 });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await simulator.close();
  await folder.remove();
});

function environment(): Record<string, string> {
  return { DARKSLIDE_HOME: home, SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_test' };
}

/** A run that is killed after so many of its six photos were done. */
async function killedAfter(done: number, rate: number | null): Promise<void> {
  await writePhotos(join(folder.path, 'in'), 6);
  const args = [
    'develop',
    join(folder.path, 'in'),
    '--prompt',
    'x',
    '--json',
    ...(rate === null ? [] : ['--rate', String(rate)]),
  ];
  const child = startCommand(args, environment());
  children.push(child);
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await vi.waitFor(() => {
    expect(readReports(out.slice(0, out.lastIndexOf('\n') + 1)).filter((line) => line.event === 'done')).toHaveLength(done);
  }, patience);
  child.kill('SIGKILL');
  await once(child, 'close');
}

it('the app holds what a killed command line left, and sends it when a person says so', { timeout: 60_000 }, async () => {
  await killedAfter(2, 2);
  const app = await openWorkshop({ home, simulator });
  expect(app.develop.summary().held).toMatchObject([{ scope: 'left-over', count: 4, usd: 0.32 }]);
  // What the app is asked for goes out, past them
  const [own = ''] = await writePhotos(join(folder.path, 'own'), 1, 90);
  const added = await app.library.add([own]);
  const { queued } = await app.develop.start(added.added, recipe);
  for (const id of queued) await app.when(id, 'done');
  expect(charges(simulator)).toBe(3);
  expect(await app.develop.developLeftOver()).toHaveLength(4);
  await app.until(() => app.develop.summary().doneToday === 7);
  expect(charges(simulator)).toBe(7);
  await app.close();
});

it('the command line shows it, and develops or forgets it on a word', { timeout: 90_000 }, async () => {
  await killedAfter(2, 2);
  const looked = await runCommand(['left-over'], environment());
  expect(looked.out).toContain('"left-over --develop" sends them (about $0.32)');
  expect((await runCommand(['jobs'], environment())).out.match(/ended before they were sent/g)).toHaveLength(4);
  // Another run does its own only; wanting one of the photos again is a word for that one
  const again = await runCommand(['develop', join(folder.path, 'in', 'photo-005.jpg'), '--prompt', 'x', '--json'], environment());
  expect(again.code).toBe(0);
  expect(charges(simulator)).toBe(3);
  const sent = await runCommand(['left-over', '--develop', '--json'], environment());
  expect(sent.code).toBe(0);
  expect(sent.lines.filter((line) => line.event === 'done')).toHaveLength(3);
  expect(charges(simulator)).toBe(6);
  const none = await runCommand(['left-over', '--develop'], environment());
  expect([none.code, none.err]).toEqual([1, 'failed   Nothing was left over.\n']);
  expect((await runCommand(['left-over', '--forget'], environment())).out).toContain('Nothing was left over.');
});

it('the app stops sending for a command line that was killed while it worked for it', { timeout: 60_000 }, async () => {
  const lock = createRunnerLock(home, { name: 'the app', host: new URL(simulator.url).host, takesWork: true });
  lock.tryAcquire();
  const app = await openWorkshop({ home, simulator, limits: () => ({ budget: noBudget, rate: { count: 2, windowMs: 4_000 } }) });
  await killedAfter(2, null);
  await app.until(() => app.develop.summary().held.some(({ scope }) => scope === 'left-over'));
  expect(charges(simulator)).toBeLessThanOrEqual(4);
  await app.develop.forgetLeftOver();
  expect(app.develop.summary()).toMatchObject({ waiting: 0, held: [] });
  await app.close();
  lock.release();
});
