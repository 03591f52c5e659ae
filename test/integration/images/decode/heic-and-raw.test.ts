/** HEIC by its primary picture, RAW by the camera's largest preview: upright, in true colours, or refused with the reason. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import { meanDifference } from '../../../fixtures/odd-files.ts';
import * as fixture from '../../../fixtures/pictures.ts';
import * as raw from '../../../fixtures/raw-files.ts';
import { ensureDebianPackages } from '../../../helpers/debian.mjs';

const images = createInlineImages();
const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const options = { longSide: 1536, limits };
const run = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-raw-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function prepare(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return (await images.prepare(path, options)).bytes;
}

const kinds: readonly (readonly [string, (content: raw.RawContent) => Uint8Array])[] = [
  ['nef', raw.tiffRaw],
  ['dng', raw.tiffRaw],
  ['rw2', (content) => raw.otherRaw('IIU\0', content)],
  ['orf', (content) => raw.otherRaw('IIRO', content)],
  ['raf', raw.rafRaw],
  ['cr3', raw.cr3Raw],
];

describe('a RAW file', () => {
  it.each(kinds)('.%s is developed and shown as its preview, turned as the file says', async (extension, build) => {
    const preview = await fixture.sceneJpeg(1200, 800);
    expect(await meanDifference(await prepare(`plain.${extension}`, build({ preview })), preview)).toBeLessThan(2);
    expect(await fixture.wrongQuarters(await images.rendition(join(folder, `plain.${extension}`), 300))).toEqual([]);
    if (extension === 'raf') return; // its preview says itself how it is turned
    // The pixels as they lie on the sensor of a camera that was held upright
    const lying = new Uint8Array(await sharp(preview).rotate(270).jpeg().toBuffer());
    const upload = await prepare(`turned.${extension}`, build({ preview: lying, orientation: 6 }));
    expect(await fixture.wrongQuarters(upload)).toEqual([]);
    expect(await images.inspect(join(folder, `turned.${extension}`))).toMatchObject({ format: 'raw', width: 1200, height: 800 });
  });

  it('whose preview says itself how it is turned is turned once', async () => {
    const preview = await fixture.orientedJpeg(6, 1200, 800);
    expect(await fixture.wrongQuarters(await prepare('self.nef', raw.tiffRaw({ preview, orientation: 6 })))).toEqual([]);
  });

  it('is not taken for its sensor data, nor for the smallest of its previews', async () => {
    const [preview, sensor] = [await fixture.sceneJpeg(1200, 800), await fixture.sceneJpeg(2400, 1600)];
    const upload = await prepare(
      'sensor.nef',
      raw.tiffRaw({ preview: Buffer.concat([await raw.smallPreview(), preview]), sensor }),
    );
    expect((await sharp(upload).metadata()).width).toBe(1200);
  });

  it('without a preview, with a small one, or cut off inside of it, is refused with the reason', async () => {
    await expect(prepare('none.nef', raw.tiffRaw({ preview: null }))).rejects.toMatchObject({ code: 'raw-without-preview' });
    await expect(prepare('small.nef', raw.tiffRaw({ preview: await raw.smallPreview() }))).rejects.toThrow('160 × 120');
    const whole = raw.tiffRaw({ preview: await fixture.sceneJpeg(1200, 800) });
    await expect(prepare('cut.nef', whole.subarray(0, whole.length - 3000))).rejects.toMatchObject({ code: 'picture-truncated' });
  });

  it('tells the moment and the place of its shot as its file says', async () => {
    await prepare('time.cr3', raw.cr3Raw({ preview: await fixture.sceneJpeg(1200, 800) }));
    expect((await images.inspect(join(folder, 'time.cr3'))).takenAt).toBe('2024-05-06T07:08:09');
  });
});

describe('a HEIC file', async () => {
  const shared = join(import.meta.dirname, '../../../../../shared/photos/heic');
  const writer = await ensureDebianPackages(['libheif-examples']);

  it.skipIf(writer !== null)(
    'is developed in the size and the colours of its source, and refused where it is cut off',
    async () => {
      const png = join(folder, 'source.png');
      await writeFile(png, await fixture.scene(640, 480).png().toBuffer());
      await run('heif-enc', ['-q', '95', png, '-o', join(folder, 'plain.heic')]);
      const bytes = await readFile(join(folder, 'plain.heic'));
      expect(await meanDifference(await prepare('plain.heic', bytes), await readFile(png))).toBeLessThan(4);
      expect(await images.inspect(join(folder, 'plain.heic'))).toMatchObject({ format: 'heic', width: 640, height: 480 });
      await expect(prepare('cut.heic', bytes.subarray(0, Math.floor(bytes.length * 0.7)))).rejects.toMatchObject({
        code: 'picture-truncated',
      });
    },
  );

  it('of a phone that is still being copied is not whole, however much of it is there', async ({ skip }) => {
    const names = existsSync(shared) ? await readdir(shared) : [];
    if (names.length === 0) skip('The folder ../shared/photos is not there.');
    for (const name of names) {
      const bytes = await readFile(join(shared, name));
      for (const part of [0.1, 0.5, 0.75, 0.9, 0.99]) {
        const cut = prepare(`cut-${name}`, bytes.subarray(0, Math.floor(bytes.length * part)));
        await expect(cut, `${name} ${String(part)}`).rejects.toThrow(
          /The file ends before the picture does|The picture inside the file is damaged/,
        );
      }
    }
    // Its size is set at once, and then it is filled
    const tiles = await readFile(join(shared, 'IMG_1034.heic'));
    await expect(prepare('half-filled.heic', Buffer.from(tiles).fill(0, Math.floor(tiles.length * 0.7)))).rejects.toThrow();
  });

  it.skipIf(writer !== null)(
    'of a phone looks as another decoder shows it',
    async ({ skip }) => {
      const names = existsSync(shared) ? await readdir(shared) : [];
      if (names.length === 0) skip('The folder ../shared/photos is not there.');
      for (const name of names) {
        const other = join(folder, 'other.png');
        await run('heif-convert', [join(shared, name), other]);
        const wanted = sharp(other)
          .toColourspace('srgb')
          .withIccProfile('srgb', { attach: false })
          .resize({ width: 256, height: 256, fit: 'fill' });
        const { bytes } = await images.prepare(join(shared, name), options);
        const ours = sharp(bytes).resize({ width: 256, height: 256, fit: 'fill' });
        const [a, b] = await Promise.all([wanted.png().toBuffer(), ours.png().toBuffer()]);
        expect(await meanDifference(a, b), name).toBeLessThan(4);
      }
    },
    60_000,
  );
});
