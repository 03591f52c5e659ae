/** The grid with photos of many days: rows are full, adding moves nothing, and a photo is found, sorted and reached by keys alone. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { writeDated } from '../fixtures/dated.ts';
import { dropFiles, freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { addByDrop, cellOf, message, tryItNow } from '../helpers/hands.ts';

let root: string;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  const one = (count: number): number[] => Array.from({ length: count }, () => 1);
  await writeDated({ folder: join(root, 'Days'), name: 'day', lastDay: '2026-05-20', counts: one(20) });
  await writeDated({
    folder: join(root, 'Trip'),
    name: 'trip',
    lastDay: '2025-12-31',
    counts: [60, 3, 1, 80, 2, 1, 30],
    step: 40,
  });
  await writeDated({ folder: join(root, 'Later'), name: 'later', lastDay: '2026-06-30', counts: [9, 1, 4] });
  await writeDated({ folder: join(root, 'Earlier'), name: 'earlier', lastDay: '2024-01-31', counts: [9] });
  launched = await launchApp({ home: join(root, 'home') });
  page = launched.page;
  await launched.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900);
  });
  await page.evaluate(await readFile(join(process.cwd(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
});

test.afterAll(async () => {
  await launched.close();
  await rm(root, { recursive: true, force: true });
});

const grid = (): Locator => page.getByRole('grid', { name: 'Photos' });
const cells = (): Locator => page.getByRole('gridcell');

/** How many cells each row in the page has. */
async function rowSizes(): Promise<number[]> {
  return grid().evaluate((element) =>
    [...element.querySelectorAll('[role=row]')].map((row) => row.querySelectorAll('[role=gridcell]').length),
  );
}

/** Waits until everything was added, and until its message is there. */
async function added(words: RegExp): Promise<void> {
  await expect(message(page, words)).toBeVisible({ timeout: 60_000 });
}

/** Until then shapes become known, and rows are broken anew. */
async function lookedInto(): Promise<void> {
  await expect(page.getByRole('group', { name: 'Files coming in' })).toBeHidden({ timeout: 60_000 });
}

/** Follows where a cell lies in each frame from now on, pixels from the top of the window; "gone" where it is not in the page. */
async function watchCell(name: string): Promise<{ stop: () => Promise<(number | 'gone')[]> }> {
  const places = await grid().evaluateHandle((element, text) => {
    const seen: (number | 'gone')[] = [];
    const look = (): void => {
      const cell = [...element.querySelectorAll('[role=gridcell]')].find((one) => one.textContent === text);
      seen.push(cell === undefined ? 'gone' : Math.round(cell.getBoundingClientRect().top));
      if (element.isConnected) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return seen;
  }, name);
  return { stop: async () => await places.jsonValue() };
}

test('20 days with one photo each fill rows, each named where it begins', async () => {
  await tryItNow(page);
  await addByDrop(page, [join(root, 'Days')], 20);
  const sizes = await rowSizes();
  expect(sizes[0]).toBeGreaterThan(4);
  expect(new Set(sizes.slice(0, -1)).size).toBe(1);
  await expect(page.getByRole('rowheader')).toHaveCount(20);
  await expect(page.getByRole('rowheader').first()).toContainText('20 May');
});

test('adding moves nothing that is looked at, whatever comes before and behind it', async () => {
  await dropFiles(page, [join(root, 'Trip')], { x: 600, y: 450 });
  await added(/^177 photos added/);
  await expect(page.getByRole('treeitem', { name: /^All photos, 197/ })).toBeVisible();
  await lookedInto();
  await grid().evaluate((element) => {
    element.scrollTop = 1300;
  });
  // The first cell of the first whole row, brought to the top: a row that is cut off there may become lower than what is cut off of it
  const name = await grid().evaluate((element) => {
    const top = element.getBoundingClientRect().top;
    const seen = [...element.querySelectorAll('[role=gridcell]')].find((cell) => cell.getBoundingClientRect().top >= top);
    element.scrollTop += (seen?.getBoundingClientRect().top ?? top) - top;
    return seen?.textContent ?? '';
  });
  const frames = await watchCell(name);
  await dropFiles(page, [join(root, 'Later'), join(root, 'Earlier')], { x: 600, y: 450 });
  await added(/^23 photos added/);
  await expect(page.getByRole('treeitem', { name: /^All photos, 220/ })).toBeVisible();
  await lookedInto();
  const places = await frames.stop();
  expect(places.length).toBeGreaterThan(10);
  expect(new Set(places).size, `from frame to frame ${name} lies at ${[...new Set(places)].join(', ')}`).toBe(1);
});

test('Ctrl+F finds as one types; Enter leads to the grid, Escape back to all', async () => {
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
  await page.keyboard.type('LATER-000');
  await expect(cells()).toHaveCount(10);
  await page.keyboard.press('Enter');
  await expect(grid()).toBeFocused();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('later-0003');
  await expect(cells()).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect.poll(async () => cells().count()).toBeGreaterThan(30);
});

/** Goes by Tab to a control of the toolbar and opens it. */
async function openByKeys(name: RegExp): Promise<void> {
  const control = page.getByRole('button', { name });
  for (let step = 0; step < 24 && !(await control.evaluate((element) => element === document.activeElement)); step += 1)
    await page.keyboard.press('Tab');
  await expect(control).toBeFocused();
  await page.keyboard.press('Enter');
}

/** Goes by arrows to an entry of the open menu and chooses it. */
async function chooseByKeys(role: 'menuitem' | 'menuitemradio' | 'menuitemcheckbox', name: RegExp): Promise<void> {
  const entry = page.getByRole(role, { name });
  for (let step = 0; step < 24 && !(await entry.evaluate((element) => element === document.activeElement)); step += 1)
    await page.keyboard.press('ArrowDown');
  await expect(entry).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toHaveCount(0);
}

test('filters, sorting and grouping are chosen by keys alone', async () => {
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
  await openByKeys(/^Date: Any date/);
  await chooseByKeys('menuitemradio', /^2024/);
  await expect(cells()).toHaveCount(9);
  await openByKeys(/^Date: 2024/);
  await chooseByKeys('menuitemradio', /^Any date/);
  await page.keyboard.press('Control+f');
  await page.keyboard.type('later');
  await expect(cells()).toHaveCount(14);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+F6');
  await openByKeys(/^Sort and group: Capture time/);
  await chooseByKeys('menuitemradio', /^Name/);
  await expect(cells().first()).toHaveText('later-0000');
  await openByKeys(/^Sort and group: Name/);
  await chooseByKeys('menuitemradio', /^Z to A/);
  await expect(cells().first()).toHaveText('later-0013');
  await openByKeys(/^Sort and group: Name/);
  await chooseByKeys('menuitemradio', /^By folder/);
  await expect(page.getByRole('rowheader')).toContainText('Later');
  await openByKeys(/^Sort and group: Name/);
  await chooseByKeys('menuitemradio', /^Capture time/);
  await openByKeys(/^Sort and group: Capture time/);
  await chooseByKeys('menuitemradio', /^By day/);
  await page.keyboard.press('Control+f');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(grid()).toBeFocused();
});

test('the scale at the side leads to months and years by keys, and says where one is', async () => {
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+Tab');
  const scale = page.getByRole('slider', { name: 'Years and months' });
  await expect(scale).toBeFocused();
  await expect(scale).toHaveAttribute('aria-valuetext', 'June 2026');
  await page.keyboard.press('PageDown');
  await expect(scale).toHaveAttribute('aria-valuetext', 'December 2025');
  await expect(cells().filter({ hasText: /^trip-0000/ })).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(scale).toHaveAttribute('aria-valuetext', 'June 2026');
  await page.keyboard.press('Tab');
  await expect(grid()).toBeFocused();
  await page.keyboard.press('Alt+PageDown');
  await expect(page.getByRole('gridcell', { selected: true })).toHaveText('day-0000');
});

test('the scale follows the pointer', async () => {
  const scale = page.getByRole('slider', { name: 'Years and months' });
  const box = await scale.boundingBox();
  if (box === null) throw new Error('no scale');
  await page.mouse.move(box.x + 20, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + 20, box.y + box.height - 1, { steps: 5 });
  await page.mouse.up();
  await expect(cells().filter({ hasText: /^earlier-0008/ })).toBeInViewport();
});

test('menus of photos and folders open by key, act, and give the focus back', async () => {
  await grid().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu', { name: '2 photos' });
  await expect(menu).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(grid()).toBeFocused();
  await page.keyboard.press('ContextMenu');
  await chooseByKeys('menuitem', /^Remove 2 photos from the library/);
  await expect(message(page, /^2 photos removed/)).toBeVisible();
  await page.getByRole('treeitem', { name: /Days, 20$/ }).focus();
  await page.keyboard.press('Shift+F10');
  await chooseByKeys('menuitem', /^Select all of it/);
  await expect(cells()).toHaveCount(20);
  await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(20);
});

test('menus open under the pointer, on what is pressed', async () => {
  await cellOf(page, 'day-0003').click({ button: 'right' });
  await expect(page.getByRole('menu', { name: '20 photos' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+d');
  await cellOf(page, 'day-0003').click({ button: 'right' });
  const menu = page.getByRole('menu', { name: 'day-0003.jpg' });
  await expect(menu).toBeVisible();
  await menu.getByRole('menuitem', { name: /^Loupe/ }).click();
  await expect(page.getByRole('toolbar', { name: 'Loupe' })).toBeVisible();
  await page.keyboard.press('g');
});

test('nothing serious stands in the way of a screen reader, with the line and a menu open', async () => {
  await page.getByRole('treeitem', { name: /^All photos/ }).click();
  await page.keyboard.press('Control+f');
  await page.getByRole('button', { name: /^Sort and group/ }).click();
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate(async (wanted) => {
      await window.api.calls['preferences.change']({ theme: wanted });
    }, theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const serious = await page.evaluate(async () => {
      for (const animation of document.getAnimations()) {
        if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
      }
      const { axe } = window as unknown as { axe: { run: (root: Document, options: object) => Promise<AxeResults> } }; // put there above
      const { violations } = await axe.run(document, { rules: { 'label-content-name-mismatch': { enabled: false } } });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
        );
    });
    expect(serious, theme).toEqual([]);
  }
  expect(launched.pageErrors).toEqual([]);
});
