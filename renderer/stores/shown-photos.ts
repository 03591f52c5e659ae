/** The photos that the window shows, worked out again only when something they are made of changed. */
import { useMemo } from 'react';
import type { PhotoId } from '../../electron/contract/ids.ts';
import { arrange, dependsOnResults, type Arranged, type ArrangeInput } from './arrange.ts';
import { useLibrary, type LibraryState } from './library-store.ts';
import { useLook } from './look-store.ts';
import { useView } from './view-store.ts';

const noResults: LibraryState['results'] = new Map();
const noGroups: LibraryState['resultsByPhoto'] = new Map();

let last: { readonly parts: readonly unknown[]; readonly arranged: Arranged } | null = null;

/** The grid, the film strip and the keys ask for the same: it is worked out once for all of them. */
function arrangeOnce(input: ArrangeInput): Arranged {
  const { order, photos, results, resultsByPhoto, source, look } = input;
  const { sorting, descending, grouping, query, filter } = look;
  const parts = [order, photos, results, resultsByPhoto, source, sorting, descending, grouping, query, filter];
  if (last?.parts.length === parts.length && last.parts.every((part, index) => part === parts[index])) return last.arranged;
  last = { parts, arranged: arrange(input) };
  return last.arranged;
}

/** Photos of the source that the middle shows, as they are sorted, grouped, searched and filtered. */
export function useArranged(): Arranged {
  const order = useLibrary((state) => state.order);
  const photos = useLibrary((state) => state.photos);
  const source = useView((state) => state.source);
  const sorting = useLook((state) => state.sorting);
  const descending = useLook((state) => state.descending);
  const grouping = useLook((state) => state.grouping);
  const query = useLook((state) => state.query);
  const filter = useLook((state) => state.filter);
  const matter = dependsOnResults(source, { query, filter });
  // Results come ten times a second while a queue runs
  const results = useLibrary((state) => (matter ? state.results : noResults));
  const resultsByPhoto = useLibrary((state) => (matter ? state.resultsByPhoto : noGroups));
  return useMemo(
    () =>
      arrangeOnce({
        order,
        photos,
        results,
        resultsByPhoto,
        source,
        look: { sorting, descending, grouping, query, filter },
      }),
    [order, photos, results, resultsByPhoto, source, sorting, descending, grouping, query, filter],
  );
}

/** Their ids alone, in order. */
export function useShownPhotos(): readonly PhotoId[] {
  return useArranged().photoIds;
}
