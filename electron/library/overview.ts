/** What the side panel shows: folders that hold photos, and those that were added as a whole. */
import { dirname } from 'node:path';
import type { Overview } from '../contract/view.ts';
import type { Problem } from '../contract/errors.ts';
import { below } from './intake/rows.ts';
import { folderKeyOf, pathLabel } from './labels.ts';
import type { PlainOverview } from './views/views.ts';

/** Folders as views know them, with what is known of places. `problemOf`: why what lies there cannot be reached. Pure. */
export function withPlaces(
  { folders, ...whole }: PlainOverview,
  places: readonly { readonly path: string }[],
  problemOf: (path: string) => Problem | null,
): Overview {
  const roots = places.map(({ path }) => path);
  const isRoot = new Set(roots);
  const known = new Set(folders.map(({ path }) => path));
  const counted = (path: string): number =>
    folders.reduce((sum, one) => sum + (below(path, one.path) === null ? 0 : one.count), 0);
  const around = [...new Set([...roots, ...folders.flatMap(({ path }) => between(path, isRoot))])];
  const empty = around
    .filter((path) => !known.has(path))
    .map((path) => ({
      key: folderKeyOf(path),
      above: folderKeyOf(dirname(path)),
      label: pathLabel(path),
      count: 0,
      countBelow: counted(path),
      path,
    }));
  return {
    ...whole,
    folders: [...empty, ...folders].map(({ path, ...folder }) => ({
      ...folder,
      isRoot: isRoot.has(path),
      problem: problemOf(path),
    })),
  };
}

/** The folders between one that holds photos and the root that it lies in; none where it lies in none. */
function between(path: string, isRoot: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (let at = dirname(path); !isRoot.has(at); at = dirname(at)) {
    if (at === dirname(at)) return [];
    found.push(at);
  }
  return found;
}
