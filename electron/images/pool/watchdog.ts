/**
 * A thread beside the decoder that looks while a picture is decoded, when nothing else in the process can: is the memory within its limit, and is the
 * owner still there? If not, it ends the process. Between pictures it looks rarely.
 */
import { writeSync } from 'node:fs';
import { parentPort, Worker } from 'node:worker_threads';
import { z } from 'zod';
import { OVER_MEMORY } from './protocol.ts';

/** How far apart it looks, milliseconds: a decoder can fill some 100 MB meanwhile. */
const LOOK_MS = 50;
/** Between pictures nothing should run: an idle computer is not kept awake for it, milliseconds. */
const IDLE_LOOK_MS = 5_000;
const STDERR = 2;

const watchSchema = z.object({ watchdog: z.object({ owner: z.number(), memoryLimit: z.number() }) });

export interface Watchdog {
  /** From now on it looks closely, or rarely. */
  readonly watch: (closely: boolean) => void;
}

/** Starts it, looking closely. */
export function startWatchdog(entry: string, memoryLimit: number): Watchdog {
  const thread = new Worker(entry, { workerData: { watchdog: { owner: process.ppid, memoryLimit } }, stderr: false });
  thread.unref();
  // Without it nothing bounds the memory
  thread.on('error', (error) => {
    writeSync(STDERR, String(error));
    process.exit(1);
  });
  return {
    watch: (closely) => {
      thread.postMessage(closely);
    },
  };
}

/** What the thread was told at its start; null: this thread is another one. */
export function watchdogOrders(workerData: unknown): { readonly owner: number; readonly memoryLimit: number } | null {
  const parsed = watchSchema.safeParse(workerData);
  return parsed.success ? parsed.data.watchdog : null;
}

/** The thread's own work. */
export function runWatchdog({ owner, memoryLimit }: { readonly owner: number; readonly memoryLimit: number }): void {
  const look = (): void => {
    if (process.memoryUsage.rss() > memoryLimit) {
      writeSync(STDERR, `\n${OVER_MEMORY}\n`);
      endProcess();
    }
    if (!isThere(owner)) endProcess();
  };
  let looking = setInterval(look, LOOK_MS);
  parentPort?.on('message', (closely: unknown) => {
    clearInterval(looking);
    looking = setInterval(look, closely === true ? LOOK_MS : IDLE_LOOK_MS);
  });
}

/** A process whose owner ended belongs to another one on POSIX; Windows keeps the number of the one that ended. */
function isThere(owner: number): boolean {
  if (process.ppid !== owner) return false;
  if (process.platform !== 'win32') return true;
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The whole of it: process.exit() in a thread ends only that. */
function endProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}
