/** A watched folder from the window: made with its dry run, at work without a window, said in one notification, stopped by its limit. */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import { startSimulator, type Simulator } from '../../electron/simulator/server.ts';
import { dropFiles, freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { pressTheLastTime, tryItNow } from '../helpers/hands.ts';
import { writePhotos } from '../helpers/workshop.ts';

/** Watching looks at a file until it is still, and notifications gather: longer than the usual wait. */
const SLOW = { timeout: 60_000 };

interface Said {
  readonly title: string;
  readonly body: string;
}

let root: string;

test.beforeAll(async () => {
  root = await freshFolder();
});
test.afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

/** The next questions for a folder are answered with this one. */
async function answerFolder(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);
}

/** Notifications are kept instead of shown, so that they can be read and clicked. */
async function keepNotifications(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ Notification }) => {
    const kept: Electron.Notification[] = [];
    Reflect.set(globalThis, 'keptNotifications', kept);
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      kept.push(this);
    };
  });
}

async function said(app: ElectronApplication): Promise<Said[]> {
  return app.evaluate(() => {
    const kept = Reflect.get(globalThis, 'keptNotifications') as Electron.Notification[]; // put there above
    return kept.map(({ title, body }) => ({ title, body }));
  });
}

async function clickNotification(app: ElectronApplication, title: string): Promise<void> {
  await app.evaluate((_electron, wanted) => {
    const kept = Reflect.get(globalThis, 'keptNotifications') as Electron.Notification[]; // put there above
    kept.find((one) => one.title === wanted)?.emit('click');
  }, title);
}

const rowOf = (page: Page, name: string): Locator => page.getByRole('row', { name: new RegExp(name) });

async function resultsIn(folder: string): Promise<string[]> {
  return readdir(join(folder, 'Darkslide')).catch(() => []);
}

/** Past the first start, with the key that the environment sets. */
async function passDoors(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await window.api.calls['preferences.change']({ welcomed: true });
  });
  await expect(page.getByText('Add photos to begin')).toBeVisible();
}

/** From the dialog's first step to its second. */
async function lookThrough(page: Page, prompt: string): Promise<Locator> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  await dialog.getByRole('button', { name: 'Look through the folder' }).click();
  return dialog;
}

async function closeWindow(page: Page): Promise<void> {
  await pressTheLastTime(page.getByRole('button', { name: 'Close the window' }), page.waitForEvent('close'));
}

test.describe('in the demo', () => {
  test.describe.configure({ mode: 'serial' });
  let launched: LaunchedApp;
  let page: Page;
  let folder: string;

  test.beforeAll(async () => {
    folder = join(root, 'Exports');
    await writePhotos(folder, 3);
    launched = await launchApp({ home: join(root, 'demo-home') });
    page = launched.page;
    await keepNotifications(launched.app);
    await answerFolder(launched.app, folder);
    await tryItNow(page);
  });
  test.afterAll(async () => {
    await launched.close();
  });

  test('a rule is made with its dry run, which sends nothing', async () => {
    await page.keyboard.press('w');
    await expect(page.getByRole('heading', { name: 'Watch a folder' })).toBeVisible();
    await page.getByRole('button', { name: 'Watch a folder…' }).click();
    const dialog = await lookThrough(page, 'Late evening light');
    await expect(dialog.getByText('3 match')).toBeVisible();
    await expect(dialog.getByText(/simulated/).first()).toBeVisible();
    await expect(dialog.getByText(/photo-000-.*\.jpg/)).toBeVisible();
    await expect(dialog.getByRole('radio', { name: /Leave them/ })).toBeChecked();
    expect(await resultsIn(folder)).toEqual([]);
    await dialog.getByRole('button', { name: 'Start watching, leave the 3' }).click();
    await expect(rowOf(page, 'Exports')).toContainText('Watching', SLOW);
    await expect(page.getByRole('treeitem', { name: /^Exports, Watching/ })).toBeVisible();
    await expect(page.getByText('Began to watch')).toBeVisible();
  });

  test('the same folder twice is refused with its reason', async () => {
    await page.getByRole('button', { name: 'Watch a folder', exact: true }).last().click();
    const dialog = await lookThrough(page, 'Late evening light');
    await expect(dialog.getByRole('button', { name: 'It cannot be watched like this' })).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: 'Watch a folder', exact: true }).last()).toBeFocused();
  });

  test('a dropped folder is offered to be watched, a dropped file is not', async () => {
    const other = join(root, 'Dropped');
    const [file = ''] = await writePhotos(other, 1, 90);
    await dropFiles(page, [file], { x: 600, y: 450 });
    await expect(page.getByText(/Only a folder can be watched/).first()).toBeVisible();
    await dropFiles(page, [other], { x: 600, y: 450 });
    const dialog = page.getByRole('dialog', { name: 'Watch a folder' });
    await expect(dialog.getByText('Dropped').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  test('without its window it develops what arrives, and says so once', async () => {
    await closeWindow(page);
    await expect.poll(() => launched.app.windows().length).toBe(0);
    await expect
      .poll(async () => said(launched.app))
      .toContainEqual(expect.objectContaining({ title: 'Darkslide goes on watching' }));
    await writePhotos(folder, 4, 10);
    await expect.poll(async () => resultsIn(folder), SLOW).toHaveLength(4);
    await expect
      .poll(async () => (await said(launched.app)).map(({ title, body }) => `${title}: ${body}`), SLOW)
      .toContain('4 photos developed: Exports');
    expect((await said(launched.app)).filter(({ title }) => /developed/.test(title))).toHaveLength(1);
    expect((await resultsIn(folder)).filter((name) => /photo-00\d/.test(name))).toEqual([]);
  });

  test('a click on it opens the window with the results of today', async () => {
    const opened = launched.app.waitForEvent('window');
    await clickNotification(launched.app, '4 photos developed');
    page = await opened;
    await expect(page.getByRole('heading', { name: /Results of today/ })).toBeVisible();
    await expect(page.getByRole('gridcell', { name: /^Result/ })).toHaveCount(4);
    await page.keyboard.press('w');
    await expect(page.getByText('4 photos queued')).toBeVisible();
  });

  test('a folder that vanishes is suspended, and goes on when it is back', async () => {
    const away = join(root, 'Away');
    await rename(folder, away);
    await expect(rowOf(page, 'Exports')).toContainText('Not reachable', SLOW);
    await expect(page.getByRole('treeitem', { name: /^Exports, Not reachable/ })).toBeVisible();
    await writePhotos(away, 1, 30);
    await rename(away, folder);
    await expect(rowOf(page, 'Exports')).toContainText('Watching', SLOW);
    await expect.poll(async () => resultsIn(folder), SLOW).toHaveLength(5);
  });

  test('all is paused and goes on', async () => {
    await page.getByRole('button', { name: 'Pause all' }).click();
    await expect(rowOf(page, 'Exports')).toContainText('Paused');
    await writePhotos(folder, 1, 40);
    await expect(rowOf(page, 'Exports').getByRole('cell', { name: '1', exact: true })).toBeVisible(SLOW);
    expect(await resultsIn(folder)).toHaveLength(5);
    await page.getByRole('button', { name: 'Go on watching' }).click();
    await expect.poll(async () => resultsIn(folder), SLOW).toHaveLength(6);
  });

  test('a removed rule watches nothing; without one, closing the window ends the app', async () => {
    await page.getByRole('button', { name: 'More for Exports' }).click();
    await page.getByRole('menuitem', { name: 'Remove the rule…' }).click();
    await page.getByRole('button', { name: 'Remove the rule' }).click();
    await expect(page.getByRole('heading', { name: 'Watch a folder' })).toBeVisible();
    const ended = new Promise<void>((resolve) => {
      launched.app.once('close', () => {
        resolve();
      });
    });
    await closeWindow(page);
    await ended;
    // Pictures of the folder were asked for while it was away
    expect(launched.pageErrors.filter((line) => !line.includes('404'))).toEqual([]);
  });
});

test.describe('with a key', () => {
  test.describe.configure({ mode: 'serial' });
  let simulator: Simulator;
  let launched: LaunchedApp;
  let page: Page;
  let folder: string;
  const charges = (): number => simulator.requests().filter((entry) => entry.charged).length;

  test.beforeAll(async () => {
    folder = join(root, 'Cards');
    await writePhotos(folder, 0);
    simulator = await startSimulator({ latencyMs: 0 });
    launched = await launchApp({
      home: join(root, 'key-home'),
      env: { SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_4f1d8c0b9a7e6352' },
    });
    page = launched.page;
    await keepNotifications(launched.app);
    await answerFolder(launched.app, folder);
    await passDoors(page);
  });
  test.afterAll(async () => {
    await launched.close();
    await simulator.close();
  });

  test('its limit stops it at the right photo, with the reason', async () => {
    await page.keyboard.press('w');
    await page.getByRole('button', { name: 'Watch a folder…' }).click();
    const limit = page.getByRole('dialog').getByRole('textbox', { name: 'A day at most' });
    await limit.fill('0.25');
    await limit.press('Enter');
    const dialog = await lookThrough(page, 'Late evening light');
    await dialog.getByRole('button', { name: 'Start watching' }).click();
    await expect(rowOf(page, 'Cards')).toContainText('Watching', SLOW);
    await writePhotos(folder, 5, 50);
    await expect(rowOf(page, 'Cards')).toContainText('Paused by budget', SLOW);
    // Three at $0.08 fit into $0.25
    await expect.poll(charges, SLOW).toBe(3);
    await expect.poll(async () => resultsIn(folder), SLOW).toHaveLength(3);
    await expect(rowOf(page, 'Cards').getByRole('cell', { name: '2', exact: true })).toBeVisible();
    await expect(rowOf(page, 'Cards')).toContainText('$0.24');
    await expect(rowOf(page, 'Cards')).toContainText('of $0.25');
    expect(charges()).toBe(3);
  });

  test('with a higher limit it goes on', async () => {
    await page.getByRole('button', { name: 'Change the limits…' }).click();
    const dialog = page.getByRole('dialog');
    const limit = dialog.getByRole('textbox', { name: 'A day at most' });
    await limit.fill('0.35');
    await limit.press('Enter');
    await dialog.getByRole('button', { name: 'Save the rule' }).click();
    await expect.poll(charges, SLOW).toBe(4);
    await expect(rowOf(page, 'Cards')).toContainText('Paused by budget');
    expect(launched.pageErrors).toEqual([]);
  });
});

test('a wrong key stops a rule with the reason, and nothing is charged', async () => {
  const folder = join(root, 'Booth');
  await writePhotos(folder, 0);
  const simulator = await startSimulator({ latencyMs: 0, validKeys: ['SG_another_key_1234'] });
  const launched = await launchApp({
    home: join(root, 'wrong-home'),
    env: { SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'wrong-key-of-nobody' },
  });
  const { page } = launched;
  try {
    await answerFolder(launched.app, folder);
    await passDoors(page);
    await page.keyboard.press('w');
    await page.getByRole('button', { name: 'Watch a folder…' }).click();
    const dialog = await lookThrough(page, 'Late evening light');
    await dialog.getByRole('button', { name: 'Start watching' }).click();
    await expect(rowOf(page, 'Booth')).toContainText('Watching', SLOW);
    await writePhotos(folder, 2, 60);
    await expect(rowOf(page, 'Booth')).toContainText('Paused by the account', SLOW);
    const trouble = page.getByRole('group', { name: 'Paused by the account' });
    await expect(trouble.getByRole('button', { name: 'Enter the key' })).toBeVisible();
    expect(simulator.requests().filter((entry) => entry.charged)).toEqual([]);
  } finally {
    await launched.close();
    await simulator.close();
  }
});
