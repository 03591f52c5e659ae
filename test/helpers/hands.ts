/** What a person does in the app's window, by the roles and names of its controls. */
import { expect, type Locator, type Page } from '@playwright/test';
import { dropFiles } from './app.ts';

/** The middle of the window: photos dropped here are added. */
const MIDDLE = { x: 600, y: 450 };

/** Passes the first start by its demo door. */
export async function tryItNow(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Try it now/ }).click();
  await expect(page.getByText('Add photos to begin')).toBeVisible();
}

/** Drops files and folders onto the grid and waits until it shows so many photos. */
export async function addByDrop(page: Page, paths: readonly string[], count: number): Promise<void> {
  await dropFiles(page, paths, MIDDLE);
  await expect(page.getByRole('gridcell')).toHaveCount(count);
}

/** The cell of an original, by its name without extension. */
export function cellOf(page: Page, name: string): Locator {
  return page.getByRole('gridcell', { name: new RegExp(`^${name}(,|$)`) });
}

export function promptField(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Prompt' });
}

/** The button that spends, whatever it says about the photos. */
export function developButton(page: Page): Locator {
  return page.getByRole('button', { name: /^Develop \d+ photo/ });
}

/** Waits until the queue strip says that all is done. */
export async function queueEmpty(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'Queue' }).getByText('Nothing in the queue')).toBeVisible({ timeout: 60_000 });
}

/** Pixels of the picture in a cell, as Chromium decoded it; waits for it. */
export async function thumbnailSize(cell: Locator): Promise<{ width: number; height: number }> {
  const size = async (): Promise<{ width: number; height: number }> =>
    cell.evaluate((element) => {
      const image = element.getElementsByTagName('img')[0];
      return image?.complete === true ? { width: image.naturalWidth, height: image.naturalHeight } : { width: 0, height: 0 };
    });
  await expect.poll(async () => (await size()).width).toBeGreaterThan(0);
  return await size();
}

/** Opens the settings' account page. */
export async function openAccount(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Settings' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('tab', { name: 'Account' }).click();
  return dialog;
}

/** Types a key on the open account page, saves it and waits for what the test says. */
export async function saveKey(dialog: Locator, key: string): Promise<void> {
  const replace = dialog.getByRole('button', { name: 'Replace…' });
  if (await replace.isVisible()) await replace.click();
  await dialog.getByLabel('API key', { exact: true }).fill(key);
  await dialog.getByRole('button', { name: 'Save and test' }).click();
  await expect(dialog.getByRole('textbox', { name: 'API key, set' })).toBeVisible();
}

/** The one message above the queue strip. */
export function message(page: Page, text: string | RegExp): Locator {
  return page.getByRole('group', { name: 'Message' }).getByText(text);
}

/** Presses a button that closes its own window: that may be gone before the click has been answered. Settles once `gone` has come. */
export async function pressTheLastTime(button: Locator, gone: Promise<unknown>): Promise<void> {
  const [clicked] = await Promise.allSettled([button.click(), gone]);
  if (clicked.status === 'rejected' && !String(clicked.reason).includes('closed')) throw clicked.reason;
  await gone;
}
