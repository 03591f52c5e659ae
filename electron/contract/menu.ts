/** Actions that the application menu can ask the page for; the page's registry of actions must know each of them. */

export const menuActionNames = [
  'add-photos',
  'add-folder',
  'open-settings',
  'show-grid',
  'show-loupe',
  'show-compare',
  'toggle-info',
  'toggle-panels',
  'full-screen',
  'develop',
  'select-all',
  'select-none',
  'show-in-folder',
  'trash-results',
  'pause-queue',
  'watch-folder',
  'show-watch',
  'pause-watching',
  'show-help',
  'show-log',
] as const;
export type MenuActionName = (typeof menuActionNames)[number];
