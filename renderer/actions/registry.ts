/**
 * The one table of actions. Keys, the menu, tooltips and the help sheet are read from it; who does an action claims it with
 * `useAction`. Two claims on one key in one view fail a test.
 */
import type { View } from '../stores/view-store.ts';

export type ActionGroup = 'Views' | 'Move' | 'Compare' | 'Select' | 'Develop' | 'Files' | 'Anywhere';

/** A key and where it counts. */
export interface Binding {
  /** "G", "Mod+Enter", "Shift+F6"; Mod is Ctrl, on a Mac ⌘. Printed characters stand as they print: "?", "\". */
  readonly key: string;
  /** Only in these views; everywhere when not given. */
  readonly views?: readonly View[];
  /** Only while the middle of the window (or nothing) has the focus. */
  readonly middle?: true;
}

export interface ActionInfo {
  readonly title: string;
  /** Words in menus, where the group's head does not stand above. */
  readonly menuTitle?: string;
  readonly group: ActionGroup;
  readonly keys: readonly Binding[];
  /** Acts while the key is down: the handler hears it go up as well. */
  readonly hold?: true;
  /** Repeats while the key is down. */
  readonly repeats?: true;
  /** The page's own event does it (paste), so the key is only shown. */
  readonly native?: true;
}

const photoViews: readonly View[] = ['grid', 'loupe', 'compare'];
const pictures: readonly View[] = ['loupe', 'compare'];
const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;

const table = {
  'show-grid': { title: 'Grid', group: 'Views', keys: [{ key: 'G' }] },
  'show-loupe': { title: 'Loupe', group: 'Views', keys: [{ key: 'E' }] },
  'show-compare': { title: 'Compare', group: 'Views', keys: [{ key: 'C' }] },
  'show-watch': { title: 'Watched folders', group: 'Views', keys: [{ key: 'W' }] },
  'show-todays-results': { title: 'Results of today', group: 'Views', keys: [] },
  'full-screen': { title: 'Full screen', group: 'Views', keys: [{ key: 'F' }] },
  'toggle-panels': { title: 'Hide panels', group: 'Views', keys: [{ key: 'Tab', views: photoViews, middle: true }] },
  'toggle-info': { title: 'Info', group: 'Views', keys: [{ key: 'I' }] },
  'toggle-left': { title: 'Left panel', group: 'Views', keys: [] },
  'toggle-right': { title: 'Right panel', group: 'Views', keys: [] },

  'grid-move': {
    title: 'To the photo beside, above, below',
    group: 'Move',
    keys: arrows.map((key) => ({ key, views: ['grid'], middle: true })),
    repeats: true,
  },
  'grid-ends': {
    title: 'First, last',
    group: 'Move',
    keys: [
      { key: 'Home', views: ['grid'], middle: true },
      { key: 'End', views: ['grid'], middle: true },
    ],
  },
  'grid-page': {
    title: 'A screen up, down',
    group: 'Move',
    keys: [
      { key: 'PageUp', views: ['grid'], middle: true },
      { key: 'PageDown', views: ['grid'], middle: true },
    ],
    repeats: true,
  },
  'grid-month': {
    title: 'To the month above, below',
    group: 'Move',
    keys: [
      { key: 'Alt+PageUp', views: ['grid'], middle: true },
      { key: 'Alt+PageDown', views: ['grid'], middle: true },
    ],
    repeats: true,
  },
  'previous-photo': {
    title: 'Previous photo',
    group: 'Move',
    keys: [
      { key: 'ArrowLeft', views: ['loupe'], middle: true },
      { key: 'ArrowUp', views: pictures, middle: true },
    ],
    repeats: true,
  },
  'next-photo': {
    title: 'Next photo',
    group: 'Move',
    keys: [
      { key: 'ArrowRight', views: ['loupe'], middle: true },
      { key: 'ArrowDown', views: pictures, middle: true },
    ],
    repeats: true,
  },
  'loupe-and-back': {
    title: 'Open in loupe and back',
    group: 'Move',
    keys: [
      { key: 'Space', views: photoViews, middle: true },
      { key: 'Enter', views: ['grid'], middle: true },
    ],
  },
  'toggle-stack': { title: 'Open or close a stack', group: 'Move', keys: [{ key: 'S', views: ['grid'] }] },
  'next-region': { title: 'Next area of the window', group: 'Move', keys: [{ key: 'F6' }] },
  'previous-region': { title: 'Area before', group: 'Move', keys: [{ key: 'Shift+F6' }] },

  'compare-layout': { title: 'Next layout', group: 'Compare', keys: [{ key: 'Y', views: pictures }] },
  'hold-original': { title: 'Original while held', group: 'Compare', keys: [{ key: '\\', views: pictures }], hold: true },
  'zoom-toggle': { title: '1:1 at the pointer', group: 'Compare', keys: [{ key: 'Z', views: pictures }] },
  'zoom-in': { title: 'Closer', group: 'Compare', keys: ['+', '='].map((key) => ({ key, views: pictures })), repeats: true },
  'zoom-out': { title: 'Farther', group: 'Compare', keys: [{ key: '-', views: pictures }], repeats: true },
  'zoom-fit': { title: 'Whole picture', group: 'Compare', keys: [{ key: 'Mod+0', views: pictures }] },
  'swap-sides': { title: 'Swap sides', group: 'Compare', keys: [{ key: 'Shift+Y', views: ['compare'] }] },
  'divider-left': {
    title: 'Divider to the left',
    group: 'Compare',
    keys: [{ key: 'Alt+ArrowLeft', views: ['compare'] }],
    repeats: true,
  },
  'divider-right': {
    title: 'Divider to the right',
    group: 'Compare',
    keys: [{ key: 'Alt+ArrowRight', views: ['compare'] }],
    repeats: true,
  },
  'previous-result': {
    title: 'Previous result',
    group: 'Compare',
    keys: [{ key: 'ArrowLeft', views: ['compare'], middle: true }],
    repeats: true,
  },
  'next-result': {
    title: 'Next result',
    group: 'Compare',
    keys: [{ key: 'ArrowRight', views: ['compare'], middle: true }],
    repeats: true,
  },

  'select-all': { title: 'All', menuTitle: 'Select all', group: 'Select', keys: [{ key: 'Mod+A' }] },
  'select-none': { title: 'None', menuTitle: 'Select none', group: 'Select', keys: [{ key: 'Mod+D' }] },
  'grid-extend': {
    title: 'Range',
    group: 'Select',
    keys: arrows.map((key) => ({ key: `Shift+${key}`, views: ['grid'], middle: true })),
    repeats: true,
  },

  'set-up-develop': { title: 'Set up developing', menuTitle: 'Develop…', group: 'Develop', keys: [] },
  develop: { title: 'Develop the selection', group: 'Develop', keys: [{ key: 'Mod+Enter' }] },
  'pause-queue': { title: 'Pause or resume the queue', group: 'Develop', keys: [{ key: 'Mod+.' }] },
  'pause-watching': { title: 'Pause or resume all watching', group: 'Develop', keys: [] },
  'show-queue': { title: 'Open the queue', group: 'Develop', keys: [{ key: 'Q' }] },

  'add-photos': { title: 'Add photos', group: 'Files', keys: [{ key: 'Mod+O' }] },
  'add-folder': { title: 'Add a folder', group: 'Files', keys: [{ key: 'Mod+Shift+O' }] },
  'look-again': { title: 'Look at all folders again', group: 'Files', keys: [{ key: 'F5' }] },
  'watch-folder': { title: 'Watch a folder', group: 'Files', keys: [{ key: 'Mod+Shift+W' }] },
  find: { title: 'Find photos', group: 'Files', keys: [{ key: 'Mod+F' }] },
  paste: { title: 'Paste a picture, a path or an address', group: 'Files', keys: [{ key: 'Mod+V' }], native: true },
  'show-in-folder': { title: 'Show in folder', group: 'Files', keys: [{ key: 'Mod+Shift+R' }] },
  'trash-results': {
    title: 'Move result to trash',
    group: 'Files',
    keys: [{ key: 'Delete' }, { key: 'Backspace', middle: true }],
  },
  'remove-photos': { title: 'Remove from the library', group: 'Files', keys: [] },
  'go-to-folder': { title: 'Go to its folder', group: 'Files', keys: [] },

  // Of a row of the left panel
  'show-source': { title: 'Show its photos', group: 'Files', keys: [] },
  'select-source': { title: 'Select all of it', group: 'Files', keys: [] },
  'reveal-source': { title: 'Show in folder', group: 'Files', keys: [] },
  'remove-source': { title: 'Remove from the library', group: 'Files', keys: [] },

  // Of a row of the queue
  'job-step': { title: 'Do what it needs', group: 'Develop', keys: [] },
  'job-details': { title: 'Details', group: 'Develop', keys: [] },
  'job-first': { title: 'To the front of the queue', group: 'Develop', keys: [{ key: 'Alt+Home', views: ['queue'] }] },
  'job-up': { title: 'One place up', group: 'Develop', keys: [{ key: 'Alt+ArrowUp', views: ['queue'] }] },
  'job-down': { title: 'One place down', group: 'Develop', keys: [{ key: 'Alt+ArrowDown', views: ['queue'] }] },
  'job-remove': { title: 'Take out of the queue', group: 'Develop', keys: [] },
  'job-photo': { title: 'Show the photo in the grid', group: 'Develop', keys: [] },

  'open-settings': { title: 'Settings', group: 'Anywhere', keys: [{ key: 'Mod+,' }] },
  'show-help': { title: 'This sheet', menuTitle: 'Keys', group: 'Anywhere', keys: [{ key: '?' }] },
  'show-log': { title: 'Show the log', group: 'Anywhere', keys: [] },
  'context-menu': {
    title: 'Menu of what is chosen',
    group: 'Anywhere',
    keys: [{ key: 'Shift+F10' }, { key: 'ContextMenu' }],
  },
  back: {
    title: 'Back to the grid',
    group: 'Anywhere',
    keys: [{ key: 'Escape', views: ['loupe', 'compare', 'queue', 'watch'] }],
  },
} as const satisfies Record<string, ActionInfo>;

export type ActionId = keyof typeof table;

/** Every action by its id. */
export const actions: Readonly<Record<ActionId, ActionInfo>> = table;

const known = Object.keys(table) as ActionId[]; // Object.keys forgets the key type

/** The ids, in the order of the help sheet. */
export const actionIds: readonly ActionId[] = known;

/** True for the id of an action: names that come from main's menu are checked with it. */
export function isActionId(name: string): name is ActionId {
  return Object.hasOwn(table, name);
}
