/** RAW and JPEG of one shot on the command line: one photo and one charge, whether files or their folder are named. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { scene } from '../../fixtures/pictures.ts';
import { runCommand, type Ran } from '../../helpers/command.ts';
import { charges, temporaryFolder } from '../../helpers/workshop.ts';

const raw = resolve(import.meta.dirname, '../../../../shared/photos/raw/Nikon.nef');
const isThere = existsSync(raw);
if (!isThere) console.warn('SKIPPED: no RAW file in ../shared/photos, so the command line met no pair of RAW and JPEG.');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: Simulator;
let photos = '';

beforeEach(async () => {
  folder = await temporaryFolder();
  simulator = await startSimulator({ latencyMs: 0 });
  photos = join(folder.path, 'photos');
  await mkdir(photos);
});
afterEach(async () => {
  await simulator.close();
  await folder.remove();
});

async function develop(...args: string[]): Promise<Ran> {
  return await runCommand(['develop', ...args, '--prompt', 'x', '--json'], {
    DARKSLIDE_HOME: join(folder.path, 'home'),
    SEGMIND_BASE_URL: simulator.url,
    SEGMIND_API_KEY: 'SG_test',
  });
}

/** A RAW and a JPEG of the moment that its camera noted. */
async function pair(stem: string): Promise<{ readonly raw: string; readonly jpeg: string }> {
  const files = { raw: join(photos, `${stem}.NEF`), jpeg: join(photos, `${stem}.jpg`) };
  await copyFile(raw, files.raw);
  const exif = { IFD2: { DateTimeOriginal: '2004:06:09 16:02:35' } };
  await writeFile(files.jpeg, await scene(192, 128).jpeg().withExif(exif).toBuffer());
  return files;
}

const ends = ({ lines }: Ran) =>
  lines.filter(({ event }) => event !== 'queued' && event !== 'sent').map(({ event, source, code }) => [event, source, code]);

describe.skipIf(!isThere)('a RAW and a JPEG of one shot', () => {
  it('are one charge for their folder and for their names, in either order', async () => {
    const files = await pair('DSC_1');
    const first = await develop(photos);
    expect(ends(first)).toEqual([
      ['skipped', 'DSC_1.NEF', 'pair'],
      ['done', files.jpeg, null],
    ]);
    expect(first.lines.find(({ code }) => code === 'pair')?.message).toBe('The RAW of DSC_1.jpg: one shot is one photo.');
    const second = await develop(files.raw, files.jpeg);
    expect(ends(second)).toEqual([
      ['skipped', files.raw, 'pair'],
      ['skipped', files.jpeg, null],
    ]);
    expect([first.code, second.code, charges(simulator)]).toEqual([0, 0, 1]);
  });

  it('are each for themselves where both are wanted, or only the RAW is named', async () => {
    const files = await pair('DSC_1');
    for (const args of [[photos, '--pairs', 'both'], [files.raw]]) {
      const said = await develop(...args);
      expect(said.lines.filter(({ code }) => code === 'pair')).toEqual([]);
      // Developed, or refused for what it is: it was not passed over
      expect(said.lines.some(({ event, source }) => event !== 'skipped' && /DSC_1\.NEF$/.test(source ?? ''))).toBe(true);
    }
  });
});
