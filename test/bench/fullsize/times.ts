/** Time and peak memory of a full-size result at 24 and 100 megapixels, in the process that decodes as the app runs it. */
import { SAYS_NOTHING } from '../../../electron/images/metadata/carry/says.ts';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { createApplier } from '../../../electron/images/fullsize/apply/applier.ts';
import { carry } from '../../../electron/images/fullsize/fit/carry.ts';
import { planesOf, type Extent } from '../../../electron/images/fullsize/planes/planes.ts';
import { createImagePool } from '../../../electron/images/pool/pool.ts';
import type { ResultMark } from '../../../electron/images/tasks.ts';
import { forkNode } from '../../../electron/processes/fork-node.ts';
import type { OwnProcess, ProcessPlan } from '../../../electron/processes/own-process.ts';
import { freshFolder } from '../../helpers/app.ts';
import { inProject } from '../../helpers/bench-house.ts';
import { drifting, toBytes } from './answers.ts';
import { edits } from './edits.ts';
import { paint } from './photos.ts';

const mark: ResultMark = { recipe: '', model: '', prompt: '', strength: 0.3, originalHash: null, simulated: true, work: null };

const sizes: readonly (Extent & { readonly seconds: number; readonly megabytes: number | null })[] = [
  { width: 6000, height: 4000, seconds: 3, megabytes: null },
  { width: 11_600, height: 8_700, seconds: 12, megabytes: 600 },
];

/** A tile of noise and edges, side by side until the size is reached: decoders do not mind. */
async function writeOriginal(file: string, { width, height }: Extent): Promise<void> {
  const tile = paint('tile', 3, 1450, 1450);
  const raw = { width: tile.width, height: tile.height, channels: 3 as const };
  const input = await sharp(tile.data, { raw }).png().toBuffer();
  const canvas = { width, height, channels: 3 as const, background: '#888' };
  await sharp({ create: canvas })
    .composite([{ input, tile: true }])
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toFile(file);
}

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Prints seconds of one core and megabytes; 1 where a goal is missed. */
export async function measureTimes(say: (text: string) => void): Promise<number> {
  const folder = await freshFolder('darkslide-fullsize-');
  let missed = 0;
  try {
    for (const size of sizes) if (!(await measureOne(size, folder, say))) missed += 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return missed === 0 ? 0 : 1;
}

async function measureOne(size: (typeof sizes)[number], folder: string, say: (text: string) => void): Promise<boolean> {
  const file = join(folder, 'original.jpg');
  await writeOriginal(file, size);
  const small = { width: 1216, height: Math.round((1216 * size.height) / size.width) };
  const pixels = await sharp(file)
    .resize({ ...small, fit: 'fill', fastShrinkOnLoad: false })
    .raw()
    .toBuffer();
  const frame = planesOf(new Uint8Array(pixels), small, 255);
  const answer = await drifting(edits[3]?.edit(frame) ?? frame, 7);
  const began = cpu();
  const { carrier } = carry(frame, answer);
  const fitted = cpu();
  // Strips of one buffer stand for all of them: what is applied does not depend on where the samples come from
  const rows = 256;
  const strip = new Uint8Array(size.width * rows * 3).fill(120);
  const apply = createApplier(carrier, size, { amount: 1, keep: null });
  for (let top = 0; top < size.height; top += rows) apply(strip, top, Math.min(rows, size.height - top));
  const applied = cpu();
  const beyond = applied - began;
  const whole = await inProcess(file, toBytes(answer), small);
  const megapixels = ((size.width * size.height) / 1e6).toFixed(0);
  const isInTime = beyond <= size.seconds;
  const isInMemory = size.megabytes === null || whole.megabytes === null || whole.megabytes <= size.megabytes;
  say(
    `${megapixels} megapixels: ${beyond.toFixed(1)} s of one core beyond decoding and encoding (fit ${(fitted - began).toFixed(1)}, apply ${(applied - fitted).toFixed(1)}; goal ≤ ${String(size.seconds)}) ${isInTime ? 'ok' : 'MISSED'}`,
  );
  const memory = whole.megabytes === null ? 'not known on this system' : `${whole.megabytes.toFixed(0)} MB`;
  const goal = size.megabytes === null ? '' : ` (goal ≤ ${String(size.megabytes)}) ${isInMemory ? 'ok' : 'MISSED'}`;
  say(`  the whole task with decoding and encoding: ${whole.seconds.toFixed(1)} s, peak memory of its process ${memory}${goal}`);
  return isInTime && isInMemory;
}

async function inProcess(
  file: string,
  answer: Uint8Array,
  small: Extent,
): Promise<{ seconds: number; megabytes: number | null }> {
  const png = await sharp(answer, { raw: { ...small, channels: 3 } })
    .png()
    .toBuffer();
  const started: OwnProcess[] = [];
  const spawn = (plan: ProcessPlan): OwnProcess => {
    const process = forkNode(plan);
    started.push(process);
    return process;
  };
  const pool = createImagePool({ spawn, file: inProject('dist', 'main', 'image-process.cjs'), size: 1, timeLimit: 600_000 });
  try {
    await pool.inspect(file);
    const began = performance.now();
    const done = await pool.fullSize(file, png, {
      format: 'jpeg',
      mark,
      says: SAYS_NOTHING,
      amount: 1,
      keep: null,
      originalHash: null,
    });
    const seconds = (performance.now() - began) / 1000;
    const megabytes = await peakOf(started.at(-1)?.pid() ?? null);
    await writeFile(join(file, '..', 'result.jpg'), done.bytes);
    return { seconds, megabytes };
  } finally {
    await pool.close();
  }
}

/** Most memory that a process ever had, megabytes; null: this system does not tell. */
async function peakOf(pid: number | null): Promise<number | null> {
  if (pid === null) return null;
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s*(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
