/** exiftool judges what results carry: nothing is lost unexplained, sizes and orientation are true, and nothing is wrong that was right before. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CARRY_ALL } from '../../../electron/contract/carried.ts';
import { createInlineImages } from '../../../electron/images/inline.ts';
import { sceneJpeg } from '../../fixtures/pictures.ts';
import { wordedJpeg } from '../../fixtures/worded.ts';
import { accountOf, newWarnings } from '../../helpers/words/account.ts';
import { hasExiftool, readTags } from '../../helpers/words/exiftool.ts';

const photos = resolve(import.meta.dirname, '../../../../shared/photos');
/** Cameras whose maker notes count from the block, from themselves, with previews inside; a phone's container; a RAW file; a TIFF. */
const some = [
  'cameras/DSCN0010.jpg',
  'cameras/Canon EOS 7D.jpg',
  'cameras/Casio EX-S1.jpg',
  'heic/IMG_1034.heic',
  'raw/Nikon.nef',
];
const isThere = await hasExiftool();
if (!isThere) console.warn('SKIPPED: no exiftool (libimage-exiftool-perl), so nobody judged what results carry.');
if (!existsSync(photos)) console.warn('SKIPPED: no photos in ../shared/photos, so no camera’s own words were carried.');

const images = createInlineImages();
const mark = { recipe: 'Fog', model: 'm', prompt: 'p', strength: 0.6, originalHash: null, simulated: false, work: null };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-carried-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!isThere)('by exiftool', () => {
  it.each(['jpeg', 'png'] as const)('a %s loses nothing unexplained', async (format) => {
    const worded = join(folder, 'worded.jpg');
    await writeFile(worded, await wordedJpeg());
    const sources = [worded, ...(existsSync(photos) ? some.map((name) => join(photos, name)) : [])];
    const reply = await sceneJpeg(320, 192);
    const results: string[] = [];
    const said: (readonly string[])[] = [];
    for (const [index, source] of sources.entries()) {
      const { words } = await images.words(source);
      const finished = await images.finish(reply, format, mark, { original: words, carried: CARRY_ALL });
      const result = join(folder, `${String(index)}.${format}`);
      await writeFile(result, finished.bytes);
      results.push(result);
      said.push(finished.leftOut);
    }
    const judged = await readTags([...sources, ...results]);
    for (const [index, source] of sources.entries()) {
      const [before, after] = [judged[index], judged[sources.length + index]];
      if (before === undefined || after === undefined) throw new Error('exiftool did not answer');
      const fates = accountOf(before, after, said[index] ?? []);
      expect(fates.filter(({ fate }) => fate === 'lost').map(({ tag }) => `${source} ${tag}`)).toEqual([]);
      expect(newWarnings(before, after)).toEqual([]);
      expect(after.tags.get('IFD0:Orientation')).toBe('1');
      expect([after.tags.get('ExifIFD:ExifImageWidth'), after.tags.get('ExifIFD:ExifImageHeight')]).toEqual(['320', '192']);
      expect(fates.filter(({ fate }) => fate === 'carried').length).toBeGreaterThan(15);
    }
  });
});
