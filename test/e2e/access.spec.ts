/** Each main screen in dark and light under the rules of axe: nothing serious, nothing critical. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { addByDrop, cellOf, developButton, openAccount, promptField, queueEmpty } from '../helpers/hands.ts';
import { writePhotos } from '../helpers/workshop.ts';
import { makePicture } from '../fixtures/pictures.ts';

let root: string;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  await writePhotos(join(root, 'Trip'), 5);
  await makePicture('truncated', join(root, 'Trip'));
  launched = await launchApp({ home: join(root, 'home') });
  page = launched.page;
  await page.evaluate(await readFile(join(process.cwd(), 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
});

test.afterAll(async () => {
  await launched.close();
  await rm(root, { recursive: true, force: true });
});

/**
 * Controls that cannot be called by what is written on them. In place of axe's own rule, which also counts what stands beside
 * the words: the key printed on a button, the count behind a folder.
 */
async function misnamed(): Promise<string[]> {
  return page.evaluate(() => {
    const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
    const controls = document.querySelectorAll('[aria-label]:is(button, a, [role="tab"], [role="radio"], [role="treeitem"])');
    return [...controls].flatMap((control) => {
      const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
      const words = texts.nextNode()?.textContent ?? '';
      const name = control.getAttribute('aria-label') ?? '';
      return bare(name).includes(bare(words)) ? [] : [`"${words}" is named "${name}"`];
    });
  });
}

/** Serious and critical findings in each theme: "dark: rule: element". */
async function findings(): Promise<string[]> {
  const found = await misnamed();
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate(async (wanted) => {
      await window.api.calls['preferences.change']({ theme: wanted });
    }, theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const results = await page.evaluate(async () => {
      // Colours on their way from one theme to the other, or of a dialog that is still fading in, are nobody's colours.
      for (const animation of document.getAnimations()) {
        if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
      }
      const { axe } = window as unknown as { axe: { run: (root: Document, options: object) => Promise<AxeResults> } }; // put there above
      const { violations } = await axe.run(document, { rules: { 'label-content-name-mismatch': { enabled: false } } });
      return violations.map(({ id, impact, nodes }) => ({
        id,
        impact,
        nodes: nodes.map((node) => `${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`),
      }));
    });
    for (const { id, impact, nodes } of results) {
      if (impact === 'serious' || impact === 'critical') found.push(...nodes.map((node) => `${theme}: ${id}: ${node}`));
    }
  }
  return found;
}

test('first start', async () => {
  await expect(page.getByRole('button', { name: /Try it now/ })).toBeVisible();
  await page.getByRole('button', { name: /Enter my Segmind key/ }).click();
  await expect(page.getByLabel('Segmind key')).toBeVisible();
  expect(await findings()).toEqual([]);
});

test('empty library', async () => {
  await page.getByRole('button', { name: /Try it now/ }).click();
  await expect(page.getByText('Add photos to begin')).toBeVisible();
  expect(await findings()).toEqual([]);
});

test('grid with results, and the develop panel', async () => {
  await addByDrop(page, [join(root, 'Trip')], 6);
  await promptField(page).fill('Deep winter');
  await developButton(page).click();
  await expect(cellOf(page, 'photo-004, 1 result')).toBeVisible();
  await queueEmpty(page);
  await cellOf(page, 'photo-001, 1 result').click();
  await page.getByRole('grid', { name: 'Photos' }).focus();
  await page.keyboard.press('s');
  await expect(page.getByRole('gridcell', { name: /^Result/ })).toHaveCount(1);
  expect(await findings()).toEqual([]);
});

test('loupe and info', async () => {
  await page.keyboard.press('e');
  await page.getByRole('tab', { name: 'Info' }).click();
  await expect(page.getByRole('toolbar', { name: 'Loupe' })).toBeVisible();
  expect(await findings()).toEqual([]);
});

test('compare', async () => {
  await page.getByRole('navigation', { name: 'View' }).getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('slider', { name: 'Divider' })).toBeVisible();
  expect(await findings()).toEqual([]);
  await page.getByRole('radio', { name: '2-up' }).click();
  expect(await findings()).toEqual([]);
});

test('queue', async () => {
  await page.getByRole('button', { name: 'Open the queue' }).click();
  const row = page.getByRole('row', { name: /truncated/ });
  await row.click();
  await expect(row).toHaveAttribute('aria-selected', 'true');
  expect(await findings()).toEqual([]);
});

test('watched folders: none, the dialog with its dry run, a list with its story', async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('w');
  await expect(page.getByRole('heading', { name: 'Watch a folder' })).toBeVisible();
  expect(await findings()).toEqual([]);
  await launched.app.evaluate(
    ({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    },
    join(root, 'Trip'),
  );
  await page.getByRole('button', { name: 'Watch a folder…' }).click();
  await page.getByRole('button', { name: /^More:/ }).click();
  expect(await findings()).toEqual([]);
  await page.getByRole('button', { name: 'Look through the folder' }).click();
  await expect(page.getByRole('dialog').getByText(/ match$/)).toBeVisible();
  expect(await findings()).toEqual([]);
  await page.getByRole('button', { name: /^Start watching/ }).click();
  await expect(page.getByText('Began to watch')).toBeVisible();
  expect(await findings()).toEqual([]);
  await page.keyboard.press('g');
});

for (const name of ['Account', 'Watching', 'Privacy', 'Names', 'Keys', 'Appearance', 'Log']) {
  test(`settings, ${name.toLowerCase()}`, async () => {
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    if (!(await dialog.isVisible())) await openAccount(page);
    await dialog.getByRole('tab', { name }).click();
    await expect(dialog.getByRole('tabpanel', { name })).toBeVisible();
    expect(await findings()).toEqual([]);
  });
}

test('keys', async () => {
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Keys', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  expect(await findings()).toEqual([]);
});
