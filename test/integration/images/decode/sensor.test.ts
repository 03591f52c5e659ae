/** RAW files without a usable preview: made of what the sensor saw, or refused with the reason. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import { meanDifference } from '../../../fixtures/odd-files.ts';
import * as fixture from '../../../fixtures/pictures.ts';
import { sensorDng } from '../../../fixtures/sensor-files.ts';
import { ensureDebianPackages } from '../../../helpers/debian.mjs';

const images = createInlineImages();
const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const run = promisify(execFile);
const size = { width: 1600, height: 1200 };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-sensor-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function prepare(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return (await images.prepare(path, { longSide: 1536, limits })).bytes;
}

const writer = await ensureDebianPackages(['dcraw']);

describe('a RAW file without a preview', () => {
  it('is developed and shown at half the size of its sensor, upright', async () => {
    expect(await fixture.wrongQuarters(await prepare('plain.dng', sensorDng(size)))).toEqual([]);
    expect(await images.inspect(join(folder, 'plain.dng'))).toMatchObject({ format: 'raw', width: 800, height: 600 });
    expect(await fixture.wrongQuarters(await images.rendition(join(folder, 'plain.dng'), 300))).toEqual([]);
    await prepare('turned.dng', sensorDng({ ...size, orientation: 6 }));
    expect(await images.inspect(join(folder, 'turned.dng'))).toMatchObject({ width: 600, height: 800 });
  });

  it.skipIf(writer !== null)('looks as another decoder makes it', async () => {
    const upload = await prepare('judged.dng', sensorDng(size));
    const { stdout } = await run('dcraw', ['-h', '-w', '-c', join(folder, 'judged.dng')], {
      encoding: 'buffer',
      maxBuffer: 2 ** 26,
    });
    const head = /^P6\n\d+ \d+\n255\n/.exec(stdout.subarray(0, 40).toString('latin1'))?.[0].length ?? 0;
    const pixels = sharp(stdout.subarray(head), { raw: { width: 800, height: 600, channels: 3 } });
    expect(await meanDifference(upload, new Uint8Array(await pixels.png().toBuffer()))).toBeLessThan(6);
  });

  it('of which LibRaw would make black without a word is refused', async () => {
    const whole = Buffer.from(sensorDng(size));
    // It says that it is packed in a way by which nothing can be proved
    const packed = Buffer.from(whole);
    packed.writeUInt16LE(8, 10 + 4 * 12 + 8);
    await expect(prepare('packed.dng', packed)).rejects.toMatchObject({ code: 'raw-without-preview' });
    // Its data would reach beyond the end
    const moved = Buffer.from(whole);
    moved.writeUInt32LE(whole.length - 1_000, 10 + 8 * 12 + 8);
    await expect(prepare('moved.dng', moved)).rejects.toMatchObject({ code: 'picture-truncated' });
  });

  it('cut off is refused, as is one whose sensor is small, or says that it is huge', async () => {
    const whole = sensorDng(size);
    for (const part of [0.3, 0.9, 0.999])
      await expect(prepare('cut.dng', whole.subarray(0, Math.floor(whole.length * part)))).rejects.toMatchObject({
        code: 'picture-truncated',
      });
    await expect(prepare('small.dng', sensorDng({ width: 800, height: 600 }))).rejects.toMatchObject({
      code: 'raw-without-preview',
    });
    const lying = Buffer.from(whole);
    lying.writeUInt32LE(60_000, 10 + 12 + 8); // the second and third entry of its directory: width and height
    lying.writeUInt32LE(60_000, 10 + 24 + 8);
    await expect(prepare('huge.dng', lying)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:picture-too-large|picture-truncated|raw-without-preview)$/) as string,
    });
  });
});
