/**
 * Every tag of every photo before and after, by exiftool: carried, changed on purpose, left out on purpose, lost; orientation, size and what exiftool
 * finds wrong. `-- metadata WORD…` takes only files with one of these words in their path; `--all` lists every tag that was not carried.
 */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { CARRY_ALL } from '../../electron/contract/carried.ts';
import type { OutputFormat } from '../../electron/contract/recipe.ts';
import { createInlineImages } from '../../electron/images/inline.ts';
import { sceneJpeg } from '../fixtures/pictures.ts';
import { freshFolder } from '../helpers/app.ts';
import { inProject } from '../helpers/bench-house.ts';
import { ensureDebianPackages } from '../helpers/debian.mjs';
import { filesUnder } from '../helpers/files.ts';
import { accountOf, newWarnings, type TagFate } from '../helpers/words/account.ts';
import { readTags } from '../helpers/words/exiftool.ts';
import { pictureName } from './decoders/suites.ts';
import { writeSamples } from './decoders/samples.ts';

const SIZE = { width: 640, height: 448 };

/** Prints the table; fails where a tag was lost, a size or an orientation is not true, or exiftool finds something new. */
export async function bench(words: readonly string[]): Promise<number> {
  const missing = await ensureDebianPackages(['libimage-exiftool-perl']);
  if (missing !== null) {
    console.log(`SKIPPED: ${missing}`);
    return 1;
  }
  const folder = await freshFolder('darkslide-metadata-');
  try {
    const filter = words.filter((word) => !word.startsWith('--'));
    const paths = (await allPhotos(folder)).filter((path) => filter.length === 0 || filter.some((word) => path.includes(word)));
    let failures = 0;
    for (const format of ['jpeg', 'png'] as const) failures += await judgeAll(paths, format, folder, words.includes('--all'));
    return failures === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function allPhotos(folder: string): Promise<string[]> {
  const shared = inProject('..', 'shared', 'photos');
  if (!existsSync(shared)) console.log('SKIPPED: there is no ../shared/photos');
  const samples = await writeSamples(join(folder, 'samples'));
  const photos = existsSync(shared) ? await filesUnder(shared) : [];
  return [...photos.filter((path) => pictureName.test(path)).sort(), ...samples.paths];
}

async function judgeAll(paths: readonly string[], format: OutputFormat, folder: string, all: boolean): Promise<number> {
  const images = createInlineImages();
  const reply = await sceneJpeg(SIZE.width, SIZE.height);
  const mark = { recipe: 'Fog', model: 'm', prompt: 'fog', strength: 0.6, originalHash: null, simulated: false, work: null };
  const judged: { readonly path: string; readonly result: string; readonly said: readonly string[] }[] = [];
  for (const [index, path] of paths.entries()) {
    const result = join(folder, `${String(index)}.${format === 'jpeg' ? 'jpg' : 'png'}`);
    try {
      const { words: original } = await images.words(path);
      const finished = await images.finish(reply, format, mark, { original, carried: CARRY_ALL });
      await writeFile(result, finished.bytes);
      judged.push({ path, result, said: finished.leftOut });
    } catch (thrown) {
      console.log(`${basename(path)}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  const before = await readTags(judged.map(({ path }) => path));
  const after = await readTags(judged.map(({ result }) => result));
  let failures = 0;
  const sums = { files: 0, carried: 0, changed: 0, 'left out': 0, lost: 0, said: 0, warnings: 0 };
  for (const [index, { path, said, result }] of judged.entries()) {
    const [old, now] = [before[index], after[index]];
    if (old === undefined || now === undefined) continue;
    const fates = accountOf(old, now, said);
    const lost = fates.filter(({ fate }) => fate === 'lost');
    const warnings = newWarnings(old, now);
    const { width, height, mark: read } = await images.inspect(result);
    const isTrue =
      width === SIZE.width && height === SIZE.height && read !== null && (now.tags.get('IFD0:Orientation') ?? '1') === '1';
    const count = (fate: TagFate['fate']): number => fates.filter((one) => one.fate === fate).length;
    sums.files += 1;
    for (const fate of ['carried', 'changed', 'left out', 'lost'] as const) sums[fate] += count(fate);
    sums.warnings += warnings.length;
    sums.said += said.length;
    if (lost.length > 0 || !isTrue || warnings.length > 0) failures += 1;
    const figures = `carried ${String(count('carried'))}, changed ${String(count('changed'))}, left out ${String(count('left out'))}, lost ${String(count('lost'))}`;
    console.log(
      `${format}  ${relative(inProject('..'), path)}: ${figures}${said.length > 0 ? ` (${said.join('; ')})` : ''}${isTrue ? '' : ' SIZE, ORIENTATION OR MARK NOT TRUE'}`,
    );
    for (const one of fates)
      if (one.fate === 'lost' || (all && one.fate !== 'carried'))
        console.log(`    ${one.fate} ${one.tag} ${one.reason}: ${one.before.slice(0, 60)} -> ${String(one.after).slice(0, 60)}`);
    for (const warning of warnings) console.log(`    new warning: ${warning}`);
  }
  console.log(JSON.stringify({ format, ...sums }));
  return failures;
}
