/** The grid view: toolbar, and the grid or what stands in its place. */
import { useLibrary } from '../../stores/library-store.ts';
import { useView } from '../../stores/view-store.ts';
import { EmptyLibrary, EmptySource } from './empty.tsx';
import { sourceKey } from './gallery-store.ts';
import { Grid } from './grid.tsx';
import { GridToolbar } from './toolbar.tsx';
import { useItems } from './use-items.ts';

/** What the middle of the window shows in grid view. */
export function Gallery() {
  const { items, count } = useItems();
  const source = useView((state) => state.source);
  const empty = useLibrary((state) => state.order.length === 0);
  const place = sourceKey(source);
  return (
    <>
      <GridToolbar count={count} />
      {items.length > 0 ? (
        <Grid key={place} items={items} place={place} />
      ) : empty && source.kind !== 'results' ? (
        <EmptyLibrary />
      ) : (
        <EmptySource />
      )}
    </>
  );
}
