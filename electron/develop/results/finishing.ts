/** Makes a result of paid bytes, with what its original says of itself; where that cannot be carried, without it: the bytes are paid for. */
import { CARRY_ALL, carriedGroups } from '../../contract/carried.ts';
import { DarkslideError } from '../../contract/errors.ts';
import type { Finished, ImageTasks, ResultMark } from '../../images/tasks.ts';
import type { JobRow } from '../ledger/job-row.ts';

type Says = NonNullable<Parameters<ImageTasks['finish']>[3]>;

interface FinishingParts {
  readonly images: Pick<ImageTasks, 'finish' | 'words'>;
  readonly log: (message: string, error?: unknown) => void;
}

/** Throws reply-unusable, or what the images say where not even the pixels can be finished. */
export async function finishResult(row: JobRow, bytes: Uint8Array, mark: ResultMark, parts: FinishingParts): Promise<Finished> {
  const { says, leftOut } = await wordsFor(row, parts);
  const finish = async (what: Says): Promise<Finished> => await parts.images.finish(bytes, row.recipe.format, mark, what);
  try {
    const finished = await finish(says);
    return { ...finished, leftOut: [...leftOut, ...finished.leftOut] };
  } catch (error) {
    if (says.original === null || (error instanceof DarkslideError && error.code === 'reply-unusable')) throw error;
    parts.log('A result could not be finished with the words of its original', error);
    return { ...(await finish({ ...says, original: null })), leftOut: [ALL] };
  }
}

/** What is missing where nothing could be carried. */
const ALL = 'all that the original says of itself';

/** What of its original a result is to carry, and what of that cannot be, in words. Never throws. */
export async function wordsFor(row: JobRow, { images, log }: FinishingParts): Promise<{ says: Says; leftOut: string[] }> {
  const carried = row.recipe.carried ?? CARRY_ALL;
  const without = { says: { original: null, carried }, leftOut: [] };
  if (row.photo_path === null || carriedGroups.every((group) => !carried[group])) return without;
  try {
    const { words, contentHash } = await images.words(row.photo_path);
    if (contentHash === row.content_hash) return { says: { original: words, carried }, leftOut: [] };
    return { ...without, leftOut: [`${ALL}, because its file changed after it was sent`] };
  } catch (error) {
    log('An original could not be asked for its words', error);
    return { ...without, leftOut: [`${ALL}, because its file cannot be read any more`] };
  }
}
