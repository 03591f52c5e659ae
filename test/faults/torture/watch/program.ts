/** The command line as a process: watching until it is struck, its watching process, and short runs that decide and finish. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a stopped program may take to end, milliseconds. */
const END_MS = 30_000;

export interface ProgramParts {
  /** Path of the command line. */
  readonly file: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Code that is loaded before it, as a URL; null: none. */
  readonly preload: string | null;
}

export interface Ended {
  /** Null: it was killed. */
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
}

export interface Running {
  readonly pid: number;
  /** It said that it watches. */
  readonly ready: Promise<void>;
  readonly ended: Promise<Ended>;
  /** Lines of JSON so far. */
  readonly lines: readonly string[];
  readonly kill: (signal: 'SIGKILL' | 'SIGTERM') => void;
  /** Its watching process; null: there is none at this moment. Only where the system shows it (Linux). */
  readonly watcher: () => number | null;
}

// The decoder is compiled as far as it is used: a third of the work of each start
const quick = ['--liftoff-only', '--wasm-lazy-compilation'];

/** Starts it. */
export function start({ file, environment, preload }: ProgramParts, words: readonly string[]): Running {
  const child = spawn(process.execPath, [...quick, ...(preload === null ? [] : ['--import', preload]), file, ...words], {
    env: environment,
    // The fourth is where code that is loaded before tells what it does
    stdio: ['ignore', 'pipe', 'pipe', preload === null ? 'ignore' : 'pipe'],
  });
  const { pid, stdout, stderr } = child;
  if (pid === undefined || stdout === null || stderr === null) throw new Error(`${file} could not be started`);
  const lines: string[] = [];
  let errors = '';
  let rest = '';
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  stdout.on('data', (chunk: Buffer) => {
    const parts = `${rest}${chunk.toString()}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
    if (errors.includes('Watching ')) isReady();
  });
  child.stdio[3]?.on('data', () => undefined);
  const takeAlong = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', takeAlong);
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      process.off('exit', takeAlong);
      resolve({ code, lines, errors });
    });
  });
  return { pid, ready, ended, lines, kill: (signal) => child.kill(signal), watcher: () => childOf(pid) };
}

/** Runs it to its end; null: it did not end in time and was killed, after `stuck` was told what it was at. */
export async function run(
  parts: ProgramParts,
  words: readonly string[],
  patienceMs: number,
  stuck: (why: string) => void = () => undefined,
): Promise<Ended | null> {
  const running = start(parts, words);
  return await endOf(running, patienceMs, stuck);
}

/** Waits for its end; null: it did not come in time, and it was killed. */
export async function endOf(
  running: Running,
  patienceMs = END_MS,
  stuck: (why: string) => void = () => undefined,
): Promise<Ended | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patienceMs, null);
  });
  const ended = await Promise.race([running.ended, late]);
  clearTimeout(timer);
  if (ended !== null) return ended;
  stuck(`${await busyOf(running.pid)}; last said: ${running.lines.slice(-2).join(' ')}`);
  running.kill('SIGKILL');
  await running.ended;
  return null;
}

/** How much of a second each of its processes works; only where the system shows it (Linux). */
async function busyOf(pid: number): Promise<string> {
  const children = childrenOf(String(pid));
  const all = [String(pid), ...children, ...children.flatMap(childrenOf)];
  const before = all.map(ticksOf);
  await new Promise((resume) => setTimeout(resume, 1_000));
  return all
    .map(
      (one, index) => `${wordsOf(one).split('\0').slice(-3).join(' ').trim()}: ${String(ticksOf(one) - (before[index] ?? 0))} %`,
    )
    .join(', ');
}

function childrenOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter((child) => child !== '');
  } catch {
    return []; // it has just ended, or this system does not show processes so
  }
}

/** Hundredths of a second that a process has worked. */
function ticksOf(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}

function childOf(pid: number): number | null {
  const child = childrenOf(String(pid)).find((one) => wordsOf(one).includes('watch-process'));
  return child === undefined ? null : Number(child);
}

function wordsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Processes of the program in this folder that are alive. */
export function alive(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && wordsOf(name).includes(folder))
    .map(Number)
    .filter((pid) => pid !== process.pid);
}

/** A stack, as an error that nobody caught leaves it. */
export function stackIn(errors: string): string | null {
  return /\n\s+at .+:\d+:\d+/.test(errors) ? errors.slice(-600) : null;
}
