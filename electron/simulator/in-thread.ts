/** Runs the simulator in a thread of its own, so that making pictures never holds up the caller's event loop. */
import { Worker } from 'node:worker_threads';
import type { SimulatorOptions } from './options.ts';
import { CLOSE, fromThreadSchema } from './thread-messages.ts';

export interface SimulatorThread {
  /** http://127.0.0.1:port, without a slash at the end. */
  readonly url: string;
  /** Ends the server and its thread; a second call waits for the first. */
  close(): Promise<void>;
}

export interface SimulatorThreadOptions {
  /** The built worker (CommonJS), absolute path. */
  readonly workerFile: string;
  readonly options: SimulatorOptions;
}

/** How long a closing thread may take before it is ended, ms. */
const CLOSING_MS = 3_000;

/** Starts the thread. Rejects where the worker cannot be loaded or the server cannot start. */
export async function startSimulatorThread({ workerFile, options }: SimulatorThreadOptions): Promise<SimulatorThread> {
  const worker = new Worker(workerFile, { workerData: options });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve();
    });
  });
  let url: string;
  try {
    url = await address(worker);
  } catch (thrown) {
    await worker.terminate();
    throw thrown;
  }
  // The thread must not keep the app alive, and a crash in it must not become an uncaught error of the app.
  worker.on('error', () => undefined);
  worker.unref();
  let closing: Promise<void> | null = null;
  return {
    url,
    close: async () => {
      closing ??= end(worker, ended);
      await closing;
    },
  };
}

/** The address that the thread reports. */
async function address(worker: Worker): Promise<string> {
  return await new Promise<string>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`the simulator's thread ended with ${String(code)}`));
    });
    worker.once('message', (message: unknown) => {
      const said = fromThreadSchema.safeParse(message).data;
      if (said?.type === 'ready') resolve(said.url);
      else reject(new Error(said?.type === 'failed' ? said.message : "the simulator's thread said something unknown"));
    });
  });
}

async function end(worker: Worker, ended: Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    worker.on('message', (message: unknown) => {
      if (fromThreadSchema.safeParse(message).data?.type === 'closed') resolve();
    });
  });
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    deadline = setTimeout(resolve, CLOSING_MS);
  });
  worker.postMessage(CLOSE);
  await Promise.race([closed, ended, late]);
  clearTimeout(deadline);
  // A thread cut in the middle of a picture may never end; its owner must not wait for it
  await Promise.race([worker.terminate(), new Promise((resolve) => setTimeout(resolve, CLOSING_MS).unref())]);
}
