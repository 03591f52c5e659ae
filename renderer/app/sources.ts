/** The rows of the left panel. Pure. */
import type { FolderKey, Overview } from '../../electron/contract/view.ts';
import { formatCount } from '../lib/format.ts';
import type { Source } from '../stores/view-store.ts';

export interface FolderRow {
  readonly folder: FolderKey;
  /** "Autumn trip / 3 Coast, town". */
  readonly whole: string;
  /** The last folder's name; the whole where two end alike. */
  readonly label: string;
  readonly count: number;
  /** It was added as a whole: what is below it is shown with it. */
  readonly isRoot: boolean;
  /** Why it cannot be reached; null: it can. */
  readonly problem: string | null;
}

/** Folders that hold photos, in main's order. */
export function folderRows({ folders }: Pick<Overview, 'folders'>): FolderRow[] {
  const ends = new Map<string, number>();
  for (const { label } of folders) ends.set(lastPart(label), (ends.get(lastPart(label)) ?? 0) + 1);
  return folders.map(({ key, label: whole, count, countBelow, isRoot, problem }) => ({
    folder: key,
    whole,
    label: (ends.get(lastPart(whole)) ?? 0) > 1 ? whole : lastPart(whole),
    count: isRoot ? countBelow : count,
    isRoot,
    problem: problem?.message ?? null,
  }));
}

function lastPart(folder: string): string {
  return folder.split(' / ').at(-1) ?? folder;
}

/** True where both show the same photos. */
export function sameSource(a: Source, b: Source): boolean {
  if (a.kind === 'folder' && b.kind === 'folder') return a.folder === b.folder;
  if (a.kind === 'results' && b.kind === 'results') return (a.since === undefined) === (b.since === undefined);
  return a.kind === b.kind;
}

/** What is said when a source is chosen: "3 Coast, town, 214 photos". */
export function sourceWords(label: string, count: number): string {
  return `${label}, ${formatCount(count)}`;
}
