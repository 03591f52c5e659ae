/** Ending is something to be joined: what must be finished is finished, with a deadline, before the app goes. */
import { app } from 'electron';
import { runEndings, type Ending } from './endings.ts';

/** From now on every way of quitting passes through the endings, in their order; the second attempt goes through. */
export function joinQuit(endings: readonly Ending[], log: (line: string, thrown?: unknown) => void): void {
  let state: 'running' | 'ending' | 'ended' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'ending') return;
    state = 'ending';
    void runEndings(endings, log).then((allEnded) => {
      state = 'ended';
      // A thread that hangs would keep the process for ever; everything worth keeping is on disk by now
      if (!allEnded) app.once('quit', () => process.kill(process.pid, 'SIGKILL'));
      app.quit();
    });
  });
}
