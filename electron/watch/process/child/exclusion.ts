/** Which folders below a root are not entered: where results go, however their paths are written. */
import { isAbsolute, relative, sep } from 'node:path';

/**
 * Answers for paths below the root, "/" between names: true for an excluded folder and all below it. Pure.
 * @param roots - the root's path as given and its real path
 * @param excluded - absolute paths, as given and real
 * @param foldsCase - the system's disks usually do not tell upper and lower case apart
 */
export function exclusionOf(
  roots: readonly string[],
  excluded: readonly string[],
  foldsCase: boolean,
): { readonly isExcluded: (path: string) => boolean; readonly paths: readonly string[] } {
  const fold = (path: string): string => (foldsCase ? path.normalize('NFC').toLowerCase() : path);
  const below = new Set<string>();
  for (const root of roots) {
    for (const folder of excluded) {
      const away = relative(fold(root), fold(folder));
      if (away !== '' && away !== '..' && !away.startsWith(`..${sep}`) && !isAbsolute(away)) below.add(away.split(sep).join('/'));
    }
  }
  const paths = [...below];
  return {
    paths,
    isExcluded: (path) => {
      if (paths.length === 0) return false;
      const folded = fold(path);
      return paths.some((folder) => folded === folder || folded.startsWith(`${folder}/`));
    },
  };
}
