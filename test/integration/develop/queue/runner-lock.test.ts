/** One runner per data folder, also across processes, and no lock outlives its holder. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunnerLock } from '../../../../electron/develop/queue/runner-lock.ts';
import { temporaryFolder } from '../../../helpers/workshop.ts';

const facts = { host: '127.0.0.1:1', takesWork: true };
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});

describe('the lock', () => {
  it('has one holder, who says who it is, until it lets go', () => {
    const first = createRunnerLock(folder.path, { ...facts, name: 'the app' });
    const second = createRunnerLock(folder.path, { ...facts, name: 'the command line' });
    expect(first.tryAcquire()).toBe(true);
    expect(first.tryAcquire()).toBe(true);
    expect(second.tryAcquire()).toBe(false);
    expect(second.holder()).toEqual({ pid: process.pid, name: 'the app', endsByItself: true, ...facts });
    first.release();
    expect(second.tryAcquire()).toBe(true);
    second.release();
  });

  it('is free at once when its process is killed', async () => {
    const script = `
      const { DatabaseSync } = require('@photostructure/sqlite');
      const database = new DatabaseSync(${JSON.stringify(`${folder.path}/runner.lock`)});
      database.exec('BEGIN EXCLUSIVE');
      process.stdout.write('held');
      setInterval(() => undefined, 1000);`;
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const lock = createRunnerLock(folder.path, { ...facts, name: 'the app' });
    expect(lock.tryAcquire()).toBe(false);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(lock.tryAcquire()).toBe(true);
    lock.release();
  });

  it('is not kept where its note cannot be written: others would hand their work to whoever an old note names', async () => {
    await mkdir(join(folder.path, 'runner.json'));
    const lock = createRunnerLock(folder.path, { ...facts, name: 'the app' });
    expect(() => lock.tryAcquire()).toThrow(/runner\.json/);
    expect(lock.isHeld()).toBe(false);
    await rm(join(folder.path, 'runner.json'), { recursive: true });
    expect(lock.tryAcquire()).toBe(true);
    lock.release();
  });
});
