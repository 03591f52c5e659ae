/** Bitmaps and JPEG XL: in their own colours, upright, or refused with the reason before anything is paid. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import { bitmapOf, bitmapOfRuns } from '../../../fixtures/bitmaps.ts';
import { meanDifference } from '../../../fixtures/odd-files.ts';
import * as fixture from '../../../fixtures/pictures.ts';
import { ensureDebianPackages } from '../../../helpers/debian.mjs';

const images = createInlineImages();
const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const options = { longSide: 1536, limits };
const run = promisify(execFile);
const [width, height] = [601, 400];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-bmp-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function prepare(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return (await images.prepare(path, options)).bytes;
}

async function scene(): Promise<Uint8Array> {
  return new Uint8Array(await fixture.scene(width, height).png().toBuffer());
}

describe('a bitmap', () => {
  const rgb = fixture.sceneRgb(width, height);

  it.each([
    ['24 bits', bitmapOf({ width, height, rgb })],
    ['32 bits', bitmapOf({ width, height, rgb, bits: 32 })],
    ['from above', bitmapOf({ width, height, rgb, topDown: true })],
  ])('of %s is developed as it looks', async (name, bytes) => {
    expect(await meanDifference(await prepare(`${name}.bmp`, bytes), await prepare('scene.png', await scene()))).toBeLessThan(1);
    expect(await images.inspect(join(folder, `${name}.bmp`))).toMatchObject({ format: 'bmp', width, height });
  });

  it('of runs is as well, and says where it ends too early', async () => {
    const { topLeft, topRight, bottomLeft, bottomRight } = fixture.quarters;
    const table = Uint8Array.from([topLeft, topRight, bottomLeft, bottomRight].flat());
    const numbers = Uint8Array.from({ length: width * height }, (_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)];
      return (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2);
    });
    const bytes = bitmapOfRuns(width, height, numbers, table);
    expect(await fixture.wrongQuarters(await prepare('runs.bmp', bytes))).toEqual([]);
    await expect(prepare('cut-runs.bmp', bytes.subarray(0, bytes.length - 40))).rejects.toMatchObject({
      code: 'picture-truncated',
    });
  });

  it('in the colours of its profile', async () => {
    const profile = fixture.profiles.displayP3();
    const bytes = bitmapOf({ width, height, rgb, profile });
    const wanted = fixture.tagPngWith(await scene(), profile);
    expect(await meanDifference(await prepare('p3.bmp', bytes), await prepare('p3.png', wanted))).toBeLessThan(1);
    expect(await meanDifference(await prepare('p3.bmp', bytes), await scene())).toBeGreaterThan(3);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5_000), 'picture-truncated'],
    ['without pixels', (bytes: Buffer) => bytes.subarray(0, 138), 'picture-truncated'],
    [
      'of a coding of the early nineties',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 30), Buffer.from([4, 0, 0, 0]), bytes.subarray(34)]),
      'coding-unsupported',
    ],
    ['that says it is huge', (bytes: Buffer) => lying(bytes, 100_000), 'picture-too-large'],
    ['that says it is larger', (bytes: Buffer) => lying(bytes, 2_000), 'picture-truncated'],
  ])('%s is refused', async (name, damage, code) => {
    const bytes = damage(Buffer.from(bitmapOf({ width, height, rgb })));
    await expect(prepare(`${name}.bmp`, bytes)).rejects.toMatchObject({ code });
  });
});

function lying(bytes: Buffer, side: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeInt32LE(side, 18);
  copy.writeInt32LE(side, 22);
  return copy;
}

const writer = await ensureDebianPackages(['libjxl-tools', 'libimage-exiftool-perl']);

describe.skipIf(writer !== null)('a JPEG XL file', () => {
  async function jxl(source: string, ...words: readonly string[]): Promise<Uint8Array> {
    const out = join(folder, 'made.jxl');
    await run('cjxl', [join(folder, source), out, '-e', '3', ...words]);
    return new Uint8Array(await readFile(out));
  }

  it('is developed in size and colours of its source, with profile, many bits and alpha', async () => {
    const p3 = fixture.tagPngWith(await scene(), fixture.profiles.displayP3());
    const deep = await fixture.scene(width, height).toColourspace('rgb16').png().toBuffer();
    const alpha = await fixture.scene(width, height).ensureAlpha(0.5).png().toBuffer();
    for (const [name, source] of Object.entries({ plain: await scene(), deep, alpha, p3 })) {
      const wanted = await prepare(`${name}.png`, source);
      const exact = await prepare(`${name}.jxl`, await jxl(`${name}.png`, '-d', '0'));
      expect(await meanDifference(exact, wanted), name).toBeLessThan(1);
      expect(await images.inspect(join(folder, `${name}.jxl`))).toMatchObject({ format: 'jxl', width, height });
      const nearly = await prepare(`${name}.jxl`, await jxl(`${name}.png`, '-d', '0.2'));
      // Colours beyond sRGB's are drawn in by the decoder where our own conversion cuts them
      expect(await meanDifference(nearly, wanted), `${name}, lossy`).toBeLessThan(name === 'p3' ? 6 : 3);
    }
  }, 60_000);

  it('of a camera’s JPEG is turned once, and tells what the JPEG told', async () => {
    await writeFile(join(folder, 'turned.jpg'), await fixture.orientedJpeg(6));
    await run('exiftool', ['-q', '-overwrite_original', '-DateTimeOriginal=2024:05:06 07:08:09', join(folder, 'turned.jpg')]);
    // Only the lossless way keeps what it told, packed
    for (const [takenAt, ...words] of [
      ['2024-05-06T07:08:09', '--lossless_jpeg=1'],
      [null, '--lossless_jpeg=0', '-d', '1'],
    ] as const) {
      expect(await fixture.wrongQuarters(await prepare('turned.jxl', await jxl('turned.jpg', ...words)))).toEqual([]);
      expect(await images.inspect(join(folder, 'turned.jxl'))).toMatchObject({ takenAt, width: 600, height: 400 });
    }
  });

  it('cut off or damaged inside is refused', async () => {
    await writeFile(join(folder, 'whole.png'), await scene());
    for (const words of [
      ['-d', '1'],
      ['-d', '0'],
      ['-d', '1', '--container=1'],
    ]) {
      const bytes = await jxl('whole.png', ...words);
      for (const part of [0.05, 0.5, 0.9, 0.999])
        await expect(prepare('cut.jxl', bytes.subarray(0, Math.floor(bytes.length * part)))).rejects.toMatchObject({
          code: 'picture-truncated',
        });
      const holed = Buffer.from(bytes).fill(0x5a, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 64);
      await expect(prepare('holed.jxl', holed)).rejects.toMatchObject({ code: 'picture-corrupt' });
    }
  });

  it('is shown in the grid, and looks as another decoder shows it', async () => {
    await writeFile(join(folder, 'shown.png'), await scene());
    await writeFile(join(folder, 'shown.jxl'), await jxl('shown.png', '-d', '2'));
    await run('djxl', [join(folder, 'shown.jxl'), join(folder, 'other.png')]);
    const shown = await images.rendition(join(folder, 'shown.jxl'), 300);
    const other = await sharp(join(folder, 'other.png')).resize(300).png().toBuffer();
    expect(await meanDifference(shown, new Uint8Array(other))).toBeLessThan(3);
  });
});
