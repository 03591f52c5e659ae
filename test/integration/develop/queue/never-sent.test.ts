/** Photos of a folder that is never uploaded stay here, whoever asks and by whatever name: nothing is sent, nothing paid, and the reason is said. */
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPrivateFolders, PRIVATE_FOLDERS, type PrivateFolders } from '../../../../electron/settings/private-folders.ts';
import { openWorkshop, recipe, temporaryFolder, writePhotos, type Workshop } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let workshop: Workshop;
let folders: PrivateFolders;
let kept: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  const home = join(folder.path, 'home');
  workshop = await openWorkshop({ home });
  folders = createPrivateFolders(join(home, PRIVATE_FOLDERS));
  kept = join(folder.path, 'Kept');
  await mkdir(kept);
});
afterEach(async () => {
  await workshop.close();
  await folder.remove();
});

function sent(): number {
  return workshop.simulator.requests().filter(({ method }) => method === 'POST').length;
}

it('is refused before anything is queued, and what lies beside is sent', async () => {
  await folders.add(kept);
  const inside = await writePhotos(join(kept, 'below'), 1);
  const beside = await writePhotos(`${kept}-too`, 1, 5);
  const { added } = await workshop.library.add([...inside, ...beside]);
  expect((await workshop.develop.quote(added, recipe)).refused.map(({ problem }) => problem.code)).toEqual(['folder-private']);
  const { queued, refused } = await workshop.develop.start(added, recipe);
  expect(refused[0]?.problem).toMatchObject({
    code: 'folder-private',
    message: expect.stringMatching(/never uploaded/) as unknown,
  });
  for (const id of queued) await workshop.when(id, 'done');
  expect(sent()).toBe(1);
});

it('holds for what waits already, and for a photo that a link leads to', async () => {
  const inside = await writePhotos(kept, 2);
  const link = join(folder.path, 'way in');
  await symlink(kept, link);
  workshop.develop.pause();
  const { added } = await workshop.library.add([inside[0] ?? '', join(link, 'photo-001.jpg')]);
  const { queued } = await workshop.develop.start(added, recipe);
  expect(queued).toHaveLength(2);
  await folders.add(kept);
  workshop.develop.resume();
  for (const id of queued) expect((await workshop.when(id, 'failed', 'done')).problem?.code).toBe('folder-private');
  expect(sent()).toBe(0);
  folders.remove(kept);
  await workshop.develop.retry(queued);
  for (const id of queued) await workshop.when(id, 'done');
  expect(sent()).toBe(2);
});

it('sends nothing where the list cannot be read, and says which', async () => {
  const paths = await writePhotos(join(folder.path, 'photos'), 1);
  await writeFile(join(folder.path, 'home', PRIVATE_FOLDERS), '{"version":1,"folders":[{"pa');
  const { added } = await workshop.library.add(paths);
  const { queued, refused } = await workshop.develop.start(added, recipe);
  expect(queued).toEqual([]);
  expect(refused[0]?.problem).toMatchObject({
    code: 'private-unknown',
    message: expect.stringContaining('private-folders.json') as unknown,
  });
  expect(() => folders.all()).toThrow(/cannot be read/);
  await expect(folders.add(kept)).rejects.toThrow(/cannot be read/);
  expect(sent()).toBe(0);
});

it('follows a folder that lies elsewhere than its name says', async () => {
  const real = join(folder.path, 'Really here');
  const paths = await writePhotos(real, 1);
  const name = join(folder.path, 'By this name');
  await symlink(real, name);
  await folders.add(name);
  expect(folders.glance(paths[0] ?? '')?.code).toBe('folder-private');
  await rename(name, join(folder.path, 'Another name'));
  expect((await folders.look(paths[0] ?? ''))?.code).toBe('folder-private');
  expect(folders.all()).toEqual([name]);
});
