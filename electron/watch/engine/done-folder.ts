/**
 * Moves an original into the done folder: the one thing that Darkslide does to an original, because a rule says so and its result is stored.
 * By a new name for the same file and the end of the old one, so that nothing is copied, nothing is overwritten and nothing can be half done.
 */
import { link, lstat, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { makeFolder } from '../../library/make-folder.ts';

export interface DoneMove {
  /** Absolute path of the original. */
  readonly path: string;
  /** The rule's folder: what lies in a folder below it lies in one of that name below the done folder. */
  readonly root: string;
  readonly doneFolder: string;
  /** The file that was developed: another one stays. */
  readonly stamp: { readonly bytes: number; readonly modifiedMs: number };
}

export type Moved = { readonly type: 'moved'; readonly to: string } | { readonly type: 'stays'; readonly why: string };

const NAMES = 1_000;

/** "IMG_1.jpg", "IMG_1-2.jpg", … */
function numbered(name: string, index: number): string {
  if (index === 1) return name;
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)}-${String(index)}${extension}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Moves it. Never throws for what the disk does: then it stays, and why is said. */
export async function moveToDone({ path, root, doneFolder, stamp }: DoneMove): Promise<Moved> {
  try {
    const before = await lstat(path);
    if (!before.isFile()) return { type: 'stays', why: 'It is a link; only files are moved to the done folder.' };
    if (before.size !== stamp.bytes || before.mtimeMs !== stamp.modifiedMs)
      return { type: 'stays', why: 'It was changed after it was developed, so it was not moved to the done folder.' };
    // The done folder itself is never made: where its drive is not there, its path would lead to another one
    if (!(await exists(doneFolder)))
      return { type: 'stays', why: 'The done folder is not there. Connect its drive or bring it back.' };
    const folder = join(doneFolder, relative(root, dirname(path)));
    await makeFolder(folder);
    if ((await stat(folder)).dev !== before.dev) return otherVolume;
    for (let index = 1; index <= NAMES; index += 1) {
      const to = join(folder, numbered(basename(path), index));
      if (await took(path, to)) return { type: 'moved', to };
    }
    return { type: 'stays', why: 'The done folder has a file of its name.' };
  } catch (error) {
    if (codeOf(error) === 'EXDEV') return otherVolume;
    if (codeOf(error) === 'ENOENT') return { type: 'stays', why: 'It was moved by somebody else.' };
    return { type: 'stays', why: 'The done folder cannot be written. Change its permissions.' };
  }
}

const otherVolume: Moved = {
  type: 'stays',
  why: 'The done folder is on another drive. Originals are only moved, never copied, so they stay.',
};

/** False: the name is taken. */
async function took(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    // No hard links there (exFAT, some network shares): a rename, where nothing is to be seen under that name
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error;
    if (await exists(to)) return false;
    await rename(from, to);
    return true;
  }
  try {
    await unlink(from);
  } catch (error) {
    await unlink(to); // one file, one name: it stays where it is
    throw error;
  }
  return true;
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
