/** Tells the queue that the computer woke up or is used again: the network is often back by then, and a pause for it can end. */
import { powerMonitor } from 'electron';

/** Returns the function that stops listening. Must run after ready. */
export function followWaking(woke: () => void): () => void {
  const heard = (): void => {
    woke();
  };
  powerMonitor.on('resume', heard);
  powerMonitor.on('unlock-screen', heard);
  return () => {
    powerMonitor.off('resume', heard);
    powerMonitor.off('unlock-screen', heard);
  };
}
