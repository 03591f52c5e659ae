/** The story of the night that `npm run bench -- night --keep FOLDER` left, in the window; DARKSLIDE_NIGHT names that folder. */
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchApp } from '../helpers/app.ts';

const night = process.env['DARKSLIDE_NIGHT'] ?? '';

test('the story of a night', async () => {
  test.skip(night === '', 'DARKSLIDE_NIGHT names no folder of a night');
  const launched = await launchApp({
    home: join(night, 'home'),
    // Nobody listens there: nothing is sent
    env: { SEGMIND_BASE_URL: 'http://127.0.0.1:9/', SEGMIND_API_KEY: 'SG_bench_of_a_night' },
  });
  const { app, page } = launched;
  try {
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 1000);
    });
    await page.evaluate(async () => {
      await window.api.calls['preferences.change']({ welcomed: true, theme: 'dark' });
    });
    await page.keyboard.press('w');
    await expect(page.getByText('Began to watch')).toBeAttached();
    await page.mouse.move(720, 995);
    await page.screenshot({ path: join(night, 'story.png'), animations: 'disabled' });
    const scroll = page.getByRole('group', { name: /what happened/ });
    console.log(`${String(await scroll.getByRole('listitem').count())} lines`);
    // As a whole, however long it is
    const height = await scroll.evaluate((element) => element.scrollHeight);
    await app.evaluate(({ BrowserWindow }, more) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 360 + more);
    }, height);
    await page.screenshot({ path: join(night, 'story-whole.png'), animations: 'disabled' });
  } finally {
    await launched.close();
  }
});
