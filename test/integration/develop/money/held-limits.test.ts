/** The limits that held last, in a file of their own: none, some, and some that cannot be read are told apart. */
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_BUDGET } from '../../../../electron/contract/preferences.ts';
import { heldLimitsIn } from '../../../../electron/develop/money/held-limits.ts';
import { temporaryFolder } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});
const file = (): string => join(folder.path, 'limits.known');
const budget = { ...DEFAULT_BUDGET, dayUsd: 0.4 };

it('remembers what was written last, and that nothing was', () => {
  const held = heldLimitsIn(folder.path);
  expect(held.read()).toBeNull();
  held.write(DEFAULT_BUDGET);
  held.write(budget);
  expect(heldLimitsIn(folder.path).read()).toEqual(budget);
});

it.each(['', '{"dayUsd":', '[]', '\0\0\0'])('says that there were limits where the file holds %j', async (content) => {
  await writeFile(file(), content);
  expect(heldLimitsIn(folder.path).read()).toBe('broken');
});

it('writes through nobody\u2019s link, and leaves no half behind where it cannot write', async () => {
  const elsewhere = join(folder.path, 'elsewhere');
  await writeFile(elsewhere, 'mine');
  await symlink(elsewhere, file());
  heldLimitsIn(folder.path).write(budget);
  expect(heldLimitsIn(folder.path).read()).toEqual(budget);
  expect((await readdir(folder.path)).sort()).toEqual(['elsewhere', 'limits.known']);
  await rm(file());
  await mkdir(join(file(), 'full'), { recursive: true });
  heldLimitsIn(folder.path).write(DEFAULT_BUDGET);
  expect(heldLimitsIn(folder.path).read()).toBe('broken');
  expect((await readdir(folder.path)).sort()).toEqual(['elsewhere', 'limits.known']);
});
