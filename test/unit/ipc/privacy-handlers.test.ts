/** Folders that never leave cross as labels and keys; their paths stay in main. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { calls } from '../../../electron/contract/calls.ts';
import { createPrivacyHandlers } from '../../../electron/ipc/privacy-handlers.ts';
import { createPrivateFolders, PRIVATE_FOLDERS } from '../../../electron/settings/private-folders.ts';

const home = mkdtempSync(join(tmpdir(), 'darkslide-private-'));
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

it('adds what the person chose, and takes it out by its key', async () => {
  const folder = join(home, 'Photos', 'Family');
  const chosen: (string[] | null)[] = [[folder], null];
  const desktop = { choosePhotos: async () => await Promise.resolve(chosen.shift() ?? null) };
  const handlers = createPrivacyHandlers({ folders: createPrivateFolders(join(home, PRIVATE_FOLDERS)), desktop });
  const added = await handlers['privacy.add-folder'](undefined);
  expect(calls['privacy.add-folder'].output.parse(added)).toMatchObject([{ label: 'Photos / Family' }]);
  expect(JSON.stringify(added)).not.toContain(home);
  expect(await handlers['privacy.add-folder'](undefined)).toBeNull();
  // Another process sees the same list
  expect(createPrivateFolders(join(home, PRIVATE_FOLDERS)).glance(join(folder, 'below', 'a.jpg'))?.code).toBe('folder-private');
  const [entry] = added ?? [];
  if (entry === undefined) throw new Error('nothing was added');
  expect(handlers['privacy.remove-folder']({ key: entry.key })).toEqual([]);
  await expect(async () => await handlers['privacy.remove-folder']({ key: entry.key })).rejects.toThrow(/not in the library/);
  expect(calls['privacy.remove-folder'].input.safeParse({ key: '/etc' }).success).toBe(false);
});
