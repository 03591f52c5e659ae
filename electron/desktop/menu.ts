/** Puts the application menu in its place. */
import { Menu } from 'electron';
import type { MenuActionName } from '../contract/menu.ts';
import { menuTemplate } from './menu-template.ts';

/** Call it after ready. `act` is told which action was chosen, `quit` that a person wants to end the app. */
export function setMenu(development: boolean, act: (action: MenuActionName) => void, quit: () => void): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform: process.platform, development, act, quit })));
}
