/** Results met again: never photos by accident, and a deleted one is said, not passed off as done. */
import { copyFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { jpegEdits } from '../../fixtures/edits.ts';
import { runCommand, type Ran } from '../../helpers/command.ts';
import { charges, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ latencyMs: 0 });
});
afterAll(async () => {
  await simulator.close();
});
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});

const at = (...names: string[]): string => join(folder.path, ...names);

async function develop(paths: readonly string[], more: readonly string[] = [], home = 'home'): Promise<Ran> {
  const env = { DARKSLIDE_HOME: at(home), SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_test' };
  return await runCommand(['develop', ...paths, '--prompt', 'winter', '--json', ...more], env);
}
const ends = (ran: Ran): unknown[] =>
  ran.lines.filter(({ event }) => event !== 'queued' && event !== 'sent').map(({ event, code }) => [event, code]);

describe('a result among the photos', () => {
  it('is passed over wherever it lies, renamed and rated, and by another data folder; its row follows it', async () => {
    await writePhotos(at('in'), 1);
    const paid = charges(simulator);
    const first = await develop([at('in')]);
    const result = first.lines.at(-1)?.result ?? '';
    await mkdir(at('in', 'best'));
    const favourite = at('in', 'best', 'favourite.jpg');
    await rename(result, favourite);
    await writeFile(favourite, jpegEdits['comment']?.(await readFile(favourite), 5) ?? '');

    const again = await develop([at('in')]);
    expect(ends(again)).toEqual([
      ['skipped', 'own-result'],
      ['skipped', null],
    ]);
    expect(again.lines.at(-1)?.result).toBe(favourite);
    expect(again.code).toBe(0);
    const elsewhere = await develop([favourite], [], 'other-home');
    expect(ends(elsewhere)).toEqual([
      ['skipped', 'own-result'],
      ['failed', 'nothing-found'],
    ]);
    expect(elsewhere.code).toBe(1);
    expect(charges(simulator)).toBe(paid + 1);

    expect(ends(await develop([favourite], ['--results-too']))).toEqual([['done', null]]);
    expect(charges(simulator)).toBe(paid + 2);
  });
});

describe('a result whose file is gone', () => {
  it('is not passed off as done; it is bought again only with --again, and once', async () => {
    const [photo = ''] = await writePhotos(at('in'), 1);
    const paid = charges(simulator);
    const out = ['--out', at('out')];
    const result = (await develop([photo], out)).lines.at(-1)?.result ?? '';
    await rm(result);
    const told = await develop([photo], out);
    expect(ends(told)).toEqual([['failed', 'result-gone']]);
    expect(told.lines.at(-1)?.message).toMatch(/--again \(about \$0\.08\)/);
    expect(told.code).toBe(1);
    // A copy finds the same work only when its pixels are looked at
    await copyFile(photo, at('in', 'copy.jpg'));
    expect(ends(await develop([at('in', 'copy.jpg')], out))).toEqual([['failed', 'result-gone']]);
    expect(charges(simulator)).toBe(paid + 1);

    expect(ends(await develop([photo], [...out, '--again']))).toEqual([['done', null]]);
    expect(ends(await develop([photo], [...out, '--again']))).toEqual([['skipped', null]]);
    expect(charges(simulator)).toBe(paid + 2);
  });

  it('is not called gone while its folder cannot be reached, and is not bought again', async () => {
    const [photo = ''] = await writePhotos(at('in'), 1);
    const out = ['--out', at('drive')];
    await develop([photo], out);
    const paid = charges(simulator);
    await rename(at('drive'), at('unplugged'));
    expect(ends(await develop([photo], [...out, '--again']))).toEqual([['failed', 'result-unreachable']]);
    await rename(at('unplugged'), at('drive'));
    expect(ends(await develop([photo], out))).toEqual([['skipped', null]]);
    expect(charges(simulator)).toBe(paid);
  });
});

describe('a folder', () => {
  it('of links gives the photos behind them once; a link to a folder, and a folder without photos, are said', async () => {
    const [one = '', two = ''] = await writePhotos(at('in'), 2);
    await mkdir(at('links'));
    await symlink(one, at('links', 'a.jpg'));
    await symlink(one, at('links', 'b.jpg'));
    await symlink(two, at('links', 'c.jpg'));
    const linked = await develop([at('links')]);
    expect(ends(linked)).toEqual([
      ['done', null],
      ['done', null],
    ]);
    expect(linked.code).toBe(0);

    await mkdir(at('bare'));
    await copyFile(one, at('bare', 'IMG_0001'));
    await symlink(at('in'), at('bare', 'in'));
    const bare = await develop([at('bare')]);
    expect(ends(bare)).toEqual([
      ['failed', 'nothing-found'],
      ['skipped', 'folder-linked'],
    ]);
    expect(bare.lines[0]?.message).toMatch(/1 file has no picture's extension/);
    expect(bare.code).toBe(1);
  });
});

describe('a copy of a photo whose paid picture waits for its folder', () => {
  it('does not keep the run from ending', async () => {
    const [photo = ''] = await writePhotos(at('in'), 1);
    // Another file with the same pixels: only once it is prepared is it known to be the same work
    await writeFile(at('in', 'the-same.jpg'), jpegEdits['comment']?.(await readFile(photo), 5) ?? '');
    const out = at('out');
    await mkdir(out);
    const slow = await startSimulator({ latencyMs: 2_000, startBalanceUsd: 100 });
    try {
      const env = { DARKSLIDE_HOME: at('home'), SEGMIND_BASE_URL: slow.url, SEGMIND_API_KEY: 'SG_test' };
      let said = '';
      const running = runCommand(['develop', at('in'), '--prompt', 'winter', '--out', out, '--json'], env, {
        onOutput: (text) => (said = text),
      });
      await expect.poll(() => said, { timeout: 20_000, interval: 10 }).toContain('"event":"sent"');
      await rm(out, { recursive: true });
      await writeFile(out, 'in the way');
      const ran = await running;
      expect(ran.code).toBe(3);
      expect(ran.lines.at(-1)?.message).toContain('1 paid result is safe');
      await rm(out);
      await mkdir(out);
      const after = await runCommand(['develop', at('in'), '--prompt', 'winter', '--out', out, '--json'], env);
      expect(after.code).toBe(0);
      expect(charges(slow)).toBe(1);
    } finally {
      await slow.close();
    }
  });
});
