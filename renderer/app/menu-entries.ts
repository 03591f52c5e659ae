/** The app menu, from the registry. */
import { canRun, runAction } from '../actions/dispatch.ts';
import { shortcutOf, type Platform } from '../actions/keys.ts';
import { actions, type ActionId, type ActionInfo } from '../actions/registry.ts';
import type { MenuEntry } from '../ui/menu.tsx';

/** Groups of the menu, in order. */
export const menuGroups: readonly (readonly ActionId[])[] = [
  ['add-photos', 'add-folder', 'watch-folder'],
  ['select-all', 'select-none', 'find'],
  ['develop', 'show-queue', 'pause-queue', 'show-watch', 'pause-watching'],
  ['show-in-folder', 'trash-results', 'remove-photos'],
  ['toggle-info', 'toggle-panels', 'full-screen'],
  ['open-settings', 'show-help', 'show-log'],
];

/** The entries as they stand now: what nobody can do is off. */
export function menuEntries(platform: Platform): MenuEntry[][] {
  return menuGroups.map((group) =>
    group.map((id) => {
      const info: ActionInfo = actions[id];
      return {
        id,
        label: info.menuTitle ?? info.title,
        shortcut: shortcutOf(id, platform),
        disabled: !canRun(id),
        run: () => {
          runAction(id);
        },
      };
    }),
  );
}
