/** Disks that are full when a paid result arrives: real ones, small file systems in memory. Nothing is lost, the queue says why it stands, and it ends well when there is room. */
import { spawnSync } from 'node:child_process';
import { open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobId } from '../../../electron/contract/ids.ts';
import { startSimulator } from '../../../electron/simulator/server.ts';
import { runCommand } from '../../helpers/command.ts';
import {
  bytesOf,
  charges,
  openWorkshop,
  recipe,
  temporaryFolder,
  writePhotos,
  type Workshop,
  type WorkshopOptions,
} from '../../helpers/workshop.ts';

const MEGABYTE = 1024 * 1024;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const open_: Workshop[] = [];
const mounted: string[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const workshop of open_.splice(0)) await workshop.close();
  // Lazily: a closed database lets go of its file only when its statements are collected
  for (const place of mounted.splice(0)) expect(spawnSync('umount', ['-l', place]).status).toBe(0);
  await folder.remove();
});

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const place = `/tmp/darkslide-mount-${String(process.pid)}`;
  mkdirSync(place);
  const works = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]).status === 0;
  if (works) spawnSync('umount', [place]);
  spawnSync('rmdir', [place]);
  return works;
}

const possible = canMount();
if (!possible)
  console.warn('SKIPPED: full disks. Small file systems can be mounted only by root on Linux; nothing here was tested.');

/** A disk of its own at this path. */
function mountDisk(place: string, megabytes: number): string {
  mkdirSync(place, { recursive: true });
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', place]);
  if (status !== 0) throw new Error(`mount: ${stderr.toString()}`);
  mounted.push(place);
  return place;
}

/** Writes until nothing more fits. Returns how to make room again. */
async function fill(disk: string): Promise<() => Promise<void>> {
  const path = join(disk, 'filler');
  const file = await open(path, 'w');
  try {
    for (const size of [MEGABYTE, 4096, 1]) {
      const piece = Buffer.alloc(size, 1);
      try {
        for (;;) await file.write(piece);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    }
  } finally {
    await file.close();
  }
  return async () => {
    await rm(path);
  };
}

interface Out {
  readonly workshop: Workshop;
  readonly path: string;
  readonly id: JobId;
  readonly before: string;
}

/** One photo that is sent; its answer comes a little later. */
async function sendOne(options: Omit<WorkshopOptions, 'home'> & { home?: string }, photos: string): Promise<Out> {
  const workshop = await openWorkshop({
    home: join(folder.path, 'home'),
    simulatorOptions: { latencyMs: 0, script: [{ request: 1, delayMs: 700 }] },
    ...options,
  });
  open_.push(workshop);
  const [path = ''] = await writePhotos(photos, 1);
  const before = await bytesOf(path);
  const { added } = await workshop.library.add([path]);
  const { queued } = await workshop.develop.start(added, recipe);
  const [id] = queued;
  if (id === undefined) throw new Error('nothing was queued');
  return { workshop, path, id, before };
}

const spoolOf = async (spool: string): Promise<string[]> => (await readdir(spool)).filter((name) => name.endsWith('.bin'));

/** Photos that wait for a folder, as the queue says it. */
function held(workshop: Workshop): number {
  return workshop.develop.summary().held.reduce((sum, each) => sum + each.count, 0);
}

/** Questions about the balance are free; only these may cost. */
function posts(workshop: Workshop): number {
  return workshop.simulator.requests().filter((entry) => entry.method === 'POST').length;
}

describe.skipIf(!possible)('a disk that is full when a paid result arrives', () => {
  it('that of the results: the bytes wait in the spool, and the reason is said', async () => {
    const disk = mountDisk(join(folder.path, 'disk'), 64);
    const { workshop, path, id, before } = await sendOne({}, join(disk, 'photos'));
    await workshop.when(id, 'sent');
    const makeRoom = await fill(disk);
    await workshop.until(() => held(workshop) === 1);
    expect(workshop.develop.summary()).toMatchObject({
      pause: null,
      waiting: 1,
      running: 0,
      held: [{ scope: 'folder', label: 'photos / Darkslide', count: 1, paid: 1, usd: 0, problem: { code: 'disk-full' } }],
    });
    expect(await workshop.when(id, 'received')).toMatchObject({ charge: 'yes', problem: { code: 'disk-full' } });
    const kept = await spoolOf(join(folder.path, 'home', 'spool'));
    expect(kept).toHaveLength(1);
    expect((await stat(join(folder.path, 'home', 'spool', kept[0] ?? ''))).size).toBeGreaterThan(500);

    // Still full: trying again changes nothing and leaves nothing behind
    const until = workshop.develop.summary().held[0]?.until ?? 0;
    workshop.develop.resume();
    await workshop.until(() => (workshop.develop.summary().held[0]?.until ?? 0) > until);
    expect(await readdir(join(disk, 'photos', 'Darkslide'))).toEqual([]);
    await makeRoom();
    workshop.develop.resume();
    expect(await workshop.when(id, 'done')).toMatchObject({ charge: 'yes', problem: null });
    expect(await readdir(join(disk, 'photos', 'Darkslide'))).toEqual(['photo-000-golden-evening-1.jpg']);
    await vi.waitFor(async () => {
      expect(await spoolOf(join(folder.path, 'home', 'spool'))).toEqual([]);
    });
    expect(await bytesOf(path)).toBe(before);
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('that of the results, and the app ends meanwhile: the next start stores it', async () => {
    const disk = mountDisk(join(folder.path, 'disk'), 64);
    const { workshop, id } = await sendOne({}, join(disk, 'photos'));
    await workshop.when(id, 'sent');
    const makeRoom = await fill(disk);
    await workshop.until(() => held(workshop) === 1);
    expect(charges(workshop.simulator)).toBe(1);
    await workshop.close();
    open_.length = 0;
    await makeRoom();
    const next = await openWorkshop({ home: join(folder.path, 'home') });
    open_.push(next);
    await next.when(id, 'done');
    expect(posts(next)).toBe(0);
    expect(await readdir(join(disk, 'photos', 'Darkslide'))).toHaveLength(1);
  });

  it('that of the spool: the bytes stay in hand until there is room, and the queue goes on by itself', async () => {
    const disk = mountDisk(join(folder.path, 'disk'), 64);
    const { workshop, id } = await sendOne({ spoolFolder: join(disk, 'spool') }, join(folder.path, 'photos'));
    await workshop.when(id, 'sent');
    const makeRoom = await fill(disk);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'storage');
    const { pause } = workshop.develop.summary();
    expect(pause?.problem?.code).toBe('disk-full');
    expect(pause?.until).not.toBeNull();
    expect(workshop.develop.jobs()[0]).toMatchObject({ state: 'sent', charge: 'maybe' });
    // What did not fit leaves no half behind that could be taken for the whole
    expect(await spoolOf(join(disk, 'spool'))).toEqual([]);
    await makeRoom();
    expect(await workshop.when(id, 'done')).toMatchObject({ charge: 'yes' });
    expect(charges(workshop.simulator)).toBe(1);
    await vi.waitFor(async () => {
      expect(await spoolOf(join(disk, 'spool'))).toEqual([]);
    });
  });

  it('that of the data folder, ledger and spool together: nothing is sent twice, nothing is lost', async () => {
    const disk = mountDisk(join(folder.path, 'disk'), 64);
    const { workshop, id } = await sendOne({ home: join(disk, 'home') }, join(folder.path, 'photos'));
    await workshop.when(id, 'sent');
    const makeRoom = await fill(disk);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'storage');
    await makeRoom();
    expect(await workshop.when(id, 'done')).toMatchObject({ charge: 'yes' });
    expect(charges(workshop.simulator)).toBe(1);
    expect(await readdir(join(folder.path, 'photos', 'Darkslide'))).toHaveLength(1);
  });
});

describe.skipIf(!possible)('a disk that is full before anything is sent', () => {
  it.each(['results', 'spool'])('that of the %s: nothing is sent, and it goes on when there is room', async (which) => {
    const disk = mountDisk(join(folder.path, 'disk'), 64);
    const makeRoom = await fill(disk);
    const workshop = await openWorkshop({
      home: join(folder.path, 'home'),
      ...(which === 'spool' ? { spoolFolder: join(disk, 'spool') } : {}),
    });
    open_.push(workshop);
    const { added } = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 1));
    const to = which === 'results' ? join(disk, 'results') : null;
    const { queued } = await workshop.develop.start(added, recipe, { folder: to });
    if (which === 'results') {
      await workshop.until(() => held(workshop) === 1);
      expect(workshop.develop.summary()).toMatchObject({ pause: null, held: [{ label: 'disk / results', paid: 0 }] });
      expect(workshop.develop.summary().held[0]?.problem?.message).toContain(
        'The disk with the folder "disk / results" is full.',
      );
    } else {
      await workshop.until(() => workshop.develop.summary().pause?.by === 'storage');
      expect(workshop.develop.summary().pause?.problem?.message).toContain('Nothing more is sent');
    }
    expect(workshop.develop.jobs()[0]).toMatchObject({ state: 'queued', charge: 'no' });
    expect(posts(workshop)).toBe(0);
    await makeRoom();
    workshop.develop.resume();
    for (const id of queued) await workshop.when(id, 'done');
    expect(charges(workshop.simulator)).toBe(1);
  });
});

describe.skipIf(!possible)('a command line whose data folder has hardly any room', () => {
  /** Fills the disk but for so many kilobytes. */
  async function fillBut(disk: string, kilobytes: number): Promise<void> {
    await fill(disk);
    const { size } = await stat(join(disk, 'filler'));
    await truncate(join(disk, 'filler'), size - kilobytes * 1024);
  }

  it('says so and ends, whatever can no longer be written down', async () => {
    const disk = mountDisk(join(folder.path, 'disk'), 64);
    const simulator = await startSimulator({ latencyMs: 0 });
    const env = { DARKSLIDE_HOME: join(disk, 'home'), SEGMIND_API_KEY: 'SG_test_0123456789', SEGMIND_BASE_URL: simulator.url };
    try {
      expect((await runCommand(['limits', '--run', '5'], env)).code).toBe(0);
      await fillBut(disk, 236);
      const photos = await writePhotos(join(folder.path, 'photos'), 3);
      const ran = await runCommand(['develop', ...photos, '--prompt', 'evening', '--json'], env);
      expect(ran).toMatchObject({ code: 3, signal: null });
      expect(ran.lines.at(-1)?.message).toContain('The disk with Darkslide’s own data is full.');
      expect(simulator.requests().filter(({ charged }) => charged)).toEqual([]);
    } finally {
      await simulator.close();
    }
  }, 60_000);
});
