/** The process that watches folders, by itself: started by Node (child_process.fork) or by Electron (utilityProcess). Ends with its owner. */
import { createDesk } from './child/desk.ts';
import type { NativeModule } from './child/native.ts';
import { connect } from '../../processes/wire.ts';
import { orderSchema, startSchema, type Report } from './protocol.ts';

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
  const { send, onMessage } = connect<Report>();
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
