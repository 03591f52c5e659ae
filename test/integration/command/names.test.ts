/** Names that no friend gave: what the command line prints of them, and that their files keep them. */
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { runCommand, type Ran } from '../../helpers/command.ts';
import { patch } from '../../fixtures/pictures.ts';
import { zones } from '../../helpers/zone.ts';
import { charges, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: Simulator;

beforeEach(async () => {
  folder = await temporaryFolder();
  simulator = await startSimulator({ latencyMs: 0 });
});
afterEach(async () => {
  await simulator.close();
  await folder.remove();
});

const environment = (): Record<string, string> => ({
  DARKSLIDE_HOME: join(folder.path, 'home'),
  SEGMIND_BASE_URL: simulator.url,
  SEGMIND_API_KEY: 'SG_test',
});

async function run(...args: string[]): Promise<Ran> {
  return await runCommand(args, environment());
}

/** Whatever a terminal would obey, or turn round, instead of showing it. */
const obeyed = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

it.skipIf(process.platform === 'win32')(
  'a name with control characters is shown, not obeyed, and the file keeps it',
  async () => {
    const photos = join(folder.path, 'new\nfolder');
    const name = 'evil\u001b[2J\u202egpj.jpg';
    await mkdir(photos);
    const [photo = ''] = await writePhotos(join(folder.path, 'in'), 1);
    await rename(photo, join(photos, name));

    const said = await run('develop', photos, '--prompt', 'warm\u001b[31m light');
    expect([said.code, charges(simulator)]).toEqual([0, 1]);
    expect(lines(said.out)).toHaveLength(1);
    expect(said.out).toContain(String.raw`new\nfolder/evil\x1b[2J\u202egpj.jpg → `);
    for (const line of [...lines(said.out), ...lines(said.err)]) expect(line).not.toMatch(obeyed);
    expect(await readdir(photos)).toEqual(expect.arrayContaining([name, 'Darkslide']));

    const again = await run('develop', photos, '--prompt', 'warm\u001b[31m light', '--json');
    expect([again.code, charges(simulator)]).toEqual([0, 1]);
    for (const line of lines(again.out)) expect(line).not.toMatch(obeyed);
    expect(again.lines).toContainEqual(expect.objectContaining({ event: 'skipped', code: null, source: join(photos, name) }));

    for (const refused of [['develop', join(photos, 'not\u001b[2Jhere.jpg'), '--prompt', 'x'], ['\u001b[2J']]) {
      const { code, out, err } = await run(...refused);
      expect(code).not.toBe(0);
      expect(`${out}${err}`).toContain(String.raw`\x1b[2J`);
      for (const line of [...lines(out), ...lines(err)]) expect(line).not.toMatch(obeyed);
    }
  },
);

it.skipIf(process.platform !== 'linux')(
  'a name that is not UTF-8 is said, found in a folder or given by itself, and the others go on',
  async () => {
    const photos = join(folder.path, 'photos');
    const [first = '', second = ''] = await writePhotos(photos, 2);
    const bytes = (name: string): Buffer => Buffer.from(name, 'latin1');
    const raw = (name: string): Buffer => Buffer.concat([Buffer.from(`${photos}/`), bytes(name)]);
    await rename(second, raw('f\xff.jpg'));
    await writeFile(raw('f\xfe.txt'), 'a note');
    await mkdir(raw('folder\xff'));

    const walked = await run('develop', photos, '--prompt', 'x', '--json');
    expect(walked.code).toBe(1);
    expect(walked.lines.filter(({ event }) => event === 'done').map(({ source }) => source)).toEqual([first]);
    expect(walked.lines.filter(({ event }) => event === 'failed')).toMatchObject([
      { source: 'folder\ufffd', code: 'name-broken' },
      { source: 'f\ufffd.jpg', code: 'name-broken' },
    ]);

    // Node cannot start a process with such an argument, a shell can
    const given = await run('develop', join(photos, 'f\ufffd.jpg'), '--prompt', 'x');
    expect(given.code).toBe(1);
    expect(given.err).toContain('f\ufffd.jpg: Its name, or that of a folder around it, is not valid UTF-8. Rename it.');
    const inside = await run('develop', join(photos, 'folder\ufffd', 'a.jpg'), '--prompt', 'x', '--json');
    expect([inside.code, inside.lines[0]?.code]).toEqual([1, 'name-broken']);
    const missing = await run('develop', join(photos, 'g\ufffd.jpg'), '--prompt', 'x', '--json');
    expect([missing.code, missing.lines[0]?.code]).toEqual([1, 'file-missing']);
    expect(charges(simulator)).toBe(1);
  },
);

it('a photo whose name truly has the replacement character is a photo like any other', async () => {
  const photos = join(folder.path, 'photos');
  const [photo = ''] = await writePhotos(photos, 1);
  await rename(photo, join(photos, 'f\ufffd.jpg'));
  expect(await run('develop', photos, '--prompt', 'x')).toMatchObject({ code: 0 });
  expect(charges(simulator)).toBe(1);
});

it('never writes into another folder than the one that was named', async () => {
  const [photo = ''] = await writePhotos(join(folder.path, 'photos'), 1);
  for (const args of [
    ['develop', photo, '--prompt', 'x', '--out', join(folder.path, 'out\ufffd')],
    ['rebuild-ledger', join(folder.path, 'out\ufffd')],
  ]) {
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining('is not valid UTF-8') as unknown });
  }
  const env = { DARKSLIDE_HOME: join(folder.path, 'home\ufffd'), SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_test' };
  const elsewhere = await runCommand(['develop', photo, '--prompt', 'x'], env);
  expect([elsewhere.code, elsewhere.err.includes('not valid UTF-8')]).toEqual([3, true]);
  expect((await readdir(folder.path)).filter((name) => name.includes('\ufffd'))).toEqual([]);
});

it('{date} and {time} are those of the camera, in every zone and on the night the clocks go forward', async () => {
  const photos = join(folder.path, 'photos');
  await mkdir(photos);
  const written = {
    'new-year.jpg': '2024:01:01 00:30:00',
    'berlin.jpg': '2026:03:29 02:30:00',
    'new-york.jpg': '2026:03:08 02:30:00',
  };
  for (const [index, [name, DateTimeOriginal]] of Object.entries(written).entries()) {
    const picture = patch([40 * index, 120, 200], 96, 64).jpeg();
    await writeFile(join(photos, name), await picture.withExif({ IFD2: { DateTimeOriginal } }).toBuffer());
  }
  for (const zone of zones) {
    const home = join(folder.path, zone.replace('/', '-'));
    const words = ['develop', photos, '--prompt', 'x', '--out', join(home, 'out'), '--name', '{name}_{date}_{time}'];
    const said = await runCommand(words, { ...environment(), DARKSLIDE_HOME: home, TZ: zone });
    expect(said.code).toBe(0);
    expect((await readdir(join(home, 'out'))).sort()).toEqual([
      'berlin_2026-03-29_023000.jpg',
      'new-year_2024-01-01_003000.jpg',
      'new-york_2026-03-08_023000.jpg',
    ]);
  }
});
