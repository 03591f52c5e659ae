/** The main job with the keyboard alone: every step is reached, the focus is seen, and dialogs give it back. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { cellOf, promptField, queueEmpty } from '../helpers/hands.ts';
import { writePhotos } from '../helpers/workshop.ts';

let root: string;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  const paths = await writePhotos(join(root, 'Trip'), 3);
  launched = await launchApp({ home: join(root, 'home') });
  page = launched.page;
  // The system's own file dialog is no part of the page; what a person would choose in it comes back at once.
  await launched.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => Promise.resolve({ canceled: false, filePaths: chosen });
  }, paths);
});

test.afterAll(async () => {
  await launched.close();
  await rm(root, { recursive: true, force: true });
});

/** What has the focus, as a person would call it; "hidden" or "unmarked" where it cannot be seen. */
async function focused(): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return 'nothing';
    const name = element.getAttribute('aria-label') ?? element.textContent.trim();
    const { width, height, top, left } = element.getBoundingClientRect();
    const inSight = width > 0 && height > 0 && top < innerHeight && left < innerWidth && top + height > 0 && left + width > 0;
    if (!inSight) return `hidden: ${name}`;
    // The mark may be drawn by the element, by something inside it, or by the frame around it.
    const parts = [element, ...element.querySelectorAll('*'), element.parentElement ?? element];
    const marked = parts.some((one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    });
    if (marked) return name;
    // Or the focus changes its colour.
    const lit = getComputedStyle(element).backgroundColor;
    element.blur();
    const plain = getComputedStyle(element).backgroundColor;
    element.focus();
    return lit === plain ? `unmarked: ${name}` : name;
  });
}

/** Presses a key until this has the focus. */
async function pressUntil(key: string, wanted: Locator): Promise<void> {
  for (let step = 0; step < 12; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(wanted).toBeFocused();
}

/** Goes to an area of the window by F6. */
async function jumpTo(first: Locator): Promise<void> {
  await pressUntil('F6', first);
}

/** Presses Tab until this has the focus. */
async function tabTo(name: RegExp, most = 40): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < most; step += 1) {
    const now = await focused();
    if (name.test(now)) return;
    passed.push(now);
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(name)}; it led to ${passed.join(' | ')}`);
}

test('the first door opens with Tab and Enter', async () => {
  await expect(page.getByRole('button', { name: /Try it now/ })).toBeVisible();
  await page.keyboard.press('Tab');
  await tabTo(/^Try it now/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Add photos to begin')).toBeVisible();
});

test('Ctrl+O adds photos, arrows and Ctrl+A choose them', async () => {
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('gridcell')).toHaveCount(3);
  await jumpTo(page.getByRole('grid', { name: 'Photos' }));
  await page.keyboard.press('End');
  await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(1);
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(2);
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(3);
});

test('F6 goes round the areas of the window, and each shows its focus', async () => {
  const seen: string[] = [];
  for (let step = 0; step < 6; step += 1) {
    await page.keyboard.press('F6');
    seen.push(await focused());
  }
  expect(new Set(seen).size, seen.join(' | ')).toBe(6);
  expect(seen.filter((name) => /^(nothing|hidden|unmarked)/.test(name))).toEqual([]);
  for (const name of [...seen].reverse().slice(1)) {
    await page.keyboard.press('Shift+F6');
    expect(await focused()).toBe(name);
  }
  await page.keyboard.press('Shift+F6');
});

test('Tab reaches the prompt, and Ctrl+Enter develops, also before the price is there', async () => {
  await jumpTo(page.getByRole('tab', { name: 'Develop' }));
  await pressUntil('Tab', promptField(page));
  await page.keyboard.type('Deep winter, fresh snow');
  await page.keyboard.press('Control+Enter');
  for (const name of ['photo-000', 'photo-001', 'photo-002']) await expect(cellOf(page, `${name}, 1 result`)).toBeVisible();
  await queueEmpty(page);
});

test('every stop of Tab through the window is in sight and marked', async () => {
  await page.keyboard.press('F6');
  await page.keyboard.press('F6');
  const stops: string[] = [];
  for (let step = 0; step < 45; step += 1) {
    // In the middle of the window Tab hides and shows the panels; F6 leads on from there.
    const inGrid = await page.getByRole('grid', { name: 'Photos' }).evaluate((grid) => grid === document.activeElement);
    await page.keyboard.press(inGrid ? 'F6' : 'Tab');
    stops.push(await focused());
  }
  expect(stops.filter((name) => /^(hidden|unmarked)/.test(name))).toEqual([]);
  expect(new Set(stops).size).toBeGreaterThan(20);
});

test('E, C and Y show the loupe, the comparison and its layouts; the divider moves by keys', async () => {
  await jumpTo(page.getByRole('grid', { name: 'Photos' }));
  await page.keyboard.press('Home');
  await page.keyboard.press('e');
  await expect(page.getByRole('toolbar', { name: 'Loupe' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('toolbar', { name: 'Loupe' }).getByText('2 of 3')).toBeVisible();
  await page.keyboard.press('c');
  const divider = page.getByRole('slider', { name: 'Divider' });
  await expect(divider).toHaveAttribute('aria-valuenow', '50');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(divider).toHaveAttribute('aria-valuenow', '52');
  await page.keyboard.press('y');
  await expect(page.getByRole('radio', { name: '2-up' })).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid', { name: 'Photos' })).toBeVisible();
});

test('after a view is left, the grid has the focus and takes keys', async () => {
  await expect(page.getByRole('grid', { name: 'Photos' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(1);
  await page.keyboard.press('Space');
  await expect(page.getByRole('toolbar', { name: 'Loupe' })).toBeVisible();
  expect(await page.getByRole('main').evaluate((middle) => middle.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Space');
  await expect(page.getByRole('grid', { name: 'Photos' })).toBeVisible();
});

test('dialogs take the focus, keep it and give it back', async () => {
  for (const [key, title] of [
    ['?', 'Keys'],
    ['Control+,', 'Settings'],
  ] as const) {
    await page.keyboard.press('F6');
    const before = await focused();
    await page.keyboard.press(key);
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    for (let step = 0; step < 12; step += 1) {
      expect(await dialog.evaluate((box) => box.contains(document.activeElement)), `Tab ${String(step)} in ${title}`).toBe(true);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    expect(await focused()).toBe(before);
  }
  expect(launched.pageErrors).toEqual([]);
});
