/**
 * A process that decodes pictures, by itself: started by Node (child_process.fork) or by Electron (utilityProcess), ended with its owner. Every thread
 * of it begins here as well: its watchdog, and those that a decoder starts.
 */
import { createRequire } from 'node:module';
import { isMainThread, workerData } from 'node:worker_threads';
import { connect } from '../../processes/wire.ts';
import { shutDoors, threadFile } from './doors.ts';
import { startSchema, type Reply } from './protocol.ts';
import { runWatchdog, startWatchdog, watchdogOrders } from './watchdog.ts';

/** What a terminal or a system that shuts down says to everybody; the owner decides when this process ends, by closing the channel. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function decode(): Promise<void> {
  for (const signal of signals) process.on(signal, () => undefined);
  // What the system added by itself
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  const start = startSchema.parse(JSON.parse(process.argv.at(-1) ?? ''));
  const wire = connect<Reply>();
  const watchdog = startWatchdog(__filename, start.memoryLimit);
  shutDoors(__filename);
  // Only now: with it the decoders are loaded
  const { serve } = await import('./serve.ts');
  await serve(wire, watchdog, start.rehearses);
}

function beginThread(): void {
  const orders = watchdogOrders(workerData);
  if (orders !== null) {
    runWatchdog(orders);
    return;
  }
  const file = threadFile(process.argv);
  if (file === null) throw new Error('A thread without work');
  process.argv.splice(-2);
  shutDoors(__filename);
  createRequire(__filename)(file);
}

if (isMainThread) void decode();
else beginThread();
