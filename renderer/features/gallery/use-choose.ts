/** Puts a choice in the grid into the view's state. */
import { useCallback, type RefObject } from 'react';
import { useView } from '../../stores/view-store.ts';
import { cursorIndex, type GridItems } from './items.ts';
import { choose, type Manner } from './select.ts';

/** Chooses an item by its index; the cursor goes there. */
export function useChoose(items: GridItems, rangeStart: RefObject<number>): (index: number, manner: Manner) => void {
  return useCallback(
    (index, manner) => {
      const item = items.at(index);
      if (item === undefined) return;
      const view = useView.getState();
      // Without a range begun in this grid, it begins at the cursor.
      const start =
        items.at(rangeStart.current) === undefined ? cursorIndex(items, view.active, view.activeResult) : rangeStart.current;
      const choice = choose(items, index, manner, { selection: view.selection, rangeStart: start });
      rangeStart.current = choice.rangeStart;
      view.select(choice.selection);
      view.setActive(item.photoId, item.resultId);
    },
    [items, rangeStart],
  );
}
