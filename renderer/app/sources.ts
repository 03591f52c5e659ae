/** The rows of the left panel. Pure. */
import { formatCount } from '../lib/format.ts';
import type { Source } from '../stores/view-store.ts';

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
