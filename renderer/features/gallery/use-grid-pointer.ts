/** Clicks in the grid: one listener for all cells. */
import { useCallback, type MouseEvent, type RefObject } from 'react';
import { menuBox, useContextMenu, type MenuBox } from '../../actions/context-menus.ts';
import { useView } from '../../stores/view-store.ts';
import { itemMenu } from './item-menu.ts';
import { cellId, keyOfWords, type GridItem, type GridItems } from './items.ts';
import { useChoose } from './use-choose.ts';

interface PointerParts {
  readonly items: GridItems;
  readonly rangeStart: RefObject<number>;
}
/** The parts that a menu needs as well. */
interface MenuParts extends PointerParts {
  /** The item with the cursor; -1: none. */
  readonly cursor: number;
}
interface PointerHandlers {
  readonly onClick: (event: MouseEvent) => void;
  readonly onDoubleClick: (event: MouseEvent) => void;
  readonly onContextMenu: (event: MouseEvent) => void;
}

/** Handlers for the grid's element. */
export function useGridPointer({ items, rangeStart, cursor }: MenuParts): PointerHandlers {
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
  const onContextMenu = useCallback(
    (event: MouseEvent) => {
      event.preventDefault();
      const byPointer = event.button === 2;
      const under = indexAt(event.target, items);
      const index = under >= 0 || byPointer ? under : cursor;
      const element = index < 0 ? event.currentTarget : document.getElementById(cellId(items, index));
      openItemMenu(items.at(index), menuBox(event, element), () => {
        choose(index, 'only');
      });
    },
    [choose, items, cursor],
  );
  return { onClick, onDoubleClick, onContextMenu };
}

/** Opens the menu of an item, or of the grid beside all items. What is not selected is selected first. */
function openItemMenu(item: GridItem | undefined, anchor: MenuBox, chooseIt: () => void): void {
  const { show } = useContextMenu.getState();
  if (item === undefined) {
    show({ kind: 'grid', label: 'Grid', anchor });
    return;
  }
  const view = useView.getState();
  const isSelected = item.resultId === null ? view.selection.has(item.photoId) : view.activeResult === item.resultId;
  if (isSelected) view.setActive(item.photoId, item.resultId);
  else chooseIt();
  show({ ...itemMenu(item), anchor });
}

/** Index of the item under the pointer; -1 beside all cells. */
function indexAt(target: EventTarget, items: GridItems): number {
  const cell = target instanceof Element ? target.closest('[role=gridcell]') : null;
  return cell === null ? -1 : items.indexOfKey(keyOfWords(cell.id.slice('gallery-'.length)));
}
