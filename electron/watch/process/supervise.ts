/** The owner's side of watching: starts the process, starts it again when it ends, and gives up its native part when it ends too often. */
import { DarkslideError } from '../../contract/errors.ts';
import type { FileEntry, Listing } from '../../library/roots/entry.ts';
import type { Eyes, EyesEvents, RootRequest } from '../eyes.ts';
import { MOST_PATHS, reportSchema, type Order, type Report } from './protocol.ts';
import type { SpawnWatcher, WatcherProcess } from './spawner.ts';
import { defaultWatchTimes, type WatchTimes } from './times.ts';

export interface EyesOptions {
  readonly spawn: SpawnWatcher;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  readonly log: (message: string, error?: unknown) => void;
  readonly events: EyesEvents;
  readonly times?: WatchTimes;
  readonly restarts?: RestartTimes;
}

export interface RestartTimes {
  /** Pause before it is started again; twice as long each time, milliseconds. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** So many ends within windowMs, and from then on it only polls. */
  readonly most: number;
  readonly windowMs: number;
  /** It is asked for a sign of life so often; three times without one, and it is ended. Milliseconds. */
  readonly pingMs: number;
}

export const defaultRestartTimes: RestartTimes = {
  firstMs: 250,
  longestMs: 60_000,
  most: 5,
  windowMs: 600_000,
  pingMs: 20_000,
};

/** Signs of life that may be missing in a row. A count, not a time: the computer may have slept. */
const MOST_SILENT = 3;
/** The same while it is still starting: on a busy computer that takes seconds. */
const MOST_SILENT_AT_START = 30;
/** The process may take so long to end in order, milliseconds. */
const STOP_MS = 3_000;

interface Call {
  readonly entries: ((batch: readonly FileEntry[]) => void) | null;
  readonly resolve: (report: Report) => void;
  readonly reject: (reason: Error) => void;
}

/** Starts the process with the first root that is opened. */
export function createEyes(options: EyesOptions): Eyes {
  const supervisor = new Supervisor(options);
  return {
    open: (root) => {
      supervisor.open(root);
    },
    close: (root) => {
      supervisor.close(root);
    },
    list: async (root, folder, entries) => await supervisor.list(root, folder, entries),
    look: async (root, paths) => await supervisor.look(root, paths),
    stop: async () => {
      await supervisor.stop();
    },
  };
}

class Supervisor {
  readonly #options: EyesOptions;
  readonly #restarts: RestartTimes;
  readonly #roots = new Map<number, RootRequest>();
  readonly #calls = new Map<number, Call>();
  /** Orders for a process that is not ready yet. */
  #waiting: Order[] = [];
  #process: WatcherProcess | null = null;
  #isReady = false;
  #timer: NodeJS.Timeout | null = null;
  #pinging: NodeJS.Timeout | null = null;
  #silent = 0;
  #lastCall = 0;
  /** When it ended, as far back as it counts. */
  #ends: number[] = [];
  #inRow = 0;
  #pollingOnly = false;
  #stopped = false;
  #gone: (() => void) | null = null;

  constructor(options: EyesOptions) {
    this.#options = options;
    this.#restarts = options.restarts ?? defaultRestartTimes;
  }

  open(root: RootRequest): void {
    if (this.#stopped) return;
    this.#roots.set(root.id, root);
    // A process that starts opens every root by itself
    if (this.#isReady) this.#send({ type: 'open', root: sendable(root) });
    else this.#start();
  }

  close(root: number): void {
    if (this.#roots.delete(root) && this.#isReady) this.#send({ type: 'close', root });
  }

  async list(root: number, folder: string, entries: (batch: readonly FileEntry[]) => void): Promise<Listing> {
    const report = await this.#call((call) => ({ type: 'list', call, root, folder }), entries);
    if (report.type !== 'listed') throw new DarkslideError('internal');
    return report.listing;
  }

  async look(root: number, paths: readonly string[]): Promise<(FileEntry | null)[]> {
    const found: (FileEntry | null)[] = [];
    for (let at = 0; at < paths.length; at += MOST_PATHS) {
      const part = paths.slice(at, at + MOST_PATHS);
      const report = await this.#call((call) => ({ type: 'look', call, root, paths: part }), null);
      if (report.type !== 'looked' || report.entries.length !== part.length) throw new DarkslideError('internal');
      found.push(...report.entries);
    }
    return found;
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#failCalls();
    const running = this.#process;
    if (running === null) return;
    const gone = new Promise<void>((resolve) => {
      this.#gone = resolve;
    });
    running.send({ type: 'stop' });
    const timer = setTimeout(() => {
      running.kill();
      this.#gone?.();
    }, STOP_MS);
    await gone;
    clearTimeout(timer);
  }

  async #call(order: (call: number) => Order, entries: Call['entries']): Promise<Report> {
    if (this.#stopped) throw new DarkslideError('watcher-ended');
    return await new Promise<Report>((resolve, reject) => {
      const call = (this.#lastCall += 1);
      this.#calls.set(call, { entries, resolve, reject });
      if (this.#isReady) this.#send(order(call));
      else {
        this.#waiting.push(order(call));
        this.#start();
      }
    });
  }

  #send(order: Order): void {
    this.#process?.send(order);
  }

  #start(): void {
    if (this.#process !== null || this.#timer !== null || this.#stopped) return;
    const { spawn, times } = this.#options;
    const started = spawn({ times: times ?? defaultWatchTimes, pollingOnly: this.#pollingOnly });
    this.#process = started;
    started.onExit((why) => {
      this.#end(started, why);
    });
    started.onMessage((message) => {
      if (this.#process === started) this.#hear(message);
    });
    this.#silent = 0;
    this.#pinging = setInterval(() => {
      this.#ping(started);
    }, this.#restarts.pingMs);
    this.#pinging.unref();
  }

  #ping(started: WatcherProcess): void {
    this.#silent += 1;
    if (this.#silent > (this.#isReady ? MOST_SILENT : MOST_SILENT_AT_START)) {
      this.#options.log('The watching process gives no sign of life and is ended');
      started.kill();
      // A call to a dead disk may keep it from ending for ever: then another one takes its place
      this.#end(started, 'it gave no sign of life');
    } else if (this.#isReady) this.#send({ type: 'ping', call: 0 });
  }

  #hear(message: unknown): void {
    this.#silent = 0;
    const parsed = reportSchema.safeParse(message);
    if (!parsed.success) {
      this.#options.log('The watching process said something unknown', parsed.error);
      return;
    }
    const report = parsed.data;
    const { events, log } = this.#options;
    if (report.type === 'ready') this.#greet();
    else if (report.type === 'log') log(`Watching process: ${report.message}`);
    else if (report.type === 'hint') {
      if (this.#roots.has(report.root)) events.hint(report.root, report.paths);
    } else if (report.type === 'status') {
      if (this.#roots.has(report.root)) events.status(report.root, report.status);
    } else if (report.type !== 'pong') this.#answer(report);
  }

  #answer(report: Extract<Report, { call: number }>): void {
    const call = this.#calls.get(report.call);
    if (call === undefined) return;
    if (report.type === 'batch') {
      call.entries?.(report.entries);
      this.#send({ type: 'taken', call: report.call });
      return;
    }
    this.#calls.delete(report.call);
    if (report.type === 'failed') call.reject(new DarkslideError(report.problem.code, report.problem.message));
    else call.resolve(report);
  }

  /** The process is ready: it hears of every root, and of what was asked meanwhile. */
  #greet(): void {
    this.#isReady = true;
    for (const root of this.#roots.values()) this.#send({ type: 'open', root: sendable(root) });
    for (const order of this.#waiting.splice(0)) this.#send(order);
  }

  #end(ended: WatcherProcess, why: string): void {
    if (this.#process !== ended) return;
    this.#process = null;
    this.#isReady = false;
    if (this.#pinging !== null) clearInterval(this.#pinging);
    this.#gone?.();
    this.#failCalls();
    if (this.#stopped) return;
    const { elapsed, log, events } = this.#options;
    const { most, windowMs, firstMs, longestMs } = this.#restarts;
    const now = elapsed();
    this.#ends = [...this.#ends.filter((at) => now - at < windowMs), now];
    log(`The watching process ended: ${why}`);
    if (!this.#pollingOnly && this.#ends.length >= most) {
      this.#pollingOnly = true;
      log('It ended too often: from now on folders are polled');
    }
    // One that ran for long ended for another reason than the one before
    this.#inRow = this.#ends.length;
    const pause = Math.min(longestMs, firstMs * 2 ** (this.#inRow - 1));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#roots.size > 0) this.#start();
    }, pause);
    events.restarted(why);
  }

  #failCalls(): void {
    this.#waiting = [];
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.reject(new DarkslideError('watcher-ended'));
  }
}

/** A copy without what is read-only, as the protocol has it. */
function sendable(root: RootRequest): Extract<Order, { type: 'open' }>['root'] {
  return { ...root, excluded: [...root.excluded] };
}
