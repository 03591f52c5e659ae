/** Names that no friend gave: what the command line prints of them, and that their files keep them. */
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { runCommand, type Ran } from '../../helpers/command.ts';
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

async function run(...args: string[]): Promise<Ran> {
  return await runCommand(args, {
    DARKSLIDE_HOME: join(folder.path, 'home'),
    SEGMIND_BASE_URL: simulator.url,
    SEGMIND_API_KEY: 'SG_test',
  });
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

    for (const refused of [
      ['develop', join(photos, 'not\u001b[2Jhere.jpg'), '--prompt', 'x'],
      ['develop', photos, '--model', '\u001b[2J', '--prompt', 'x'],
      ['\u001b[2J'],
    ]) {
      const { code, out, err } = await run(...refused);
      expect(code).not.toBe(0);
      expect(`${out}${err}`).toContain(String.raw`\x1b[2J`);
      for (const line of [...lines(out), ...lines(err)]) expect(line).not.toMatch(obeyed);
    }
  },
);
