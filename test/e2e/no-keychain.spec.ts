/** A computer without a keychain: the key works, is said to last for this session only, and is gone after a restart. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startSimulator, type Simulator } from '../../electron/simulator/server.ts';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { hidingPlaces } from '../helpers/files.ts';
import { addByDrop, cellOf, developButton, openAccount, promptField, saveKey } from '../helpers/hands.ts';
import { writePhotos } from '../helpers/workshop.ts';

const KEY = 'SG_a1b2c3d4e5f60718';

let root: string;
let home: string;
let simulator: Simulator;
let launched: LaunchedApp;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.skip(process.platform !== 'linux', 'macOS and Windows always have a keychain');
  root = await freshFolder();
  home = join(root, 'home');
  simulator = await startSimulator({ latencyMs: 0, validKeys: [KEY] });
  launched = await start();
});

test.afterAll(async () => {
  if (process.platform !== 'linux') return;
  await launched.close();
  await simulator.close();
  await rm(root, { recursive: true, force: true });
});

async function start(): Promise<LaunchedApp> {
  return launchApp({ home, keychain: false, env: { SEGMIND_BASE_URL: simulator.url } });
}

test('the first start and the settings say that a key is kept for this session only', async () => {
  const { page } = launched;
  const door = page.getByRole('button', { name: /Enter my Segmind key/ });
  await expect(door).toContainText('The key is kept for this session only.');
  await page.getByRole('button', { name: /Try it now/ }).click();
  const dialog = await openAccount(page);
  await expect(dialog.getByText('Nowhere yet. It would be kept for this session only')).toBeVisible();
  await dialog.getByRole('switch', { name: /simulator/ }).click();
  await saveKey(dialog, KEY);
  await expect(dialog.getByText('This session only', { exact: true })).toBeVisible();
  await expect(dialog.getByText(/the key is forgotten when Darkslide quits/)).toBeVisible();
  await page.keyboard.press('Escape');
});

test('the key works in this session', async () => {
  const { page } = launched;
  await addByDrop(page, await writePhotos(join(root, 'Trip'), 1), 1);
  await promptField(page).fill('Deep winter');
  await developButton(page).click();
  await expect(cellOf(page, 'photo-000, 1 result')).toBeVisible();
  expect(simulator.requests().filter((entry) => entry.charged)).toHaveLength(1);
});

test('after a restart it is gone, and no file has it', async () => {
  await launched.close();
  expect(launched.pageErrors).toEqual([]);
  expect(await hidingPlaces(home, KEY)).toEqual([]);
  launched = await start();
  const dialog = await openAccount(launched.page);
  await expect(dialog.getByLabel('API key', { exact: true })).toHaveValue('');
  await expect(dialog.getByText('Nowhere yet. It would be kept for this session only')).toBeVisible();
});
