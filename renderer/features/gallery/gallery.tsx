/** The grid view: toolbar, and the grid or what stands in its place. */
import { useMemo } from 'react';
import { useLibrary } from '../../stores/library-store.ts';
import { EmptyLibrary, EmptySource } from './empty.tsx';
import { Grid } from './grid.tsx';
import { GridToolbar } from './toolbar.tsx';
import { useItems } from './use-items.ts';

/** What the middle of the window shows in grid view. */
export function Gallery() {
  const items = useItems();
  const empty = useLibrary((state) => state.order.length === 0);
  const photos = useMemo(() => items.reduce((count, item) => count + (item.resultId === null ? 1 : 0), 0), [items]);
  return (
    <>
      <GridToolbar count={photos} />
      {items.length > 0 ? <Grid items={items} /> : empty ? <EmptyLibrary /> : <EmptySource />}
    </>
  );
}
