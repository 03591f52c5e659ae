/** A photo that may have been charged: the window explains it, the balance tells, and a person's word settles it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startSimulator, type Simulator } from '../../electron/simulator/server.ts';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { addByDrop, developButton, promptField } from '../helpers/hands.ts';
import { writePhotos } from '../helpers/workshop.ts';

let root: string;
let simulator: Simulator;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  simulator = await startSimulator({ latencyMs: 0, script: [{ request: 2, reset: 'after-charge' }] });
  launched = await launchApp({
    home: join(root, 'home'),
    env: { SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_4f1d8c0b9a7e6352' },
  });
  page = launched.page;
});

test.afterAll(async () => {
  await launched.close();
  await simulator.close();
  await rm(root, { recursive: true, force: true });
});

const charges = (): number => simulator.requests().filter((entry) => entry.charged).length;

test('is said on the strip and explained in the queue', async () => {
  await addByDrop(page, await writePhotos(join(root, 'Autumn trip'), 3), 3);
  await promptField(page).fill('Late evening light');
  await developButton(page).click();
  await page.getByRole('button', { name: '1 maybe charged' }).click();
  await page.getByRole('button', { name: /^Decide…: photo-00/ }).click();
  const panel = page.getByRole('region', { name: /^Job: photo-00/ });
  await expect(panel.getByText(/no answer came back\. Segmind may have made the picture and charged for it/)).toBeVisible();
  expect(charges()).toBe(3);
});

test('the balance before and after tells whether it was charged', async () => {
  const panel = page.getByRole('region', { name: /^Job: photo-00/ });
  await panel.getByRole('button', { name: 'Check balance again' }).click();
  await expect(
    panel.getByText('Balance $5.00 → $4.76. The $0.08 gone beside the answered photos is one photo’s price'),
  ).toBeVisible();
  await expect(panel.getByText('most likely charged', { exact: true })).toBeVisible();
  await expect(panel.getByText(/Sending again costs a second time/)).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Send again about $0.08' })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Send again by number about $0.08' })).toBeVisible();
  await page.screenshot({ path: join(process.cwd(), 'test-results', 'doubt.png') });
});

test('counted as charged it is over, and nothing is sent', async () => {
  await page.getByRole('button', { name: 'Count as charged, don’t send' }).click();
  await expect(page.getByRole('button', { name: '1 maybe charged' })).toBeHidden();
  await expect(page.getByText(/Counted as charged/).first()).toBeVisible();
  expect(charges()).toBe(3);
  expect(launched.pageErrors).toEqual([]);
});
