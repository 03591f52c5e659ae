/** The grid's items, worked out again only when something they are made of changed. */
import { useMemo } from 'react';
import { useLibrary } from '../../stores/library-store.ts';
import { useArranged, useSourceTotal } from '../../stores/shown-photos.ts';
import { useView } from '../../stores/view-store.ts';
import { listItems, type GridItems } from './items.ts';

export interface ShownItems {
  readonly items: GridItems;
  /** Photos, and pictures without one, that are shown. */
  readonly count: number;
  /** Photos of the source before search and filter. */
  readonly total: number;
}

/** Items of the source that the window shows. */
export function useItems(): ShownItems {
  const arranged = useArranged();
  const total = useSourceTotal();
  const results = useLibrary((state) => state.results);
  const resultsByPhoto = useLibrary((state) => state.resultsByPhoto);
  const source = useView((state) => state.source);
  const openStacks = useView((state) => state.openStacks);
  const items = useMemo(
    () => listItems({ ...arranged, results, resultsByPhoto, source, openStacks }),
    [arranged, results, resultsByPhoto, source, openStacks],
  );
  const { photoIds, alone } = arranged;
  return { items, count: photoIds.length + alone.length, total: total + alone.length };
}
