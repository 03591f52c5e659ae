/** What leaves is pixels only, by the bytes that arrived: whatever the photo says, in whatever format. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { wordedJpeg } from '../../../fixtures/worded.ts';
import { startRecorder } from '../../../helpers/recorder.ts';
import { beyondPixels, picturesIn } from '../../../helpers/words/left.ts';
import { openWorkshop, recipe, temporaryFolder } from '../../../helpers/workshop.ts';

const photos = resolve(import.meta.dirname, '../../../../../shared/photos');
/** With GPS, with a serial number, with a thumbnail of their own. */
const some = ['cameras/DSCN0010.jpg', 'cameras/Canon EOS 7D.jpg'];
if (!existsSync(photos)) console.warn('SKIPPED: no photos in ../shared/photos, so only our own photo was sent.');

it('no EXIF, XMP, IPTC, comment, thumbnail, profile, name or path is in any request', async () => {
  const folder = await temporaryFolder();
  const recorder = await startRecorder();
  const home = join(folder.path, 'home');
  const workshop = await openWorkshop({ home, simulator: recorder.simulator, baseUrl: recorder.url });
  try {
    const place = join(folder.path, 'Wedding of Ann');
    await mkdir(place);
    const worded = join(place, 'IMG-4711-private.jpg');
    await writeFile(worded, await wordedJpeg());
    const paths = [worded];
    for (const name of existsSync(photos) ? some : []) {
      const copy = join(place, `private ${basename(name)}`);
      await copyFile(join(photos, name), copy);
      paths.push(copy);
    }
    const { added } = await workshop.library.add(paths);
    const { queued } = await workshop.develop.start(added, recipe);
    for (const id of queued) await workshop.when(id, 'done');
    const uploads = recorder.bodies.flatMap(picturesIn);
    expect(uploads).toHaveLength(paths.length);
    expect(uploads.flatMap(beyondPixels)).toEqual([]);
    // The judge itself finds what is in the photo
    expect(beyondPixels(await wordedJpeg()).length).toBeGreaterThan(5);
    const words = [...recorder.bodies.map((body) => body.toString('latin1')), ...recorder.headers.flat()].join('\n');
    for (const word of ['private', 'Wedding', 'SN-4711', 'Darkslide One', folder.path]) expect(words).not.toContain(word);
  } finally {
    await workshop.close();
    await recorder.close();
    await folder.remove();
  }
});
