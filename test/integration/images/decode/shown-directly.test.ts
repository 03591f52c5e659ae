/** What the loupe may show as a file: only what Chromium shows with the colours that are sent. */
import { describe, expect, it } from 'vitest';
import { SHOWN_DIRECTLY_BYTES, shownDirectly } from '../../../../electron/images/decode/shown-directly.ts';
import * as odd from '../../../fixtures/odd-files.ts';
import * as fixture from '../../../fixtures/pictures.ts';

const typeOf = (bytes: Uint8Array): string | null => shownDirectly(bytes.subarray(0, SHOWN_DIRECTLY_BYTES), 'picture');
const plain = async (format: 'png' | 'webp' | 'avif' | 'gif' | 'tiff'): Promise<Buffer> =>
  fixture.scene(64, 48).toFormat(format).toBuffer();

describe('shownDirectly', () => {
  it('is so for common JPEG, PNG and WebP, upright or not, with a profile or none', async () => {
    const jpeg = await fixture.sceneJpeg(64, 48);
    expect(typeOf(jpeg)).toBe('image/jpeg');
    expect(typeOf(fixture.tagJpegWith(jpeg, fixture.profiles.displayP3()))).toBe('image/jpeg');
    expect(typeOf(await fixture.orientedJpeg(6, 64, 48))).toBe('image/jpeg');
    expect(typeOf(await plain('png'))).toBe('image/png');
    expect(typeOf(await plain('webp'))).toBe('image/webp');
  });

  it('is not so where the upload has other colours than Chromium would show', async () => {
    const cmyk = await fixture.scene(64, 48).toColourspace('cmyk').jpeg().toBuffer();
    const p3 = ['cICP', Uint8Array.of(12, 13, 0, 1)] as const;
    const turned = await fixture.scene(64, 48).withMetadata({ orientation: 6 }).webp().toBuffer();
    for (const bytes of [
      cmyk,
      turned,
      await fixture.adobeByExifJpeg(fixture.quarters.topRight),
      odd.scenePng16(64, 48, (light) => light, []),
      odd.scenePng16(64, 48, (light) => light, [p3]),
      await plain('avif'),
      await plain('gif'),
      await plain('tiff'),
      new Uint8Array(),
      Uint8Array.of(0xff, 0xd8, 0xff),
    ]) {
      expect(typeOf(bytes)).toBeNull();
    }
  });
});
