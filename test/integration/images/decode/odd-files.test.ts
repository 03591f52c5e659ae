/** Files of other programs that are easily read wrongly: each is developed as it looks, or refused before anything is paid, with the reason. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import type { ResultMark } from '../../../../electron/images/tasks.ts';
import * as odd from '../../../fixtures/odd-files.ts';
import * as fixture from '../../../fixtures/pictures.ts';

const images = createInlineImages();
const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const options = { longSide: 1536, limits };
const [WIDTH, HEIGHT] = [320, 240];
const mark: ResultMark = {
  ...{ recipe: 'Winter', model: 'm', prompt: 'winter', strength: 0.6, originalHash: null, simulated: false, work: null },
};
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-odd-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function prepare(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return (await images.prepare(path, options)).bytes;
}

describe('a JPEG that is whole', () => {
  it.each([
    ['two stray bytes before its tables', 0xdb, Uint8Array.of(0, 0)],
    ['18 zeros before its frame', 0xc0, new Uint8Array(18)],
    ['other stray bytes before its codes', 0xc4, Uint8Array.of(1, 2, 0xff, 0, 3)],
  ])('with %s gives the pixels of the clean one', async (name, marker, stray) => {
    const clean = await fixture.sceneJpeg(WIDTH, HEIGHT);
    const upload = await prepare(`${name}.jpg`, odd.withStrayBytes(clean, marker, stray));
    expect(upload).toEqual(await prepare('clean.jpg', clean));
  });

  it('without its end marker gives the same pixels, and one with a byte less is cut off', async () => {
    for (const progressive of [false, true]) {
      const clean = new Uint8Array(await fixture.scene(WIDTH, HEIGHT).jpeg({ progressive }).toBuffer());
      expect(await prepare('no-end.jpg', clean.subarray(0, -2))).toEqual(await prepare('clean.jpg', clean));
      await expect(prepare('cut.jpg', clean.subarray(0, -12))).rejects.toMatchObject({ code: 'picture-truncated' });
    }
  });

  it('and comes as a paid answer is kept, with stray bytes or without its end', async () => {
    const clean = await fixture.sceneJpeg(WIDTH, HEIGHT);
    for (const bytes of [clean.subarray(0, -2), odd.withStrayBytes(clean, 0xdb, Uint8Array.of(0, 0))]) {
      const result = await images.finish(bytes, 'jpeg', mark);
      expect(await odd.meanDifference(result.bytes, clean)).toBeLessThan(1);
    }
  });

  it('that stops between two of its passes is cut off', async () => {
    const clean = new Uint8Array(await fixture.scene(WIDTH, HEIGHT).jpeg({ progressive: true }).toBuffer());
    const lastScan = Buffer.from(clean).lastIndexOf(Uint8Array.of(0xff, 0xda));
    const lastCodes = Buffer.from(clean.subarray(0, lastScan)).lastIndexOf(Uint8Array.of(0xff, 0xc4));
    await expect(prepare('passes.jpg', clean.subarray(0, lastCodes))).rejects.toMatchObject({ code: 'picture-truncated' });
  });
});

describe('a TIFF', () => {
  it.each([
    ['Zstandard', 50_000],
    ['LZMA', 34_925],
    ['WebP', 50_001],
    ['JPEG 2000', 34_712],
    ['coding number 4711', 4711],
  ])('in %s is refused by name', async (name, compression) => {
    const tiff = odd.tiffOf([odd.scenePage(WIDTH, HEIGHT, { compression })]);
    await expect(prepare('coding.tif', tiff)).rejects.toThrow(name);
    await expect(images.inspect(join(folder, 'coding.tif'))).rejects.toMatchObject({ code: 'coding-unsupported' });
  });

  it.each([
    ['one strip', {}],
    ['many strips', { rowsPerStrip: 16 }],
    ['no packing', { compression: 1 }],
  ])('of %s is read, and one damaged strip is told', async (_name, more) => {
    const tiff = odd.tiffOf([odd.scenePage(WIDTH, HEIGHT, more)]);
    expect(await odd.wrongBy(await prepare('whole.tif', tiff))).toBeLessThan(3);
    if ('compression' in more) return; // samples that are not packed have no check
    const damaged = Uint8Array.from(tiff);
    for (let at = 0; at < 40; at += 1)
      damaged[Math.floor(tiff.length / 2) + at] = (damaged[Math.floor(tiff.length / 2) + at] ?? 0) ^ 0x5a;
    await expect(prepare('damaged.tif', damaged)).rejects.toMatchObject({ code: 'picture-corrupt' });
  });

  it('of floating point is scaled, in grey and in colour', async () => {
    expect(await odd.wrongBy(await prepare('float.tif', odd.tiffOf([odd.floatScene(WIDTH, HEIGHT)])))).toBeLessThan(3);
    const ramp = Float32Array.from({ length: WIDTH * HEIGHT }, (_, index) => (index % WIDTH) / WIDTH);
    const grey = {
      width: WIDTH,
      height: HEIGHT,
      samples: new Uint8Array(ramp.buffer),
      bits: 32,
      channels: 1,
      sampleFormat: 3,
    } as const;
    const { data } = await sharp(await prepare('float-grey.tif', odd.tiffOf([grey])))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(Math.abs(data.reduce((sum, value) => sum + value, 0) / data.length - 127)).toBeLessThan(2);
  });

  it('whose first page is a smaller copy is read from the page of the photo', async () => {
    const tiff = odd.tiffOf([odd.scenePage(160, 120, { kind: 1 }), odd.scenePage(WIDTH, HEIGHT)]);
    const upload = await prepare('pages.tif', tiff);
    const { width, height } = await sharp(upload).metadata();
    expect([width, height]).toEqual([WIDTH, HEIGHT]);
    expect(await images.inspect(join(folder, 'pages.tif'))).toMatchObject({ width: WIDTH, height: HEIGHT });
  });

  it('with a strip of more than 50 MB is read', async () => {
    const [width, height] = [5200, 3400];
    const samples = new Uint8Array(width * height * 3);
    for (let at = 0; at < samples.length; at += 1) samples[at] = (at * 7) & 255;
    const upload = await prepare('large.tif', odd.tiffOf([{ width, height, samples, bits: 8, channels: 3 }]));
    expect((await sharp(upload).metadata()).width).toBe(1536);
  }, 60_000);
});

describe('colours that are named by numbers', () => {
  const u32 = (...values: number[]): Uint8Array => {
    const bytes = Buffer.alloc(4 * values.length);
    values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
    return bytes;
  };
  const cicp = (primaries: number, transfer: number) => ['cICP', Uint8Array.of(primaries, transfer, 0, 1)] as const;
  const hlgScene = (light: number): number => odd.lightToHlg(((light * 203) / 1000) ** (1 / 1.2));

  it.each([
    [
      'PQ and BT.2020',
      (light: readonly number[]) => odd.toBt2020(light).map((one) => odd.nitsToPq(one * 203)),
      [cicp(9, 16)],
      12,
    ],
    ['HLG and BT.2020', (light: readonly number[]) => odd.toBt2020(light).map(hlgScene), [cicp(9, 18)], 12],
    ['Display P3', (light: readonly number[]) => odd.toDisplayP3(light).map(odd.lightToSrgb), [cicp(12, 13)], 4],
    ['a linear gAMA', (light: readonly number[]) => light, [['gAMA', u32(100_000)] as const], 4],
    [
      'cHRM of Display P3',
      (light: readonly number[]) => odd.toDisplayP3(light).map(odd.lightToSrgb),
      [['gAMA', u32(45_455)] as const, ['cHRM', u32(31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000)] as const],
      4,
    ],
    [
      'the gAMA of a common screen',
      (light: readonly number[]) => light.map(odd.lightToSrgb),
      [['gAMA', u32(45_455)] as const],
      4,
    ],
    [
      'sRGB before a gAMA that contradicts',
      (light: readonly number[]) => light.map(odd.lightToSrgb),
      [['sRGB', Uint8Array.of(0)] as const, ['gAMA', u32(100_000)] as const],
      4,
    ],
  ])('in a PNG, %s, come out as they were meant', async (_name, curve, chunks, tolerance) => {
    const png = odd.scenePng16(WIDTH, HEIGHT, curve, chunks);
    expect(await odd.wrongBy(await prepare('named.png', png))).toBeLessThan(tolerance);
    const shown = await images.rendition(join(folder, 'named.png'), WIDTH);
    expect(await odd.wrongBy(shown)).toBeLessThan(tolerance);
  });

  it('are said where they mean HDR', async () => {
    const pq = (light: readonly number[]): number[] => odd.toBt2020(light).map((one) => odd.nitsToPq(one * 203));
    await prepare('hdr.png', odd.scenePng16(WIDTH, HEIGHT, pq, [cicp(9, 16)]));
    expect((await images.details(join(folder, 'hdr.png'))).colour).toBe('HDR (PQ), 16 bit; shown and sent as SDR');
  });

  it('keep highlights apart that are brighter than a screen’s white', async () => {
    const steps = (light: readonly number[]): number[] => odd.toBt2020(light).map((one) => odd.nitsToPq(one * 1_000));
    const upload = await prepare('bright.png', odd.scenePng16(WIDTH, HEIGHT, steps, [cicp(9, 16)]));
    const { data } = await sharp(upload).raw().toBuffer({ resolveWithObject: true });
    expect(new Set(data).size).toBeGreaterThan(40);
  });
});

describe('a picture that decodes to one colour', () => {
  it('is refused where its file holds more, and developed where it is black', async () => {
    const black = await sharp({ create: { width: 2000, height: 1500, channels: 3, background: '#000000' } })
      .jpeg()
      .toBuffer();
    expect((await sharp(await prepare('night.jpg', black)).metadata()).width).toBe(1536);
    const raw = {
      width: 2000,
      height: 1500,
      samples: new Uint8Array(2000 * 1500 * 3),
      bits: 8,
      channels: 3,
      compression: 1,
    } as const;
    expect((await sharp(await prepare('night.tif', odd.tiffOf([raw]))).metadata()).width).toBe(1536);
    // What stands beside the pixels says nothing of them, however much it is
    const comment = Buffer.alloc(60_000);
    for (let at = 0; at < comment.length; at += 1) comment[at] = Math.imul(at, 2_654_435_761) >>> 24;
    const length = Buffer.from([0xff, 0xfe, (comment.length + 2) >> 8, (comment.length + 2) & 255]);
    const talkative = Buffer.concat([black.subarray(0, 2), length, comment, black.subarray(2)]);
    expect((await sharp(await prepare('talkative.jpg', talkative)).metadata()).width).toBe(1536);
    const dim = Buffer.alloc(400 * 300 * 3);
    for (let at = 0; at < dim.length; at += 1) dim[at] = 8 + ((Math.imul(at, 2_654_435_761) >>> 24) & 1);
    const faint = await sharp(dim, { raw: { width: 400, height: 300, channels: 3 } })
      .png()
      .toBuffer();
    expect((await sharp(await prepare('faint.png', faint)).metadata()).width).toBe(400);
    // A decoder that fails in silence is not at hand: transparent pixels that all lie on white decode to one colour as well
    const noise = Buffer.alloc(400 * 300 * 4);
    for (let at = 0; at < noise.length; at += 1) noise[at] = at % 4 === 3 ? 0 : (at * 2_654_435_761) >>> 24;
    const hidden = await sharp(noise, { raw: { width: 400, height: 300, channels: 4 } })
      .png()
      .toBuffer();
    await expect(prepare('hidden.png', hidden)).rejects.toMatchObject({ code: 'picture-blank' });
  });
});
