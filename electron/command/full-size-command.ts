/** `full-size` on the command line: results on disk made at the full size of their photos, here, free and without a call. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CARRY_ALL } from '../contract/carried.ts';
import { DarkslideError, toProblem } from '../contract/errors.ts';
import type { OutputFormat } from '../contract/recipe.ts';
import { folderError, writeResult } from '../develop/results/storing.ts';
import { fullSizeName } from '../develop/results/full-size.ts';
import { formatOfName } from '../images/formats/formats.ts';
import { createImagePool } from '../images/pool/pool.ts';
import type { FullSized, ImageTasks, ResultMark } from '../images/tasks.ts';
import { forkNode } from '../processes/fork-node.ts';
import { allFilled, filled, numberOf, parse, UsageError } from './arguments.ts';
import { EXIT } from './develop-command.ts';
import { problemFacts, type Output } from './report.ts';

export interface FullSizeArguments {
  readonly results: readonly string[];
  /** Null: the photo is looked for. */
  readonly original: string | null;
  /** How much of the change is made, 0–1. */
  readonly amount: number;
  /** A picture that is white where the photo stays; null: none. */
  readonly keep: string | null;
  readonly json: boolean;
}

/** Reads the arguments of `full-size`. Throws UsageError. */
export function readFullSizeArguments(args: readonly string[]): FullSizeArguments {
  const text = { type: 'string' } as const;
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: { original: text, amount: text, keep: text, json: { type: 'boolean' } },
    }),
  );
  const results = allFilled('The name of a result', positionals);
  if (results.length === 0) throw new UsageError('No result was named.');
  const original = filled('--original', values.original) ?? null;
  if (original !== null && results.length > 1) throw new UsageError('--original goes with one result.');
  const amount = numberOf('--amount', values.amount) ?? 1;
  if (amount < 0 || amount > 1) throw new UsageError('--amount wants a number from 0 to 1.');
  return { results, original, amount, keep: filled('--keep', values.keep) ?? null, json: values.json === true };
}

export interface FullSizeParts {
  /** The built process that decodes pictures. */
  readonly imageProcess: string;
  readonly output: Output;
  readonly log: (message: string, error?: unknown) => void;
}

/** Makes them one after another; a result that cannot be made is said and passed over. */
export async function runFullSizeCommand(parts: FullSizeParts, typed: FullSizeArguments): Promise<number> {
  const images = createImagePool({ spawn: forkNode, file: parts.imageProcess, size: 1, log: parts.log });
  let failed = 0;
  try {
    const keep = typed.keep === null ? null : await readPicture(resolve(typed.keep));
    for (const name of typed.results) {
      const result = resolve(name);
      try {
        tell(parts.output, typed.json, result, await makeOne(images, result, typed, keep));
      } catch (error) {
        failed += 1;
        parts.log(`${result} could not be made at full size`, error);
        const trouble = problemFacts(toProblem(error));
        if (typed.json) parts.output.print(JSON.stringify({ event: 'failed', source: result, ...trouble }));
        else parts.output.fail(`failed   ${result}: ${trouble.message ?? ''}`);
      }
    }
  } finally {
    await images.close();
  }
  return failed === 0 ? EXIT.done : EXIT.failed;
}

interface Made extends Pick<FullSized, 'width' | 'height' | 'trusted'> {
  readonly path: string;
}

function tell({ print }: Output, json: boolean, source: string, { path, width, height, trusted }: Made): void {
  const size = `${String(width)} × ${String(height)}`;
  if (json) print(JSON.stringify({ event: 'done', source, result: path, width, height, trueFullResolution: trusted, cost: 0 }));
  else print(`done     ${source} → ${path} (${size}, ${detailWords(trusted)}, free)`);
}

/** How much of the picture has the detail of the photo. */
function detailWords(trusted: number): string {
  if (trusted === 0) return 'enlarged: the answer paints the photo anew, so none of its detail fits';
  return `${String(Math.round(trusted * 100))} % true full resolution`;
}

async function makeOne(images: ImageTasks, result: string, typed: FullSizeArguments, keep: Uint8Array | null): Promise<Made> {
  const { mark } = await images.inspect(result);
  if (mark === null)
    throw new DarkslideError('bad-input', 'This is no result of Darkslide: it has no mark that says how it was made.');
  const original = typed.original === null ? await findOriginal(images, result, mark) : resolve(typed.original);
  const format: OutputFormat = /^\.png$/i.test(extname(result)) ? 'png' : 'jpeg';
  const made = await images.fullSize(original, await readPicture(result), {
    format,
    mark: { ...mark, work: null },
    says: { original: (await images.words(original)).words, carried: CARRY_ALL },
    amount: typed.amount,
    keep,
    originalHash: mark.originalHash,
  });
  const name = fullSizeName(result, format === 'png' ? '.png' : '.jpg');
  const path = await writeResult(made.bytes, `${result}\nfull-size`, name(1), (attempt) => name(attempt + 1));
  return { path, width: made.width, height: made.height, trusted: made.trusted };
}

async function readPicture(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw folderError(error);
  }
}

/** The photo that the mark names by its content, in the folder of the result or the one above: results lie in "Darkslide" beside their photos. */
async function findOriginal(images: ImageTasks, result: string, { originalHash }: ResultMark): Promise<string> {
  if (originalHash === null)
    throw new DarkslideError('not-found', 'This result was made from text: there is no photo to carry it over to.');
  for (const folder of [dirname(dirname(result)), dirname(result)]) {
    const names = (await readdir(folder)).filter((name) => formatOfName(name) !== null).sort(likeFirst(result));
    for (const name of names) {
      const path = join(folder, name);
      if (path === result) continue;
      const hash = await images.hash(path).catch(() => null); // not ours to read, or gone meanwhile: not the one
      if (hash === originalHash) return path;
    }
  }
  throw new DarkslideError('not-found', 'Its photo was not found beside the results. Name it with --original FILE.');
}

/** Photos whose name the result's begins with are looked into first: names of results are made from those of photos. */
function likeFirst(result: string): (one: string, other: string) => number {
  const own = result.slice(dirname(result).length + 1);
  const isLike = (name: string): number => (own.startsWith(name.slice(0, -extname(name).length)) ? 0 : 1);
  return (one, other) => isLike(one) - isLike(other) || one.localeCompare(other);
}
