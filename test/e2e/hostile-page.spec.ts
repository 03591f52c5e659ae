/** A hostile page in our own window: once as a stranger without any policy, once as our own page taken over. Each way out is tried, and listed. */
import { createSocket, type Socket } from 'node:dgram';
import { rm, readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { makePicture } from '../fixtures/pictures.ts';
import { dropFiles, freshFolder, launchApp, type LaunchedApp } from '../helpers/app.ts';

const KEY = 'SG_4f1d8c0b9a7e6352';

let root: string;
let launched: LaunchedApp;
let page: Page;
let web: Server;
let stun: Socket;
const heard: string[] = [];
let address: string;
let stunPort: number;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  root = await freshFolder();
  web = createServer((request, response) => {
    heard.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.setHeader('access-control-allow-origin', '*').end('here');
  });
  web.on('connection', () => heard.push('a connection'));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${String((web.address() as AddressInfo).port)}`; // listening on a port, not on a pipe
  stun = createSocket('udp4');
  stun.on('message', () => heard.push('a datagram'));
  await new Promise<void>((resolve) => stun.bind(0, '127.0.0.1', resolve));
  stunPort = stun.address().port;
  launched = await launchApp({ home: join(root, 'home'), env: { SEGMIND_API_KEY: KEY, SEGMIND_BASE_URL: `http://${address}` } });
  page = launched.page;
  await expect(page.getByRole('button', { name: /Try it now/ })).toBeVisible();
});

test.afterAll(async () => {
  await launched.close();
  await new Promise((resolve) => web.close(resolve));
  stun.close();
  await rm(root, { recursive: true, force: true });
});

interface Tried {
  readonly way: string;
  readonly got: string;
}

/** Tries every way; `got` is "refused", or what came of it. Runs in the page. */
async function tryAll({
  web: host,
  udp,
  key,
  root: folder,
}: {
  web: string;
  udp: number;
  key: string;
  root: string;
}): Promise<Tried[]> {
  const tried: Tried[] = [];
  const note = async (way: string, attempt: () => unknown): Promise<void> => {
    let got: string;
    try {
      const value = await Promise.race([
        Promise.resolve().then(attempt),
        new Promise((resolve) => {
          setTimeout(() => {
            resolve(undefined);
          }, 1_500);
        }),
      ]);
      got = value === undefined || value === null || value === false ? 'refused' : JSON.stringify(value).slice(0, 80);
    } catch {
      got = 'refused';
    }
    tried.push({ way, got });
  };
  const loads = async (tag: string, given: Record<string, string>): Promise<unknown> =>
    new Promise((resolve) => {
      const element = Object.assign(document.createElement(tag), given);
      for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
      element.addEventListener('load', () => {
        // Frames load the page that says that they were refused
        resolve(['iframe', 'embed', 'object'].includes(tag) ? undefined : 'loaded');
      });
      element.addEventListener('error', () => {
        resolve(undefined);
      });
      document.body.append(element);
    });
  const url = `http://${host}/`;
  const has = (text: string): unknown => (text.includes(key) || text.includes(folder) ? 'a secret' : undefined);

  for (const name of ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', '__dirname'])
    await note(`global ${name}`, () => (name in globalThis ? 'there' : undefined));
  // The preload's functions, as the page sees them
  const api = Reflect.get(window, 'api') as
    { calls: Record<string, ((input: unknown) => Promise<unknown>) | undefined> } | undefined;
  await note('key and paths in what main tells', async () => has(JSON.stringify(await api?.calls['app.snapshot']?.(undefined))));
  await note('the environment in what main tells', async () =>
    /PATH|DARKSLIDE_HOME|HOME=/.test(JSON.stringify(await api?.calls['app.snapshot']?.(undefined))) ? 'there' : undefined,
  );
  await note('naming a file to add', () => api?.calls['library.add'] && 'a function');
  await note('naming a folder to watch', () => api?.calls['watch.offer-folder'] && 'a function');
  await note('a path of a file', () => Reflect.get(new File([], 'a.jpg'), 'path') as unknown);
  await note('the preload’s own world', () => has(Object.values(window).map(String).join()));
  await note('fetch', async () => (await fetch(url)).status);
  await note('fetch without asking', async () => (await fetch(url, { mode: 'no-cors' })).type);
  await note('fetch of a file', async () => (await fetch('file:///etc/hostname')).status);
  await note(
    'XMLHttpRequest',
    async () =>
      new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.onload = () => {
          resolve(request.status);
        };
        request.onerror = reject;
        request.open('GET', url);
        request.send();
      }),
  );
  await note(
    'WebSocket',
    async () =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`ws://${host}/`);
        socket.onopen = () => {
          resolve('open');
        };
        socket.onerror = reject;
      }),
  );
  await note(
    'EventSource',
    async () =>
      new Promise((resolve, reject) => {
        const source = new EventSource(url);
        source.onopen = () => {
          resolve('open');
        };
        source.onerror = reject;
      }),
  );
  await note('WebRTC', async () => {
    const servers = [
      { urls: `stun:127.0.0.1:${String(udp)}` },
      { urls: `turn:${host}?transport=tcp`, username: 'u', credential: 'c' },
    ];
    const peer = new RTCPeerConnection({ iceServers: servers });
    const found: string[] = [];
    peer.onicecandidate = ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== '') found.push(candidate.candidate);
    };
    peer.createDataChannel('out');
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    peer.close();
    return found.length === 0 ? undefined : found.join();
  });
  await note('beacon', () => {
    navigator.sendBeacon(url, 'x'); // says that it was queued; what counts is whether it arrives
  });
  await note('image', async () => loads('img', { src: `${url}image` }));
  await note('script', async () => loads('script', { src: `${url}script` }));
  await note('frame', async () => loads('iframe', { src: `${url}frame` }));
  await note('frame of a file', async () => loads('iframe', { src: 'file:///etc/hostname' }));
  await note('object', async () => loads('object', { data: `${url}object` }));
  await note('embed', async () => loads('embed', { src: `${url}embed` }));
  await note('video', async () => loads('video', { src: `${url}video` }));
  for (const rel of [
    'stylesheet',
    'prefetch',
    'preload',
    'modulepreload',
    'dns-prefetch',
    'preconnect',
    'prerender',
    'icon',
    'manifest',
  ])
    await note(`link ${rel}`, async () => loads('link', { rel, href: `${url}${rel}`, as: 'image' }));
  await note('CSS', async () => {
    const style = document.createElement('style');
    style.textContent = `@import "${url}import"; body { background: url("${url}css") } @font-face { font-family: x; src: url("${url}font") }`;
    document.body.append(style);
    const text = Object.assign(document.createElement('p'), { textContent: 'x' });
    text.style.fontFamily = 'x';
    document.body.append(text);
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  await note(
    'worker',
    async () =>
      new Promise((resolve, reject) => {
        const source = `fetch(${JSON.stringify(url)}).then(() => postMessage('fetched'), () => postMessage(null))`;
        const worker = new Worker(URL.createObjectURL(new Blob([source])));
        worker.onmessage = ({ data }) => {
          resolve(data);
        };
        worker.onerror = reject;
      }),
  );
  await note('service worker', async () => navigator.serviceWorker.register(`${url}worker.js`));
  await note('window', () => window.open(url));
  await note('window of a file', () => window.open('file:///etc/hostname'));
  await note('notification', async () => ((await Notification.requestPermission()) === 'granted' ? 'granted' : undefined));
  await note('file picker', async () => (Reflect.get(window, 'showOpenFilePicker') as () => Promise<unknown>)());
  await note('reading the clipboard', async () => navigator.clipboard.readText());
  await note('download', () => {
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob(['x'])), download: 'x.exe' });
    document.body.append(link);
    link.click();
  });
  await note('download from the network', () => {
    const link = Object.assign(document.createElement('a'), { href: `${url}download`, download: 'x.exe', ping: `${url}ping` });
    document.body.append(link);
    link.click();
  });
  await note('form', () => {
    const form = Object.assign(document.createElement('form'), { action: `${url}form`, method: 'post' });
    document.body.append(form);
    form.submit();
  });
  await note('refresh', async () => {
    document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: `0;url=${url}refresh` }));
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  await note('location', async () => {
    location.href = `${url}location`;
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  return tried;
}

async function expectAllRefused(where: string): Promise<void> {
  const facts = { web: address, udp: stunPort, key: KEY, root };
  heard.length = 0;
  const at = page.url();
  const tried = await page.evaluate(tryAll, facts);
  const width = Math.max(...tried.map(({ way }) => way.length));
  console.log([`${where}:`, ...tried.map(({ way, got }) => `  ${way.padEnd(width)}  ${got}`)].join('\n'));
  expect(tried.filter(({ got }) => got !== 'refused')).toEqual([]);
  expect(tried.length).toBeGreaterThan(40);
  expect(page.url()).toBe(at);
  expect(launched.app.windows()).toHaveLength(1);
  // What arrives shows that it would have been heard
  await fetch(`http://${address}/from-outside`);
  stun.send('from outside', stunPort, '127.0.0.1');
  await expect.poll(() => heard).toEqual(expect.arrayContaining(['GET /from-outside', 'a datagram']));
  expect(heard.filter((one) => one !== 'a connection')).toEqual(['GET /from-outside', 'a datagram']);
  const files = await readdir(root, { recursive: true });
  expect(files.filter((name) => name.endsWith('x.exe'))).toEqual([]);
}

test('our own page, taken over, gets nothing out and nothing in', async () => {
  await expectAllRefused('our page, taken over');
});

test('a dropped file’s path stays hidden from the page', async () => {
  const photo = await makePicture('jpeg', join(root, 'photos'));
  const seen = page.evaluate(
    async () =>
      new Promise<unknown[]>((resolve) => {
        window.addEventListener(
          'drop',
          ({ dataTransfer }) => {
            const [file] = dataTransfer?.files ?? [];
            const texts = [...(dataTransfer?.types ?? [])].map((type) => dataTransfer?.getData(type));
            resolve([file?.name, file === undefined ? null : Reflect.get(file, 'path'), ...texts]);
          },
          { once: true, capture: true },
        );
      }),
  );
  await dropFiles(page, [photo], { x: 600, y: 450 });
  const [name, ...others] = await seen;
  expect(name).toBe('jpeg.jpg');
  expect(JSON.stringify(others)).not.toContain(root);
});

test('a stranger’s page without any policy, in our window, gets nothing either', async () => {
  await launched.app.evaluate(async ({ BrowserWindow }) => {
    await BrowserWindow.getAllWindows()[0]?.loadURL('data:text/html,<!doctype html><title>stranger</title><body>');
  });
  await expect(page).toHaveTitle('stranger');
  await page.waitForLoadState();
  await expectAllRefused('a stranger without a policy');
  const answer = await page.evaluate(async () => window.api.calls['app.snapshot'](undefined));
  expect(answer).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
});

test('a page that breaks down again and again is not loaded without end', async () => {
  const asked = await launched.app.evaluateHandle(({ dialog }) => {
    const said: string[] = [];
    dialog.showMessageBox = async (...words: unknown[]) => {
      said.push((words.at(-1) as { message: string }).message); // options come last
      return new Promise(() => undefined); // nobody answers
    };
    return said;
  });
  const loads = await launched.app.evaluateHandle(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const counted = { loads: 0, ends: 0 };
    contents?.on('did-finish-load', () => {
      counted.loads += 1;
      contents.forcefullyCrashRenderer();
    });
    contents?.on('render-process-gone', () => {
      counted.ends += 1;
    });
    contents?.forcefullyCrashRenderer();
    return counted;
  });
  await expect.poll(async () => (await asked.jsonValue()).length, { timeout: 30_000 }).toBe(1);
  expect(await loads.jsonValue()).toEqual({ loads: 3, ends: 4 });
  expect(await asked.jsonValue()).toEqual(['The window broke down again and again']);
});
