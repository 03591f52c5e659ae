/** Questions asked with the system's own dialogs, and the other things only the desktop can do with a file. */
import { dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { DarkslideError } from '../contract/errors.ts';
import { pictureExtensions } from '../images/formats.ts';
import { isListedAddress } from '../contract/links.ts';
import type { DesktopPorts } from '../ipc/ports.ts';

/** Asks for photos or a folder; null where the user closed the dialog. */
export async function choosePhotos(window: BrowserWindow | null, kind: 'photos' | 'folder'): Promise<string[] | null> {
  const options: OpenDialogOptions =
    kind === 'folder'
      ? { title: 'Add a folder', buttonLabel: 'Add', properties: ['openDirectory', 'multiSelections'] }
      : {
          title: 'Add photos',
          buttonLabel: 'Add',
          properties: ['openFile', 'multiSelections'],
          filters: [
            // By name only: what a file is, its content says.
            { name: 'Photos', extensions: [...pictureExtensions] },
            { name: 'All files', extensions: ['*'] },
          ],
        };
  const answer = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return answer.canceled || answer.filePaths.length === 0 ? null : answer.filePaths;
}

/** The file manager, the trash. */
export const fileActions: Pick<DesktopPorts, 'showInFolder' | 'trash'> = {
  showInFolder: (path) => {
    shell.showItemInFolder(path);
  },
  trash: async (path) => shell.trashItem(path),
};

/** Opens the browser at an address of the list; anything else is refused. */
export async function openAddress(address: string): Promise<void> {
  if (!isListedAddress(address) || !address.startsWith('https://')) throw new DarkslideError('not-allowed');
  await shell.openExternal(address);
}
