/** Entry of the simulator's own thread: starts the server with the options it was given and closes it when told. */
import { parentPort, workerData } from 'node:worker_threads';
import { startSimulator } from './server.ts';
import { CLOSE, type FromThread } from './thread-messages.ts';

const say = (message: FromThread): void => {
  parentPort?.postMessage(message);
};

async function run(): Promise<void> {
  try {
    // Our own owner wrote it; startSimulator checks every value again.
    const simulator = await startSimulator(workerData as Parameters<typeof startSimulator>[0]);
    parentPort?.on('message', (message: unknown) => {
      if (message !== CLOSE) return;
      void simulator.close().then(() => {
        say({ type: 'closed' });
        parentPort?.close();
      });
    });
    say({ type: 'ready', url: simulator.url, port: simulator.port });
  } catch (thrown) {
    say({ type: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) });
    parentPort?.close();
  }
}

void run();
