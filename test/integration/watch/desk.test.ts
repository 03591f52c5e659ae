/** The watching process' inside with a system that fails: limits, dropped reports, silence, and folders of a hundred thousand files. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDesk, type Desk } from '../../../electron/watch/process/child/desk.ts';
import type { NativeModule } from '../../../electron/watch/process/child/native.ts';
import { BATCHES_AHEAD, type Report } from '../../../electron/watch/process/protocol.ts';
import type { WatchTimes } from '../../../electron/watch/process/times.ts';
import { quickTimes } from '../../helpers/eyes-ground.ts';

let folder = '';
let desk: Desk | null = null;
let reports: Report[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-desk-'));
  reports = [];
});
afterEach(async () => {
  await desk?.close();
  await rm(folder, { recursive: true, force: true });
});

type Listener = Parameters<NativeModule['subscribe']>[1];

function open(native: NativeModule, times: Partial<WatchTimes> = {}): Desk {
  desk = createDesk({
    send: (report) => reports.push(report),
    native,
    times: { ...quickTimes, ...times },
    elapsed: () => performance.now(),
    now: () => Date.now(),
    cpuMs: () => 0,
  });
  desk.take({ type: 'open', root: { id: 1, path: folder, subfolders: true, excluded: [], polling: false } });
  return desk;
}

async function status(): Promise<Extract<Report, { type: 'status' }>['status']> {
  const found = () => reports.find((report) => report.type === 'status');
  await expect.poll(found, { timeout: 10_000, interval: 5 }).toBeDefined();
  const report = found();
  if (report?.type !== 'status') throw new Error('no status');
  return report.status;
}

const hints = () => reports.flatMap((report) => (report.type === 'hint' ? [report.paths] : []));

/** Reports nothing, and keeps whom it should report to. */
function mute(): NativeModule & { readonly listeners: Listener[] } {
  const listeners: Listener[] = [];
  return {
    listeners,
    subscribe: async (_, heard) => {
      listeners.push(heard);
      return Promise.resolve({ unsubscribe: async () => Promise.resolve() });
    },
  };
}

describe('a system that fails', () => {
  it('at its limit of watches: says how to raise it, and polls', async () => {
    const limit = `inotify_add_watch on '${folder}' failed: No space left on device`;
    open({ subscribe: async () => Promise.reject(new Error(limit)) });
    const said = await status();
    expect(said).toMatchObject({ mode: 'polling', problem: { code: 'watch-limit' } });
    expect(said.problem?.message).toMatch(/max_user_watches/);
    await writeFile(join(folder, 'a.jpg'), 'a');
    await expect.poll(hints, { timeout: 10_000 }).toContainEqual(['a.jpg']);
  });

  it('by saying nothing: a probe shows it, and it polls', async () => {
    open(mute(), { probeMs: 100 });
    expect(await status()).toMatchObject({ mode: 'polling', problem: { code: 'watch-silent' } });
    await writeFile(join(folder, 'a.jpg'), 'a');
    await expect.poll(hints, { timeout: 10_000 }).toContainEqual(['a.jpg']);
  });

  it('for a while: it is tried again later', async () => {
    let fails = true;
    const native = mute();
    open(
      {
        subscribe: async (path, heard, options) =>
          fails ? Promise.reject(new Error('ENOSPC')) : await native.subscribe(path, heard, options),
      },
      { nativeRetryMs: 200, probeMs: 100 },
    );
    expect(await status()).toMatchObject({ problem: { code: 'watch-limit' } });
    fails = false;
    await expect.poll(() => native.listeners.length, { timeout: 10_000 }).toBeGreaterThan(0);
  });

  it('by dropping reports: anywhere is hinted, and listening begins anew', async () => {
    const native = mute();
    open(native, { probeMs: 60_000 });
    await expect.poll(() => hints().length).toBe(1);
    native.listeners[0]?.(new Error('Events were dropped. File system must be re-scanned.'), []);
    await expect.poll(() => native.listeners.length, { timeout: 10_000 }).toBe(2);
    await expect.poll(hints).toEqual([null, null]);
    // What the old subscription says late is nobody's business
    native.listeners[0]?.(null, [{ type: 'create', path: join(folder, 'old.jpg') }]);
    native.listeners[1]?.(null, [{ type: 'create', path: join(folder, 'new.jpg') }]);
    await expect.poll(hints).toContainEqual(['new.jpg']);
    expect(hints()).not.toContainEqual(['old.jpg']);
  });

  it('again and again: it is left alone, and polled', async () => {
    const native = mute();
    open(native, { probeMs: 60_000 });
    for (let failures = 1; failures <= 4; failures += 1) {
      await expect.poll(() => native.listeners.length, { timeout: 10_000 }).toBe(failures);
      native.listeners[failures - 1]?.(new Error('broken'), []);
    }
    expect(await status()).toMatchObject({ mode: 'polling', problem: { code: 'watcher-failing' } });
  });

  it('by losing some of a very long burst: anywhere is hinted after it', async () => {
    const native = mute();
    open(native, { probeMs: 60_000 });
    await expect.poll(() => hints().length).toBe(1);
    const events = Array.from({ length: 5_000 }, (_, index) => ({
      type: 'create' as const,
      path: join(folder, `${String(index)}.jpg`),
    }));
    native.listeners[0]?.(null, events);
    await expect.poll(() => hints().flatMap((paths) => paths ?? []).length).toBe(5_000);
    await expect.poll(() => hints().filter((paths) => paths === null).length, { timeout: 10_000 }).toBe(2);
  });
});

describe('a listing', () => {
  it('of very many files comes in bounded batches, and waits for whoever takes them', async () => {
    for (let index = 0; index < 40; index += 1) {
      const sub = join(folder, `d${String(index % 8)}`);
      await mkdir(sub, { recursive: true });
      await Promise.all(
        Array.from({ length: 125 }, async (_, file) => writeFile(join(sub, `${String(index)}-${String(file)}.jpg`), '')),
      );
    }
    const asked = open(mute(), { probeMs: 60_000 });
    asked.take({ type: 'list', call: 1, root: 1, folder: '' });
    const batches = () => reports.flatMap((report) => (report.type === 'batch' ? [report.entries] : []));
    await expect.poll(() => batches().length).toBe(BATCHES_AHEAD);
    // Another call is answered meanwhile, so this one had its time to go on
    asked.take({ type: 'look', call: 2, root: 1, paths: ['d0/0-0.jpg', 'd0', '../a.jpg', '/etc/passwd', 'no.jpg'] });
    const looked = () => reports.find((report) => report.type === 'looked');
    await expect.poll(looked).toMatchObject({ entries: [{ path: 'd0/0-0.jpg', bytes: 0 }, null, null, null, null] });
    expect(batches()).toHaveLength(BATCHES_AHEAD);
    let taken = 0;
    await expect
      .poll(
        () => {
          for (; taken < batches().length; taken += 1) asked.take({ type: 'taken', call: 1 });
          return reports.some((report) => report.type === 'listed');
        },
        { timeout: 10_000, interval: 1 },
      )
      .toBe(true);
    expect(Math.max(...batches().map((batch) => batch.length))).toBeLessThanOrEqual(500);
    expect(
      new Set(
        batches()
          .flat()
          .map((entry) => entry.path),
      ).size,
    ).toBe(5_000);
  });

  it('of a path that is a file lists it, of one that is gone lists nothing, and neither leads out of the root', async () => {
    await writeFile(join(folder, 'a.jpg'), 'a');
    const asked = open(mute(), { probeMs: 60_000 });
    const list = async (call: number, path: string) => {
      asked.take({ type: 'list', call, root: 1, folder: path });
      const listed = () => reports.find((report) => report.type === 'listed' && report.call === call);
      await expect.poll(listed).toBeDefined();
      const report = listed();
      const entries = reports.flatMap((other) => (other.type === 'batch' && other.call === call ? other.entries : []));
      return { complete: report?.type === 'listed' && report.listing.complete, paths: entries.map((entry) => entry.path) };
    };
    expect(await list(1, 'a.jpg')).toEqual({ complete: true, paths: ['a.jpg'] });
    expect(await list(2, 'gone/b.jpg')).toEqual({ complete: true, paths: [] });
    expect(await list(3, '../..')).toEqual({ complete: false, paths: [] });
    expect(await list(4, '')).toEqual({ complete: true, paths: ['a.jpg'] });
  });
});
