/** The record of what was paid is lost: the window says so, goes back to a copy of it, and reads the rest from the results. */
import { spawn } from 'node:child_process';
import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startSimulator, type Simulator } from '../../electron/simulator/server.ts';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { pressTheLastTime } from '../helpers/hands.ts';
import { writePhotos } from '../helpers/workshop.ts';

let root: string;
let simulator: Simulator;
let env: Record<string, string>;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  simulator = await startSimulator({ latencyMs: 0 });
  env = { SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_4f1d8c0b9a7e6352' };
});

test.afterAll(async () => {
  await simulator.close();
  await rm(root, { recursive: true, force: true });
});

const home = (): string => join(root, 'home');
const charges = (): number => simulator.requests().filter((entry) => entry.charged).length;

async function develop(...photos: readonly string[]): Promise<number | null> {
  const args = [join(process.cwd(), 'dist', 'main', 'cli.cjs'), 'develop', ...photos, '--prompt', 'winter'];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env, DARKSLIDE_HOME: home() }, stdio: 'ignore' });
  return await new Promise<number | null>((resolve) => child.on('close', resolve));
}

async function openDialog(page: Page): Promise<ReturnType<Page['getByRole']>> {
  await page.getByRole('button', { name: 'Choose what to go on from' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'What to go on from' });
  await expect(dialog.getByRole('listitem')).toHaveCount(3);
  return dialog;
}

test('is lost after its copy of the day was made', async () => {
  const [first = '', second = ''] = await writePhotos(join(root, 'Autumn trip'), 2);
  expect(await develop(first)).toBe(0);
  expect(await develop(second)).toBe(0);
  await truncate(join(home(), 'library.db'), 100);
  expect(charges()).toBe(2);
});

test('the newest copy is offered first, and takes its place when Darkslide opens again', async () => {
  const launched = await launchApp({ home: home(), env });
  const dialog = await openDialog(launched.page);
  await expect(dialog.getByText('is damaged')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Go back and reopen' })).toBeFocused();
  if (process.env['DARKSLIDE_SHOT'] !== undefined) await launched.page.screenshot({ path: process.env['DARKSLIDE_SHOT'] });
  const ended = launched.app.waitForEvent('close');
  // The test opens it again itself
  await launched.app.evaluate(({ app }) => {
    app.relaunch = () => undefined;
  });
  await pressTheLastTime(dialog.getByRole('button', { name: 'Go back and reopen' }), ended);
});

test('what was developed since is read from its results, and nothing is paid again', async () => {
  const launched: LaunchedApp = await launchApp({ home: home(), env });
  const dialog = await openDialog(launched.page);
  await expect(dialog.getByText('The library is back as it was on')).toBeVisible();
  await launched.app.evaluate(
    ({ dialog: system }, folder) => {
      system.showOpenDialog = async () => Promise.resolve({ canceled: false, filePaths: [folder] });
    },
    join(root, 'Autumn trip'),
  );
  await dialog.getByRole('button', { name: 'Choose a folder…' }).click();
  await expect(launched.page.getByText(/^[12] results? written down, \$0\.\d\d paid\.$/).first()).toBeVisible();
  await expect(dialog).toBeHidden();
  expect(launched.pageErrors).toEqual([]);
  await launched.close();
  const photos = [0, 1].map((index) => join(root, 'Autumn trip', `photo-00${String(index)}.jpg`));
  expect(await develop(...photos)).toBe(0);
  expect(charges()).toBe(2);
});
