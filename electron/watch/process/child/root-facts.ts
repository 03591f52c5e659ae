/** A look at a root itself: is it there, and is it still the same. */
import { realpath, stat } from 'node:fs/promises';
import { DarkslideError, problem, type Problem } from '../../../contract/errors.ts';
import { volumeFacts, type Mount, type VolumeFacts } from '../../../library/roots/volume.ts';
import { isSilence } from '../../../library/roots/walk.ts';

export interface RootFacts {
  /** Real path: what the system reports goes by it. */
  readonly path: string;
  /** The volume's number now; another one means that something was mounted or taken away. */
  readonly device: number;
  readonly inode: number;
}

type Ask = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Throws DarkslideError: `root-missing`, `root-unreadable` or `root-silent`. Cheap enough for every two seconds. */
export async function lookAtRoot(path: string, ask: Ask): Promise<RootFacts> {
  try {
    return await ask(async () => {
      const real = await realpath(path);
      const stats = await stat(real, { bigint: true });
      if (!stats.isDirectory()) throw new DarkslideError('root-missing');
      return { path: real, device: Number(stats.dev), inode: Number(BigInt.asUintN(53, stats.ino)) };
    });
  } catch (error) {
    throw new DarkslideError(rootProblem(error).code, undefined, { cause: error });
  }
}

/** Why a root cannot be used, by what the system said. */
export function rootProblem(error: unknown): Problem {
  if (error instanceof DarkslideError) return error.toProblem();
  if (isSilence(error)) return problem('root-silent');
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return problem('root-missing');
  return problem('root-unreadable');
}

/** The volume of a root, by a list of mounts read just now. */
export async function volumeOf({ path, device }: RootFacts, mounts: readonly Mount[], ask: Ask): Promise<VolumeFacts> {
  return await ask(async () => await volumeFacts(path, device, mounts));
}
