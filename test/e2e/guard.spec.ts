/** What the page may not do, tried from inside it: leave, open windows, ask for devices, read files, reach other hosts, run other scripts. */
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';

const PAGE = 'darkslide://app/';

let root: string;
let secret: string;
let launched: LaunchedApp;
let page: Page;
let stranger: Server;
let strangerAddress: string;
const visits: string[] = [];

test.beforeAll(async () => {
  root = await freshFolder();
  secret = pathToFileURL(join(root, 'secret.txt')).href;
  await writeFile(join(root, 'secret.txt'), 'not for the page');
  stranger = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('here');
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  strangerAddress = `http://127.0.0.1:${String((stranger.address() as AddressInfo).port)}`; // listening on a port, not on a pipe
  launched = await launchApp({ home: join(root, 'home') });
  page = launched.page;
  await expect(page.getByRole('button', { name: /Try it now/ })).toBeVisible();
});

test.afterAll(async () => {
  await launched.close();
  await new Promise((resolve) => stranger.close(resolve));
  await rm(root, { recursive: true, force: true });
});

test('the page comes with its policy in a header, closed by default', async () => {
  const headers = await page.evaluate(async () => {
    const response = await fetch(location.href);
    return Object.fromEntries(response.headers.entries());
  });
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toMatch(/^default-src 'none';/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('it cannot leave its address', async () => {
  // Heard after the app's own listener, so each verdict is known.
  const verdicts = await launched.app.evaluateHandle(({ BrowserWindow }) => {
    const heard: Record<string, boolean> = {};
    BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', (event, address) => {
      heard[address] = event.defaultPrevented;
    });
    return heard;
  });
  for (const address of ['https://example.com/', `${strangerAddress}/`, `${PAGE}elsewhere.html`, 'photo://full/photo/1']) {
    await follow(address);
    await expect.poll(async () => verdicts.evaluate((heard, to) => heard[to], address), address).toBe(true);
  }
  // Chromium itself keeps a page from files, so the app is not even asked.
  await follow(secret);
  expect(page.url()).toBe(PAGE);
  expect(visits).toEqual([]);
});

async function follow(address: string): Promise<void> {
  await page.evaluate((to) => {
    const link = Object.assign(document.createElement('a'), { href: to });
    document.body.append(link);
    link.click();
    link.remove();
  }, address);
}

test('it cannot open windows', async () => {
  const opened = await page.evaluate((to) => [window.open(to), window.open('about:blank')].map((one) => one !== null), secret);
  expect(opened).toEqual([false, false]);
  expect(launched.app.windows()).toHaveLength(1);
});

test('it is given no permission', async () => {
  const given = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'];
    const found: string[] = [];
    for (const name of names) {
      // Some of these names are missing from the list that TypeScript knows.
      const { state } = await navigator.permissions.query({ name: name as PermissionName });
      if (state !== 'denied') found.push(`${name}: ${state}`);
    }
    const tries: Record<string, () => Promise<unknown>> = {
      camera: async () => navigator.mediaDevices.getUserMedia({ video: true }),
      screen: async () => navigator.mediaDevices.getDisplayMedia({ video: true }),
      clipboard: async () => navigator.clipboard.readText(),
      place: async () =>
        new Promise((resolve, reject) => {
          navigator.geolocation.getCurrentPosition(resolve, reject);
        }),
    };
    for (const [name, attempt] of Object.entries(tries)) {
      const got = await attempt().then(
        () => true,
        () => false,
      );
      if (got) found.push(name);
    }
    return found;
  });
  expect(given).toEqual([]);
});

test('it reads no file and reaches no other host', async () => {
  const reached = await page.evaluate(
    async ({ addresses, host }) => {
      const found: string[] = [];
      const loads = async (element: HTMLElement): Promise<boolean> =>
        new Promise((resolve) => {
          element.addEventListener('load', () => {
            resolve(true);
          });
          element.addEventListener('error', () => {
            resolve(false);
          });
          document.body.append(element);
        });
      for (const address of addresses) {
        const fetched = await fetch(address).then(
          () => true,
          () => false,
        );
        if (fetched) found.push(`fetch ${address}`);
        if (await loads(Object.assign(new Image(), { src: address }))) found.push(`image ${address}`);
        if (await loads(Object.assign(document.createElement('script'), { src: address }))) found.push(`script ${address}`);
        const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address });
        if (await loads(sheet)) found.push(`style ${address}`);
      }
      const socket = await new Promise<boolean>((resolve) => {
        try {
          const tried = new WebSocket(`ws://${host}/`);
          tried.onopen = () => {
            resolve(true);
          };
          tried.onerror = () => {
            resolve(false);
          };
        } catch {
          resolve(false);
        }
      });
      if (socket) found.push('socket');
      navigator.sendBeacon(`http://${host}/beacon`, 'x');
      return found;
    },
    { addresses: [secret, `${strangerAddress}/asked`], host: strangerAddress.slice('http://'.length) },
  );
  expect(reached).toEqual([]);
  // A request to the stranger's own server that does arrive shows that it would have been seen.
  await fetch(`${strangerAddress}/from-outside`);
  expect(visits).toEqual(['/from-outside']);
});

test('it runs no script but its own', async () => {
  const ran = await page.evaluate(async () => {
    const refused: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'document.title = "inline script"';
    document.body.append(script);
    const holder = document.createElement('div');
    holder.innerHTML = '<button onclick="document.title = \'inline handler\'">x</button>';
    document.body.append(holder);
    holder.querySelector('button')?.click();
    const frame = document.createElement('iframe');
    frame.srcdoc = '<script>parent.document.title = "frame"</script>';
    document.body.append(frame);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    frame.remove();
    holder.remove();
    return { title: document.title, refused };
  });
  expect(ran.title).toMatch(/Darkslide/);
  expect(ran.refused).toEqual(expect.arrayContaining(['script-src-elem', 'script-src-attr']));
});

test('a page that is not ours, and our page in another window, are answered with a refusal', async () => {
  const answers = await launched.app.evaluate(
    async ({ BrowserWindow }, { addresses, preload }) => {
      const found: unknown[] = [];
      const asks = ["calls['app.snapshot'](undefined)", "calls['account.save-key']({ key: 'SG_forged_key' })"];
      for (const address of addresses) {
        const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } });
        await other.loadURL(address);
        for (const ask of asks) found.push(await other.webContents.executeJavaScript(`window.api.${ask}`));
        other.destroy();
      }
      return found;
    },
    {
      addresses: [PAGE, 'data:text/html,<title>another</title>', secret],
      preload: join(process.cwd(), 'dist', 'preload', 'preload.cjs'),
    },
  );
  expect(answers).toHaveLength(6);
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
  const key = await page.evaluate(async () => {
    const answer = await window.api.calls['app.snapshot'](undefined);
    return answer.ok ? answer.value.key.state : null;
  });
  expect(key).toBe('none');
});
