/** Some mutated files of every format through the app's own workers, the same in every run. Very many: `npm run mutate -- --count 2000`. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSamples } from '../../bench/decoders/samples.ts';
import { mutations } from '../../faults/mutate/mutations.ts';
import { MOST_MEMORY, playMutants, type Seed } from '../../faults/mutate/play.ts';

/** One or two of each format, small: each is mutated a few times. */
const wanted = new Set([
  ...['jpeg.jpg', 'progressive.jpg', 'grey.jpg', 'orientation-6.jpg', 'png.png', 'png-16bit.png', 'webp.webp', 'avif.avif'],
  ...[
    'tiff.tif',
    'gif.gif',
    'tiff-tiles-deflate.tif',
    'tiff-jpeg.tif',
    'raw-preview.dng',
    'heic-8-bit.heic',
    'bmp-24.bmp',
    'jxl-lossy.jxl',
  ],
]);
const COUNT = 40;
/** The tools that judge what was developed. */
const tools = ['convert', 'djpeg', 'pngcheck', 'tiffinfo', 'webpinfo', 'heif-convert', 'avifdec', 'djxl', 'exiftool'];
const areThere = tools.every((tool) => (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, tool))));
if (!areThere) console.warn('Without the independent decoders of Debian, only crashes, hangs and failures inside are seen.');

let folder = '';
let seeds: Seed[] = [];

beforeAll(async () => {
  if (!existsSync(join('dist', 'main', 'image-process.cjs'))) throw new Error('dist/main is missing: run "npm run build" first');
  folder = await mkdtemp(join(tmpdir(), 'darkslide-mutate-'));
  const { paths } = await writeSamples(join(folder, 'samples'), (name) => wanted.has(name));
  seeds = await Promise.all(paths.map(async (path) => ({ name: basename(path), bytes: await readFile(path) })));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('mutated files', () => {
  it('neither crash nor hang the app, fill no memory, and are never paid for where they are damaged', async () => {
    const seed = Number(process.env['MUTATE_SEED'] ?? 10);
    const oracle = areThere ? 'developed' : 'none';
    const { played, memory } = await playMutants({ count: COUNT, seed, seeds, oracle, only: null, keep: null });
    const faults = played.filter(({ fault }) => fault !== null);
    expect(
      faults.map((one) => `${one.seed}, ${one.mutation} ${one.note}: ${one.fault ?? ''} (${one.judged.remark})`),
      `MUTATE_SEED=${String(seed)}`,
    ).toEqual([]);
    expect(played).toHaveLength(COUNT);
    expect(memory.together).toBeLessThan(MOST_MEMORY);
  });

  it('are of all kinds', () => {
    const kinds = Object.entries(mutations).filter(([, mutate]) =>
      seeds.some(({ bytes }) => mutate(bytes, () => 0.5, bytes) !== null),
    );
    expect(kinds.map(([name]) => name)).toEqual(Object.keys(mutations));
  });
});
