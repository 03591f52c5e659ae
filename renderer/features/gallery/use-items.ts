/** The grid's items, worked out again only when something they are made of changed. */
import { useMemo } from 'react';
import { useLibrary } from '../../stores/library-store.ts';
import { useView } from '../../stores/view-store.ts';
import { listItems, type GridItem } from './items.ts';

/** Items of the source that the window shows. */
export function useItems(): readonly GridItem[] {
  const order = useLibrary((state) => state.order);
  const view = useLibrary((state) => state.view);
  const results = useLibrary((state) => state.results);
  const resultsByPhoto = useLibrary((state) => state.resultsByPhoto);
  const source = useView((state) => state.source);
  const openStacks = useView((state) => state.openStacks);
  return useMemo(
    () => listItems({ order, view, results, resultsByPhoto, source, openStacks }),
    [order, view, results, resultsByPhoto, source, openStacks],
  );
}
