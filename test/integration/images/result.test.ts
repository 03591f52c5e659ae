/** What came back becomes a result: pixels kept, tagged, marked; or refused with a reason. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createInlineImages } from '../../../electron/images/inline.ts';
import { isSrgbProfile } from '../../../electron/images/decode/icc.ts';
import { readJpeg } from '../../../electron/images/formats/jpeg-segments.ts';
import { readPng } from '../../../electron/images/formats/png-chunks.ts';
import type { ResultMark } from '../../../electron/images/tasks.ts';
import * as fixture from '../../fixtures/pictures.ts';

const images = createInlineImages();
const mark: ResultMark = {
  recipe: 'Fog',
  model: 'm',
  prompt: 'a lake',
  strength: 0.6,
  originalHash: 'ab',
  simulated: false,
  work: null,
};

const raw = async (bytes: Uint8Array): Promise<Buffer> => await sharp(bytes, { ignoreIcc: true }).removeAlpha().raw().toBuffer();

/** Compared without a matcher: the difference of two pictures takes minutes to print. */
const same = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one !== undefined && other !== undefined && one.length > 0 && Buffer.compare(one, other) === 0;

describe('finish', () => {
  it('keeps the compressed pixels of a JPEG bit for bit, and drops what else was in it', async () => {
    const reply = await fixture.pictureBytes('gps');
    const result = await images.finish(reply, 'jpeg', mark);
    expect(same(readJpeg(result.bytes)?.scans, readJpeg(reply)?.scans)).toBe(true);
    expect(same(await raw(result.bytes), await raw(reply))).toBe(true);
    expect([result.width, result.height]).toEqual([600, 400]);
    const header = await sharp(result.bytes).metadata();
    expect(header.exif).toBeUndefined();
    expect(isSrgbProfile(header.icc ?? new Uint8Array())).toBe(true);
    expect(header.xmpAsString).toContain('<darkslide:Prompt>a lake</darkslide:Prompt>');
    expect(header.xmpAsString).toContain('compositeWithTrainedAlgorithmicMedia');
  });

  it('keeps the compressed pixels of a progressive JPEG', async () => {
    const reply = await fixture.pictureBytes('progressive');
    const result = await images.finish(reply, 'jpeg', mark);
    expect(same(readJpeg(result.bytes)?.scans, readJpeg(reply)?.scans)).toBe(true);
    expect((await sharp(result.bytes).metadata()).isProgressive).toBe(true);
  });

  it('keeps the compressed pixels of a PNG', async () => {
    // Packed differently from how the app packs, or packing it again would go unnoticed.
    const reply = new Uint8Array(await fixture.scene().png({ compressionLevel: 1 }).toBuffer());
    const result = await images.finish(reply, 'png', mark);
    const data = (bytes: Uint8Array): Buffer =>
      Buffer.concat((readPng(bytes)?.chunks ?? []).filter((chunk) => chunk.type === 'IDAT').map((chunk) => chunk.data));
    expect(same(data(result.bytes), data(reply))).toBe(true);
    expect(readPng(result.bytes)?.chunks.map((chunk) => chunk.type)).toEqual(expect.arrayContaining(['sRGB', 'iTXt']));
    expect((await sharp(result.bytes).metadata()).xmpAsString).toContain('darkslide:Model');
    expect(same(await raw(result.bytes), await raw(reply))).toBe(true);
  });

  it.each([
    ['png', 'jpeg'],
    ['jpeg', 'png'],
    ['webp', 'jpeg'],
    ['avif', 'png'],
    ['cmyk', 'jpeg'],
    ['grey', 'jpeg'],
    ['png-16bit', 'png'],
    ['orientation-6', 'jpeg'],
  ] as const)('makes of %s a %s', async (kind, format) => {
    const result = await images.finish(await fixture.pictureBytes(kind), format, mark);
    const header = await sharp(result.bytes).metadata();
    expect(header).toMatchObject({ format, width: 600, height: 400, depth: 'uchar' });
    expect(header.orientation ?? 1).toBe(1);
    expect(await fixture.wrongQuarters(result.bytes)).toEqual(fixture.quartersLost[kind] ?? []);
  });

  it('converts other colours instead of relabelling them', async () => {
    const patch = new Uint8Array(await fixture.scene().png().toBuffer());
    const tagged = fixture.tagPngWith(patch, fixture.profiles.adobeRgb());
    const [red] = await fixture.meanColour((await images.finish(tagged, 'png', mark)).bytes, {
      left: 0.1,
      top: 0.1,
      width: 0.2,
      height: 0.2,
    });
    expect(red).toBeGreaterThan(220); // 200 in Adobe RGB lies beyond it in sRGB
  });

  it('says simulated in the file', async () => {
    const result = await images.finish(await fixture.pictureBytes('jpeg'), 'jpeg', { ...mark, simulated: true });
    const xmp = (await sharp(result.bytes).metadata()).xmpAsString ?? '';
    expect(xmp).toContain('Simulated: ');
    expect(xmp).not.toContain('TrainedAlgorithmicMedia');
  });

  it('refuses what is no usable picture, and says why', async () => {
    const whole = await fixture.sceneJpeg();
    const black = new Uint8Array(await fixture.patch([0, 0, 0], 1024, 1024).jpeg().toBuffer());
    const refusals: readonly (readonly [Uint8Array, RegExp])[] = [
      [new Uint8Array(), /not a usable picture/],
      [Buffer.from('{"error":"no"}'.padEnd(900)), /not a usable picture/],
      [whole.slice(0, 400), /not a usable picture/],
      [fixture.firstPart(whole, 0.6), /ends before/],
      [black, /blank/],
      [new Uint8Array(await fixture.patch([128, 128, 128], 512, 512).png().toBuffer()), /blank/],
      [fixture.bombPng(), /not a usable picture/],
    ];
    for (const [bytes, words] of refusals) {
      const refused = images.finish(bytes, 'jpeg', mark);
      await expect(refused).rejects.toMatchObject({ code: 'reply-unusable', message: expect.stringMatching(words) as unknown });
    }
  });

  it('takes a dark or foggy picture for a picture', async () => {
    const dim = new Uint8Array(await fixture.scene().linear(0.06, 2).jpeg({ quality: 95 }).toBuffer());
    expect((await images.finish(dim, 'jpeg', mark)).width).toBe(600);
  });
});
