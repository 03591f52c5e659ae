/** The menu of the thing that was pressed or has the focus. */
import { useCallback, useEffect, useRef } from 'react';
import { askForMenu, contextMenus, useContextMenu } from '../actions/context-menus.ts';
import { runAction, useAction, useRunnable } from '../actions/dispatch.ts';
import { shortcutOf } from '../actions/keys.ts';
import { actions, type ActionId, type ActionInfo } from '../actions/registry.ts';
import { useSettings } from '../stores/settings-store.ts';
import { MenuList, type MenuEntry } from '../ui/menu.tsx';

const NO_ACTIONS: readonly ActionId[] = [];

/** Shows the menu that is asked for; the focus goes back to where it was. */
export function ContextMenu() {
  const open = useContextMenu((state) => state.open);
  const platform = useSettings((state) => state.platform);
  const groups = open === null ? [] : contextMenus[open.kind];
  const runnable = useRunnable(open === null ? NO_ACTIONS : groups.flat()).split(' ');
  const before = useRef<Element | null>(null);
  useAction('context-menu', () => {
    askForMenu();
  });
  useEffect(
    () =>
      useContextMenu.subscribe((now, old) => {
        if (now.open !== null && old.open === null) before.current = document.activeElement;
      }),
    [],
  );
  const close = useCallback((giveBack: boolean) => {
    useContextMenu.getState().close();
    if (giveBack && before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
  }, []);
  if (open === null) return null;
  const entryOf = (id: ActionId): MenuEntry => {
    const info: ActionInfo = actions[id];
    return {
      id,
      label: open.titles[id] ?? info.menuTitle ?? info.title,
      shortcut: shortcutOf(id, platform),
      disabled: !runnable.includes(id),
      run: () => {
        runAction(id);
      },
    };
  };
  return (
    <MenuList
      key={`${open.kind} ${open.label}`}
      label={open.label}
      groups={groups.map((group) => group.map(entryOf))}
      anchor={open.anchor}
      close={close}
    />
  );
}
