/** The grid view: toolbar, and the grid or what stands in its place. */
import { useAdding } from '../../stores/adding-store.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { useLook } from '../../stores/look-store.ts';
import { useView } from '../../stores/view-store.ts';
import { EmptyLibrary, EmptySource, LookingForPhotos, NothingFound } from './empty.tsx';
import { FilterBar } from './filter-bar.tsx';
import { sourceKey } from './gallery-store.ts';
import { Grid } from './grid.tsx';
import { GridToolbar } from './toolbar.tsx';
import { useItems } from './use-items.ts';

/** What the middle of the window shows in grid view. */
export function Gallery() {
  const { items, count, total } = useItems();
  const barOpen = useLook((state) => state.barOpen);
  const source = useView((state) => state.source);
  const calls = useAdding((state) => state.calls > 0);
  const listing = useLibrary((state) => state.intake.state !== 'idle');
  const adding = calls || listing;
  const empty = useLibrary((state) => state.overview.total === 0);
  const place = sourceKey(source);
  return (
    <>
      <GridToolbar count={count} total={total} />
      {barOpen && <FilterBar count={count} />}
      {items.length > 0 ? (
        <Grid key={place} items={items} place={place} />
      ) : empty && source.kind !== 'results' ? (
        adding ? (
          <LookingForPhotos />
        ) : (
          <EmptyLibrary />
        )
      ) : total > 0 ? (
        <NothingFound />
      ) : (
        <EmptySource />
      )}
    </>
  );
}
