/** Clicks in the grid: one listener for all cells. */
import { useCallback, type MouseEvent, type RefObject } from 'react';
import { useView } from '../../stores/view-store.ts';
import { keyOfWords, type GridItems } from './items.ts';
import { useChoose } from './use-choose.ts';

interface PointerParts {
  readonly items: GridItems;
  readonly rangeStart: RefObject<number>;
}
interface PointerHandlers {
  readonly onClick: (event: MouseEvent) => void;
  readonly onDoubleClick: (event: MouseEvent) => void;
}

/** Handlers for the grid's element. */
export function useGridPointer({ items, rangeStart }: PointerParts): PointerHandlers {
  const choose = useChoose(items, rangeStart);
  const onClick = useCallback(
    (event: MouseEvent) => {
      const index = indexAt(event.target, items);
      if (index < 0) {
        useView.getState().select([]);
        return;
      }
      choose(index, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only');
    },
    [choose, items],
  );
  const onDoubleClick = useCallback(
    (event: MouseEvent) => {
      if (indexAt(event.target, items) >= 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey)
        useView.getState().show('loupe');
    },
    [items],
  );
  return { onClick, onDoubleClick };
}

/** Index of the item under the pointer; -1 beside all cells. */
function indexAt(target: EventTarget, items: GridItems): number {
  const cell = target instanceof Element ? target.closest('[role=gridcell]') : null;
  return cell === null ? -1 : items.indexOfKey(keyOfWords(cell.id.slice('gallery-'.length)));
}
