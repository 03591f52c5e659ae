/** The process that watches folders, by itself: started by Node (child_process.fork) or by Electron (utilityProcess). Ends with its owner. */
import { createDesk } from './child/desk.ts';
import type { NativeModule } from './child/native.ts';
import { orderSchema, startSchema, type Report } from './protocol.ts';

/** The way to the owner, whichever started this process. */
interface Wire {
  readonly send: (report: Report) => void;
  readonly onMessage: (heard: (message: unknown) => void) => void;
}

/** What Electron's utility processes have in place of process.send; its own types are not known to plain Node. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', heard: (event: { data: unknown }) => void): void;
}

function wire(): Wire {
  const { parentPort } = process as { parentPort?: ParentPort }; // only in Electron's utility processes
  if (parentPort !== undefined) {
    return {
      send: (report) => {
        parentPort.postMessage(report);
      },
      onMessage: (heard) => {
        parentPort.on('message', ({ data }) => {
          heard(data);
        });
      },
    };
  }
  process.on('disconnect', () => {
    process.exit();
  });
  return {
    send: (report) => {
      // The owner may go at any moment: 'disconnect' follows
      if (process.connected) process.send?.(report, undefined, undefined, ignoreGone);
    },
    onMessage: (heard) => {
      process.on('message', heard);
    },
  };
}

function ignoreGone(): void {
  return undefined;
}

async function loadNative(pollingOnly: boolean, log: (message: string) => void): Promise<NativeModule | null> {
  if (pollingOnly) return null;
  try {
    const { subscribe } = await import('@parcel/watcher');
    return { subscribe };
  } catch (error) {
    log(`@parcel/watcher cannot be loaded: ${String(error)}`.slice(0, 2_000));
    return null;
  }
}

async function run(): Promise<void> {
  const start = startSchema.parse(JSON.parse(process.argv.at(-1) ?? ''));
  const { send, onMessage } = wire();
  const native = await loadNative(start.pollingOnly, (message) => {
    send({ type: 'log', message });
  });
  const desk = createDesk({
    send,
    native,
    times: start.times,
    elapsed: () => performance.now(),
    now: () => Date.now(),
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
  });
  onMessage((message) => {
    const order = orderSchema.parse(message);
    if (order.type === 'stop') {
      void desk.close().finally(() => {
        process.exit();
      });
    } else desk.take(order);
  });
  send({ type: 'ready' });
}

void run();
