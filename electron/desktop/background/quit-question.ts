/** Before the app is ended by a person while photos wait: what waits, and the choice to let it go on without a window. */
import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';

const KEEP = 1;

/** "12 photos wait and go on the next time". Pure. */
export function quitQuestion(waiting: number): Required<Pick<MessageBoxOptions, 'message' | 'detail' | 'buttons'>> {
  const wait = waiting === 1 ? '1 photo waits and goes on' : `${waiting.toLocaleString('en-US')} photos wait and go on`;
  return {
    message: `${wait} the next time`,
    detail:
      'They are in the queue of your watched folders. Nothing is lost or paid twice; until Darkslide runs again nothing is developed.',
    buttons: ['Quit', 'Keep running without a window'],
  };
}

/** Asks; true: quit. */
export async function asksToQuit(window: BrowserWindow | null, waiting: number): Promise<boolean> {
  const options: MessageBoxOptions = { type: 'question', ...quitQuestion(waiting), defaultId: 0, cancelId: KEEP, noLink: true };
  const { response } = await (window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
  return response !== KEEP;
}
