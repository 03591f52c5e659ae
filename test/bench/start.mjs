/**
 * First paint and time to usable of the app against a trivial Electron page, from the moment the program is started. Alternated runs,
 * medians, and their ratio; `--runs N` (7).
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machineSwitches } from '../../electron/launch/run-electron.mjs';
import { Explained, root } from '../../electron/launch/project.mjs';
import { findElectron } from '../../electron/launch/find-electron.mjs';
import { onGround, prepareGround } from '../helpers/e2e-ground.mjs';

const usable = 'darkslide-usable';
const limitMs = 60_000;

/** @param {string[]} words */
export async function bench(words) {
  const runs = words[0] === '--runs' ? Number(words[1]) : 7;
  if (!Number.isInteger(runs) || runs < 1) throw new Explained('usage: npm run bench -- start [--runs N]');
  if (process.env.DARKSLIDE_BENCH_GROUND === 'ready') return measure(runs);
  const ground = await prepareGround();
  if (ground.impossible !== null) throw new Explained(ground.impossible);
  // Once more, this time with a screen; no keyring, whose first unlocking would be measured too.
  const runner = fileURLToPath(new URL('run.mjs', import.meta.url));
  const { program, args, env, tidy } = onGround({ ...ground, keyring: false }, process.execPath, [
    // Node 20 has it behind this switch.
    '--experimental-websocket',
    runner,
    'start',
    '--runs',
    String(runs),
  ]);
  try {
    return spawnSync(program, args, { stdio: 'inherit', env: { ...env, DARKSLIDE_BENCH_GROUND: 'ready' } }).status ?? 1;
  } finally {
    tidy();
  }
}

async function measure(runs) {
  const { executable } = await findElectron();
  const work = mkdtempSync(join(tmpdir(), 'darkslide-bench-'));
  try {
    const programs = {
      trivial: { folder: trivialApp(work), env: {} },
      Darkslide: { folder: root, env: { DARKSLIDE_HOME: join(work, 'home') } },
    };
    // The first start of each fills the caches of the system and of the program, and is not counted.
    for (const program of Object.values(programs)) await oneStart(executable, program, work);
    const times = { trivial: [], Darkslide: [] };
    for (let run = 0; run < runs; run++) {
      for (const [name, program] of Object.entries(programs)) times[name].push(await oneStart(executable, program, work));
    }
    print(times, runs);
    return 0;
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** A window with one line of text: the floor of what Electron costs. */
function trivialApp(work) {
  const folder = join(work, 'trivial');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'trivial', version: '1.0.0', main: 'main.js' }));
  writeFileSync(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron');
app.setPath('userData', ${JSON.stringify(join(work, 'trivial-data'))});
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadFile('index.html'));
app.on('window-all-closed', () => app.quit());
`,
  );
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><title>Trivial</title><p>Trivial</p><script>requestAnimationFrame(() => performance.mark('${usable}'));</script>\n`,
  );
  return folder;
}

/** Milliseconds from the start of the process to the first paint and to the mark, by the page's own clock. */
async function oneStart(executable, { folder, env }) {
  const startedAt = Date.now();
  const switches = ['--remote-debugging-port=0', '--disable-gpu', '--password-store=basic', ...machineSwitches().slice(1)];
  const child = spawn(executable, [...switches, folder], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    const endpoint = await debuggingAddress(child, startedAt);
    // The times are kept by the page; looking for them only afterwards leaves the start undisturbed.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const found = await waitForMark(new URL(endpoint).host, startedAt);
    return { paint: found.paint - startedAt, usable: found.usable - startedAt };
  } finally {
    child.kill();
    await ended;
  }
}

async function debuggingAddress(child, startedAt) {
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (part) => (text += part));
  while (Date.now() - startedAt < limitMs && child.exitCode === null) {
    const address = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
    if (address) return address;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Explained(`Electron did not start:\n${text}`);
}

async function waitForMark(host, startedAt) {
  while (Date.now() - startedAt < limitMs) {
    const targets = await (await fetch(`http://${host}/json`)).json();
    for (const target of targets.filter(({ type }) => type === 'page')) {
      const found = await ask(target.webSocketDebuggerUrl, question);
      if (found) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Explained(`no page was painted and marked "${usable}" within ${limitMs / 1000} s`);
}

/** Runs in the page: both moments as wall-clock time, or null while one is missing. */
const question = `(() => {
  const paint = performance.getEntriesByName('first-paint')[0];
  const mark = performance.getEntriesByName('${usable}')[0];
  if (!paint || !mark) return null;
  return { paint: performance.timeOrigin + paint.startTime, usable: performance.timeOrigin + mark.startTime };
})()`;

/** Evaluates an expression in a page over its debugging socket. */
async function ask(address, expression) {
  const socket = new WebSocket(address);
  try {
    return await new Promise((resolve, reject) => {
      const params = { expression, returnByValue: true };
      socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
      socket.onmessage = ({ data }) => resolve(JSON.parse(data).result?.result?.value ?? null);
      socket.onerror = () => reject(new Explained(`${address} does not answer`));
    });
  } finally {
    socket.close();
  }
}

function print(times, runs) {
  console.log(`median of ${runs} alternated starts, ms after the process was started`);
  console.log(`${''.padEnd(14)}${['trivial', 'Darkslide', 'ratio'].map((word) => word.padStart(11)).join('')}`);
  for (const [what, label] of [
    ['paint', 'first paint'],
    ['usable', 'usable'],
  ]) {
    const floor = median(times.trivial.map((time) => time[what]));
    const ours = median(times.Darkslide.map((time) => time[what]));
    const cells = [floor.toFixed(0), ours.toFixed(0), (ours / floor).toFixed(2)];
    console.log(`${label.padEnd(14)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
