/** Every real test photo ends in an upload or in a code that fits it, and no original changes. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DarkslideError } from '../../../electron/contract/errors.ts';
import { createInlineImages } from '../../../electron/images/inline.ts';
import { readJpeg } from '../../../electron/images/formats/jpeg-segments.ts';
import type { Prepared } from '../../../electron/images/tasks.ts';

const photos = resolve(import.meta.dirname, '../../../../shared/photos');
const isThere = existsSync(photos);
if (!isThere) console.warn('SKIPPED: no photos in ../shared/photos, so no real camera files were tested.');

const images = createInlineImages();
const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };

/** Files that must not be developed, and why; all others must. Judged by eye where damage is inside. */
const refused: Readonly<Record<string, string>> = {
  'broken/corrupted.jpg': 'picture-corrupt',
  'broken/image00971.jpg': 'picture-too-long',
  'broken/image01088.jpg': 'picture-too-long',
  'broken/image01980.jpg': 'picture-too-small',
  'cameras/1cbb1bb37d62c44f67374cd451643dc4.jpg': 'picture-too-long',
  'cameras/2c9e7a1805f8b47630bbb83d21bf8222.jpg': 'picture-too-long',
  'cameras/32d08f4a5eb10332506ebedbb9bc7257.jpg': 'picture-truncated',
  'cameras/40bb78b1ac031125a6d8466b374962a8.jpg': 'picture-corrupt',
  'cameras/7997b6b229f25315d33f5c7085e37500.jpg': 'picture-too-long',
  'cameras/c3018ebe53d0046eecb58858ca869a99.jpg': 'picture-corrupt|picture-truncated',
  'cameras/f006e96f3b27fdfaa075322d759ea2e8.jpg': 'picture-corrupt',
  'cameras/Pentax Optio S4.jpg': 'picture-too-small',
  'cameras/Pentax Optio S4i.jpg': 'picture-too-small',
  'cameras/Photoshop (3).jpg': 'picture-too-long',
  'other/Crémieux11.tiff': 'picture-too-small',
  'raw/CanonRaw.cr2': 'raw-without-preview',
  'raw/CanonRaw.cr3': 'raw-without-preview',
  'raw/DNG.dng': 'raw-without-preview',
  'raw/FujiFilm.raf': 'raw-without-preview',
  'raw/Nikon.nef': 'raw-without-preview',
  'raw/Panasonic.rw2': 'raw-without-preview',
};

async function outcome(path: string): Promise<{ code: string; upload: Prepared | null }> {
  try {
    return { code: 'done', upload: await images.prepare(path, { longSide: 512, limits }) };
  } catch (thrown) {
    return { code: thrown instanceof DarkslideError ? thrown.code : String(thrown), upload: null };
  }
}

async function fingerprint(path: string): Promise<string> {
  const { mtimeMs, size } = await stat(path);
  return `${createHash('sha256')
    .update(await readFile(path))
    .digest('hex')} ${String(mtimeMs)} ${String(size)}`;
}

describe.skipIf(!isThere)('real photos', () => {
  it.each(['broken', 'cameras', 'heic', 'orientation', 'other', 'raw'])(
    'each in %s ends in an upload or a fitting code',
    async (part) => {
      const wrong: string[] = [];
      for (const name of await readdir(join(photos, part))) {
        const path = join(photos, part, name);
        const before = await fingerprint(path);
        const { code, upload } = await outcome(path);
        const expected = part === 'heic' ? 'done' : (refused[`${part}/${name.normalize('NFC')}`] ?? 'done');
        if (!expected.split('|').includes(code)) wrong.push(`${part}/${name}: ${code} instead of ${expected}`);
        const markers = readJpeg(upload?.bytes ?? new Uint8Array())?.segments.map((segment) => segment.marker) ?? [];
        if (markers.some((marker) => marker >= 0xe0)) wrong.push(`${part}/${name}: metadata in the upload`);
        if ((await fingerprint(path)) !== before) wrong.push(`${part}/${name}: the original changed`);
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it.each(['Landscape', 'Portrait'])('%s looks the same in all orientations', async (name) => {
    const small = async (orientation: number): Promise<Buffer> => {
      const path = join(photos, 'orientation', `${name}_${String(orientation)}.jpg`);
      const { bytes } = await images.prepare(path, { longSide: 512, limits });
      return await sharp(bytes).resize(32, 32, { fit: 'fill' }).raw().toBuffer();
    };
    const wanted = await small(1);
    for (const orientation of [0, 2, 3, 4, 5, 6, 7, 8]) {
      const seen = await small(orientation);
      const apart = wanted.reduce((sum, value, index) => sum + Math.abs(value - (seen[index] ?? 0)), 0) / wanted.length;
      expect(apart, `${name}_${String(orientation)}`).toBeLessThan(6);
    }
  });
});
