/** The application menu as data: system roles, and entries that ask the page for an action. Pure. */
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuActionName } from '../contract/menu.ts';

interface MenuParts {
  readonly platform: NodeJS.Platform;
  /** Adds the developer tools and reload. */
  readonly development: boolean;
  readonly act: (action: MenuActionName) => void;
  /** Asks first where photos wait. */
  readonly quit: () => void;
}

type Item = MenuItemConstructorOptions;

/** The whole menu. On Linux and Windows it is not shown, but its keys work. */
export function menuTemplate({ platform, development, act, quit }: MenuParts): Item[] {
  const mac = platform === 'darwin';
  const entry = (label: string, action: MenuActionName, accelerator?: string): Item => ({
    label,
    click: () => {
      act(action);
    },
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  /** A key without a modifier belongs to the page, or it could not be typed; the menu only shows it, where it can. */
  const shown = (label: string, action: MenuActionName, key: string): Item =>
    mac ? entry(label, action) : { ...entry(label, action, key), registerAccelerator: false };
  const line: Item = { type: 'separator' };
  const quitting: Item = { label: mac ? 'Quit Darkslide' : 'Quit', accelerator: 'CmdOrCtrl+Q', click: quit };

  const settings = entry('Settings…', 'open-settings', 'CmdOrCtrl+,');
  const file: Item = {
    label: '&File',
    submenu: [
      entry('Add photos…', 'add-photos', 'CmdOrCtrl+O'),
      entry('Add a folder…', 'add-folder', 'CmdOrCtrl+Shift+O'),
      entry('Watch a folder…', 'watch-folder', 'CmdOrCtrl+Shift+W'),
      line,
      ...(mac ? [{ role: 'close' } satisfies Item] : [settings, line, quitting]),
    ],
  };
  const edit: Item = {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      line,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      line,
      entry('Select all', 'select-all', 'CmdOrCtrl+A'),
      entry('Select none', 'select-none', 'CmdOrCtrl+D'),
    ],
  };
  const photo: Item = {
    label: '&Photo',
    submenu: [
      entry('Develop', 'develop', 'CmdOrCtrl+Enter'),
      entry('Pause or resume the queue', 'pause-queue'),
      entry('Pause or resume all watching', 'pause-watching'),
      line,
      entry('Show in folder', 'show-in-folder'),
      shown('Move results to the trash', 'trash-results', 'Delete'),
    ],
  };
  const view: Item = {
    label: '&View',
    submenu: [
      shown('Grid', 'show-grid', 'G'),
      shown('Loupe', 'show-loupe', 'E'),
      shown('Compare', 'show-compare', 'C'),
      shown('Watched folders', 'show-watch', 'W'),
      line,
      shown('Info', 'toggle-info', 'I'),
      shown('Panels', 'toggle-panels', 'Tab'),
      shown('Full screen', 'full-screen', 'F'),
      line,
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'resetZoom' },
      ...(development ? [line, { role: 'reload' } satisfies Item, { role: 'toggleDevTools' } satisfies Item] : []),
    ],
  };
  const help: Item = {
    role: 'help',
    label: '&Help',
    submenu: [shown('Keys', 'show-help', '?'), entry('Show the log', 'show-log')],
  };
  const application: Item = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      line,
      settings,
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      quitting,
    ],
  };
  return mac ? [application, file, edit, photo, view, { role: 'windowMenu' }, help] : [file, edit, photo, view, help];
}
