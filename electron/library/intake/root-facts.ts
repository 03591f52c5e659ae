/** A look at a folder of the library itself: is it there, on which volume, and what can be expected of that. */
import { stat } from 'node:fs/promises';
import { DarkslideError, problem, type Problem } from '../../contract/errors.ts';
import { readMounts, volumeFacts } from '../roots/volume.ts';

export interface PlaceFacts {
  /** See VolumeFacts.identity. */
  readonly volume: string;
  readonly inode: number;
  readonly network: boolean;
  readonly keepsInodes: boolean;
}

/** A drive that says nothing for so long is not waited for, milliseconds. */
const SILENT_MS = 10_000;

const words = {
  'root-missing': 'The folder is not there. Connect its drive, or look for the folder.',
  'root-unreadable': 'The folder cannot be listed; its permissions or its drive refuse.',
  'root-silent': 'The drive of the folder does not answer.',
} as const;

/** Why a folder of the library cannot be reached: the sentences of the table speak of watched folders. */
export function placeError(code: keyof typeof words, cause?: unknown): DarkslideError {
  return new DarkslideError(code, words[code], { cause });
}

/** What a look concludes nothing from: an empty folder may be the place where a drive will be. */
export function doubtful(why: 'empty' | 'other-volume'): Problem {
  if (why === 'other-volume') return placeError('root-missing').toProblem();
  return problem('root-missing', 'There is nothing in the folder now. If it is the place of a drive, connect it.');
}

/** Throws DarkslideError: root-missing, root-unreadable or root-silent. */
export async function rootFactsOf(path: string): Promise<PlaceFacts> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(placeError('root-silent'));
    }, SILENT_MS);
  });
  try {
    return await Promise.race([factsOf(path), silence]);
  } finally {
    clearTimeout(timer);
  }
}

async function factsOf(path: string): Promise<PlaceFacts> {
  try {
    const stats = await stat(path, { bigint: true });
    if (!stats.isDirectory()) throw placeError('root-missing');
    const { identity, network, keepsInodes } = await volumeFacts(path, Number(stats.dev), await readMounts());
    return { volume: identity, inode: Number(BigInt.asUintN(53, stats.ino)), network, keepsInodes };
  } catch (error) {
    if (error instanceof DarkslideError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
    throw placeError(isGone ? 'root-missing' : 'root-unreadable', error);
  }
}
