/** Which photos the button works on. */
import { useMemo } from 'react';
import type { PhotoId } from '../../../electron/contract/ids.ts';
import { useView, type View } from '../../stores/view-store.ts';

/** The selection; with none, the one photo that loupe or compare shows. */
function targetsOf(selection: ReadonlySet<PhotoId>, active: PhotoId | null, view: View): readonly PhotoId[] {
  if (selection.size > 0) return [...selection];
  return active !== null && (view === 'loupe' || view === 'compare') ? [active] : [];
}

/** The same list object as long as nothing about it changed, so that the price is asked once. */
export function useTargets(): readonly PhotoId[] {
  const selection = useView((view) => view.selection);
  const single = useView((view) =>
    view.selection.size > 0 ? null : (targetsOf(view.selection, view.active, view.view)[0] ?? null),
  );
  return useMemo(() => (selection.size > 0 ? [...selection] : single === null ? [] : [single]), [selection, single]);
}
