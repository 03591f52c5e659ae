/** The data folder is deleted, moved or replaced while photos go out: nothing more is sent, because nobody would read that it was paid. */
import { copyFile, readdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { startCommand } from '../../helpers/command.ts';
import { charges, noBudget, openWorkshop, recipe, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: Simulator;
let home: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  home = join(folder.path, 'home');
  simulator = await startSimulator({ latencyMs: 300 });
});
afterEach(async () => {
  await simulator.close();
  await folder.remove();
});

/** What people and their programs do to a folder. */
const harm = {
  deleted: async () => {
    await rm(home, { recursive: true });
  },
  moved: async () => {
    await rename(home, join(folder.path, 'elsewhere'));
  },
  replaced: async () => {
    await copyFile(join(home, 'library.db'), join(home, 'restored.db'));
    await rename(join(home, 'restored.db'), join(home, 'library.db'));
  },
} as const;

describe.skipIf(process.platform === 'win32')('a data folder that goes while photos are sent one after the other', () => {
  it.each(Object.keys(harm) as (keyof typeof harm)[])('%s: the queue stops before the next photo', async (how) => {
    const workshop = await openWorkshop({
      home,
      simulator,
      limits: () => ({ budget: noBudget, rate: { count: 1, windowMs: 1000 } }),
    });
    try {
      const photos = join(folder.path, 'photos');
      const { added } = await workshop.library.add(await writePhotos(photos, 4));
      const { queued } = await workshop.develop.start(added, recipe);
      const [first] = queued;
      if (first === undefined) throw new Error('nothing was queued');
      await workshop.when(first, 'done');
      await harm[how]();
      const before = charges(simulator);
      await workshop.until(() => workshop.develop.summary().pause?.problem?.code === 'home-gone');
      // One may have left in the very moment; the turn of the next comes within a second
      workshop.develop.resume();
      await workshop.until(() => workshop.develop.summary().pause?.problem?.code === 'home-gone');
      expect(charges(simulator)).toBeLessThanOrEqual(before + 1);
      expect(existsSync(join(home, 'spool'))).toBe(how === 'replaced');
    } finally {
      await workshop.close();
    }
  });

  it('deleted: what was out is stored beside its photo, and the command line says what is not in its record', async () => {
    const photos = join(folder.path, 'photos');
    const run = startCommand(
      ['develop', ...(await writePhotos(photos, 4)), '--prompt', 'golden evening', '--json', '--rate', '1'],
      {
        DARKSLIDE_HOME: home,
        SEGMIND_API_KEY: 'SG_test_key_123',
        SEGMIND_BASE_URL: simulator.url,
      },
    );
    let out = '';
    run.stdout?.on('data', (data: Buffer) => (out += data.toString()));
    const ended = new Promise<number | null>((resolve) => run.on('close', resolve));
    await expect.poll(() => out, { timeout: 20_000, interval: 10 }).toContain('"event":"sent"');
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
    expect(await ended).toBe(3);
    expect(out).toContain('"code":"home-gone"');
    expect(out).toContain('1 photo was sent before.');
    expect(out).toContain('rebuild-ledger');
    expect(out).not.toContain('Nothing was sent');
    expect(charges(simulator)).toBe(1);
    expect(await readdir(join(photos, 'Darkslide'))).toHaveLength(1);
  });
});
