/** Is this path inside that folder: the one answer, by `relative` and not by how the text begins. Pure. */
import path from 'node:path';

/** True for the folder itself and what is below it. Both absolute; real paths where symlinks matter. */
export function isPathInside(folder: string, candidate: string, paths: path.PlatformPath = path): boolean {
  const way = paths.relative(folder, candidate);
  return way === '' || (way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way));
}
