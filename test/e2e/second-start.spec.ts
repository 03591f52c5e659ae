/** A second start with a file hands it to the first window and ends. */
import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { makePicture } from '../fixtures/pictures.ts';
import { freshFolder, launchApp, launchVariables, type LaunchedApp } from '../helpers/app.ts';
import { cellOf, message } from '../helpers/hands.ts';

let root: string;
let home: string;
let launched: LaunchedApp;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  home = join(root, 'home');
  launched = await launchApp({ home, args: [await makePicture('gps', join(root, 'photos'))] });
});

test.afterAll(async () => {
  await launched.close();
  await rm(root, { recursive: true, force: true });
});

test('a file named at the first start is in the window', async () => {
  await expect(cellOf(launched.page, 'gps')).toBeVisible();
});

test('a second start ends by itself, and its photo comes up in the first window', async () => {
  await makePicture('jpeg', join(root, 'photos'));
  // Outside Electron the package "electron" is the path of its program.
  const program = createRequire(join(process.cwd(), 'package.json'))('electron') as unknown as string;
  const words = [...(process.platform === 'linux' ? ['--no-sandbox', '--disable-gpu'] : []), process.cwd(), 'jpeg.jpg'];
  // A relative path counts from the folder that the second start was made in.
  const second = spawn(program, words, { cwd: join(root, 'photos'), env: launchVariables({ home }), stdio: 'ignore' });
  const code = await new Promise<number | null>((end) => second.once('exit', end));
  expect(code).toBe(0);
  await expect(cellOf(launched.page, 'jpeg')).toBeVisible();
  expect(launched.app.windows()).toHaveLength(1);
  expect(launched.pageErrors).toEqual([]);
});

test('very many files at a second start neither end the first nor are lost', async () => {
  const folder = join(root, 'a folder with a long name so that the words of this start are more than one message can hold');
  const one = await makePicture('png', folder);
  const many = Array.from({ length: 3_000 }, (_, number) => join(folder, `photo-${String(number)}.jpg`));
  const program = createRequire(join(process.cwd(), 'package.json'))('electron') as unknown as string; // as above
  const words = [...(process.platform === 'linux' ? ['--no-sandbox', '--disable-gpu'] : []), process.cwd(), ...many, one];
  const second = spawn(program, words, { env: launchVariables({ home }), stdio: 'ignore' });
  expect(await new Promise<number | null>((end) => second.once('exit', end))).toBe(0);
  await expect(cellOf(launched.page, 'png')).toBeVisible({ timeout: 60_000 });
  await expect(message(launched.page, /3,000 refused/)).toBeVisible();
  expect(await readdir(join(home, 'handed-over'))).toEqual([]);
  expect(launched.pageErrors).toEqual([]);
});
