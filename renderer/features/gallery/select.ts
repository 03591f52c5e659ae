/** What clicks and keys do to the selection. Pure. */
import type { PhotoId } from '../../../electron/contract/ids.ts';
import { photosBetween, type GridItems } from './items.ts';

export interface Choice {
  readonly selection: ReadonlySet<PhotoId>;
  /** Where a range begins from now on: index of an item. */
  readonly rangeStart: number;
}

/** How the click or key was meant: alone, added or taken away, or as the end of a range. */
export type Manner = 'only' | 'toggle' | 'range';

/** The selection after item `index` was chosen. A range replaces the selection, as in file managers. */
export function choose(
  items: GridItems,
  index: number,
  manner: Manner,
  before: { readonly selection: ReadonlySet<PhotoId>; readonly rangeStart: number },
): Choice {
  const item = items.at(index);
  if (item === undefined) return before;
  if (manner === 'range' && items.at(before.rangeStart) !== undefined) {
    return { selection: new Set(photosBetween(items, before.rangeStart, index)), rangeStart: before.rangeStart };
  }
  // A picture without a photo is looked at, not selected: there is no original to develop.
  if (item.photoId === null) return { selection: manner === 'only' ? new Set() : before.selection, rangeStart: index };
  if (manner === 'toggle') {
    const selection = new Set(before.selection);
    if (!selection.delete(item.photoId)) selection.add(item.photoId);
    return { selection, rangeStart: index };
  }
  return { selection: new Set([item.photoId]), rangeStart: index };
}
