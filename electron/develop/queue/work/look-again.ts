/** Is what was prepared still what lies on disk? Asked right before sending: a photo may have waited for hours, and programs go on editing. */
import { problem, toProblem, type Problem } from '../../../contract/errors.ts';
import type { JobId } from '../../../contract/ids.ts';
import { stampOf } from '../../../images/read-file.ts';
import type { FileStamp, ImageTasks, Prepared } from '../../../images/tasks.ts';

interface Looked {
  readonly path: string;
  readonly prepared: Pick<Prepared, 'stamp' | 'contentHash'>;
}

/** FAT and some shares write down a change to two seconds only. Milliseconds. */
const COARSE_MS = 2000;

/**
 * True where two looks at a file show that it did not change between them. False where they cannot show it: the disk's times are coarse and
 * the file had been written just before it was read, so another change would have left the same times. Pure.
 * @param readAt - when it was read for `then`, ms since 1970
 */
export function isSureToBeSame(then: FileStamp, now: FileStamp, readAt: number): boolean {
  const fields = ['size', 'modified', 'changed', 'inode'] as const;
  if (fields.some((field) => then[field] !== now[field])) return false;
  const isCoarse = then.modified % 1000 === 0 && then.changed % 1000 === 0;
  return !isCoarse || Math.abs(readAt - Math.max(then.modified, then.changed)) > COARSE_MS;
}

/**
 * Looks at the files of all uploads. Where one looks different its content decides: inodes change when a share is mounted again, and
 * a rename or other permissions change no picture.
 * @returns null: all are what was prepared; else file-changed, file-missing, file-unreadable
 */
export async function lookAgain(
  uploads: readonly Looked[],
  readAt: number,
  images: Pick<ImageTasks, 'hash'>,
): Promise<Problem | null> {
  try {
    const same = await Promise.all(
      uploads.map(async ({ path, prepared }) => {
        if (isSureToBeSame(prepared.stamp, await stampOf(path), readAt)) return true;
        return (await images.hash(path)) === prepared.contentHash;
      }),
    );
    return same.includes(false) ? problem('file-changed', 'The file changes again and again while it waits to be sent.') : null;
  } catch (error) {
    return toProblem(error);
  }
}

/** Counts for each job, up to `most`; false: no more. A photo that changes all the time is not prepared for ever. */
export function createTries(most = 3): (id: JobId) => boolean {
  const times = new Map<JobId, number>();
  return (id) => {
    const next = (times.get(id) ?? 0) + 1;
    if (next > most) times.delete(id);
    else times.set(id, next);
    return next <= most;
  };
}
