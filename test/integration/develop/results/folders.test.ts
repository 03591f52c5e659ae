/** The user's folders before sending and when a result is stored: real ones. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFolders } from '../../../../electron/develop/results/folders.ts';
import { temporaryFolder } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
/** Looks at folders that the user named. */
function looking(now: () => number) {
  const folders = createFolders(now);
  return { look: async (place: string) => await folders.look(place, false) };
}

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});

it('is shared by those that leave together, and taken anew a moment later', async () => {
  let clock = 1000;
  const { look } = looking(() => clock);
  const place = join(folder.path, 'Darkslide');
  const [first, second] = await Promise.all([look(place), look(place)]);
  expect(second).toBe(first);
  expect([...first]).toEqual([]);
  await writeFile(join(place, 'Érable.JPG'), 'x');
  clock += 100;
  expect(await look(place)).toBe(first);
  clock += 1000;
  expect([...(await look(place))]).toEqual(['érable.jpg']);
});

it('is taken for each folder', async () => {
  const { look } = looking(() => 1000);
  await mkdir(join(folder.path, 'b'));
  await writeFile(join(folder.path, 'b', 'taken.jpg'), 'x');
  expect([...(await look(join(folder.path, 'a')))]).toEqual([]);
  expect([...(await look(join(folder.path, 'b')))]).toEqual(['taken.jpg']);
});

it('remembers no trouble: the next one looks for itself', async () => {
  const { look } = looking(() => 1000);
  const drive = join(folder.path, 'drive');
  await expect(look(join(drive, 'Darkslide'))).rejects.toMatchObject({ code: 'folder-missing' });
  await mkdir(drive);
  expect([...(await look(join(drive, 'Darkslide')))]).toEqual([]);
  await rm(drive, { recursive: true });
});

it('fails for everybody that shares it', async () => {
  const { look } = looking(() => 1000);
  const both = await Promise.allSettled([1, 2].map(async () => await look(join(folder.path, 'drive', 'Darkslide'))));
  expect(both.map((each) => each.status)).toEqual(['rejected', 'rejected']);
});
