/**
 * The menus of things: of a photo, a result, a row of the left panel, a row of the queue. Their entries are actions of the registry, each for
 * what the menu was opened on.
 */
import { create } from 'zustand';
import type { Source } from '../stores/view-store.ts';
import type { ActionId } from './registry.ts';

export type ContextKind = 'photo' | 'result' | 'grid' | 'source' | 'folder' | 'job' | 'plain-job';

/** Entries in groups, in order; what nobody can do now is off. */
export const contextMenus: Readonly<Record<ContextKind, readonly (readonly ActionId[])[]>> = {
  photo: [
    ['show-loupe', 'show-compare', 'toggle-stack'],
    ['set-up-develop'],
    ['show-in-folder', 'go-to-folder', 'toggle-info'],
    ['remove-photos'],
  ],
  result: [['show-compare', 'show-loupe', 'toggle-stack'], ['show-in-folder', 'go-to-folder', 'toggle-info'], ['trash-results']],
  grid: [
    ['add-photos', 'add-folder'],
    ['select-all', 'select-none'],
  ],
  source: [
    ['show-source', 'select-source'],
    ['add-photos', 'add-folder'],
  ],
  folder: [['show-source', 'select-source'], ['reveal-source'], ['remove-source']],
  /** One that needs something of its own. */
  job: [['job-step', 'job-details'], ['job-first', 'job-up', 'job-down'], ['job-photo'], ['job-remove']],
  'plain-job': [['job-details'], ['job-first', 'job-up', 'job-down'], ['job-photo'], ['job-remove']],
};

/** Where a menu opens, pixels of the window; a point is a box of no size. */
export interface MenuBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface OpenMenu {
  readonly kind: ContextKind;
  /** What it is of: "DSC_4127", "3 photos". */
  readonly label: string;
  readonly anchor: MenuBox;
  /** Words that say more than the registry's: with a count, or the next step of a job. */
  readonly titles: Partial<Record<ActionId, string>>;
  /** The row of the left panel that it is of. */
  readonly source: Source | null;
}

interface ContextMenuState {
  readonly open: OpenMenu | null;
  /** The row that the last menu of the left panel was of: its action runs when the menu is closed already. */
  readonly source: Source | null;
  readonly show: (menu: Pick<OpenMenu, 'kind' | 'label' | 'anchor'> & Partial<OpenMenu>) => void;
  readonly close: () => void;
}

export const useContextMenu = create<ContextMenuState>()((set) => ({
  open: null,
  source: null,
  show: (menu) => {
    const open = { titles: {}, source: null, ...menu };
    set(open.source === null ? { open } : { open, source: open.source });
  },
  close: () => {
    set({ open: null });
  },
}));

/** What is known of the event that asks for a menu: a press of the right button, or a key. */
interface MenuEvent {
  readonly button: number;
  readonly clientX: number;
  readonly clientY: number;
}

/** Where the menu of an element opens: at the pointer, by key at the element itself. */
export function menuBox(event: MenuEvent, element: Element | null): MenuBox {
  const { clientX: x, clientY: y } = event;
  if (event.button === 2 || element === null) return { left: x, right: x, top: y, bottom: y };
  const { left, top, bottom } = element.getBoundingClientRect();
  return { left: left + 8, right: left + 8, top: top + 8, bottom: Math.min(bottom, top + 40) };
}

/** Asks for the menu of what has the focus, as the menu key of the system does; false where nothing has it. */
export function askForMenu(): boolean {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return false;
  const { left, top } = focused.getBoundingClientRect();
  focused.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left, clientY: top }));
  return true;
}
