/**
 * What leaves, by the bytes that a recorder in front of the simulator kept: every shared photo with GPS or a serial number is sent by the command line,
 * and no upload has EXIF, XMP, IPTC, a comment or a thumbnail; the log has no key, path or prompt.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sceneJpeg } from '../fixtures/pictures.ts';
import { freshFolder } from '../helpers/app.ts';
import { inProject } from '../helpers/bench-house.ts';
import { runCommand } from '../helpers/command.ts';
import { ensureDebianPackages } from '../helpers/debian.mjs';
import { filesUnder } from '../helpers/files.ts';
import { startRecorder } from '../helpers/recorder.ts';
import { readTags } from '../helpers/words/exiftool.ts';
import { beyondPixels, picturesIn } from '../helpers/words/left.ts';
import { pictureName } from './decoders/suites.ts';

const KEY = 'SG_5ec2e7f00dbabe42';
const PROMPT = 'geese over the mill at first light';
const PRIVATE = /GPS|SerialNumber|OwnerName|Artist|Creator/;

/** Prints the counts; fails where anything but pixels left, or the log says more than it may. */
export async function bench(): Promise<number> {
  const shared = inProject('..', 'shared', 'photos');
  const missing = await ensureDebianPackages(['libimage-exiftool-perl']);
  if (missing !== null || !existsSync(shared)) {
    console.log(`SKIPPED: ${missing ?? 'there is no ../shared/photos'}`);
    return 1;
  }
  const folder = await freshFolder('darkslide-privacy-');
  // A photo that is gone when its result comes: the log has something to say, with a path in the system's own words
  const gone = join(folder, 'Wedding of Ann', 'IMG 0042 private.jpg');
  const recorder = await startRecorder({ startBalanceUsd: 100 }, async () => {
    await rm(gone, { force: true });
  });
  try {
    const all = (await filesUnder(shared)).filter((path) => pictureName.test(path)).sort();
    const tags = await readTags(all);
    const photos = all.filter((_path, index) => [...(tags[index]?.tags.keys() ?? [])].some((tag) => PRIVATE.test(tag)));
    const home = join(folder, 'home');
    await mkdir(home);
    const env = { DARKSLIDE_HOME: home, SEGMIND_API_KEY: KEY, SEGMIND_BASE_URL: recorder.url.href };
    await mkdir(dirname(gone));
    await writeFile(gone, await sceneJpeg(400, 300));
    const args = ['develop', gone, ...photos, '--prompt', PROMPT, '--out', join(folder, 'out'), '--max-credits', '50', '--json'];
    const run = await runCommand(args, env);
    const uploads = recorder.bodies.flatMap(picturesIn);
    const faults = uploads.flatMap((upload, index) => beyondPixels(upload).map((what) => `upload ${String(index)}: ${what}`));
    const judged = await exiftoolOf(uploads, folder);
    const done = run.lines.filter(({ event }) => event === 'done').length;
    const failed = run.lines.filter(({ event }) => event === 'failed').length;
    console.log(
      `${String(photos.length)} photos with a place, a serial number or a name: ${String(done)} developed, ${String(failed)} refused, ${String(uploads.length)} uploads recorded`,
    );
    console.log(`beyond pixels in them: ${String(faults.length + judged.length)}`);
    for (const fault of [...faults, ...judged]) console.log(`    ${fault}`);
    const leaks = await leaksIn(join(home, 'logs'), [
      KEY,
      PROMPT,
      'geese',
      'Wedding',
      'private',
      shared,
      folder,
      ...photos.map((path) => basename(path)),
    ]);
    console.log(`the log has ${String(leaks.lines)} lines; key, prompt, paths and names in it: ${String(leaks.words.length)}`);
    for (const leak of leaks.words) console.log(`    ${leak}`);
    return faults.length + judged.length + leaks.words.length === 0 && uploads.length > 0 && leaks.lines > 0 ? 0 : 1;
  } finally {
    await recorder.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tags that exiftool finds in uploads, beside those of the JPEG itself. */
async function exiftoolOf(uploads: readonly Uint8Array[], folder: string): Promise<string[]> {
  const paths = uploads.map((_upload, index) => join(folder, `upload-${String(index)}.jpg`));
  for (const [index, path] of paths.entries()) await writeFile(path, uploads[index] ?? new Uint8Array());
  const judged = await readTags(paths);
  return judged.flatMap(({ tags }, index) =>
    [...tags.keys()]
      .filter((tag) => !/^(?:JFIF|File):/.test(tag) || tag === 'File:Comment')
      .map((tag) => `upload ${String(index)}: ${tag}`),
  );
}

async function leaksIn(folder: string, words: readonly string[]): Promise<{ lines: number; words: string[] }> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  const texts = await Promise.all(names.map(async (name) => await readFile(join(folder, name), 'utf8')));
  const lines = texts.join('').split('\n').length - 1;
  return { lines, words: words.filter((word) => texts.some((text) => text.includes(word))) };
}
