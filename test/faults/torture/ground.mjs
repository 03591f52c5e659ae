/** The ground of a torture run: photos that all differ, a private copy of the built program, and the simulator as a process with a script of faults. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { Explained, inProject } from '../../../electron/launch/project.mjs';

/** The model that the run pays for, a cheap one, so that the limit for a day holds it; in a private copy of the catalogue its transport is the one under test. */
export const MODEL = 'sd3-med-img2img';
/** Photos are told apart in the simulator's ledger by their size, and there are only so many sizes of about this many pixels. */
export const MOST_PHOTOS = 1000;

/** Random numbers from a seed (mulberry32): 0 ≤ n < 1. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `low` to `high`, both included. */
export function between(random, low, high) {
  return low + Math.floor(random() * (high - low + 1));
}

/** "149x132" → the name under which both ledgers know the photo. */
export const sizeName = (width, height) => `${width}x${height}`;

/**
 * Writes photos. Each has a size of its own but for some that are copies of another, which must be paid for once. Returns their works:
 * size, fingerprint and paths of the one or two files; and one file more whose end is missing, so that it can be added but never sent.
 */
export async function writePhotos(folder, count, random) {
  mkdirSync(folder, { recursive: true });
  const copies = Math.min(Math.floor(count / 2), Math.max(4, Math.floor(count / 12)));
  const works = [];
  let files = 0;
  const write = (bytes) => {
    const path = join(folder, `photo-${String(files).padStart(4, '0')}.jpg`);
    files += 1;
    writeFileSync(path, bytes);
    return path;
  };
  for (let index = 0; index < count - copies; index += 1) {
    // So large that a picture of one colour passes as one by its length
    const width = 168 + (index % 25) * 3;
    const height = 168 + Math.floor(index / 25) * 3;
    const pixels = Buffer.alloc(width * height * 3);
    const tint = [between(random, 20, 200), between(random, 20, 200), between(random, 20, 200)];
    for (let at = 0; at < pixels.length; at += 1) pixels[at] = ((tint[at % 3] ?? 0) + Math.floor(at / 90)) & 255;
    const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    const paths = index < copies ? [write(jpeg), write(jpeg)] : [write(jpeg)];
    works.push({ size: sizeName(width, height), paths, prints: paths.map(printOf) });
    if (index === 0) writeFileSync(join(folder, 'broken.jpg'), jpeg.subarray(0, Math.floor(jpeg.length * 0.6)));
  }
  return { works, broken: join(folder, 'broken.jpg') };
}

/** What must not change about an original: its bytes, its length and its time. */
export function printOf(path) {
  const { size, mtimeMs } = statSync(path);
  return `${createHash('sha256').update(readFileSync(path)).digest('hex')} ${size} ${mtimeMs}`;
}

/**
 * Copies the built program and the catalogue, so that a build in between changes nothing, and so that the model's transport can
 * be chosen without a switch in the program that users do not have. Returns the path of the command line.
 */
export function copyProgram(folder, transport) {
  const built = inProject('dist', 'main');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  cpSync(built, join(folder, 'dist', 'main'), { recursive: true });
  symlinkSync(inProject('node_modules'), join(folder, 'node_modules'), 'junction');
  const models = join(folder, 'resources', 'models');
  mkdirSync(models, { recursive: true });
  for (const name of readdirSync(inProject('resources', 'models'))) {
    const model = JSON.parse(readFileSync(inProject('resources', 'models', name), 'utf8'));
    const changed = model.slug === MODEL ? { ...model, transport } : model;
    writeFileSync(join(models, name), JSON.stringify(changed));
  }
  return join(folder, 'dist', 'main', 'cli.cjs');
}

/**
 * Faults of one POST, and the journal entry that each leads to (null: what comes is a picture all the same). What it costs is said by the simulator's own rule ("only 200 is
 * charged") or by `charged`.
 */
const postFaults = [
  ['refused', (random) => ({ rateLimited: between(random, 1, 5) / 10 })],
  ['refused', () => ({ status: 500 })],
  ['refused', () => ({ status: 400 })],
  ['refused', () => ({ status: 401 })],
  ['silence', (random) => ({ status: 502, charged: random() < 0.5 })],
  ['silence', (random) => ({ status: 504, charged: random() < 0.5, html: true })],
  ['silence', () => ({ reset: 'before-charge' })],
  ['silence', () => ({ reset: 'after-charge' })],
  ['silence', (random) => ({ cutAfterBytes: between(random, 0, 3000) })],
  ['silence', (random) => ({ delayMs: between(random, 20, 300), reset: 'after-charge' })],
  ['spoiled', () => ({ tiny: true })],
  ['spoiled', () => ({ blank: true })],
  ['spoiled', (random) => ({ tiny: true, delayMs: between(random, 20, 300) })],
  [null, (random) => ({ delayMs: between(random, 20, 500) })],
  ['no answer', (random) => ({ silence: true, charged: random() < 0.5 })],
];
/**
 * The same for v2, where a job may also fail after it was accepted. A picture that is no picture is fetched a dozen times before that
 * is believed, which takes longer than a run here; one of a single colour is found out at once, where it is as large as any
 * picture.
 */
const postFaultsV2 = [
  ...postFaults.map(([event, fault]) => (event === 'spoiled' ? [event, () => ({ blank: true })] : [event, fault])),
  ['refused', () => ({ jobFails: 'the job failed' })],
];

/** Faults of the answers that come after a v2 request was accepted. Each strikes a few times and then lets the request through. */
const laterFaults = [
  (random) => ({ status: 500, times: between(random, 1, 2) }),
  (random) => ({ rateLimited: 0.3, times: between(random, 1, 2) }),
  (random) => ({ reset: 'before-charge', times: between(random, 1, 2) }),
  (random) => ({ cutAfterBytes: between(random, 0, 30), times: 1 }),
  (random) => ({ delayMs: between(random, 20, 300), times: 2 }),
];

/**
 * A script in which about half of the first `count` POSTs go wrong, and for v2 as many of the answers that follow. `leadsTo`:
 * number of a POST → the journal entry to be expected of its fault.
 */
export function faultScript(count, transport, random) {
  const rules = [];
  const leadsTo = new Map();
  // Drawn as from a bag that is filled again when it is empty, so that none is long in coming
  let bag = [];
  for (let request = 1; request <= count; request += 1) {
    if (random() < 0.5) {
      if (bag.length === 0) bag = [...(transport === 'v2' ? postFaultsV2 : postFaults)];
      const [[event, fault]] = bag.splice(Math.floor(random() * bag.length), 1);
      rules.push({ request, ...fault(random) });
      if (event !== null) leadsTo.set(request, event);
    }
    if (transport === 'v2' && random() < 0.35) {
      const at = pick(['status', 'response', 'output'], random);
      rules.push({ request, at, ...pick(laterFaults, random)(random) });
    }
  }
  return { rules, leadsTo };
}

function pick(list, random) {
  return list[Math.floor(random() * list.length)];
}

/** Starts the simulator as a process of its own; resolves when it says where it listens. */
export async function startSimulator(program, { folder, rules, seed }) {
  const ledger = join(folder, 'simulator.jsonl');
  const script = join(folder, 'faults.json');
  writeFileSync(script, JSON.stringify(rules));
  const args = ['simulate', '--port', '0', '--ledger', ledger, '--script', script];
  args.push('--balance', '100000', '--latency', '40', '--seed', String(seed));
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  process.once('exit', () => child.kill('SIGKILL'));
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const ready = /Simulator ready at (\S+)/.exec(said)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    void ended.then((code) => reject(new Explained(`The simulator ended with ${code}: ${said}`)));
  });
  return {
    url,
    ledger,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
