/** The main job on a fresh profile: a door, photos dropped from the file manager, developed, and compared with the originals. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
import { makePicture, orientedJpeg, scene, wrongQuarters } from '../fixtures/pictures.ts';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { fingerprints } from '../helpers/files.ts';
import { addByDrop, cellOf, developButton, message, promptField, queueEmpty, thumbnailSize, tryItNow } from '../helpers/hands.ts';

let root: string;
let originals: readonly string[];
let before: Record<string, string>;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  const tour = join(root, 'Tour');
  await mkdir(tour);
  const portrait = join(root, 'portrait.jpg');
  const landscape = join(root, 'landscape.png');
  const wide = join(tour, 'wide.jpg');
  await writeFile(portrait, await orientedJpeg(6, 800, 1200));
  await writeFile(landscape, await scene(2400, 1600).png().toBuffer());
  await writeFile(wide, await scene(1200, 700).jpeg().toBuffer());
  originals = [portrait, landscape, wide, await makePicture('truncated', tour)];
  before = await fingerprints(originals);
  launched = await launchApp({ home: join(root, 'home') });
  page = launched.page;
});

test.afterAll(async () => {
  await launched.close();
  await rm(root, { recursive: true, force: true });
});

test('a fresh profile has three doors', async () => {
  for (const name of [/Try it now/, /Enter my Segmind key/, /Add a folder/]) {
    await expect(page.getByRole('button', { name })).toBeVisible();
  }
  await tryItNow(page);
});

test('dropped files and a folder come up upright', async () => {
  await addByDrop(page, [join(root, 'portrait.jpg'), join(root, 'landscape.png'), join(root, 'Tour')], 4);
  const portrait = await thumbnailSize(cellOf(page, 'portrait'));
  expect(portrait.height).toBeGreaterThan(portrait.width);
  for (const name of ['landscape', 'wide']) {
    const { width, height } = await thumbnailSize(cellOf(page, name));
    expect(width, name).toBeGreaterThan(height);
  }
  await expect(cellOf(page, 'truncated')).toBeVisible();
});

test('the button says count and demo, and developing leaves results beside untouched originals', async () => {
  await promptField(page).fill('Late evening light, low warm sun');
  await expect(developButton(page)).toHaveText(/^Develop 4 photos · simulated · \d+ s$/);
  await developButton(page).click();
  for (const name of ['portrait', 'landscape', 'wide']) await expect(cellOf(page, `${name}, 1 result`)).toBeVisible();
  await queueEmpty(page);
  const results = [...(await resultsIn(root)), ...(await resultsIn(join(root, 'Tour')))];
  expect(results).toHaveLength(3);
  for (const path of results) {
    const { format, width, height } = await sharp(await readFile(path)).metadata();
    expect(format).toBe('jpeg');
    expect(width > height, path).toBe(!path.includes('portrait'));
    const { dominant, channels } = await sharp(path).stats();
    expect(dominant).toBeDefined();
    expect(Math.max(...channels.map((channel) => channel.stdev))).toBeGreaterThan(5);
  }
  expect(await fingerprints(originals)).toEqual(before);
});

test('the broken file says why, in the grid and in the queue', async () => {
  await expect(cellOf(page, 'truncated, failed')).toHaveAttribute('title', /ends before the picture does/);
  await page.getByRole('button', { name: '1 failed' }).click();
  const row = page.getByRole('row', { name: /truncated/ });
  await expect(row).toContainText('The file ends before the picture does');
  await expect(row).toContainText('$0.00');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid', { name: 'Photos' })).toBeVisible();
});

async function resultsIn(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'Darkslide'));
  return names.map((name) => join(folder, 'Darkslide', name));
}

test('the divider moves by keys and by mouse', async () => {
  await cellOf(page, 'landscape').click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const divider = page.getByRole('slider', { name: 'Divider' });
  await expect(divider).toHaveAttribute('aria-valuenow', '50');
  await divider.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('ArrowRight');
  await expect(divider).toHaveAttribute('aria-valuenow', '41');
  await expect(divider).toHaveAttribute('aria-valuetext', '41 % original, 59 % result');

  const line = await boxOf(divider);
  const whole = await boxOf(page.getByRole('img', { name: /^Original, landscape/ }));
  await page.mouse.move(line.x + line.width / 2, line.y + line.height / 2);
  await page.mouse.down();
  await page.mouse.move(line.x + line.width / 2 + whole.width * 0.3, line.y + line.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(divider).toHaveAttribute('aria-valuenow', /^7[01]$/);
});

test('left of the divider is the original, right of it another picture', async () => {
  const shown = page.getByRole('img', { name: /^Original, landscape/ });
  const { x, y, width, height } = await boxOf(shown);
  const whole = await page.screenshot({ clip: { x, y, width, height } });
  // The divider stands at about 70 %: the two left quarters are the original's, the upper right corner is not.
  const wrong = await wrongQuarters(whole);
  expect(wrong).not.toContain('topLeft');
  expect(wrong).not.toContain('bottomLeft');
  expect(wrong.length).toBeGreaterThan(0);
});

test('two pictures side by side have one zoom and one pan', async () => {
  await page.getByRole('radio', { name: '2-up' }).click();
  const left = page.getByRole('img', { name: /^Original, landscape/ });
  const right = page.getByRole('img', { name: /^Result, landscape/ });
  const fit = await boxOf(left);
  expect(await sizeOf(right)).toEqual({ width: fit.width, height: fit.height });

  await page.getByRole('radio', { name: /^1:1/ }).click();
  await expect.poll(async () => (await boxOf(left)).width).toBeGreaterThan(fit.width * 1.5);
  expect(await sizeOf(right)).toEqual(await sizeOf(left));

  const stage = await boxOf(page.getByRole('group', { name: /^Original, 100 %/ }));
  const start = [await boxOf(left), await boxOf(right)] as const;
  const middle = { x: stage.x + stage.width / 2, y: stage.y + stage.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x - 90, middle.y - 40, { steps: 5 });
  await page.mouse.up();
  for (const [index, picture] of [left, right].entries()) {
    const first = start[index];
    await expect.poll(async () => Math.round((await boxOf(picture)).x - (first?.x ?? 0))).toBe(-90);
    await expect.poll(async () => Math.round((await boxOf(picture)).y - (first?.y ?? 0))).toBe(-40);
  }

  await page.mouse.wheel(0, -240);
  await expect.poll(async () => (await boxOf(left)).width).not.toBe(start[0].width);
  expect(await sizeOf(right)).toEqual(await sizeOf(left));
});

test('the loupe shows one picture, upright', async () => {
  await page.keyboard.press('g');
  await cellOf(page, 'portrait').click();
  await page.keyboard.press('e');
  await page.getByRole('radio', { name: 'Fit' }).click();
  const picture = page.getByRole('img', { name: 'Original, portrait.jpg' });
  const { width, height } = await boxOf(picture);
  expect(height / width).toBeCloseTo(1.5, 1);
  await expect.poll(async () => wrongQuarters(await picture.screenshot())).toEqual([]);
});

test('the same again offers the earlier results and sends nothing', async () => {
  await page.keyboard.press('g');
  await cellOf(page, 'portrait').click();
  for (const name of ['landscape', 'wide']) await cellOf(page, name).click({ modifiers: ['Control'] });
  const show = page.getByRole('button', { name: 'Show 3 earlier results' });
  await expect(show).toBeVisible();
  await expect(page.getByText('not paid again')).toBeVisible();
  const jobs = await countJobs();
  await show.click();
  await expect(page.getByRole('gridcell', { name: /^Result .* simulated/ })).toHaveCount(3);
  await expect(message(page, '3 earlier results, nothing paid')).toBeVisible();
  expect(await countJobs()).toBe(jobs);
  expect([...(await resultsIn(root)), ...(await resultsIn(join(root, 'Tour')))]).toHaveLength(3);
  expect(await fingerprints(originals)).toEqual(before);
});

test('nothing complained', () => {
  expect(launched.pageErrors).toEqual([]);
});

async function countJobs(): Promise<number> {
  return page.evaluate(async () => {
    const answer = await window.api.calls['app.snapshot'](undefined);
    return answer.ok ? answer.value.jobs.length : -1;
  });
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  await expect(locator).toBeVisible();
  const box = await locator.boundingBox();
  if (box === null) throw new Error('not on the page');
  return box;
}

async function sizeOf(locator: Locator): Promise<{ width: number; height: number }> {
  const { width, height } = await boxOf(locator);
  return { width, height };
}
