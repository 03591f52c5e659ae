/** The key: kept by the system's keychain over a restart, readable nowhere else, and what happens when it is wrong. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { callNames, eventNames } from '../../electron/contract/names.ts';
import type { LedgerEntry } from '../../electron/simulator/ledger.ts';
import { startSimulator, type Simulator } from '../../electron/simulator/server.ts';
import { freshFolder, keyringAvailable, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { hidingPlaces } from '../helpers/files.ts';
import { addByDrop, cellOf, developButton, message, openAccount, promptField, queueEmpty, saveKey } from '../helpers/hands.ts';
import { writePhotos } from '../helpers/workshop.ts';

const KEY = 'SG_4f1d8c0b9a7e6352';
const WRONG_KEY = 'SG_0000111122223333';
const NO_KEYRING = 'no keyring in this session (dbus-run-session and gnome-keyring-daemon)';

let root: string;
let home: string;
let simulator: Simulator;
let launched: LaunchedApp;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  if (!keyringAvailable()) console.warn(`SKIPPED: a key that is kept, because there is ${NO_KEYRING}.`);
  test.skip(!keyringAvailable(), NO_KEYRING);
  root = await freshFolder();
  home = join(root, 'home');
  simulator = await startSimulator({ latencyMs: 0, validKeys: [KEY] });
  await start();
});

test.afterAll(async () => {
  if (!keyringAvailable()) return;
  await launched.close();
  await simulator.close();
  await rm(root, { recursive: true, force: true });
});

async function start(): Promise<void> {
  launched = await launchApp({ home, env: { SEGMIND_BASE_URL: simulator.url } });
  page = launched.page;
}

function charged(): LedgerEntry[] {
  return simulator.requests().filter((entry) => entry.charged);
}

test('a key entered at the first start is tested, kept and named with its place', async () => {
  await page.getByRole('button', { name: /Enter my Segmind key/ }).click();
  await page.getByLabel('Segmind key').fill(KEY);
  await page.getByRole('button', { name: 'Test and keep' }).click();
  await expect(message(page, 'Key kept in GNOME Keyring. Balance $5.00.')).toBeVisible();
  const dialog = await openAccount(page);
  await expect(dialog.getByText(/^GNOME Keyring, item “Darkslide”, since /)).toBeVisible();
  await dialog.getByRole('button', { name: 'Test', exact: true }).click();
  await expect(dialog.getByText(/^Works\. Balance \$5\.00, checked/)).toBeVisible();
  await page.keyboard.press('Escape');
});

test('after a restart it is still there, works, and is paid with', async () => {
  await launched.close();
  await start();
  const dialog = await openAccount(page);
  await expect(dialog.getByRole('textbox', { name: 'API key, set' })).not.toHaveValue(new RegExp(KEY));
  await expect(dialog.getByText(/^GNOME Keyring, item “Darkslide”/)).toBeVisible();
  await page.keyboard.press('Escape');

  await addByDrop(page, await writePhotos(join(root, 'First trip'), 2), 2);
  await promptField(page).fill('Deep winter, fresh snow');
  await expect(developButton(page)).toHaveText(/^Develop 2 photos · about \$0\.16 · \d+ s$/);
  await developButton(page).click();
  for (const name of ['photo-000', 'photo-001']) await expect(cellOf(page, `${name}, 1 result`)).toBeVisible();
  await queueEmpty(page);
  expect(charged().map((entry) => entry.status)).toEqual([200, 200]);
  await expect(page.getByRole('button', { name: /^Balance \$4\.84, checked/ })).toBeVisible();
});

test('no file under the data folder has the key, in any disguise', async () => {
  expect(await hidingPlaces(home, KEY)).toEqual([]);
});

test('the page reaches neither the key nor a path, whatever it asks', async () => {
  // Paths in a text are asked about first, in a dialog of the system
  await launched.app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => Promise.resolve({ response: 1, checkboxChecked: false });
  });
  const said = await everythingSaid(page);
  expect(said.length).toBeGreaterThan(5_000);
  for (const secret of [KEY, KEY.slice(3), root, home, process.cwd()]) {
    expect(said.includes(secret), `"${secret}" in what the page is told`).toBe(false);
  }
});

/** Asks all calls that stay inside the app, well and badly, hears the events, and reads what the page itself holds. */
async function everythingSaid(on: Page): Promise<string> {
  // These open the system's dialogs, windows and file manager, or take photos and keys away: nothing comes back but "done".
  const left = ['library.choose', 'library.show-photo', 'library.show-result', 'library.trash-results', 'library.remove'];
  const alsoLeft = ['window.control', 'window.open-link', 'window.show-log', 'account.remove-key', 'account.save-key'];
  const names = callNames.filter((name) => ![...left, ...alsoLeft].includes(name));
  return on.evaluate(
    async ({ calls, events }) => {
      const heard: unknown[] = [];
      for (const name of events) window.api.on(name, (payload) => heard.push(payload));
      // The page is typed by the contract; this test asks by name on purpose, as a hostile page would.
      const ask = window.api.calls as unknown as Record<string, (input: unknown) => Promise<unknown>>;
      const first = await window.api.calls['app.snapshot'](undefined);
      if (!first.ok) throw new Error(first.error.message);
      const { jobs, preferences } = first.value;
      const query = { source: { kind: 'all' }, sort: 'taken', reversed: true, group: 'day' } as const;
      const view = await window.api.calls['library.view']({ query, since: null });
      const photoIds = view.ok ? [...(view.value?.ids ?? [])] : [];
      const inputs: Record<string, unknown[]> = {
        'library.add': [{ paths: ['/nowhere/at/all.jpg'] }, { paths: ['../nowhere'] }, { paths: ['/proc/self/environ'] }],
        'library.view': [{ query, since: null }],
        'library.rows': [{ photoIds }],
        'library.paste-picture': [{ bytes: new Uint8Array([1, 2, 3]), name: '../../x.png' }],
        'library.paste-text': [{ text: '/nowhere/at/all.jpg\nfile:///etc/hostname' }],
        'library.details': photoIds.map((photoId) => ({ photoId })),
        'develop.quote': [{ photoIds, recipe: preferences.lastRecipe }],
        'develop.start': [{ photoIds, recipe: preferences.lastRecipe }],
        'queue.cancel': [{ jobIds: jobs.map((job) => job.id) }],
        'queue.retry': [{ jobIds: jobs.map((job) => job.id) }],
        'queue.decide': jobs.map((job) => ({ jobId: job.id, decision: 'again' })),
        'account.test-key': [{ key: null }, { key: 'SG_something_else' }],
        'preferences.change': [{}, { theme: 'dark' }],
      };
      const said: unknown[] = [first.value];
      for (const name of calls) {
        for (const input of [...(inputs[name] ?? [undefined]), { nonsense: true }, null, 'x'.repeat(10)]) {
          said.push(name, await ask[name]?.(input));
        }
      }
      const later = await window.api.calls['app.snapshot'](undefined);
      const stores = [localStorage, sessionStorage].map((store) => Object.entries(store));
      const storage = [stores, document.cookie, document.documentElement.outerHTML];
      const fields = [...document.getElementsByTagName('input')].map((field) => field.value);
      const loaded = performance.getEntries().map((entry) => entry.name);
      return JSON.stringify([said, later, heard, storage, fields, loaded]);
    },
    { calls: names, events: eventNames },
  );
}

test('a wrong key pauses the queue, which says why and what to do', async () => {
  const dialog = await openAccount(page);
  await saveKey(dialog, WRONG_KEY);
  await expect(dialog.getByText(/^Segmind does not accept this key.* Copy it again/)).toBeVisible();
  await page.keyboard.press('Escape');
  await addByDrop(page, await writePhotos(join(root, 'Second trip'), 3, 40), 5);
  const before = charged().length;
  await promptField(page).fill('Golden evening');
  await developButton(page).click();
  const strip = page.getByRole('region', { name: 'Queue' });
  await expect(strip.getByText('Paused: the key is not accepted')).toBeVisible();
  await page.getByRole('button', { name: 'Open the queue' }).click();
  const banner = page.getByRole('group', { name: /^Paused: Segmind does not accept this key/ });
  await expect(banner.getByText(/^3 photos wait/)).toBeVisible();
  expect(charged().length).toBe(before);
  await banner.getByRole('button', { name: 'Enter the key' }).click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});

test('with the right key it goes on by itself, and each photo is paid once', async () => {
  const before = charged().length;
  await saveKey(page.getByRole('dialog', { name: 'Settings' }), KEY);
  await page.keyboard.press('Escape');
  await queueEmpty(page);
  await page.keyboard.press('g');
  for (const name of ['photo-040', 'photo-041', 'photo-042']) await expect(cellOf(page, `${name}, 1 result`)).toBeVisible();
  const paid = charged().slice(before);
  expect(paid).toHaveLength(3);
  expect(new Set(paid.map((entry) => String(entry.sha256))).size).toBe(3);
  await expect(page.getByRole('button', { name: /^Balance \$4\.60, checked/ })).toBeVisible();
});

test('neither key is in a file after the end either, and nothing complained', async () => {
  // A picture that is still on its way when the app ends does not arrive, and the page says so
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await launched.close();
  expect(await hidingPlaces(home, KEY)).toEqual([]);
  expect(await hidingPlaces(home, WRONG_KEY)).toEqual([]);
  expect(launched.pageErrors).toEqual([]);
  await start();
});
