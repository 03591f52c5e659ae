/** Figures of watching very many files, for `npm run bench -- watch`: time and processor time of a listing, of idling, and of polling. */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RootStatus } from '../../electron/watch/eyes.ts';
import { forkNode } from '../../electron/processes/fork-node.ts';
import { spawnWatcher, type WatcherProcess } from '../../electron/watch/process/spawner.ts';
import { createEyes } from '../../electron/watch/process/supervise.ts';

export interface EyesFigures {
  readonly mode: RootStatus['mode'];
  readonly files: number;
  /** From opening the root until it was watched and its status was said, milliseconds. */
  readonly openMs: number;
  /** A listing of all of it as the owner sees it, milliseconds, and the process' processor time for it. */
  readonly listMs: number;
  readonly listCpuMs: number;
  /** The longest that taking the entries held up the owner, milliseconds. */
  readonly ownerStretchMs: number;
  /** Share of one core, per cent, while nothing changes. */
  readonly idlePercent: number;
  readonly pollMs: number | null;
  /** Resident memory of the process, MiB, at the end. */
  readonly memoryMiB: number;
}

/** Empty files in folders of a thousand. */
export async function makeFiles(folder: string, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1_000) {
    const sub = join(folder, `day ${String(at / 1_000)}`);
    await mkdir(sub, { recursive: true });
    const names = Array.from({ length: Math.min(1_000, count - at) }, (_, index) => join(sub, `DSC_${String(index)}.jpg`));
    for (let part = 0; part < names.length; part += 100)
      await Promise.all(names.slice(part, part + 100).map(async (name) => writeFile(name, '')));
  }
}

/** Processor time so far, milliseconds, and memory now, MiB, of a process; Linux only. */
function useOf(pid: number): { readonly cpuMs: number; readonly memoryMiB: number } {
  // After the name, which may hold blanks: utime and stime are the 12th and 13th, in hundredths of a second
  const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, memoryMiB: Number(resident ?? 0) / 1024 };
}

/** Watches a folder that is there with the real times, lists it, idles for `idleMs`, and ends. */
export async function measureEyes(folder: string, polling: boolean, idleMs: number): Promise<EyesFigures> {
  let running: WatcherProcess | null = null;
  let status: RootStatus | null = null;
  const start = spawnWatcher(forkNode, resolve(process.cwd(), 'dist/main/watch-process.cjs'));
  const eyes = createEyes({
    spawn: (options) => (running = start(options)),
    elapsed: () => performance.now(),
    log: (message, error) => {
      console.log(message, error ?? '');
    },
    events: {
      hint: () => undefined,
      status: (_, said) => {
        status = said;
      },
      restarted: () => undefined,
    },
  });
  const said = async (): Promise<RootStatus> => {
    for (;;) {
      if (status !== null) return status;
      await pause(5);
    }
  };
  try {
    const opened = performance.now();
    eyes.open({ id: 1, path: folder, subfolders: true, excluded: [], polling });
    const { mode } = await said();
    const openMs = performance.now() - opened;
    const pid = (running as WatcherProcess | null)?.pid(); // set by spawn, which the compiler does not see
    if (pid == null) throw new Error('no process');
    let [files, ownerStretchMs] = [0, 0];
    const before = { at: performance.now(), ...useOf(pid) };
    let last = performance.now();
    const ticking = setInterval(() => {
      ownerStretchMs = Math.max(ownerStretchMs, performance.now() - last - 5);
      last = performance.now();
    }, 5);
    await eyes.list(1, '', (batch) => {
      files += batch.length;
    });
    clearInterval(ticking);
    const listMs = performance.now() - before.at;
    const idle = { at: performance.now(), ...useOf(pid) };
    await pause(idleMs);
    const after = useOf(pid);
    const { pollMs } = await said();
    return {
      mode,
      files,
      openMs,
      listMs,
      listCpuMs: idle.cpuMs - before.cpuMs,
      ownerStretchMs,
      idlePercent: (100 * (after.cpuMs - idle.cpuMs)) / (performance.now() - idle.at),
      pollMs,
      memoryMiB: after.memoryMiB,
    };
  } finally {
    await eyes.stop();
  }
}
