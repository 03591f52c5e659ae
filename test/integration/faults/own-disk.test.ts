/** The disk with Darkslide's own data fills while photos are out, or before: what is paid is stored beside its photo, and a command line ends. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand, startCommand } from '../../helpers/command.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { charges, openWorkshop, recipe, temporaryFolder, writePhotos, type Workshop } from '../../helpers/workshop.ts';

const MEGABYTE = 1024 * 1024;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let disk: string;
let simulator: Simulator;
const opened: Workshop[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  simulator = await startSimulator({ latencyMs: 2500 });
  disk = join(folder.path, 'disk');
  mkdirSync(disk);
  if (possible) expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]).status).toBe(0);
});
afterEach(async () => {
  for (const workshop of opened.splice(0)) await workshop.close();
  await simulator.close();
  if (possible) spawnSync('umount', ['-l', disk]);
  await folder.remove();
});

const possible = process.platform === 'linux' && process.getuid?.() === 0;
if (!possible)
  console.warn('SKIPPED: full disks. Small file systems can be mounted only by root on Linux; nothing here was tested.');

/** Writes until at most this much is free, bytes; nothing unless told. */
async function fill(leave = 0): Promise<() => Promise<void>> {
  const path = join(disk, 'filler');
  const file = await open(path, 'w');
  try {
    for (const size of [MEGABYTE, 4096, 1]) {
      try {
        for (;;) await file.write(Buffer.alloc(size, 1));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    }
    if (leave > 0) await file.truncate((await stat(path)).size - leave);
  } finally {
    await file.close();
  }
  return async () => {
    await rm(path);
  };
}

const env = (home: string): Record<string, string> => ({
  DARKSLIDE_HOME: home,
  SEGMIND_API_KEY: 'SG_test_key_123',
  SEGMIND_BASE_URL: simulator.url,
});

async function openHome(): Promise<Workshop> {
  const workshop = await openWorkshop({ home: join(disk, 'home'), simulator });
  opened.push(workshop);
  return workshop;
}

describe.skipIf(!possible)('the disk with Darkslide’s own data', () => {
  it('fills while photos are out: results are stored beside their photos at once, and written down when there is room', async () => {
    const workshop = await openHome();
    const photos = join(folder.path, 'photos');
    const { added } = await workshop.library.add(await writePhotos(photos, 3));
    const { queued } = await workshop.develop.start(added, recipe);
    for (const id of queued) await workshop.when(id, 'sent');
    const makeRoom = await fill();
    await workshop.until(() => workshop.develop.summary().pause?.by === 'storage');
    await expect
      .poll(() => workshop.develop.inHand().map(({ where }) => where), { timeout: 10_000 })
      .toEqual(['file', 'file', 'file']);
    expect(await readdir(join(photos, 'Darkslide'))).toHaveLength(3);
    await makeRoom();
    workshop.develop.resume();
    for (const id of queued) expect(await workshop.when(id, 'done')).toMatchObject({ charge: 'yes' });
    expect(await readdir(join(photos, 'Darkslide'))).toHaveLength(3); // and not a second copy of each
    expect(charges(simulator)).toBe(3);
    expect(workshop.develop.inHand()).toEqual([]);
  });

  it('fills while photos are out, and the command line ends with a true sentence; the next start knows what was stored', async () => {
    const photos = join(folder.path, 'photos');
    const paths = await writePhotos(photos, 3);
    const run = startCommand(['develop', ...paths, '--prompt', 'golden evening', '--json'], env(join(disk, 'home')));
    let out = '';
    run.stdout?.on('data', (data: Buffer) => (out += data.toString()));
    const ended = new Promise<number | null>((resolve) => run.on('close', resolve));
    await expect.poll(() => out.split('"event":"sent"').length - 1, { timeout: 20_000, interval: 10 }).toBe(3);
    const makeRoom = await fill();
    const started = performance.now();
    expect(await ended).toBe(3);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(out).toContain('3 photos were sent before. 3 paid results are stored');
    expect(await readdir(join(photos, 'Darkslide'))).toHaveLength(3);
    await makeRoom();
    const next = await openHome();
    await expect.poll(() => next.develop.jobs().map(({ state }) => state), { timeout: 10_000 }).toEqual(['done', 'done', 'done']);
    expect(next.catalogue.results()).toHaveLength(3);
    expect(charges(simulator)).toBe(3);
    expect(next.ledger.charges.money({ charge: 0, doubt: 0 }, 0, 0).day).toBeCloseTo(3 * 0.08, 2);
  });

  it('has hardly any room at the start: the command line says so and ends, and nothing is sent', async () => {
    const home = join(disk, 'home');
    expect((await runCommand(['limits', '--run', '5'], env(home))).code).toBe(0);
    await fill(236 * 1024);
    const paths = await writePhotos(join(folder.path, 'photos'), 3);
    const ran = await runCommand(['develop', ...paths, '--prompt', 'golden evening'], env(home));
    expect(ran.out + ran.err).toMatch(/The disk with Darkslide’s own data (is full|has less)/);
    expect(ran.out + ran.err).not.toContain('inside Darkslide');
    expect(ran.code).toBe(3);
    expect(charges(simulator)).toBe(0);
  });
});
