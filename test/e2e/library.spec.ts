/** A library of folders in place: dropped, held, looked at again, shown folder by folder. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { writePhotoTree } from '../fixtures/photo-tree.ts';
import { dropFiles, freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { tryItNow } from '../helpers/hands.ts';

const PHOTOS = 1_200;

let root: string;
let trip: string;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  trip = join(root, 'Trip');
  await writePhotoTree(trip, { photos: PHOTOS, folders: 6, days: 40 });
  launched = await launchApp({ home: join(root, 'home') });
  page = launched.page;
  await tryItNow(page);
});

test.afterAll(async () => {
  await launched.close();
  await rm(root, { recursive: true, force: true });
});

const inPanel = (name: string | RegExp) => page.getByRole('tree', { name: 'Library' }).getByRole('treeitem', { name });
const coming = () => page.getByRole('group', { name: 'Files coming in' });

test('a dropped tree shows by its names at once; looking into files can be held and goes on', async () => {
  await dropFiles(page, [trip], { x: 700, y: 400 });
  await expect(coming()).toBeVisible();
  await expect(inPanel('All photos, 1,200')).toBeVisible();
  await coming().getByRole('button', { name: 'Pause' }).click();
  await expect(coming()).toContainText('Paused');
  await expect(page.getByRole('gridcell').first()).toBeVisible();
  await coming().getByRole('button', { name: 'Go on' }).click();
  await expect(coming()).toBeHidden({ timeout: 60_000 });
});

test('the page holds what it shows, not the library', async () => {
  const cells = await page.getByRole('gridcell').count();
  expect(cells).toBeLessThan(PHOTOS / 2);
  await page.getByRole('grid', { name: 'Photos' }).press('End');
  await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(1);
  await expect(page.getByRole('gridcell', { name: /^IMG_/ }).first()).toBeVisible();
});

test('a folder shows what lies in it and below', async () => {
  await inPanel(/^Trip|Trip, 1,200$/)
    .first()
    .click();
  await expect(page.getByRole('toolbar', { name: 'Grid' })).toContainText('1,200');
  await inPanel(/0003 Shoot, 200$/).click();
  await expect(page.getByRole('toolbar', { name: 'Grid' })).toContainText('200');
});

test('a drive that is away keeps its photos, and is said; back again everything is as before', async () => {
  await rename(trip, join(root, 'unplugged'));
  await page.keyboard.press('F5');
  await expect(inPanel(/not there/).first()).toBeVisible();
  await expect(inPanel('All photos, 1,200')).toBeVisible();
  await rename(join(root, 'unplugged'), trip);
  await page.keyboard.press('F5');
  await expect(inPanel(/not there/)).toHaveCount(0);
});

test('what comes, goes or gets another name outside is seen by F5', async () => {
  await mkdir(join(trip, 'More'));
  await writePhotoTree(join(trip, 'More'), { photos: 5, folders: 1, days: 1, first: PHOTOS });
  await page.keyboard.press('F5');
  await expect(inPanel('All photos, 1,205')).toBeVisible();
});

test('nothing complains', () => {
  // Pictures of a drive that is away cannot be had
  expect(launched.pageErrors.filter((line) => !line.includes('404'))).toEqual([]);
});
