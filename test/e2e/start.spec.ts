/** The first second: the window opens, nothing complains, and the page has no way into Node. */
import { rm } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';

let home: string;
let launched: LaunchedApp;

test.beforeAll(async () => {
  home = await freshFolder();
  launched = await launchApp({ home });
});

test.afterAll(async () => {
  await launched.close();
  await rm(home, { recursive: true, force: true });
});

test('the window opens under its name and becomes usable', async () => {
  await expect(launched.page).toHaveTitle(/Darkslide/);
  await expect.poll(async () => launched.page.evaluate(() => performance.getEntriesByName('darkslide-usable').length)).toBe(1);
});

test('nothing complains', () => {
  expect(launched.pageErrors).toEqual([]);
});

test('the page reaches neither Node nor Electron', async () => {
  const reached = await launched.page.evaluate(() =>
    ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in globalThis),
  );
  expect(reached).toEqual([]);
});

test('the window is sandboxed and isolated', async () => {
  const preferences = await launched.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    // Electron keeps this call out of its declarations; it is the only way to read what is in force.
    const reader = contents as unknown as { getLastWebPreferences: () => Record<string, unknown> } | undefined;
    return reader?.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
});
