/** Files whose colours are Adobe RGB by EXIF alone, as cameras write it: the same in every format. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import * as fixture from '../../../fixtures/pictures.ts';
import { ensureDebianPackages } from '../../../helpers/debian.mjs';

const images = createInlineImages();
const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const run = promisify(execFile);
const green: fixture.Rgb = [60, 190, 70];
const writer = await ensureDebianPackages(['libimage-exiftool-perl', 'libheif-examples']);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-adobe-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function meanOf(name: string): Promise<fixture.Rgb> {
  const { bytes } = await images.prepare(join(folder, name), { longSide: 512, limits });
  return await fixture.meanColour(bytes, { left: 0.25, top: 0.25, width: 0.5, height: 0.5 });
}

describe.skipIf(writer !== null)('Adobe RGB by EXIF alone', () => {
  it.each(['png', 'tif', 'tif16', 'heic'])('counts in .%s as it does in a JPEG', async (kind) => {
    const patch = fixture.patch(green, 128, 128);
    const name = `said.${kind.replace('16', '')}`;
    const path = join(folder, name);
    if (kind === 'heic') {
      await writeFile(join(folder, 'plain.png'), await patch.png().toBuffer());
      await run('heif-enc', ['-q', '95', join(folder, 'plain.png'), '-o', path]);
    } else if (kind === 'png') await writeFile(path, await patch.png().toBuffer());
    else {
      const depth = kind === 'tif16' ? patch.toColourspace('rgb16') : patch;
      await writeFile(path, await depth.tiff({ compression: 'none' }).toBuffer());
    }
    await writeFile(join(folder, `un${name}`), await readFile(path));
    await run('exiftool', ['-q', '-overwrite_original', '-n', '-InteropIndex=R03', path]);
    await writeFile(join(folder, 'said.jpg'), await fixture.adobeByExifJpeg(green));
    const [said, unsaid, wanted] = [await meanOf(name), await meanOf(`un${name}`), await meanOf('said.jpg')];
    const apart = (one: fixture.Rgb, other: fixture.Rgb): number =>
      Math.max(...one.map((value, index) => Math.abs(value - (other[index] ?? 0))));
    expect(apart(said, unsaid)).toBeGreaterThan(15);
    expect(apart(said, wanted)).toBeLessThan(5);
  });
});
