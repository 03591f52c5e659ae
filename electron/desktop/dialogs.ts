/** Questions asked with the system's own dialogs, and the other things only the desktop can do with a file. */
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron';
import type { CallInput } from '../contract/calls.ts';
import { DarkslideError } from '../contract/errors.ts';
import { pictureExtensions } from '../images/formats/formats.ts';
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

const folderQuestions: Record<CallInput<'watch.choose-folder'>['kind'], OpenDialogOptions> = {
  folder: { title: 'Watch a folder', buttonLabel: 'Watch' },
  output: { title: 'Where results go', buttonLabel: 'Choose' },
  done: { title: 'Where originals go when they are developed', buttonLabel: 'Choose' },
};

/** Asks for one folder, which may be made there; null where the user closed the dialog. */
export async function chooseFolder(
  window: BrowserWindow | null,
  kind: CallInput<'watch.choose-folder'>['kind'],
): Promise<string | null> {
  const options: OpenDialogOptions = { ...folderQuestions[kind], properties: ['openDirectory', 'createDirectory'] };
  const answer = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** How long a disk may take to say what lies at a path, milliseconds. */
const LOOK_MS = 5000;

/** See WatchPorts. */
export async function isFolder(path: string): Promise<boolean> {
  if (!isAbsolute(path)) return false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, LOOK_MS);
  });
  try {
    return await Promise.race([stat(path).then((found) => found.isDirectory()), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Opens the file manager in a folder. */
export function openFolder(path: string): void {
  void shell.openPath(path); // answers with a sentence and never rejects; the file manager says what is wrong
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
