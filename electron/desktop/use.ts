/** Tells when a person comes back to the window: what happened outside is looked at again then. */
import { app } from 'electron';

/** Coming back is told at most so often, milliseconds. */
const SELDOM_MS = 10_000;

/** Returns the function that stops listening. */
export function followUse(cameBack: () => void): () => void {
  let last = -SELDOM_MS;
  const heard = (): void => {
    const now = performance.now();
    if (now - last < SELDOM_MS) return;
    last = now;
    cameBack();
  };
  app.on('browser-window-focus', heard);
  return () => {
    app.off('browser-window-focus', heard);
  };
}
