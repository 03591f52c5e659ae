/** The photos that the window shows, worked out again only when something they are made of changed. */
import { useMemo } from 'react';
import type { PhotoId } from '../../electron/contract/ids.ts';
import { arrange, type Arranged } from './arrange.ts';
import { useLibrary, type LibraryState } from './library-store.ts';
import { isOpenFilter, useLook } from './look-store.ts';
import { useView } from './view-store.ts';

const noResults: LibraryState['results'] = new Map();

/** Photos of the source that the middle shows, as they are sorted, grouped, searched and filtered. */
export function useArranged(): Arranged {
  const order = useLibrary((state) => state.order);
  const view = useLibrary((state) => state.view);
  const source = useView((state) => state.source);
  const query = useLook((state) => state.query);
  const filter = useLook((state) => state.filter);
  // Results come ten times a second while a queue runs; only among results some stand by themselves
  const results = useLibrary((state) => (source.kind === 'results' ? state.results : noResults));
  return useMemo(
    () => arrange({ order, view, results, source, look: { query, filter } }),
    [order, view, results, source, query, filter],
  );
}

/** Photos of the source, before search and filter. */
export function useSourceTotal(): number {
  const source = useView((state) => state.source);
  const isOpen = useLook(({ query, filter }) => query.trim() === '' && isOpenFilter(filter));
  return useLibrary(({ order, overview, resultsByPhoto }) => {
    if (isOpen) return order.length;
    if (source.kind === 'all') return overview.total;
    if (source.kind === 'results') return resultsByPhoto.size;
    return overview.folders.find(({ key }) => key === source.folder)?.countBelow ?? order.length;
  });
}

/** Their ids alone, in order. */
export function useShownPhotos(): readonly PhotoId[] {
  return useLibrary((state) => state.order);
}
