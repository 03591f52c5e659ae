/** Files that guard money, damaged or gone: nothing is spent before a person has spoken, nothing is paid twice, no paid picture is lost. */
import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lossOf, openLedger, type Loss } from '../../../electron/develop/ledger/open.ts';
import { closeAlone } from '../../../electron/library/database.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { runCommand, type Ran } from '../../helpers/command.ts';
import { charges, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ latencyMs: 0, startBalanceUsd: 100 });
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

async function cli(...args: readonly string[]): Promise<Ran> {
  const env = { DARKSLIDE_HOME: at('home'), SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_test' };
  return await runCommand(args, env);
}
const develop = async (...paths: readonly string[]): Promise<Ran> => cli('develop', ...paths, '--prompt', 'winter', '--json');
const ends = (ran: Ran): unknown[] =>
  ran.lines.filter(({ event }) => event !== 'queued' && event !== 'sent').map(({ event, code }) => [event, code]);

const limited = JSON.stringify({
  version: 1,
  preferences: { budget: { runUsd: null, dayUsd: 0.16, floorUsd: 0, askAboveUsd: 5 } },
});

describe('spending limits', () => {
  it.each<[string, (file: string) => Promise<void>]>([
    ['cut', async (file) => truncate(file, 60)],
    ['gone', async (file) => rm(file)],
    [
      'a folder',
      async (file) =>
        rm(file)
          .then(async () => mkdir(file))
          .then(() => undefined),
    ],
  ])('%s: nothing is spent, now or later, until they are confirmed', async (what, spoil) => {
    const photos = await writePhotos(at('in'), 3);
    await mkdir(at('home'));
    await writeFile(at('home', 'settings.json'), limited);
    const paid = charges(simulator);
    expect((await develop(photos[0] ?? '')).code).toBe(0);

    await spoil(at('home', 'settings.json'));
    const stopped = await develop(...photos);
    expect(ends(stopped)).toEqual([['paused', 'limits-unknown']]);
    expect(stopped.code).toBe(3);
    expect(charges(simulator)).toBe(paid + 1);
    // A file that somebody wrote meanwhile is no confirmation
    if (what !== 'cut') return;
    await rm(at('home', 'settings.json'), { recursive: true, force: true });
    await writeFile(at('home', 'settings.json'), limited.replace('0.16', '99'));
    expect(ends(await develop(...photos))).toEqual([['paused', 'limits-unknown']]);
    expect(charges(simulator)).toBe(paid + 1);

    expect((await cli('limits')).out).toContain('A day: $0.16');
    expect((await cli('limits', '--confirm')).code).toBe(0);
    const after = await develop(...photos);
    expect(after.code).toBe(3);
    expect(after.lines.at(-1)?.code).toBe('budget-reached');
    expect(charges(simulator)).toBe(paid + 2);
  });

  it('of a newer Darkslide cannot be confirmed in its file: that is said, and not taken for a confirmation', async () => {
    const [photo = ''] = await writePhotos(at('in'), 1);
    await mkdir(at('home'));
    await writeFile(at('home', 'settings.json'), limited.replace('"version":1', '"version":2'));
    const paid = charges(simulator);
    const confirmed = await cli('limits', '--confirm');
    expect([confirmed.code, confirmed.err]).toEqual([3, expect.stringContaining('Nothing was confirmed')]);
    expect(ends(await develop(photo))).toEqual([['paused', 'limits-unknown']]);
    expect(await readFile(at('home', 'settings.json'), 'utf8')).toContain('"version":2');
    await rm(at('home', 'settings.json'));
    expect((await cli('limits', '--confirm')).code).toBe(0);
    expect((await develop(photo)).code).toBe(0);
    expect(charges(simulator)).toBe(paid + 1);
  });

  it('that are lost together with the ledger are asked for once that is written again', async () => {
    const photos = await writePhotos(at('in'), 3);
    await mkdir(at('home'));
    await writeFile(at('home', 'settings.json'), limited);
    const paid = charges(simulator);
    await develop(photos[0] ?? '');
    await rm(at('home', 'settings.json'));
    await rm(at('home', 'library.db'));
    expect(ends(await develop(...photos))).toEqual([['paused', 'ledger-lost']]);
    expect((await cli('rebuild-ledger', at('in'))).code).toBe(0);
    expect(ends(await develop(...photos))).toEqual([['paused', 'limits-unknown']]);
    expect((await cli('limits')).out).toContain('A day: $0.16');
    expect(charges(simulator)).toBe(paid + 1);
    expect((await cli('limits', '--confirm')).code).toBe(0);
    expect((await develop(...photos)).lines.at(-1)?.code).toBe('budget-reached');
    expect(charges(simulator)).toBe(paid + 2);
  });

  it('that were never set do not stand in the way of a new data folder', async () => {
    expect((await develop(...(await writePhotos(at('in'), 1)))).code).toBe(0);
    expect((await cli('limits')).code).toBe(0);
  });
});

describe('a ledger that is lost', () => {
  const library = (): string => at('home', 'library.db');
  const ways: [string, () => Promise<void>][] = [
    ['gone', async () => rm(library())],
    ['cut', async () => truncate(library(), 10_000)],
  ];

  it.each<[string, Loss['how'], () => Promise<void>]>([
    ['empty', 'empty', async () => truncate(library(), 0)],
    ['zeros', 'damaged', async () => writeFile(library(), Buffer.alloc(50_000))],
    [
      'overwritten at its head',
      'damaged',
      async () => {
        const bytes = await readFile(library());
        bytes.fill(0xa5, 0, 4096);
        await writeFile(library(), bytes);
      },
    ],
  ])('%s: is noticed, however often it is opened', async (_way, how, lose) => {
    await mkdir(at('home'));
    closeAlone(openLedger(at('home'), Date.now).database); // no log is left from which it could be whole again
    await lose();
    for (const again of [1, 2]) {
      const { database, ledger } = openLedger(at('home'), Date.now);
      expect([again, lossOf(ledger)?.how]).toEqual([again, how]);
      database.close();
    }
  });

  it('is still lost after folders were read that hold no result or are not there', async () => {
    const [photo = ''] = await writePhotos(at('in'), 1);
    await mkdir(at('other'));
    expect((await develop(photo)).code).toBe(0);
    await rm(library());
    await writeFile(library(), '');

    const empty = await cli('rebuild-ledger', at('other'));
    expect([empty.code, empty.err]).toEqual([3, expect.stringContaining('No results of Darkslide were found') as unknown]);
    const gone = await cli('rebuild-ledger', at('in'), at('inn'));
    expect([gone.code, gone.err]).toEqual([3, expect.stringContaining(`Could not be looked into: ${at('inn')}`) as unknown]);
    expect((await develop(photo)).code).toBe(3);

    expect((await cli('rebuild-ledger', at('in'))).code).toBe(0);
    expect(ends(await develop(photo))).toEqual([['skipped', null]]);
  });

  it.each(ways)(
    '%s: said by every command, and nothing is spent until it is written again from the results',
    async (_how, lose) => {
      const [photo = '', other = ''] = await writePhotos(at('in'), 2);
      const paid = charges(simulator);
      expect((await develop(photo)).code).toBe(0);
      await lose();
      for (const again of [1, 2]) {
        const stopped = await develop(photo, other);
        expect([again, ends(stopped), stopped.code]).toEqual([again, [['paused', 'ledger-lost']], 3]);
      }
      const jobs = await cli('jobs');
      expect(jobs.code).toBe(3);
      expect(jobs.err).toContain('record of what was paid');
      expect((await cli('decide', '1', '--drop')).code).toBe(3);
      expect(charges(simulator)).toBe(paid + 1);

      const rebuilt = await cli('rebuild-ledger', at('in'), '--json');
      expect(rebuilt.code).toBe(0);
      expect(JSON.parse(rebuilt.out)).toMatchObject({ results: 1, known: 0, chargedUsd: 0.08 });
      expect(JSON.parse((await cli('rebuild-ledger', at('in'), '--json')).out)).toMatchObject({
        results: 0,
        known: 1,
        chargedUsd: 0,
      });
      const after = await develop(photo, other);
      expect(ends(after)).toEqual(
        expect.arrayContaining([
          ['skipped', null],
          ['done', null],
        ]),
      );
      expect(after.lines.find(({ event }) => event === 'done')?.job).toBeGreaterThan(1_000_000);
      expect(charges(simulator)).toBe(paid + 2);
    },
  );

  it('goes back to its backup, and reads from the results what was done since', async () => {
    const [photo = '', other = ''] = await writePhotos(at('in'), 2);
    const paid = charges(simulator);
    await develop(photo);
    expect((await readdir(at('home', 'backups'))).filter((name) => name.startsWith('library-'))).toHaveLength(1);
    await develop(other);
    await truncate(library(), 100);
    expect((await develop(photo)).code).toBe(3);
    expect((await cli('rebuild-ledger', '--from-backup', at('in'))).code).toBe(0);
    expect(ends(await develop(photo, other))).toEqual([
      ['skipped', null],
      ['skipped', null],
    ]);
    expect(charges(simulator)).toBe(paid + 2);
  });

  it('counts what was paid today against the limit of the day', async () => {
    const photos = await writePhotos(at('in'), 3);
    await mkdir(at('home'));
    await writeFile(at('home', 'settings.json'), limited);
    const paid = charges(simulator);
    await develop(photos[0] ?? '', photos[1] ?? '');
    await rm(library());
    await cli('rebuild-ledger', at('in'));
    await cli('limits', '--confirm');
    expect((await develop(...photos)).lines.at(-1)?.code).toBe('budget-reached');
    expect(charges(simulator)).toBe(paid + 2);
  });

  it('keeps the paid pictures in the spool, and stores them afterwards', async () => {
    const [photo = ''] = await writePhotos(at('in'), 1);
    const out = at('out');
    await mkdir(out);
    const paid = charges(simulator);
    // Sent and paid, but its folder takes nothing by the time the picture has come
    const slow = await startSimulator({ latencyMs: 2500, startBalanceUsd: 100 });
    try {
      const env = { DARKSLIDE_HOME: at('home'), SEGMIND_BASE_URL: slow.url, SEGMIND_API_KEY: 'SG_test' };
      let said = '';
      const running = runCommand(['develop', photo, '--prompt', 'winter', '--out', out, '--json'], env, {
        onOutput: (text) => (said = text),
      });
      // The simulator lists a request only once it has answered it: the program's own word says when it was sent
      await expect.poll(() => said, { timeout: 20_000, interval: 10 }).toContain('"event":"sent"');
      await rm(out, { recursive: true });
      await writeFile(out, 'in the way');
      await running;
      expect((await readdir(at('home', 'spool'))).filter((name) => name.endsWith('.bin'))).toHaveLength(1);
      await truncate(library(), 100);
      expect((await develop(photo)).code).toBe(3);
      await rm(out);
      await mkdir(out);
      expect((await cli('rebuild-ledger', out)).out).toContain('stored at the next start: 1');
      const after = await cli('develop', photo, '--prompt', 'winter', '--out', out, '--json');
      expect(after.code).toBe(0);
      expect(await readdir(out)).toHaveLength(1);
      expect(charges(slow)).toBe(1);
      expect(charges(simulator)).toBe(paid);
    } finally {
      await slow.close();
    }
  });

  it('of a newer Darkslide is not touched, and one that may not be read is said', async () => {
    const [photo = ''] = await writePhotos(at('in'), 1);
    await develop(photo);
    const bytes = await readFile(library());
    await rm(library());
    await mkdir(library());
    const folderThere = await develop(photo);
    expect(folderThere.code).toBe(3);
    expect(folderThere.err + folderThere.out).toContain('library.db');
    await rm(library(), { recursive: true });
    await writeFile(library(), bytes);
    await chmod(library(), 0o600);
    expect((await develop(photo)).code).toBe(0);
  });
});
