/** Real files through the real decoder: what an upload looks like, and what every kind of broken file answers. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineImages } from '../../../electron/images/inline.ts';
import { readJpeg } from '../../../electron/images/formats/jpeg-segments.ts';
import type { Rgb } from '../../fixtures/pictures.ts';
import * as fixture from '../../fixtures/pictures.ts';

const images = createInlineImages();
const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const options = { longSide: 1536, limits };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-images-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Markers of an upload that are not needed for decoding: there must be none. */
function metadataMarkers(jpeg: Uint8Array): string[] {
  const markers = readJpeg(jpeg)?.segments.map((segment) => segment.marker.toString(16)) ?? ['no JPEG'];
  return markers.filter((marker) => !['db', 'c0', 'c2', 'c4', 'dd'].includes(marker));
}

it('runs the WebAssembly decoder on Linux', () => {
  if (process.platform === 'linux') expect('emscripten' in sharp.versions).toBe(true);
});

describe('prepare', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %i upright', async (orientation) => {
    const path = await fixture.makePicture(`orientation-${String(orientation)}` as fixture.PictureKind, folder); // 1 to 8 are kinds
    const upload = await images.prepare(path, options);
    expect([upload.width, upload.height]).toEqual([600, 400]);
    expect(await fixture.wrongQuarters(upload.bytes)).toEqual([]);
    const { width, height } = await images.inspect(path);
    expect([width, height]).toEqual([600, 400]);
    expect(await fixture.wrongQuarters(await images.rendition(path, 300))).toEqual([]);
  });

  it.each(['jpeg', 'progressive', 'png', 'webp', 'avif', 'tiff', 'gif', 'png-16bit', 'cmyk', 'wrong-extension'] as const)(
    'reads %s',
    async (kind) => {
      const upload = await images.prepare(await fixture.makePicture(kind, folder), options);
      expect([upload.width, upload.height]).toEqual([600, 400]);
      expect(await fixture.wrongQuarters(upload.bytes)).toEqual(fixture.quartersLost[kind] ?? []);
      expect(metadataMarkers(upload.bytes)).toEqual([]);
    },
  );

  it('leaves everything behind that a camera wrote, and counts it', async () => {
    const path = await fixture.makePicture('gps', folder);
    const original = await readFile(path);
    expect(original.includes('SN-4711-SECRET')).toBe(true);
    const upload = await images.prepare(path, options);
    expect(metadataMarkers(upload.bytes)).toEqual([]);
    expect(Buffer.from(upload.bytes).includes('SN-4711-SECRET')).toBe(false);
    expect((await sharp(upload.bytes).metadata()).exif).toBeUndefined();
    expect(upload.leftOut).toBeGreaterThanOrEqual(14);
    expect(upload.contentHash).toBe(createHash('sha256').update(original).digest('hex'));
    expect(await images.hash(path)).toBe(upload.contentHash);
    const details = await images.details(path);
    expect(details).toMatchObject({
      camera: 'Darkslide One',
      lens: 'One 35mm f/2',
      exposure: '1/125 s, f/2.0, ISO 3200',
      place: '40.76° N, 73.98° W',
      hasPlace: true,
      colour: 'sRGB, 8 bit',
      takenAt: '2026-11-05T14:30:15',
      tagCount: upload.leftOut,
    });
    expect((await images.inspect(path)).takenAt).toBe(details.takenAt);
  });

  it('never touches the original', async () => {
    const path = await fixture.makePicture('orientation-6', folder);
    const before = { bytes: await readFile(path), state: await stat(path) };
    await Promise.all([images.prepare(path, options), images.rendition(path, 480), images.details(path), images.inspect(path)]);
    expect(before.bytes.equals(await readFile(path))).toBe(true);
    expect((await stat(path)).mtimeMs).toBe(before.state.mtimeMs);
  });

  it('shrinks to the long side and fits the request', async () => {
    const noise = Buffer.alloc(1600 * 1200 * 3);
    for (let index = 0, state = 1; index < noise.length; index += 1) {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      noise[index] = state >> 16;
    }
    const jpeg = await sharp(noise, { raw: { width: 1600, height: 1200, channels: 3 } })
      .jpeg({ quality: 98 })
      .toBuffer();
    const path = await file('noise.jpg', jpeg);
    const roomy = await images.prepare(path, { longSide: 800, limits });
    expect([roomy.width, roomy.height]).toEqual([800, 600]);
    const tight = await images.prepare(path, { longSide: 800, limits: { ...limits, maxRequestBytes: 200_000 } });
    expect((tight.bytes.length * 4) / 3).toBeLessThan(200_000);
    expect(tight.width).toBeLessThan(800);
    const none = images.prepare(path, { longSide: 800, limits: { ...limits, maxRequestBytes: 500 } });
    await expect(none).rejects.toMatchObject({ code: 'upload-too-large' });
  });
});

describe('colour', () => {
  const colour: Rgb = [200, 120, 60];
  const png = async (depth: 8 | 16): Promise<Uint8Array> => {
    const plain = fixture.patch(colour);
    return new Uint8Array(await (depth === 16 ? plain.toColourspace('rgb16') : plain).png().toBuffer());
  };

  // Worked out by hand from the colorants and curves: the numbers 200, 120, 60 of each space, said in sRGB.
  it.each([
    ['Adobe RGB', 8, fixture.profiles.adobeRgb(), [224, 121, 53]],
    ['Adobe RGB', 16, fixture.profiles.adobeRgb(), [224, 121, 53]],
    ['Display P3', 8, fixture.profiles.displayP3(), [213, 115, 42]],
    ['Display P3', 16, fixture.profiles.displayP3(), [213, 115, 42]],
    ['ProPhoto', 8, fixture.profiles.proPhoto(), [255, 114, 57]],
    ['ProPhoto', 16, fixture.profiles.proPhoto(), [255, 114, 57]],
  ] as const)('converts %s, %i bit', async (_, depth, profile, wanted) => {
    const path = await file('profile.png', fixture.tagPngWith(await png(depth), profile));
    await expectColour(path, wanted);
  });

  it('leaves sRGB and untagged pictures as they are, 8 and 16 bit', async () => {
    await expectColour(await file('plain8.png', await png(8)), colour);
    await expectColour(await file('plain16.png', await png(16)), colour);
  });

  it('converts a camera file that names Adobe RGB in EXIF only', async () => {
    const path = await file('_DSC0001.JPG', await fixture.adobeByExifJpeg(colour));
    await expectColour(path, [224, 121, 53]);
    expect((await images.details(path)).colour).toBe('Adobe RGB, 8 bit');
  });

  it('converts grey with its profile', async () => {
    const grey = new Uint8Array(await fixture.patch([128, 128, 128]).toColourspace('b-w').png().toBuffer());
    await expectColour(await file('grey.png', grey), [128, 128, 128]);
    await expectColour(await file('linear.png', fixture.tagPngWith(grey, fixture.profiles.linearGrey())), [188, 188, 188]);
  });

  it('lays transparency on white', async () => {
    const half = new Uint8Array(await fixture.patch([200, 0, 0]).ensureAlpha(0.5).png().toBuffer());
    await expectColour(await file('alpha.png', half), [228, 128, 128]);
  });

  async function expectColour(path: string, wanted: Rgb): Promise<void> {
    for (const bytes of [(await images.prepare(path, options)).bytes, await images.rendition(path, 480)]) {
      const seen = await fixture.meanColour(bytes);
      const apart = Math.max(...seen.map((value, channel) => Math.abs(value - (wanted[channel] ?? 0))));
      expect(apart, `${seen.map(Math.round).join(', ')} instead of ${wanted.join(', ')}`).toBeLessThan(3);
    }
  }
});

describe('refusals', () => {
  it.each([
    ['truncated', 'picture-truncated'],
    ['empty', 'file-empty'],
    ['no-picture', 'format-unknown'],
    ['bomb', 'picture-too-large'],
    ['panorama', 'picture-too-long'],
    ['tiny', 'picture-too-small'],
  ] as const)('%s → %s', async (kind, code) => {
    await expect(images.prepare(await fixture.makePicture(kind, folder), options)).rejects.toMatchObject({ code });
  });

  it.each(['jpeg', 'progressive', 'png', 'webp', 'avif', 'tiff', 'gif'] as const)('tells a cut-off %s', async (kind) => {
    const whole = await fixture.pictureBytes(kind);
    for (const part of [0.3, 0.7, 0.98]) {
      const path = await file(`cut-${kind}`, fixture.firstPart(whole, part));
      await expect(images.prepare(path, options), String(part)).rejects.toMatchObject({ code: 'picture-truncated' });
    }
  });

  it.each(['png', 'avif', 'gif'] as const)('tells a damaged %s', async (kind) => {
    const damaged = await fixture.pictureBytes(kind);
    for (let index = 0; index < 60; index += 1) damaged[Math.floor(damaged.length / 2) + index] = (index * 7) & 255;
    const refused = images.prepare(await file(`damaged-${kind}`, damaged), options);
    await expect(refused).rejects.toMatchObject({ code: 'picture-corrupt' });
  });

  it('refuses a JPEG that is closed properly with half of its pixels missing, and still shows it', async () => {
    const cut = fixture.firstPart(await fixture.sceneJpeg(), 0.5);
    const path = await file('half-grey.jpg', Buffer.concat([cut, Buffer.from([0xff, 0xd9])]));
    await expect(images.prepare(path, options)).rejects.toMatchObject({ code: 'picture-corrupt' });
    expect((await images.rendition(path, 200)).length).toBeGreaterThan(500);
  });

  it('refuses a bomb fast and without unpacking it, promised or real', async () => {
    const before = process.memoryUsage.rss();
    const start = performance.now();
    const real = await file('bomb-real.png', fixture.bombPng(17_000, true));
    const packed = (await stat(real)).size;
    expect(packed).toBeLessThan(1_000_000);
    const made = performance.now();
    for (const path of [real, await fixture.makePicture('bomb', folder)]) {
      const tasks = [
        async () => images.inspect(path),
        async () => images.prepare(path, options),
        async () => images.rendition(path, 480),
      ];
      for (const task of tasks) {
        await expect(task()).rejects.toMatchObject({ code: 'picture-too-large' });
      }
    }
    expect(performance.now() - made).toBeLessThan(2000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(900_000_000); // making the bomb itself takes 289 MB and its copy
    expect(made).toBeGreaterThan(start);
  });

  it('says what is wrong with the file itself', async () => {
    await expect(images.inspect(join(folder, 'gone.jpg'))).rejects.toMatchObject({ code: 'file-missing' });
    await mkdir(join(folder, 'folder.jpg'), { recursive: true });
    await expect(images.prepare(join(folder, 'folder.jpg'), options)).rejects.toMatchObject({ code: 'format-unknown' });
    const locked = await fixture.makePicture('webp', folder);
    await chmod(locked, 0o000);
    const isRoot = process.getuid?.() === 0; // root reads everything: nothing to see then
    if (!isRoot) await expect(images.prepare(locked, options)).rejects.toMatchObject({ code: 'file-unreadable' });
    await chmod(locked, 0o600);
  });
});
