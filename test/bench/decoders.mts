/**
 * Every picture there is, of the project and of the suites in Debian's and npm's packages, beside an independent decoder: same size and
 * orientation, mean difference within tolerance, or a refusal with a true sentence. Counts by outcome, and each difference. `-- decoders
 * WORD…` takes only files with one of these words in their path; `--all` lists every refusal too.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { decoderPackages, ensureDebianPackages } from '../helpers/debian.mjs';
import { filesUnder } from '../helpers/files.ts';
import { inProject } from '../helpers/bench-house.ts';
import { openJudgedImages, type JudgedImages } from '../helpers/judged-images.ts';
import { judge, withoutPixels, type Judged } from './decoders/judge.ts';
import { report } from './decoders/report.ts';
import { fetchSuites, pictureName } from './decoders/suites.ts';
import { writeSamples } from './decoders/samples.ts';

interface Collection {
  readonly name: string;
  readonly paths: readonly string[];
}

/** Files of the folder beside the project; its absence is said. */
async function beside(...parts: string[]): Promise<Collection> {
  const folder = inProject('..', ...parts);
  const name = join('..', ...parts);
  if (existsSync(folder)) return { name, paths: (await filesUnder(folder)).filter((path) => pictureName.test(path)).sort() };
  console.log(`SKIPPED: there is no ${name}`);
  return { name, paths: [] };
}

async function collections(folder: string): Promise<Collection[]> {
  const samples = await writeSamples(join(folder, 'samples'));
  for (const { name, reason } of samples.missing) console.log(`SKIPPED: sample ${name}: ${reason}`);
  const suites = await fetchSuites();
  for (const { name, missing } of suites) if (missing !== null) console.log(`SKIPPED: suite ${name}: ${missing}`);
  return [
    await beside('shared', 'photos'),
    await beside('shared', 'field', 'inputs'),
    { name: 'fixtures', paths: samples.paths },
    ...suites.map(({ name, paths }) => ({ name, paths })),
  ];
}

/** Each content once: suites copy from each other. */
async function withoutCopies(all: readonly Collection[], words: readonly string[]): Promise<{ name: string; path: string }[]> {
  const seen = new Set<string>();
  const chosen: { name: string; path: string }[] = [];
  for (const { name, paths } of all) {
    for (const path of paths) {
      if (words.length > 0 && !words.some((word) => path.includes(word))) continue;
      const hash = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      if (seen.has(hash)) continue;
      seen.add(hash);
      chosen.push({ name, path });
    }
  }
  return chosen;
}

const AT_ONCE = 2;

async function judgeAll(judged: JudgedImages, files: readonly { name: string; path: string }[]): Promise<Judged[]> {
  const left = [...files];
  const found: Judged[] = [];
  const lane = async (number: number): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      found.push(withoutPixels(await judge(judged.images, next.path, join(judged.folder, `lane-${String(number)}`))));
      if (found.length % 100 === 0) console.log(`  ${String(found.length)} of ${String(files.length)}`);
    }
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, number) => {
      await lane(number);
    }),
  );
  return found;
}

/** Prints the counts and the differences; 1 where there is a difference. */
export async function bench(words: readonly string[] = []): Promise<number> {
  const missing = await ensureDebianPackages(decoderPackages);
  if (missing !== null) console.log(`The independent decoders are not complete. ${missing}`);
  const judged = await openJudgedImages();
  try {
    const all = await collections(judged.folder);
    const files = await withoutCopies(
      all,
      words.filter((word) => !word.startsWith('--')),
    );
    for (const { name, paths } of all) console.log(`${name.padEnd(44)}${String(paths.length).padStart(5)} files`);
    console.log(`${'each content once'.padEnd(44)}${String(files.length).padStart(5)} files\n`);
    const began = performance.now();
    const found = await judgeAll(judged, files);
    const nameOf = (path: string): string => {
      const file = files.find((one) => one.path === path);
      return `${file?.name ?? ''}: ${relative(inProject('..'), path).split('/').slice(-3).join('/')}`;
    };
    const differences = report(found, nameOf, words.includes('--all'));
    console.log(`\n${String(found.length)} files in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    return differences === 0 ? 0 : 1;
  } finally {
    await judged.close();
    await rm(judged.folder, { recursive: true, force: true });
  }
}
