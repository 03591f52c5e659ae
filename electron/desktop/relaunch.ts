/** Ends the app and opens it again, as it was started. */
import { app } from 'electron';
import { KEY_VARIABLE } from '../settings/key-at-start.ts';

/** @param givenKey - the key that came with this start: the next one gets it in the same way, and takes it out of its environment as well */
export function relaunch(givenKey: string | undefined): void {
  if (givenKey !== undefined) process.env[KEY_VARIABLE] = givenKey;
  app.relaunch(); // begins the process that waits for the end of this one, with the environment as it is now
  Reflect.deleteProperty(process.env, KEY_VARIABLE);
  app.quit();
}
