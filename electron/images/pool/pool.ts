/**
 * Images done by processes of their own: one task each at a time, the urgent ones first. A process that hangs, crashes, is killed or takes too
 * much memory is replaced, and nobody notices but the photo whose doing it was.
 */
import { availableParallelism, cpus } from 'node:os';
import { isTooLarge } from '../../contract/bounds.ts';
import { DarkslideError } from '../../contract/errors.ts';
import type { OwnProcess, Spawn } from '../../processes/own-process.ts';
import type { ImageTasks } from '../tasks.ts';
import { createLanes } from './lanes.ts';
import { judge, notStarted, type Loss } from './lost.ts';
import {
  OVER_MEMORY,
  replySchema,
  speaksOfPicture,
  valueSchemas,
  type Reply,
  type TaskCall,
  type TaskName,
  type TaskValue,
} from './protocol.ts';
import { defaultMemoryLimit, imagePlan, startSafely } from './spawn.ts';
import { waitingFor, type Waiting } from './waiting.ts';

export interface ImagePoolOptions {
  readonly spawn: Spawn;
  /** The bundled entry.ts. */
  readonly file: string;
  /** How many processes at most; they start when there is work. Default: one less than the processors, 1 to 4. */
  readonly size?: number;
  /** Milliseconds a task may take before its process is replaced. Default: 60,000. */
  readonly timeLimit?: number;
  /** Bytes of memory a process may take. Default: 4 GB, less on a small computer. */
  readonly memoryLimit?: number;
  readonly log?: (message: string) => void;
}

export type ImagePool = ImageTasks & {
  /**
   * A picture is expected within seconds: starts a process where there is none. Loading its decoder and doing its first pictures takes a second, which
   * a picture to come need not wait for.
   */
  warm(): void;
  /** Ends all processes: what waits fails with `cancelled`, what runs may finish. Rejects where a process does not end. */
  close(): Promise<void>;
};

interface Crew {
  readonly process: OwnProcess;
  readonly ended: Promise<void>;
  /** Its decoder is loaded. */
  ready: boolean;
  /** It has done a task. */
  worked: boolean;
  job: Waiting | null;
  timer: NodeJS.Timeout | null;
  /** Started to take the place of this one, which goes on until the new one is ready; null: it has a place of its own. */
  relieves: Crew | null;
  /** Another one is ready in its place: it ends when it has nothing to do. */
  relieved: boolean;
}

/** Milliseconds for the pictures under way, and again for the processes to go, when the pool closes. */
const CLOSE_LIMIT = 5_000;
/** A full-size result takes so many times longer than any other task may. */
const FULL_SIZE_TIMES = 5;
/** Milliseconds a process has to load its decoder. */
const START_LIMIT = 90_000;
/** So many starts in a row that fail are no accident. From then on each task that comes tries once. */
const MOST_FAILED_STARTS = 3;
/** A process that keeps more than this part of its memory after a task is let go: WebAssembly gives none of it back. */
const MOST_KEPT = 0.25;
/** One that keeps more than this is let go at once, ready or not what comes after it. */
const MOST_KEPT_AWAITING = 0.5;
/** For so long after it was said that a picture is expected, one is. Milliseconds. */
const EXPECTED_MS = 5_000;

/** Starts no process yet. The pool does not keep its owner alive while nothing runs. */
export function createImagePool(options: ImagePoolOptions): ImagePool {
  const pool = new Pool(options);
  return {
    inspect: async (path) => await pool.run('inspect', [path]),
    verify: async (path) => await pool.run('verify', [path]),
    details: async (path) => await pool.run('details', [path]),
    hash: async (path) => await pool.run('hash', [path]),
    prepare: async (path, prepareOptions) => await pool.run('prepare', [path, prepareOptions]),
    words: async (path) => await pool.run('words', [path]),
    finish: async (bytes, format, mark, says) => await pool.run('finish', [alone(bytes), format, mark, says]),
    fullSize: async (path, answer, fullOptions) => await pool.run('fullSize', [path, alone(answer), fullOptions]),
    rendition: async (path, side) => await pool.run('rendition', [path, side]),
    warm: () => {
      pool.warm();
    },
    close: async () => {
      await pool.close();
    },
  };
}

class Pool {
  readonly #spawn: Spawn;
  readonly #file: string;
  readonly #size: number;
  readonly #timeLimit: number;
  readonly #memoryLimit: number;
  readonly #log: (message: string) => void;
  readonly #lanes = createLanes<Waiting>();
  readonly #crews = new Set<Crew>();
  /** Told to end, and still there. */
  readonly #leaving = new Set<Promise<void>>();
  #failedStarts = 0;
  #expectedUntil = -Infinity;
  #closed = false;

  constructor(options: ImagePoolOptions) {
    this.#spawn = options.spawn;
    this.#memoryLimit = options.memoryLimit ?? defaultMemoryLimit();
    this.#file = options.file;
    this.#size = options.size ?? defaultSize();
    this.#timeLimit = options.timeLimit ?? 60_000;
    this.#log = options.log ?? (() => undefined);
  }

  async run<Name extends TaskName>(
    task: Name,
    input: Parameters<ImageTasks[Name]>,
  ): Promise<Awaited<ReturnType<ImageTasks[Name]>>> {
    if (this.#closed) throw new DarkslideError('cancelled');
    const call = { task, input } as unknown as TaskCall; // name and input belong together by this function's own types
    const value = await new Promise<TaskValue>((resolve, reject) => {
      this.#lanes.push(task, waitingFor(call, resolve, reject));
      this.#assign();
    });
    return value as Awaited<ReturnType<ImageTasks[Name]>>; // checked against that task's schema when it came
  }

  warm(): void {
    this.#expectedUntil = performance.now() + EXPECTED_MS;
    if (!this.#closed && this.#crews.size === 0) this.#start({ rehearses: true });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#lanes.drain()) waiting.reject(new DarkslideError('cancelled'));
    const running = [...this.#crews].flatMap(({ job }) => (job === null ? [] : [job.settled]));
    await within(CLOSE_LIMIT, Promise.all(running));
    for (const crew of [...this.#crews]) this.#dismiss(crew)?.reject(new DarkslideError('cancelled'));
    if (!(await within(CLOSE_LIMIT, Promise.all(this.#leaving)))) throw new Error('a process that decodes did not end');
  }

  /** Hands waiting tasks to idle processes, and starts processes while tasks are left and there is room. */
  #assign(): void {
    if (this.#closed) return;
    const own = [...this.#crews].filter(({ relieves, relieved }) => relieves === null && !relieved);
    for (const crew of own) {
      if (crew.job === null) this.#give(crew, this.#lanes.next());
    }
    for (let count = own.length; count < this.#size && !this.#lanes.isEmpty(); count += 1)
      this.#give(this.#start(), this.#lanes.next());
  }

  /** A process that still loads gets its task when it is ready. */
  #give(crew: Crew, job: Waiting | undefined): void {
    if (job === undefined) return;
    crew.job = job;
    crew.process.holdOwner(true);
    if (crew.ready) this.#begin(crew, job);
  }

  /** Loading the decoder takes seconds on a busy machine, so a task's time runs only from here. */
  #begin(crew: Crew, job: Waiting): void {
    crew.process.send(job.call);
    const limitMs = this.#timeLimit * (job.call.task === 'fullSize' ? FULL_SIZE_TIMES : 1);
    crew.timer = setTimeout(() => {
      this.#lose(crew, { kind: 'late', limitMs });
    }, limitMs);
  }

  /** `rehearses`: its first picture will be as quick as any. `relieves`: in whose place. */
  #start({ rehearses = false, relieves = null }: { rehearses?: boolean; relieves?: Crew | null } = {}): Crew {
    const process = startSafely(this.#spawn, imagePlan(this.#file, this.#memoryLimit, rehearses));
    let hasEnded: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (hasEnded = resolve));
    const crew: Crew = { process, ended, ready: false, worked: false, job: null, timer: null, relieves, relieved: false };
    this.#crews.add(crew);
    process.onMessage((message) => {
      this.#hear(crew, message);
    });
    process.onExit((why, said) => {
      hasEnded();
      const isMemory = said.includes(OVER_MEMORY);
      this.#lose(
        crew,
        isMemory ? { kind: 'memory', limitBytes: this.#memoryLimit } : { kind: 'ended', why: `${why} ${said}`.trim() },
      );
    });
    crew.timer = setTimeout(() => {
      this.#lose(crew, { kind: 'ended', why: 'it did not get ready' });
    }, START_LIMIT);
    crew.timer.unref();
    process.holdOwner(false);
    return crew;
  }

  #hear(crew: Crew, message: unknown): void {
    if (!this.#crews.has(crew)) return;
    const parsed = replySchema.safeParse(isTooLarge(message) ? null : message);
    if (!parsed.success) {
      this.#lose(crew, { kind: 'ended', why: 'it said something unknown' });
      return;
    }
    const reply = parsed.data;
    if (reply.type === 'ready') {
      this.#getReady(crew);
      return;
    }
    const { job } = crew;
    if (job === null) return;
    if (reply.type === 'done') {
      const value = valueSchemas[job.call.task].safeParse(reply.value);
      if (!value.success) {
        this.#lose(crew, {
          kind: 'ended',
          why: `it answered ${job.call.task} with something else: ${value.error.message.slice(0, 500)}`,
        });
        return;
      }
      release(crew);
      job.resolve(value.data);
    } else {
      release(crew);
      job.reject(this.#asError(job.call.task, reply));
    }
    crew.worked = true;
    this.#renew(crew, reply.memory / this.#memoryLimit);
    this.#assign();
  }

  /** Lets a process go that keeps too much; where pictures wait or are expected, only when another one is ready in its place. */
  #renew(crew: Crew, kept: number): void {
    const isAwaited = !this.#lanes.isEmpty() || performance.now() < this.#expectedUntil;
    if (crew.relieved) this.#dismiss(crew);
    else if (kept > MOST_KEPT && isAwaited && kept <= MOST_KEPT_AWAITING) {
      if (this.#reliefOf(crew) === undefined && this.#failedStarts < MOST_FAILED_STARTS)
        this.#start({ rehearses: true, relieves: crew });
    } else if (kept > MOST_KEPT) this.#dismiss(crew);
  }

  #reliefOf(crew: Crew): Crew | undefined {
    return [...this.#crews].find(({ relieves }) => relieves === crew);
  }

  /** It takes its place; whom it relieves goes, after its task where it has one. */
  #takeOver(crew: Crew): void {
    const { relieves } = crew;
    crew.relieves = null;
    if (relieves === null || !this.#crews.has(relieves)) return;
    relieves.relieved = true;
    if (relieves.job === null) this.#dismiss(relieves);
  }

  /** A process that decodes speaks of pictures only; anything else is a fault of the app, with its reason in the log. */
  #asError(task: TaskName, { problem: { code, message }, detail }: Extract<Reply, { type: 'failed' }>): DarkslideError {
    if (speaksOfPicture(code)) return new DarkslideError(code, message);
    this.#log(`A picture was given up (${task}): ${detail ?? code}`);
    return new DarkslideError('internal');
  }

  #getReady(crew: Crew): void {
    if (crew.ready) return;
    crew.ready = true;
    this.#failedStarts = 0;
    if (crew.timer !== null) clearTimeout(crew.timer);
    crew.timer = null;
    this.#takeOver(crew);
    if (crew.job === null) this.#assign();
    else this.#begin(crew, crew.job);
  }

  /** The process is gone, or has to go. Its task is tried again in a fresh one, in its place, or answered for. */
  #lose(crew: Crew, loss: Loss): void {
    if (!this.#crews.has(crew)) return;
    const { ready, worked } = crew;
    const relief = this.#reliefOf(crew);
    const job = this.#dismiss(crew);
    const why = loss.kind === 'ended' ? `: ${loss.why}` : '';
    this.#log(`A process that decodes was lost (${ready ? (job?.call.task ?? 'idle') : 'loading'}, ${loss.kind}${why})`);
    if (!ready) this.#failedStarts += 1;
    if (job !== null) {
      if (ready) job.losses += 1;
      const verdict = ready
        ? judge(loss, { task: job.call.task, losses: job.losses, wasFresh: !worked })
        : this.#judgeStart(job, why);
      if (this.#closed) job.reject(new DarkslideError('cancelled'));
      else if (verdict === 'again') this.#give(relief ?? this.#start(), job);
      else job.reject(verdict);
    }
    this.#assign();
  }

  /** A process that ended before it was ready says nothing of the photo. */
  #judgeStart({ call }: Waiting, why: string): 'again' | DarkslideError {
    return this.#failedStarts < MOST_FAILED_STARTS ? 'again' : notStarted(call.task, why);
  }

  /** Ends a process that has its place no more; returns the task it had. */
  #dismiss(crew: Crew): Waiting | null {
    this.#crews.delete(crew);
    const relief = this.#reliefOf(crew);
    if (relief !== undefined) relief.relieves = null;
    const { ended } = crew;
    this.#leaving.add(ended);
    void ended.then(() => this.#leaving.delete(ended));
    crew.process.kill();
    return release(crew);
  }
}

/**
 * Bytes with memory of their own. What is sent is the whole memory below a view, and a small buffer of Node lies in one together with others: the
 * key of a request may be among them.
 */
function alone(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength === bytes.buffer.byteLength) return bytes;
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}

/** True when it was done in time, milliseconds. */
async function within(limit: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, limit);
  });
  const done = work.then(() => true);
  const first = await Promise.race([done, late]);
  clearTimeout(timer);
  return first;
}

/** Frees a process from its task; an idle one does not keep its owner alive. */
function release(crew: Crew): Waiting | null {
  const job = crew.job;
  if (crew.timer !== null) clearTimeout(crew.timer);
  crew.timer = null;
  crew.job = null;
  crew.process.holdOwner(false);
  return job;
}

function defaultSize(): number {
  // Older runtimes, Electron's among them, know the processors but not how many this process may use.
  const processors = typeof availableParallelism === 'function' ? availableParallelism() : cpus().length;
  return Math.max(1, Math.min(4, processors - 1));
}
