/** Another user of this computer looks for what the app keeps: nothing of it is open to them, whatever umask and folder it was started with. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeHome } from '../../../electron/settings/home.ts';
import { makePicture, pictureBytes } from '../../fixtures/pictures.ts';
import { openWorkshop } from '../../helpers/workshop.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-modes-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Everything below a folder, and the folder, that others may read, write or enter: path → mode. */
function open(path: string): string[] {
  const facts = lstatSync(path);
  const found = (facts.mode & 0o077) === 0 || facts.isSymbolicLink() ? [] : [`${path} ${(facts.mode & 0o777).toString(8)}`];
  return facts.isDirectory() ? [...found, ...readdirSync(path).flatMap((name) => open(join(path, name)))] : found;
}

const mode = (path: string): number => lstatSync(path).mode & 0o777;

describe.runIf(process.platform !== 'win32')('the data folder', () => {
  it('is closed after work on the command line without a umask, in a folder that was open to everybody', async () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    chmodSync(home, 0o777);
    const photo = await makePicture('jpeg', folder);
    const command = `umask 0; exec "$0" dist/main/cli.cjs develop "$1" --prompt x --demo`;
    const child = spawn('sh', ['-c', command, process.execPath, photo], {
      env: { ...process.env, DARKSLIDE_HOME: home },
      stdio: 'ignore',
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(readdirSync(home)).toEqual(expect.arrayContaining(['library.db', 'logs', 'runner.lock']));
    expect(open(home)).toEqual([]);
    // What belongs to the user is as any program makes it
    expect(mode(join(folder, 'Darkslide'))).toBe(0o777);
  });

  it('is closed while the app works in it: database, logs of it, spool, copies, pasted pictures', async () => {
    const umask = process.umask(0);
    try {
      const home = join(folder, 'home');
      makeHome(home);
      const workshop = await openWorkshop({ home, ownJobsOnly: true });
      await workshop.library.addPicture(await pictureBytes('png'), 'image.png');
      expect(existsSync(join(home, 'library.db-wal'))).toBe(true);
      expect(open(home)).toEqual([]);
      await workshop.close();
      expect(open(home)).toEqual([]);
    } finally {
      process.umask(umask);
    }
  });

  it('what an earlier version left open is closed at the next start, and nothing behind a link', () => {
    const home = join(folder, 'home');
    const other = join(folder, 'other.db');
    for (const part of ['spool', 'cache/pictures', 'electron', 'Pasted']) mkdirSync(join(home, part), { recursive: true });
    for (const file of ['library.db', 'key.json', 'settings.json.broken-1', 'spool/7.bin', 'Pasted/a.jpg'])
      writeFileSync(join(home, file), 'x');
    writeFileSync(other, 'x');
    for (const path of [home, 'spool', 'electron', 'Pasted'].map((part) => join(folder, 'home', part === home ? '' : part)))
      chmodSync(path, 0o755);
    chmodSync(other, 0o644);
    symlinkSync(other, join(home, 'rules.json'));
    makeHome(home);
    expect(open(home).filter((line) => !line.includes('/cache/'))).toEqual([]);
    expect(mode(join(home, 'cache'))).toBe(0o700);
    expect(mode(other)).toBe(0o644);
  });

  it('a folder that others use too stays as it is; what is the app’s own in it is closed', () => {
    const home = join(folder, 'shared');
    mkdirSync(home);
    chmodSync(home, 0o775);
    for (const file of ['library.db', 'family.jpg']) {
      writeFileSync(join(home, file), 'x');
      chmodSync(join(home, file), 0o644);
    }
    makeHome(home);
    expect([mode(home), mode(join(home, 'library.db')), mode(join(home, 'family.jpg'))]).toEqual([0o775, 0o600, 0o644]);
  });
});
