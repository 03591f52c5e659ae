/** Pictures whose samples, channels or places are unlike the common ones: what is sent are the colours that they mean. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colorantsOf } from '../../../../electron/images/decode/colour.ts';
import { greyProfile, rgbProfile, srgbToLight } from '../../../../electron/images/decode/icc.ts';
import { readPng, writePng } from '../../../../electron/images/formats/png-chunks.ts';
import { tiffPages } from '../../../../electron/images/formats/tiff.ts';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import type { ResultMark } from '../../../../electron/images/tasks.ts';
import { avifOf } from '../../../fixtures/avif-files.ts';
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
  folder = await mkdtemp(join(tmpdir(), 'darkslide-samples-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function prepare(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return (await images.prepare(path, options)).bytes;
}

const page = { width: WIDTH, height: HEIGHT, channels: 3 };
const p3Light = (): Uint8Array => {
  const colorants = colorantsOf([0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329]);
  if (colorants === null) throw new Error('no colorants');
  return rgbProfile('P3, linear', colorants, 1);
};

describe('a TIFF', () => {
  const bytesOf = (lab: (light: readonly number[]) => readonly number[]): Uint8Array => {
    const wide = odd.scene16(WIDTH, HEIGHT, lab);
    return Uint8Array.from(new Uint16Array(wide.buffer), (value) => value & 255);
  };
  const half = (light: readonly number[]): number[] => light.map((one) => odd.toHalf(odd.lightToSrgb(one)));

  it.each([
    [
      'CIE Lab of 8 bits',
      { photometric: 8, bits: 8 },
      () =>
        bytesOf((light) => {
          const [l, a, b] = odd.toLab(light);
          return [l * 2.55, a, b];
        }),
    ],
    [
      'CIE Lab of 16 bits',
      { photometric: 8, bits: 16 },
      () =>
        odd.scene16(WIDTH, HEIGHT, (light) => {
          const [l, a, b] = odd.toLab(light);
          return [l * 655.35, a * 256, b * 256];
        }),
    ],
    [
      'ICC Lab of 8 bits',
      { photometric: 9, bits: 8 },
      () =>
        bytesOf((light) => {
          const [l, a, b] = odd.toLab(light);
          return [l * 2.55, a + 128, b + 128];
        }),
    ],
    [
      'ICC Lab of 16 bits',
      { photometric: 9, bits: 16 },
      () =>
        odd.scene16(WIDTH, HEIGHT, (light) => {
          const [l, a, b] = odd.toLab(light);
          return [l * 652.8, (a + 128) * 256, (b + 128) * 256];
        }),
    ],
    ['floating point of 16 bits', { bits: 16, sampleFormat: 3 }, () => odd.scene16(WIDTH, HEIGHT, half)],
  ])('in %s has the colours of the scene', async (_name, more, samples) => {
    expect(await odd.wrongBy(await prepare('samples.tif', odd.tiffOf([{ ...page, ...more, samples: samples() }])))).toBeLessThan(
      3,
    );
    const shown = await images.rendition(join(folder, 'samples.tif'), WIDTH);
    expect(await odd.wrongBy(shown)).toBeLessThan(6);
  });

  it('of floating point with a profile is converted once', async () => {
    const rgb = fixture.sceneRgb(WIDTH, HEIGHT);
    const light = new Float32Array(rgb.length);
    for (let at = 0; at < rgb.length; at += 3) {
      const mixed = odd.toDisplayP3([0, 1, 2].map((channel) => srgbToLight((rgb[at + channel] ?? 0) / 255)));
      light.set(mixed, at);
    }
    const samples = new Uint8Array(light.buffer);
    const tiff = odd.tiffOf([{ ...page, samples, bits: 32, sampleFormat: 3, profile: p3Light() }]);
    expect(await odd.wrongBy(await prepare('float-p3.tif', tiff))).toBeLessThan(4);
  });

  it.each([
    ['RGB and a selection', [0], 8],
    ['RGB and two selections', [0, 0], 8],
    ['RGB, alpha and a selection', [2, 0], 8],
    ['RGB, alpha and a selection of 16 bits', [2, 0], 16],
  ])('of %s has the colours of the scene', async (_name, extraSamples, bits) => {
    const rgb = fixture.sceneRgb(WIDTH, HEIGHT);
    const channels = 3 + extraSamples.length;
    const samples = new Uint8Array((WIDTH * HEIGHT * channels * bits) / 8);
    const wide = bits === 16 ? new Uint16Array(samples.buffer) : samples;
    for (let at = 0; at < wide.length; at += 1) {
      const [pixel, channel] = [Math.floor(at / channels), at % channels];
      const value = channel < 3 ? (rgb[3 * pixel + channel] ?? 0) : extraSamples[channel - 3] === 0 ? pixel % 100 : 255;
      wide[at] = bits === 16 ? value * 257 : value;
    }
    const tiff = odd.tiffOf([{ ...page, samples, bits, channels, extraSamples }]);
    expect(await odd.wrongBy(await prepare('channels.tif', tiff))).toBeLessThan(3);
  });

  it.each([
    ['grey and a selection', 1, 1, [200, 30], [200, 200, 200]],
    ['inks and a selection', 5, 4, [0, 255, 255, 0, 30], [232, 10, 10]],
  ])('of %s leaves the selection out', async (_name, photometric, colours, pixel, wanted) => {
    const samples = Uint8Array.from({ length: WIDTH * HEIGHT * pixel.length }, (_, at) => pixel[at % pixel.length] ?? 0);
    const extraSamples = Array<number>(pixel.length - colours).fill(0);
    const tiff = odd.tiffOf([{ ...page, samples, bits: 8, channels: pixel.length, photometric, extraSamples, compression: 1 }]);
    const colour = await fixture.meanColour(await prepare('selection.tif', tiff));
    // Inks have no exact colours without a profile; a selection that is taken for transparency makes them pale
    expect(colour.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) < 30)).toBe(true);
  });

  it('of colours that are multiplied by their alpha lies on white', async () => {
    const pixel = [100, 0, 50, 128];
    const samples = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, at) => pixel[at % 4] ?? 0);
    const tiff = odd.tiffOf([{ ...page, samples, bits: 8, channels: 4, extraSamples: [1], compression: 1 }]);
    const colour = await fixture.meanColour(await prepare('associated.tif', tiff));
    expect(colour.map((value, index) => Math.abs(value - ([227, 127, 177][index] ?? 0)) < 4)).toEqual([true, true, true]);
  });

  it.each([
    ['12-bit samples', { bits: 12 }],
    ['samples with a sign', { bits: 16, sampleFormat: 2 }],
    ['64-bit floating point samples', { bits: 64, sampleFormat: 3 }],
    ['several channels of 4 bits', { bits: 4 }],
    ['6 channels', { bits: 8, channels: 6 }],
  ])('with %s is refused by name before anything is decoded', async (name, more) => {
    const samples = new Uint8Array((WIDTH * HEIGHT * 6 * more.bits) / 8);
    const tiff = odd.tiffOf([{ ...page, samples, ...more }]);
    await expect(prepare('refused.tif', tiff)).rejects.toThrow(name);
    await expect(images.inspect(join(folder, 'refused.tif'))).rejects.toMatchObject({ code: 'coding-unsupported' });
  });
});

describe('one damaged part of a TIFF', () => {
  it.each([
    ['lzw', true],
    ['lzw', false],
    ['packbits', true],
    ['packbits', false],
    ['jpeg', true],
    ['jpeg', false],
    ['deflate', true],
    ['deflate', false],
  ] as const)('in %s is told (tiles: %s), and the whole file is developed', async (compression, tile) => {
    const size = { tile, tileWidth: 64, tileHeight: 64 };
    const photo = fixture.scene(WIDTH, HEIGHT).tiff({ compression, quality: 95, predictor: 'none', ...size });
    const tiff = new Uint8Array(await photo.toBuffer());
    expect(await odd.wrongBy(await prepare('parts.tif', tiff))).toBeLessThan(4);
    const parts = tiffPages(tiff)[0]?.parts ?? [];
    for (const place of [0, 0.5, 1]) {
      const part = parts[Math.round((parts.length - 1) * place)];
      if (part === undefined) throw new Error('no parts');
      const damaged = Uint8Array.from(tiff).fill(0, part.offset + Math.floor(part.length / 3), part.offset + part.length);
      await expect(prepare('damaged-part.tif', damaged)).rejects.toMatchObject({ code: 'picture-corrupt' });
    }
  });
});

describe('grey of 16 bits', () => {
  const grey = (curve: (light: number) => number): Uint8Array => {
    const values = Uint16Array.from({ length: WIDTH * HEIGHT }, (_, at) => 65_535 * curve((at % WIDTH) / WIDTH));
    return new Uint8Array(values.buffer);
  };
  /** The middle of a ramp of light is 188 of 255 in sRGB. */
  const middleOf = async (upload: Uint8Array): Promise<number> => {
    const { data } = await sharp(upload)
      .extract({ left: WIDTH / 2, top: 100, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return data[0] ?? 0;
  };

  it.each([
    ['linear', 1],
    ['gamma 1.8', 1.8],
    ['gamma 2.2', 2.2],
    ['a table', (value: number) => value ** 3],
  ])('with a profile (%s) is read by it', async (_name, curve) => {
    const inverse = (light: number): number => (typeof curve === 'number' ? light ** (1 / curve) : Math.cbrt(light));
    const profile = greyProfile('grey', curve);
    const tiff = odd.tiffOf([{ ...page, channels: 1, samples: grey(inverse), bits: 16, profile }]);
    expect(Math.abs((await middleOf(await prepare('grey.tif', tiff))) - 188)).toBeLessThan(3);
    const png = await sharp(tiff, { ignoreIcc: true }).toColourspace('grey16').png().toBuffer();
    expect(Math.abs((await middleOf(await prepare('grey.png', fixture.tagPngWith(png, profile)))) - 188)).toBeLessThan(3);
  });
});

describe('a PNG', () => {
  it('of 16 bits with a profile lies on white in sRGB', async () => {
    // Green beyond sRGB, half seen through
    const pixels = Uint16Array.from({ length: WIDTH * HEIGHT * 4 }, (_, at) => [0, 65_535, 0, 32_768][at % 4] ?? 0);
    const samples = new Uint8Array(pixels.buffer);
    const tiff = odd.tiffOf([{ ...page, samples, bits: 16, channels: 4, extraSamples: [2] }]);
    const png = await sharp(tiff).toColourspace('rgb16').png().toBuffer();
    const upload = await prepare('glass.png', fixture.tagPngWith(png, p3Light()));
    const [red, green, blue] = await fixture.meanColour(upload);
    expect([red, green, blue].map((value, index) => Math.abs(value - ([127, 255, 127][index] ?? 0)) < 5)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('whose EXIF stands behind its pixels is upright', async () => {
    const png = new Uint8Array(await fixture.scene(WIDTH, HEIGHT).png().toBuffer());
    const exif = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
    for (const padding of [0, 400_000]) {
      const chunks = readPng(png)?.chunks ?? [];
      const long = { type: 'prVt', data: new Uint8Array(padding) };
      const late = writePng([...chunks.slice(0, -1), long, { type: 'eXIf', data: exif }, ...chunks.slice(-1)]);
      const { width, height } = await sharp(await prepare('late.png', late)).metadata();
      expect([width, height]).toEqual([HEIGHT, WIDTH]);
      expect(await images.inspect(join(folder, 'late.png'))).toMatchObject({ width: HEIGHT, height: WIDTH });
    }
  });
});

describe('an AVIF of several pictures', () => {
  it('is its primary one, wherever that stands', async () => {
    const encode = async (width: number, height: number): Promise<Uint8Array> =>
      await fixture.scene(width, height).avif({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
    const [small, large] = [await encode(160, 120), await encode(WIDTH, HEIGHT)];
    for (const [files, primary] of [
      [[small, large], 1],
      [[large, small], 0],
    ] as const) {
      const upload = await prepare('several.avif', avifOf(files, primary));
      expect((await sharp(upload).metadata()).width).toBe(WIDTH);
      expect(await odd.wrongBy(upload)).toBeLessThan(6);
      expect(await images.inspect(join(folder, 'several.avif'))).toMatchObject({ width: WIDTH, height: HEIGHT });
    }
  });
});

describe('a progressive JPEG', () => {
  /** Without its last `count` passes, closed properly. */
  const without = (jpeg: Uint8Array, count: number): Uint8Array => {
    let end = jpeg.length;
    const bytes = Buffer.from(jpeg);
    for (let left = count; left > 0; left -= 1) end = bytes.lastIndexOf(Uint8Array.of(0xff, 0xda), end - 1);
    // The tables of a pass stand before it
    const tables = bytes.lastIndexOf(Uint8Array.of(0xff, 0xc4), end - 1);
    const before = bytes.lastIndexOf(Uint8Array.of(0xff, 0xda), end - 1);
    return Buffer.concat([bytes.subarray(0, tables > before ? tables : end), Uint8Array.of(0xff, 0xd9)]);
  };

  it('is refused without the passes that make it a picture, and developed without the last that sharpens it', async () => {
    const whole = new Uint8Array(await fixture.scene(WIDTH, HEIGHT).jpeg({ progressive: true }).toBuffer());
    const passes = Buffer.from(whole).toString('latin1').split('\xff\xda').length - 1;
    expect(passes).toBeGreaterThan(4);
    for (const left of [1, 2]) {
      await expect(prepare('blurred.jpg', without(whole, passes - left))).rejects.toMatchObject({ code: 'picture-truncated' });
    }
    expect((await sharp(await prepare('soft.jpg', without(whole, 1))).metadata()).width).toBe(WIDTH);
    await expect(prepare('whole.jpg', whole)).resolves.toBeDefined();
    const paid = await images.finish(without(whole, passes - 2), 'jpeg', mark);
    expect(paid.width).toBe(WIDTH);
  });
});

describe('a JPEG that no decoder has', () => {
  it.each([
    ['12-bit samples', 0xc1, 12],
    ['packed in layers', 0xc5, 8],
  ])('for its %s is refused by name', async (name, marker, bits) => {
    const jpeg = Uint8Array.from(await fixture.sceneJpeg(WIDTH, HEIGHT));
    const frame = Buffer.from(jpeg).indexOf(Uint8Array.of(0xff, 0xc0));
    jpeg[frame + 1] = marker;
    jpeg[frame + 4] = bits;
    await expect(prepare('odd.jpg', jpeg)).rejects.toThrow(name);
    await expect(images.inspect(join(folder, 'odd.jpg'))).rejects.toMatchObject({ code: 'coding-unsupported' });
  });
});

describe('a paid answer', () => {
  it.each(['avif', 'gif', 'tiff', 'webp', 'png'] as const)('in %s is read', async (format) => {
    const bytes = await fixture.scene(WIDTH, HEIGHT).toFormat(format).toBuffer();
    const result = await images.finish(new Uint8Array(bytes), 'jpeg', mark);
    expect(await odd.wrongBy(result.bytes)).toBeLessThan(8);
  });
});
