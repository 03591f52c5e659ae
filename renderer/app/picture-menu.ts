/** The menu of the picture in loupe and compare, and of a frame in the strip below it. */
import type { MouseEvent } from 'react';
import { menuBox, useContextMenu } from '../actions/context-menus.ts';
import { useLibrary } from '../stores/library-store.ts';
import { useView } from '../stores/view-store.ts';

/** Opens it; a frame of the strip is gone to first. Other views open menus of their own. */
export function openPictureMenu(event: MouseEvent): void {
  const { view } = useView.getState();
  if (view !== 'loupe' && view !== 'compare') return;
  if (!(event.target instanceof Element) || event.target.closest('[role="toolbar"]') !== null) return;
  event.preventDefault();
  const frame = event.target.closest<HTMLElement>('[role="option"]');
  frame?.click();
  const { active, activeResult } = useView.getState();
  const { photos, results } = useLibrary.getState();
  const result = activeResult === null ? undefined : results.get(activeResult);
  const photo = active === null ? undefined : photos.get(active);
  if (result === undefined && photo === undefined) return;
  useContextMenu.getState().show({
    kind: result === undefined ? 'photo' : 'result',
    label: (result ?? photo)?.name ?? '',
    anchor: menuBox(event, frame ?? event.currentTarget),
  });
}
