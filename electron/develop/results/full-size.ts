/**
 * Results at the size of their originals: made from the paid answer and the photo on this computer, free and without a call. Nothing that was paid depends on
 * it: where it cannot be made, the answer is stored as it came, and it can be made later.
 */
import { basename, dirname, extname, join } from 'node:path';
import type { Finished, FullSizeOptions, ImageTasks, ResultMark } from '../../images/tasks.ts';
import type { JobRow } from '../ledger/job-row.ts';
import { finishResult, wordsFor } from './finishing.ts';
import type { Folders } from './folders.ts';
import type { Spool } from './storing.ts';

/** What making full-size results is given. */
export interface FullSizeParts {
  readonly images: ImageTasks;
  readonly folders: Folders;
  readonly spool: Spool;
  readonly log: (message: string, error?: unknown) => void;
}

/** What a full-size file beside its answer has at the end of its name. */
const FULL = '-full';

/** True where the recipe wants a full-size result and there is one original that it can be made from. */
function wantsFullSize({ recipe, photo_path: photo, others }: JobRow, mode: 'on' | 'both'): boolean {
  return recipe.fullSize === mode && photo !== null && others.length === 0;
}

function optionsOf(row: JobRow, mark: ResultMark, says: FullSizeOptions['says']): FullSizeOptions {
  return {
    format: row.recipe.format,
    mark,
    says,
    amount: 1,
    keep: null,
    originalHash: row.content_hash === '' ? null : row.content_hash,
  };
}

/** The answer as the file that the recipe wants: at full size, else as it came. Throws like `finish`. */
export async function finishAnswer(
  row: JobRow,
  bytes: Uint8Array,
  mark: ResultMark,
  { images, log }: Pick<FullSizeParts, 'images' | 'log'>,
): Promise<Finished> {
  // First as it came: what is no usable picture is known then, and said as ever
  const plain = await finishResult(row, bytes, mark, { images, log });
  if (!wantsFullSize(row, 'on') || row.photo_path === null) return plain;
  try {
    const { says, leftOut } = await wordsFor(row, { images, log });
    const made = await images.fullSize(row.photo_path, bytes, optionsOf(row, mark, says));
    return { ...made, leftOut: [...leftOut, ...made.leftOut] };
  } catch (error) {
    log(`The result of job ${String(row.id)} is stored as it came: it could not be made at full size`, error);
    return plain;
  }
}

/**
 * The full-size file beside a stored answer, where the recipe wants both. Never throws: it can be made later.
 * @param stored - the answer; where the photo has no more pixels than it, there is nothing to make
 */
export async function storeBeside(
  row: JobRow,
  bytes: Uint8Array,
  mark: ResultMark,
  stored: { readonly path: string; readonly width: number; readonly height: number },
  { images, folders, spool, log }: FullSizeParts,
): Promise<void> {
  if (!wantsFullSize(row, 'both') || row.photo_path === null) return;
  try {
    // Without its work: a lost ledger is written again from the paid answers, each of them once
    const { says } = await wordsFor(row, { images, log });
    const made = await images.fullSize(row.photo_path, bytes, optionsOf(row, { ...mark, work: null }, says));
    if (made.width * made.height <= stored.width * stored.height) return;
    const name = fullSizeName(stored.path);
    await folders.write(made.bytes, `${spool.ownerOf(row.id)}\n${FULL}`, name(1), (attempt) => name(attempt + 1));
  } catch (error) {
    log(`The result of job ${String(row.id)} could not be made at full size as well`, error);
  }
}

/** Names beside a result: `sea-dusk-full.jpg`, then `sea-dusk-full-2.jpg`. Pure. */
export function fullSizeName(path: string, extension = extname(path)): (variant: number) => string {
  const stem = basename(path, extname(path));
  return (variant) => join(dirname(path), `${stem}${FULL}${variant === 1 ? '' : `-${String(variant)}`}${extension}`);
}
