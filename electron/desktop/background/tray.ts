/** The icon in the tray or the menu bar: there while the app watches folders, with or without a window. */
import path from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import { trayTemplate, trayWords, type TrayState } from './tray-template.ts';

interface TrayParts {
  /** Folder with the icons. */
  readonly icons: string;
  readonly acts: Parameters<typeof trayTemplate>[1];
  readonly log: (line: string, thrown?: unknown) => void;
}

export interface AppTray {
  /** Shows the icon with this state; null: takes it away. */
  readonly show: (state: TrayState | null) => void;
}

/** Makes nothing until it is first shown. */
export function createTray({ icons, acts, log }: TrayParts): AppTray {
  let tray: Tray | null = null;
  let shown = '';
  return {
    show: (state) => {
      if (state === null) {
        tray?.destroy();
        tray = null;
        shown = '';
        return;
      }
      // A new menu closes the one that a person is reading: only where its words are others
      const words = JSON.stringify([trayWords(state), state.paused, state.latest]);
      if (words === shown && tray !== null) return;
      shown = words;
      try {
        tray ??= makeTray(icons, acts.open);
        tray.setToolTip(`Darkslide. ${trayWords(state)}`);
        tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(state, acts)));
      } catch (error) {
        log('The icon in the tray cannot be shown', error); // a desktop without a tray: the window is opened by starting the app again
      }
    },
  };
}

function makeTray(icons: string, open: () => void): Tray {
  const mac = process.platform === 'darwin';
  // The system finds the larger pictures (@2x) beside it; a name that ends in Template takes the menu bar's colour
  const tray = new Tray(nativeImage.createFromPath(path.join(icons, mac ? 'trayTemplate.png' : 'tray.png')));
  if (!mac) tray.on('click', open);
  return tray;
}
