/** The grid view: toolbar, and the grid or what stands in its place. */
import { useMemo } from 'react';
import { useLibrary } from '../../stores/library-store.ts';
import { useView } from '../../stores/view-store.ts';
import { EmptyLibrary, EmptySource } from './empty.tsx';
import { Grid } from './grid.tsx';
import { GridToolbar } from './toolbar.tsx';
import { useItems } from './use-items.ts';

/** What the middle of the window shows in grid view. */
export function Gallery() {
  const items = useItems();
  const source = useView((state) => state.source.kind);
  const empty = useLibrary((state) => state.overview.total === 0);
  // Among results, a picture without a photo counts as well as a photo with its results.
  const photos = useMemo(() => items.filter((item) => item.resultId === null || item.photoId === null).length, [items]);
  return (
    <>
      <GridToolbar count={photos} />
      {items.length > 0 ? <Grid items={items} /> : empty && source !== 'results' ? <EmptyLibrary /> : <EmptySource />}
    </>
  );
}
