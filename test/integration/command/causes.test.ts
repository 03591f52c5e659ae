/** What the command line says of disks, links, pipes and copies is the true cause, and a person can look it up in a log. */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { runCommand, type Ran } from '../../helpers/command.ts';
import { charges, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

const KEY = 'plain-key-that-is-secret';
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: Simulator;
const mounted: string[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  simulator = await startSimulator({ latencyMs: 0, script: [] });
});
afterEach(async () => {
  await simulator.close();
  for (const place of mounted.splice(0)) spawnSync('umount', ['-l', place]);
  await folder.remove();
});

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
if (!mayMount) console.warn('SKIPPED: disks of their own. They can be mounted only by root on Linux; those were not tested.');

async function disk(name: string, megabytes: number): Promise<string> {
  const place = join(folder.path, name);
  await mkdir(place);
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'tmpfs', place]).status).toBe(0);
  mounted.push(place);
  return place;
}

async function cli(args: readonly string[], home = join(folder.path, 'home')): Promise<Ran> {
  return await runCommand(args, { DARKSLIDE_HOME: home, SEGMIND_API_KEY: KEY, SEGMIND_BASE_URL: simulator.url });
}

const develop = async (files: readonly string[], home?: string): Promise<Ran> =>
  await cli(['develop', ...files, '--prompt', 'golden evening'], home);
const said = ({ out, err }: Ran): string => out + err;

describe.skipIf(process.platform === 'win32')('what is no photo', () => {
  it('links: one that leads nowhere, one that leads to itself, given by themselves or in a folder', async () => {
    await symlink(join(folder.path, 'nowhere'), join(folder.path, 'lost.jpg'));
    await symlink('round.jpg', join(folder.path, 'round.jpg'));
    for (const given of [[join(folder.path, 'lost.jpg'), join(folder.path, 'round.jpg')], [folder.path]]) {
      const ran = await develop(given);
      expect(said(ran)).toMatch(/lost\.jpg: The link leads nowhere/);
      expect(said(ran)).toMatch(/round\.jpg: The link leads to itself/);
      expect(said(ran)).not.toContain('permissions');
      expect(ran.code).toBe(1);
    }
  });

  it('pipes: one line for each, alone and beside photos', async () => {
    const pipes = join(folder.path, 'pipes');
    await mkdir(pipes);
    expect(spawnSync('mkfifo', [join(pipes, 'pipe.jpg')]).status).toBe(0);
    const alone = await develop([pipes]);
    expect(said(alone)).toContain('skipped  pipe.jpg: This is not a file but a pipe');
    expect(said(alone)).not.toContain('extension');
    expect(alone.code).toBe(1);
    await writePhotos(pipes, 1);
    const mixed = await develop([pipes]);
    expect(said(mixed)).toContain('skipped  pipe.jpg: This is not a file but a pipe');
    expect(mixed.out).toContain('done ');
    expect(mixed.code).toBe(0);
  });

  it('copies and links of a photo that was developed before: each has its line, and one is paid', async () => {
    const [photo = ''] = await writePhotos(join(folder.path, 'photos'), 1);
    const copy = join(folder.path, 'copy.jpg');
    const link = join(folder.path, 'link.jpg');
    await copyFile(photo, copy);
    await symlink(photo, link);
    expect((await develop([photo, copy, link])).code).toBe(0);
    const again = await cli(['develop', photo, copy, link, '--prompt', 'another light']);
    for (const path of [photo, copy, link]) expect(again.out).toContain(path);
    expect(again.code).toBe(0);
    expect(charges(simulator)).toBe(2);
  });
});

describe('what went wrong', () => {
  it('a failure that was charged says so, in its line and in "jobs"', async () => {
    await simulator.close();
    simulator = await startSimulator({ latencyMs: 0, script: [{ request: 1, html: true }] });
    const ran = await develop(await writePhotos(join(folder.path, 'photos'), 1));
    const jobs = await cli(['jobs']);
    expect(said(ran)).toMatch(/failed .* It was charged: \$0\.08\./);
    expect(jobs.out).toMatch(/failed .* It was charged: \$0\.08\./);
  });

  it('is in a log in the data folder, without the key', async () => {
    // The path of the data folder stands in what the system says, and the key in it: a log is sent to others
    const home = join(folder.path, `home-${KEY}`);
    await mkdir(home);
    await writeFile(join(home, 'backups'), 'a file where the folder for copies should be');
    await develop(await writePhotos(join(folder.path, 'photos'), 1), home);
    const log = await readFile(join(home, 'logs', 'darkslide.log'), 'utf8');
    expect(log).toContain('The library could not be backed up');
    expect(log).toMatch(/EEXIST|ENOTDIR/);
    expect(log).toContain('[hidden]');
    expect(log).not.toContain(KEY);
  });

  it('help for a command is its own, and no failure', async () => {
    const ran = await cli(['jobs', '--help']);
    expect(ran.out).toContain('--check');
    expect(ran.out).not.toContain('rebuild-ledger');
    expect(ran.code).toBe(0);
    expect((await cli(['simulate', '-h'])).out).toContain('--latency MS');
    const refused = await cli(['limits', '--run', '1e7']);
    expect(refused.err).toContain('at most $1,000,000');
    expect(refused.code).toBe(2);
  });
});

describe.skipIf(!mayMount)('disks', () => {
  it('the data folder’s is full: every command says so, and none gives advice about a lock', async () => {
    const home = join(await disk('data', 16), 'home');
    expect((await cli(['limits', '--run', '5'], home)).code).toBe(0);
    spawnSync('dd', ['if=/dev/zero', `of=${join(folder.path, 'data', 'filler')}`, 'bs=1M', 'count=32']);
    const photos = await writePhotos(join(folder.path, 'photos'), 1);
    for (const args of [['develop', ...photos, '--prompt', 'x'], ['limits'], ['jobs'], ['left-over']]) {
      const ran = await cli(args, home);
      expect(said(ran)).toMatch(/disk with Darkslide’s (own )?data is full/);
      expect(said(ran)).not.toMatch(/runner|delete/);
      expect(ran.code).toBe(3);
    }
    expect(charges(simulator)).toBe(0);
  });

  it('nearly empty but small, and read-only: each is called what it is', async () => {
    const photos = await writePhotos(join(folder.path, 'photos'), 1);
    expect(said(await develop(photos, join(await disk('small', 20), 'home')))).toContain('has less than 48 MB free');
    const fixed = await disk('fixed', 100);
    const [photo = ''] = await writePhotos(join(fixed, 'photos'), 1);
    expect(spawnSync('mount', ['-o', 'remount,ro', fixed]).status).toBe(0);
    const ran = await develop([photo]);
    expect(said(ran)).toContain('its disk is read-only');
    expect(said(ran)).not.toContain('bring it back');
    expect(ran.code).toBe(3);
    expect(charges(simulator)).toBe(0);
  });
});
