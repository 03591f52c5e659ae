/** What is forgotten is in no file of the data folder any more, and what was charged still counts. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runForgetCommand } from '../../../electron/command/forget-command.ts';
import { openLedger, backupFolder } from '../../../electron/develop/ledger/open.ts';
import { backUpDaily } from '../../../electron/library/backups.ts';
import { closeDatabase } from '../../../electron/library/database.ts';
import { openWorkshop, recipe, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
const printed: string[] = [];
const output = { print: (line: string) => printed.push(line), fail: (line: string) => printed.push(line), progress: null };
beforeEach(async () => {
  folder = await temporaryFolder();
  home = join(folder.path, 'home');
  printed.length = 0;
});
afterEach(async () => {
  await folder.remove();
});

/** Files of the data folder that hold one of these words, in any of the ways that SQLite writes text. */
async function holding(words: readonly string[]): Promise<string[]> {
  const names = await readdir(home, { recursive: true });
  const found: string[] = [];
  for (const name of names) {
    const path = join(home, name);
    if (!(await stat(path)).isFile()) continue;
    const bytes = await readFile(path);
    if (words.some((word) => name.includes(word) || bytes.includes(word))) found.push(name);
  }
  return found;
}

/** Two photos, one of which is to be forgotten, developed; with copies, pictures in the cache and something set aside. */
async function developTwo(): Promise<{ kept: string; gone: string }> {
  const [kept = ''] = await writePhotos(join(folder.path, 'Mill'), 1);
  const [gone = ''] = await writePhotos(join(folder.path, 'Wedding of Ann'), 1, 7);
  const workshop = await openWorkshop({ home });
  for (const [path, prompt] of [
    [kept, 'morning fog'],
    [gone, 'golden evening'],
  ] as const) {
    const { added } = await workshop.library.add([path]);
    const { queued } = await workshop.develop.start(added, { ...recipe, parameters: { ...recipe.parameters, prompt } });
    for (const id of queued) await workshop.when(id, 'done');
  }
  await backUpDaily(workshop.database, backupFolder(home), Date.now());
  await workshop.close();
  await mkdir(join(home, 'cache', 'pictures'), { recursive: true });
  await writeFile(join(home, 'cache', 'pictures', 'a.jpg'), 'Wedding of Ann');
  await writeFile(join(home, 'spool', '2-0123456789ab.aside'), 'Wedding of Ann');
  return { kept, gone };
}

it('of one photo nothing is left, and all of the other', async () => {
  const { gone } = await developTwo();
  expect((await holding(['Wedding of Ann'])).length).toBeGreaterThan(2);
  expect(await runForgetCommand(home, [gone], output)).toBe(0);
  expect(await holding(['Wedding', 'golden evening', 'photo-007'])).toEqual([]);
  expect((await holding(['morning fog'])).length).toBeGreaterThan(0);
  expect((await readdir(join(folder.path, 'Wedding of Ann', 'Darkslide'))).length).toBe(1);
  const { database } = openLedger(home, Date.now);
  expect(database.prepare('SELECT count(*) AS count, sum(usd) AS usd FROM charges').get()).toMatchObject({ count: 2 });
  closeDatabase(database);
  // The library opens as before, and the other photo is still known as done
  const workshop = await openWorkshop({ home });
  const [photo] = workshop.library.photos();
  if (photo === undefined) throw new Error('the other photo is gone too');
  const again = { ...recipe, parameters: { ...recipe.parameters, prompt: 'morning fog' } };
  expect((await workshop.develop.start([photo.id], again)).reused).toHaveLength(1);
  await workshop.close();
});

it('of everything nothing is left but what was charged', async () => {
  await developTwo();
  expect(await runForgetCommand(home, ['--all', '--json'], output)).toBe(0);
  expect(JSON.parse(printed[0] ?? '')).toEqual({ photos: 2, results: 2, jobs: 2 });
  expect(await holding(['Wedding', 'Mill', 'golden evening', 'morning fog', 'photo-0'])).toEqual([]);
});

it('waits for what is not settled, and forgets nothing then', async () => {
  const [path = ''] = await writePhotos(join(folder.path, 'Mill'), 1);
  const workshop = await openWorkshop({ home });
  workshop.develop.pause();
  const { added } = await workshop.library.add([path]);
  await workshop.develop.start(added, recipe);
  await workshop.close();
  await expect(runForgetCommand(home, ['--all'], output)).rejects.toThrow(/Cancel or decide first/);
  expect((await holding(['golden evening'])).length).toBeGreaterThan(0);
  await expect(runForgetCommand(home, [], output)).rejects.toThrow(/photos, or --all/);
});
