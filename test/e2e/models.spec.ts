/** All six models in the window, against the simulator: what each asks for, and a result of each on disk. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
import { scene } from '../fixtures/pictures.ts';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { filesUnder, fingerprints } from '../helpers/files.ts';
import { addByDrop, cellOf, promptField, queueEmpty, tryItNow } from '../helpers/hands.ts';

let root: string;
let originals: readonly string[];
let before: Record<string, string>;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  const folder = join(root, 'Portraits');
  await mkdir(folder);
  originals = ['anna', 'bert', 'clara', 'dora'].map((name) => join(folder, `${name}.jpg`));
  // Every photo has content of its own: the same content is the same work, and would not be done twice.
  for (const [index, path] of originals.entries())
    await writeFile(
      path,
      await scene(900 + index * 60, 700)
        .jpeg()
        .toBuffer(),
    );
  before = await fingerprints(originals);
  // Pictures from text go to the person's own Pictures folder; this person lives in the test's folder.
  const person = join(root, 'person');
  await mkdir(person);
  launched = await launchApp({ home: join(root, 'home'), env: { HOME: person } });
  page = launched.page;
  await tryItNow(page);
});

test.afterAll(async () => {
  await launched.close();
  await rm(root, { recursive: true, force: true });
});

/** Chooses a model by its slug; the menu is the system's own. */
async function chooseModel(slug: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Model' }).selectOption(slug);
}

/** The panel's one primary button, by the start of its words. */
function button(words: RegExp): Locator {
  return page.getByRole('button', { name: words });
}

/** Files that results may be, everywhere under the test's folder. */
async function resultFiles(): Promise<string[]> {
  const all = await filesUnder(root);
  return all.filter((path) => /\.(jpe?g|png)$/.test(path) && !originals.includes(path) && !path.includes('/thumbs/')).sort();
}

interface Known {
  readonly name: string;
  readonly model: string;
  readonly photoId: number | null;
}

/** Results that the library knows, oldest first. */
async function knownResults(): Promise<Known[]> {
  return page.evaluate(async () => {
    const answer = await window.api.calls['app.snapshot'](undefined);
    if (!answer.ok) throw new Error(answer.error.message);
    const results = [...answer.value.results].sort((a, b) => a.id - b.id);
    return results.map(({ name, model, photoId }) => ({ name, model, photoId }));
  });
}

/** Presses the button, waits for the queue, and finds the one new result: in the library and as a picture on disk. */
async function developOne(words: RegExp, model: string): Promise<Known> {
  const known = await knownResults();
  await button(words).click();
  await expect.poll(async () => (await knownResults()).length, { timeout: 60_000 }).toBe(known.length + 1);
  await queueEmpty(page);
  const result = (await knownResults()).at(-1);
  if (result === undefined) throw new Error('no result');
  expect(result.model).toBe(model);
  const path = (await resultFiles()).find((one) => one.endsWith(`/${result.name}`));
  expect(path, `${result.name} on disk`).toBeDefined();
  const { width, format } = await sharp(await readFile(path ?? '')).metadata();
  expect(width).toBeGreaterThan(64);
  expect(['jpeg', 'png']).toContain(format);
  return result;
}

test('the menu groups the models by what they do', async () => {
  const menu = page.getByRole('combobox', { name: 'Model' });
  const groups = await menu.evaluate((select) =>
    [...select.getElementsByTagName('optgroup')].map((group) => [group.label, group.children.length] as const),
  );
  expect(groups).toEqual([
    ['Photo to photo', 2],
    ['Picture from text', 2],
    ['Restore', 1],
    ['Two photos', 1],
  ]);
});

test('a picture from text needs no photo, and is found among the results', async () => {
  await chooseModel('sdxl1.0-txt2img');
  await expect(button(/^Say what the picture should show$/)).toBeDisabled();
  await promptField(page).fill('A harbour at dawn, mist over the water');
  await expect(button(/^Develop 1 picture · simulated · \d+ s$/)).toBeEnabled();
  const result = await developOne(/^Develop 1 picture/, 'sdxl1.0-txt2img');
  expect(result.photoId).toBeNull();

  await page.getByRole('treeitem', { name: 'All results, 1' }).click();
  const cell = page.getByRole('gridcell', { name: /^Picture .*harbour.*simulated/ });
  await expect(cell).toBeVisible();
  await cell.click();
  await page.keyboard.press('e');
  await expect(page.getByRole('img', { name: `Result, ${result.name}` })).toBeVisible();
  await page.keyboard.press('c');
  await expect(page.getByText('No original', { exact: true })).toBeVisible();
  await page.keyboard.press('g');
});

test('a value out of range is said under its field before anything is sent', async () => {
  const width = page.getByRole('spinbutton', { name: 'Width' });
  await width.fill('4000');
  await expect(page.getByText('512 to 2,048.')).toBeVisible();
  await expect(width).toHaveAttribute('aria-invalid', 'true');
  await expect(button(/^“Width” does not fit$/)).toBeDisabled();
  await width.fill('768');
  // Another width is other work.
  await expect(button(/^Develop 1 picture/)).toBeEnabled();
  await width.fill('1024');
  await expect(button(/^Show 1 earlier result$/)).toBeEnabled();
});

test('the same picture again, on purpose, is another result', async () => {
  await expect(button(/^Develop again · simulated$/)).toBeVisible();
  await developOne(/^Develop again/, 'sdxl1.0-txt2img');
  await expect(page.getByRole('treeitem', { name: 'All results, 2' })).toBeVisible();
});

test('Fooocus makes a picture from text as well', async () => {
  await chooseModel('fooocus');
  const result = await developOne(/^Develop 1 picture/, 'fooocus');
  expect(result.photoId).toBeNull();
});

test('both models for photos develop a photo with a prompt', async () => {
  await page.getByRole('treeitem', { name: /^All photos/ }).click();
  await addByDrop(page, [dirname(originals[0] ?? '')], originals.length);
  await cellOf(page, 'anna').click();
  for (const slug of ['stable-diffusion-3-turbo-img2img', 'sd3-med-img2img']) {
    await chooseModel(slug);
    await promptField(page).fill('Late evening light, low warm sun');
    await expect(page.getByRole('slider', { name: 'Strength' })).toBeVisible();
    const result = await developOne(/^Develop 1 photo/, slug);
    expect(result.photoId).not.toBeNull();
  }
});

test('restoring asks for no prompt and no strength', async () => {
  await cellOf(page, 'bert').click();
  await chooseModel('codeformer');
  await expect(promptField(page)).toBeHidden();
  await expect(page.getByRole('slider', { name: 'Strength' })).toBeHidden();
  await developOne(/^Develop 1 photo/, 'codeformer');
});

test('the face to put in is chosen by keyboard alone', async () => {
  await chooseModel('sd2.1-faceswapper');
  await expect(button(/^Choose a photo for “Face to put in”$/)).toBeDisabled();
  const well = page.getByRole('button', { name: 'Face to put in: choose a photo' });
  await well.focus();
  await page.keyboard.press('Enter');
  const list = page.getByRole('dialog', { name: 'Face to put in' }).getByRole('listbox');
  await expect(list).toBeFocused();
  const chosen = list.getByRole('option', { selected: true });
  await expect(chosen).toContainText('bert.jpg');
  await page.keyboard.press('ArrowDown');
  await expect(chosen).toContainText('clara.jpg');
  await page.keyboard.type('do');
  await expect(chosen).toContainText('dora.jpg');
  await page.keyboard.press('Enter');
  await expect(list).toBeHidden();
  await expect(page.getByRole('button', { name: /^Face to put in: dora\.jpg/ })).toBeFocused();
  await expect(button(/^Develop 1 photo · simulated/)).toBeEnabled();
  const known = await knownResults();
  await page.keyboard.press('Control+Enter');
  await expect.poll(async () => (await knownResults()).length, { timeout: 60_000 }).toBe(known.length + 1);
  await queueEmpty(page);
  expect((await knownResults()).at(-1)?.model).toBe('sd2.1-faceswapper');
  expect(await readdir(join(root, 'Portraits', 'Darkslide'))).toHaveLength(4);
});

test('a photo dragged onto the well is the face, and is left out of the photos it is put into', async () => {
  await cellOf(page, 'anna').dragTo(page.getByRole('button', { name: /^Face to put in: dora/ }));
  await expect(page.getByRole('button', { name: /^Face to put in: anna\.jpg/ })).toBeVisible();
  await cellOf(page, 'anna').click();
  await expect(button(/^Select photos to develop$/)).toBeDisabled();
  await cellOf(page, 'clara').click({ modifiers: ['Control'] });
  await expect(button(/^Develop 1 photo · simulated/)).toBeEnabled();
  await cellOf(page, 'bert').click();
  await page.getByRole('button', { name: 'Use the active photo' }).click();
  await expect(page.getByRole('button', { name: /^Face to put in: bert\.jpg/ })).toBeVisible();
});

test('the history finds each of them by its model', async () => {
  await page.getByRole('button', { name: 'Open the queue' }).click();
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('search').getByRole('status')).toHaveText('7 found');
  await page.getByRole('combobox', { name: 'Model' }).selectOption('fooocus');
  await expect(page.getByRole('search').getByRole('status')).toHaveText('1 found');
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page.getByRole('searchbox', { name: 'Find by name' }).fill('bert');
  await expect(page.getByRole('search').getByRole('status')).toHaveText('2 found');
});

test('originals are untouched and nothing complained', async () => {
  expect(await fingerprints(originals)).toEqual(before);
  expect(launched.pageErrors).toEqual([]);
});
