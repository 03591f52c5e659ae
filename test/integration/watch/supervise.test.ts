/** The watching process ends, again and again, or hangs: its owner starts it anew, and what happened meanwhile is looked for. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createEyes, defaultRestartTimes } from '../../../electron/watch/process/supervise.ts';
import type { WatcherProcess } from '../../../electron/watch/process/spawner.ts';
import { openEyesGround, watchProcessFile, type EyesGround, type GroundOptions } from '../../helpers/eyes-ground.ts';

const grounds: EyesGround[] = [];
async function open(options: GroundOptions = {}): Promise<EyesGround> {
  const ground = await openEyesGround(options);
  grounds.push(ground);
  return ground;
}
afterEach(async () => {
  for (const ground of grounds.splice(0)) await ground.close();
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends the watching process as a crash does. */
function crash(ground: EyesGround): void {
  const pid = ground.process().pid();
  if (pid === null) throw new Error('nothing to end');
  process.kill(pid, 'SIGKILL');
}

describe('the watching process', () => {
  it('is started again when it is killed, opens its roots, and goes on', async () => {
    const ground = await open();
    await ground.watch();
    const first = ground.process();
    crash(ground);
    await expect.poll(() => ground.said.restarts.length).toBe(1);
    expect(ground.said.restarts[0]).toMatch(/SIGKILL/);
    await writeFile(ground.path('meanwhile.jpg'), 'a');
    await expect.poll(() => ground.said.hints.includes(null), { timeout: 20_000 }).toBe(true);
    expect(ground.process()).not.toBe(first);
    expect((await ground.list()).entries.map((entry) => entry.path)).toEqual(['meanwhile.jpg']);
    ground.forget();
    await writeFile(ground.path('later.jpg'), 'a');
    await ground.hinted('later.jpg');
  });

  it('answers what was asked of a process that ends with an error, and what is asked after it', async () => {
    const ground = await open();
    await ground.watch();
    await writeFile(ground.path('a.jpg'), 'a');
    // Stopped, it cannot answer any more
    process.kill(ground.process().pid() ?? 0, 'SIGSTOP');
    const [look, list] = [ground.eyes.look(1, ['a.jpg']), ground.eyes.list(1, '', () => undefined)];
    crash(ground);
    await expect(look).rejects.toMatchObject({ code: 'watcher-ended' });
    await expect(list).rejects.toMatchObject({ code: 'watcher-ended' });
    expect(await ground.eyes.look(1, ['a.jpg', 'b.jpg'])).toEqual([expect.objectContaining({ path: 'a.jpg', bytes: 1 }), null]);
  });

  it('only polls once it has ended too often, and says so', async () => {
    const ground = await open({ restarts: { most: 3 } });
    await ground.watch();
    for (let ends = 1; ends <= 3; ends += 1) {
      crash(ground);
      await expect.poll(() => ground.said.restarts.length).toBe(1);
      await ground.watch();
    }
    expect(await ground.status('polling', 'watcher-failing')).toMatchObject({ probeMs: null });
    expect(ground.said.logs.join('\n')).toMatch(/from now on folders are polled/);
    await writeFile(ground.path('a.jpg'), 'a');
    await ground.hinted('a.jpg');
    crash(ground);
    await expect.poll(() => ground.said.restarts.length).toBe(1);
    expect(await ground.watch()).toMatchObject({ mode: 'polling', problem: { code: 'watcher-failing' } });
  });

  it('is ended when it gives no sign of life', async () => {
    const ground = await open({ restarts: { pingMs: 200 } });
    await ground.watch();
    process.kill(ground.process().pid() ?? 0, 'SIGSTOP');
    await expect.poll(() => ground.said.restarts.length, { timeout: 20_000 }).toBe(1);
    expect(ground.said.logs.join('\n')).toMatch(/no sign of life/);
    await ground.watch();
    await writeFile(ground.path('a.jpg'), 'a');
    await ground.hinted('a.jpg');
  });

  it('ends when it is told to, and answers nothing after that', async () => {
    const ground = await open();
    await ground.watch();
    const pid = ground.process().pid() ?? 0;
    await ground.eyes.stop();
    expect(isRunning(pid)).toBe(false);
    await expect(ground.eyes.look(1, ['a.jpg'])).rejects.toMatchObject({ code: 'watcher-ended' });
    expect(ground.said.restarts).toEqual([]);
  });

  it('ends by itself when its owner is killed', async () => {
    // An owner of its own: starts the process, says its number, and waits
    const start = JSON.stringify({
      times: { probeMs: 1, rootLookMs: 1_000, mergeMs: 1, pollMinMs: 1, pollMaxMs: 1, silentMs: 1_000, nativeRetryMs: 1_000 },
      pollingOnly: false,
    });
    const code = `const child = require('node:child_process').fork(process.argv[1], [process.argv[2]]);
      child.once('message', () => process.send(child.pid)); setInterval(() => {}, 1000);`;
    const owner = fork('', [], {
      execPath: process.execPath,
      execArgv: ['-e', code, watchProcessFile, start],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const [pid] = (await once(owner, 'message')) as [number]; // the line above sends it
    expect(isRunning(pid)).toBe(true);
    owner.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
  });

  it('is not believed when it says what nobody knows', () => {
    const logs: string[] = [];
    const hints: unknown[] = [];
    let hear: (message: unknown) => void = () => undefined;
    const sent: unknown[] = [];
    const fake: WatcherProcess = {
      send: (message) => sent.push(message),
      onMessage: (heard) => (hear = heard),
      onExit: () => undefined,
      kill: () => undefined,
      pid: () => 1,
    };
    const eyes = createEyes({
      spawn: () => fake,
      elapsed: () => 0,
      log: (message) => logs.push(message),
      restarts: defaultRestartTimes,
      events: { hint: (root, paths) => hints.push([root, paths]), status: () => undefined, restarted: () => undefined },
    });
    eyes.open({ id: 1, path: '/a', subfolders: true, excluded: [], polling: false });
    expect(sent).toEqual([]);
    hear({ type: 'ready' });
    expect(sent).toHaveLength(1);
    for (const message of [null, 'x', { type: 'hint' }, { type: 'hint', root: 1, paths: Array(501).fill('a') }]) hear(message);
    hear({ type: 'batch', call: 99, entries: [] });
    hear({ type: 'hint', root: 2, paths: ['not.jpg'] });
    hear({ type: 'hint', root: 1, paths: ['a.jpg'] });
    expect(hints).toEqual([[1, ['a.jpg']]]);
    expect(logs).toHaveLength(4);
  });
});
