/** The rows of the left panel. Pure. */
import type { Photo } from '../../electron/contract/photo.ts';
import { formatCount } from '../lib/format.ts';
import type { Source } from '../stores/view-store.ts';

export interface FolderRow {
  /** As photos carry it: "Autumn trip / 3 Coast, town". */
  readonly folder: string;
  /** The last folder's name; the whole where two end alike. */
  readonly label: string;
  readonly count: number;
}

/** Folders that hold photos, in the order people count. */
export function folderRows(photos: Iterable<Pick<Photo, 'folder'>>): FolderRow[] {
  const counts = new Map<string, number>();
  for (const { folder } of photos) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  const ends = new Map<string, number>();
  for (const folder of counts.keys()) ends.set(lastPart(folder), (ends.get(lastPart(folder)) ?? 0) + 1);
  const names = new Intl.Collator(undefined, { numeric: true });
  return [...counts]
    .map(([folder, count]) => ({ folder, count, label: (ends.get(lastPart(folder)) ?? 0) > 1 ? folder : lastPart(folder) }))
    .sort((a, b) => names.compare(a.folder, b.folder));
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
