import { SAYS_NOTHING } from '../../../../electron/images/metadata/carry/says.ts';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPngStrips } from '../../../../electron/images/fullsize/files/png-strips.ts';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import type { FullSizeOptions, ResultMark } from '../../../../electron/images/tasks.ts';
import { paint } from '../../../bench/fullsize/photos.ts';
import { freshFolder } from '../../../helpers/app.ts';

const mark: ResultMark = { recipe: 'r', model: 'm', prompt: 'p', strength: 0.3, originalHash: null, simulated: true, work: null };
const plain: FullSizeOptions = { format: 'jpeg', mark, says: SAYS_NOTHING, amount: 1, keep: null, originalHash: null };
const images = createInlineImages();
const photo = paint('photo', 5, 900, 1300);
const raw = { raw: { width: photo.width, height: photo.height, channels: 3 as const } };

/** A PNG of 16 bits, by the app's own writer. */
async function createDeepPng(samples: Uint16Array): Promise<Uint8Array> {
  const writer = createPngStrips(photo, 16);
  for (let row = 0; row < photo.height; row += writer.rows) {
    const rows = Math.min(writer.rows, photo.height - row);
    await writer.add(samples.subarray(row * photo.width * 3, (row + rows) * photo.width * 3), rows);
  }
  return await writer.finish();
}

describe('a full-size file', () => {
  let folder = '';
  let answer = new Uint8Array();
  beforeAll(async () => {
    folder = await freshFolder('darkslide-full-');
    await writeFile(join(folder, 'photo.jpg'), await sharp(photo.data, raw).jpeg({ quality: 95 }).toBuffer());
    await writeFile(join(folder, 'photo.png'), await sharp(photo.data, raw).png().toBuffer());
    answer = new Uint8Array(await sharp(photo.data, raw).resize(300).modulate({ brightness: 0.7 }).png().toBuffer());
  });

  it('has the size of the original, strips joined without a seam, profile and mark', async () => {
    const made = await images.fullSize(join(folder, 'photo.jpg'), answer, plain);
    expect([made.width, made.height]).toEqual([900, 1300]);
    const { data, info } = await sharp(made.bytes, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([900, 1300]);
    // 1,300 rows are six strips: one in the wrong place would be far from a darker original
    let most = 0;
    for (let y = 0; y < 1300; y += 1) {
      let [ours, theirs] = [0, 0];
      for (let at = y * 2700; at < (y + 1) * 2700; at += 1) {
        ours += data[at] ?? 0;
        theirs += photo.data[at] ?? 0;
      }
      most = Math.max(most, Math.abs(ours / theirs - 0.7));
    }
    expect(most).toBeLessThan(0.05);
    await writeFile(join(folder, 'made.jpg'), made.bytes);
    const seen = await images.inspect(join(folder, 'made.jpg'));
    expect(seen.mark?.prompt).toBe('p');
    expect((await sharp(made.bytes).metadata()).icc).toBeDefined();
  });

  it('keeps what a mask keeps, bit for bit', async () => {
    const white = { create: { width: 90, height: 130, channels: 3 as const, background: '#fff' } };
    const half = { input: { create: { width: 90, height: 65, channels: 3 as const, background: '#000' } }, left: 0, top: 0 };
    const keep = new Uint8Array(await sharp(white).composite([half]).png().toBuffer());
    const made = await images.fullSize(join(folder, 'photo.png'), answer, { ...plain, format: 'png', keep });
    const data = await sharp(made.bytes).raw().toBuffer();
    const from = 700 * 2700;
    expect(Buffer.compare(data.subarray(from), Buffer.from(photo.data.subarray(from)))).toBe(0);
    expect(Buffer.compare(data.subarray(0, from), Buffer.from(photo.data.subarray(0, from)))).not.toBe(0);
  });

  it('has 16 bits where the original has them', async () => {
    const deep = Uint16Array.from(photo.data, (value, at) => value * 257 - (value > 0 ? at % 200 : 0));
    const png = await createDeepPng(deep);
    await writeFile(join(folder, 'deep.png'), png);
    const made = await images.fullSize(join(folder, 'deep.png'), answer, { ...plain, format: 'png', amount: 0 });
    expect((await sharp(made.bytes).metadata()).depth).toBe('ushort');
    const back = await sharp(made.bytes).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
    const first = await sharp(await readFile(join(folder, 'deep.png')))
      .toColourspace('rgb16')
      .raw({ depth: 'ushort' })
      .toBuffer();
    expect(Buffer.compare(back, first)).toBe(0);
  });

  it('lies upright on an original that is stored turned', async () => {
    const turned = await sharp(photo.data, raw)
      .rotate(-90)
      .withExif({ IFD0: { Orientation: '6' } })
      .jpeg({ quality: 95 })
      .toBuffer();
    await writeFile(
      join(folder, 'turned.jpg'),
      await sharp(turned).keepMetadata().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer(),
    );
    const made = await images.fullSize(join(folder, 'turned.jpg'), answer, plain);
    expect([made.width, made.height]).toEqual([900, 1300]);
    expect((await sharp(made.bytes).metadata()).orientation ?? 1).toBe(1);
    expect(made.trusted).toBeGreaterThan(0.9);
  });

  it('is not made of another photo than was sent, nor of something that is no picture', async () => {
    await expect(
      images.fullSize(join(folder, 'photo.jpg'), answer, { ...plain, originalHash: 'a'.repeat(64) }),
    ).rejects.toMatchObject({ code: 'file-changed' });
    await expect(images.fullSize(join(folder, 'photo.jpg'), new Uint8Array(900), plain)).rejects.toMatchObject({
      code: 'reply-unusable',
    });
  });
});
