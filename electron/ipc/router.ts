/** The only file that touches ipcMain: hands each message, with what Electron says about its sender, to the dispatch. */
import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebFrameMain } from 'electron';
import { CALL_CHANNEL, SIGNAL_CHANNEL } from '../contract/names.ts';
import type { Dispatch } from './dispatch.ts';
import type { Sender } from './sender.ts';

/** Starts listening. `isOurWindow` gets the id of the web contents that sent the message. */
export function startRouter(dispatch: Dispatch, isOurWindow: (webContentsId: number) => boolean): void {
  // electron-store answers any renderer with the app's data folder; no page of ours asks, so nobody may.
  ipcMain.removeAllListeners('electron-store-get-data');
  ipcMain.handle(CALL_CHANNEL, async (event, message: unknown) => dispatch.call(senderOf(event, isOurWindow), message));
  ipcMain.on(SIGNAL_CHANNEL, (event, message: unknown) => {
    dispatch.signal(senderOf(event, isOurWindow), message);
  });
}

function senderOf(event: IpcMainInvokeEvent | IpcMainEvent, isOurWindow: (id: number) => boolean): Sender {
  // Newer versions say null, older ones throw, once the frame is gone.
  const frame: WebFrameMain | null = event.senderFrame;
  return {
    address: frame?.url ?? null,
    isMainFrame: frame !== null && frame.parent === null,
    isOurWindow: isOurWindow(event.sender.id),
  };
}
