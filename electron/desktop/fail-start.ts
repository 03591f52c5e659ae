/** When the app cannot start: one sentence in a box of the system's own, the reason in the log, and the end. */
import { app, dialog } from 'electron';
import { DarkslideError, toProblem } from '../contract/errors.ts';
import type { Log } from '../settings/log.ts';

/** Does not return to a working app. The box names the log, because here there is no page that could show it. */
export function failStart(error: unknown, log: Log): void {
  log.warn('Darkslide could not start', error);
  if (error instanceof DarkslideError) log.warn('because', error.cause);
  dialog.showErrorBox('Darkslide cannot start', `${toProblem(error).message}\n\nDetails are in ${log.file}`);
  app.exit(1);
}
