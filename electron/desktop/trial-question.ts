/** The question before a real key is used in an old Electron: NOTE(trial). */
import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';

/** Asks with the system's own dialog: the page cannot answer for a person. */
export async function askForKey(window: BrowserWindow | null, running: string): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: 'warning',
    message: 'Use your Segmind key in this old Electron?',
    detail: `Electron ${running} lacks years of security fixes and is for trying. A hostile picture or page that breaks out of it could spend from your key. The demo needs no key.`,
    buttons: ['Use it until Darkslide ends', 'Do not use it'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const { response } = await (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
  return response === 0;
}
