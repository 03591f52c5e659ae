/** An old Electron: the window says so, and a real key is used only after a person has said so, once a session. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startSimulator, type Simulator } from '../../electron/simulator/server.ts';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';
import { addByDrop, cellOf, developButton, promptField, queueEmpty } from '../helpers/hands.ts';
import { writePhotos } from '../helpers/workshop.ts';

const KEY = 'SG_4f1d8c0b9a7e6352';

let root: string;
let simulator: Simulator;

test.beforeEach(async () => {
  root = await freshFolder();
  simulator = await startSimulator({ latencyMs: 0, validKeys: [KEY] });
});
test.afterEach(async () => {
  await simulator.close();
  await rm(root, { recursive: true, force: true });
});

/** Opens the app with a key, answers the question with this button, and develops two photos. How often was asked. */
async function develop(button: number, check: (launched: LaunchedApp) => Promise<void>): Promise<number> {
  const env = { SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: KEY, DARKSLIDE_TRIAL_KEY: '0' };
  const launched = await launchApp({ home: join(root, 'home'), env });
  try {
    const version = await launched.app.evaluate(() => process.versions.electron);
    test.skip(Number.parseInt(version, 10) > 40, `Electron ${version} is no old one`);
    const asked = await launched.app.evaluateHandle(({ dialog }, response) => {
      const said: string[] = [];
      dialog.showMessageBox = async (...words: unknown[]) => {
        said.push((words.at(-1) as { message: string }).message); // options come last
        return Promise.resolve({ response, checkboxChecked: false });
      };
      return said;
    }, button);
    const { page } = launched;
    await expect(page.getByText(`Old Electron ${version}, for trying only`)).toBeVisible();
    await page.evaluate(async () => window.api.calls['preferences.change']({ welcomed: true }));
    await addByDrop(page, await writePhotos(join(root, 'photos'), 2), 2);
    await promptField(page).fill('Deep winter, fresh snow');
    await developButton(page).click();
    await check(launched);
    return (await asked.jsonValue()).filter((message) => message.includes('in this old Electron')).length;
  } finally {
    await launched.close();
  }
}

const charged = (): number => simulator.requests().filter((entry) => entry.charged).length;

test('a key stays unused where the person says no, and the queue says why', async () => {
  const asked = await develop(1, async ({ page }) => {
    await page.getByRole('button', { name: 'Open the queue' }).click();
    await expect(page.getByText(/you did not let it use the key/).first()).toBeVisible();
  });
  expect(asked).toBe(1);
  expect(simulator.requests()).toEqual([]);
});

test('a key is used once the person says yes, and nobody is asked again', async () => {
  const asked = await develop(0, async ({ page }) => {
    for (const name of ['photo-000', 'photo-001']) await expect(cellOf(page, `${name}, 1 result`)).toBeVisible();
    await queueEmpty(page);
  });
  expect(asked).toBe(1);
  expect(charged()).toBe(2);
});
