/** Paste: a picture, a path as text, and text that is neither. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { makePicture, pictureBytes } from '../fixtures/pictures.ts';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { filesUnder } from '../helpers/files.ts';
import { cellOf, message, promptField, thumbnailSize, tryItNow } from '../helpers/hands.ts';

let root: string;
let home: string;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  home = join(root, 'home');
  launched = await launchApp({ home });
  page = launched.page;
  await tryItNow(page);
});

test.afterAll(async () => {
  await launched.close();
  await rm(root, { recursive: true, force: true });
});

async function copyText(text: string): Promise<void> {
  await launched.app.evaluate(async ({ clipboard }, words) => {
    await clipboard.writeText(words);
  }, text);
}

/** Puts a PNG, in base64, on the clipboard. */
async function copyPicture(png: string): Promise<void> {
  await launched.app.evaluate(async ({ clipboard, ClipboardItem, nativeImage }, data) => {
    const image = nativeImage.createFromDataURL(`data:image/png;base64,${data}`);
    // Before clipboards became asynchronous, Electron had a call of its own for pictures and no items.
    const earlier = clipboard as unknown as { writeImage?: (picture: Electron.NativeImage) => void };
    if (earlier.writeImage !== undefined) earlier.writeImage(image);
    else await clipboard.write([new ClipboardItem({ 'image/png': new Blob([new Uint8Array(image.toPNG())]) })]);
  }, png);
}

test('a picture becomes a photo of its own', async () => {
  const picture = Buffer.from(await pictureBytes('png')).toString('base64');
  await copyPicture(picture);
  await page.keyboard.press('Control+v');
  await expect(message(page, '1 photo added.')).toBeVisible();
  const cell = page.getByRole('gridcell');
  await expect(cell).toHaveCount(1);
  expect(await thumbnailSize(cell)).toEqual({ width: 480, height: 320 });
  expect(await filesUnder(join(home, 'Pasted'))).toHaveLength(1);
});

/** The system's dialog cannot be pressed from here: it is answered, and what it asked comes back. */
async function answerDialogs(response: number): Promise<() => Promise<{ message: string; detail: string }[]>> {
  const asked = await launched.app.evaluateHandle(({ dialog }, chosen) => {
    const said: { message: string; detail: string }[] = [];
    dialog.showMessageBox = async (...words: unknown[]) => {
      const { message, detail } = words.at(-1) as { message: string; detail: string }; // options come last, with or without a window
      said.push({ message, detail });
      return Promise.resolve({ response: chosen, checkboxChecked: false });
    };
    return said;
  }, response);
  return async () => await asked.jsonValue();
}

test('a path as text is shown first, and stays closed where the person says no', async () => {
  const path = await makePicture('webp', join(root, 'Somewhere else'));
  const asked = await answerDialogs(1);
  await copyText(`  ${path}\n`);
  await page.keyboard.press('Control+v');
  await expect(message(page, /1 refused: webp.* left alone, as you said/)).toBeVisible();
  expect(await asked()).toEqual([{ message: 'Open this pasted path?', detail: path }]);
  await expect(page.getByRole('gridcell')).toHaveCount(1);
});

test('a path that the person wants opened adds the photo where it is', async () => {
  const path = join(root, 'Somewhere else', 'webp.webp');
  await answerDialogs(0);
  await copyText(`  ${path}\n`);
  await page.keyboard.press('Control+v');
  await expect(cellOf(page, 'webp')).toBeVisible();
  expect(await filesUnder(join(home, 'Pasted'))).toHaveLength(1);
});

test('text that is no picture is refused in words', async () => {
  await copyText('Dear diary, the light was fine today.');
  await page.keyboard.press('Control+v');
  await expect(message(page, /1 refused: Dear diary.* not a picture/)).toBeVisible();
  await expect(page.getByRole('gridcell')).toHaveCount(2);
});

test('an address that is not on the public internet is refused in words', async () => {
  for (const address of ['https://127.0.0.1/photo.jpg', 'http://example.com/photo.jpg']) {
    await copyText(address);
    await page.keyboard.press('Control+v');
    await expect(message(page, /refused: .*Only https addresses on the public internet/)).toBeVisible();
    await page.getByRole('button', { name: 'Close the message' }).click();
  }
});

test('in a field, paste is the field’s own', async () => {
  await promptField(page).click();
  await copyText('fine film grain');
  await page.keyboard.press('Control+v');
  await expect(promptField(page)).toHaveValue('fine film grain');
  await expect(page.getByRole('gridcell')).toHaveCount(2);
  expect(launched.pageErrors).toEqual([]);
});
