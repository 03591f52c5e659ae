/** The pictures of resources/screenshots: each main screen of the built app, dark and light, with photos of our own making. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { writeLandscapes } from '../fixtures/landscapes.ts';
import { dropFiles, freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';

const folder = join(process.cwd(), 'resources', 'screenshots');
const count = Number(process.env['DARKSLIDE_SHOTS'] ?? '21');
let root: string;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });
test.setTimeout(600_000);

test.beforeAll(async () => {
  root = await freshFolder();
  await mkdir(folder, { recursive: true });
  await writeLandscapes(join(root, 'Autumn trip', '3 Coast, town'), count, new Date(2026, 10, 14, 18).getTime());
  launched = await launchApp({ home: join(root, 'home') });
  page = launched.page;
  await launched.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900);
  });
});

test.afterAll(async () => {
  await launched.close();
  await rm(root, { recursive: true, force: true });
});

/** One picture in each theme. Pictures on the page must be there; nothing else moves. */
async function shoot(name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate(async (wanted) => {
      await window.api.calls['preferences.change']({ theme: wanted });
    }, theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    await page.mouse.move(720, 895);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: 'disabled' });
  }
  await page.evaluate(async () => {
    await window.api.calls['preferences.change']({ theme: 'dark' });
  });
}

test('first start', async () => {
  await expect(page.getByRole('button', { name: /Try it now/ })).toBeVisible();
  await shoot('first-start');
});

test('empty', async () => {
  await page.getByRole('button', { name: /Try it now/ }).click();
  await expect(page.getByText('Add photos to begin')).toBeVisible();
  await shoot('empty');
});

test('grid and develop', async () => {
  await dropFiles(page, [join(root, 'Autumn trip')], { x: 600, y: 450 });
  await expect(page.getByRole('gridcell')).toHaveCount(count, { timeout: 120_000 });
  await page.getByRole('gridcell').nth(1).click();
  for (const index of [2, 3, 5, 8])
    await page
      .getByRole('gridcell')
      .nth(index)
      .click({ modifiers: ['Control'] });
  await page
    .getByRole('textbox', { name: /prompt/i })
    .fill('Late evening light, low warm sun from the left, thin haze over the plain, fine film grain');
  await expect(page.getByRole('button', { name: /Develop 5 photos/ })).toBeVisible();
  await shoot('develop');
  await page.getByRole('button', { name: /Develop 5 photos/ }).click();
  await expect(page.getByText(/Developing \d of 5/).first()).toBeVisible();
  await shoot('grid');
});

test('queue', async () => {
  await expect(page.getByText('Nothing in the queue')).toBeVisible({ timeout: 120_000 });
  await page.getByRole('gridcell').nth(0).click();
  for (let index = 6; index < 12; index += 1)
    await page
      .getByRole('gridcell')
      .nth(index)
      .click({ modifiers: ['Control'] });
  await page.getByRole('textbox', { name: /prompt/i }).fill('Deep winter, fresh snow, cold mist');
  await page.getByRole('button', { name: /Develop \d photos/ }).click();
  await page.getByRole('button', { name: 'Open the queue' }).click();
  await expect(page.getByText('Running').first()).toBeVisible();
  await shoot('queue');
  await expect(page.getByText('Nothing in the queue')).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Close the queue' }).first().click();
});

test('loupe and compare', async () => {
  await page.getByRole('gridcell').nth(1).click();
  await page.keyboard.press('e');
  await expect(page.getByRole('radio', { name: /1:1/ })).toBeVisible();
  await page.getByRole('tab', { name: 'Info' }).click();
  await shoot('loupe');
  // The pointer takes the focus ring off the tab, as it would for a person with a mouse
  await page.mouse.click(660, 420);
  await page.keyboard.press('c');
  await expect(page.getByRole('slider', { name: /Divider/ })).toBeVisible();
  await shoot('compare');
  await page.keyboard.press('y');
  await shoot('compare-2up');
});

test('settings', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('dialog')).toBeVisible();
  await shoot('settings');
});

test('keys', async () => {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await shoot('keys');
});
