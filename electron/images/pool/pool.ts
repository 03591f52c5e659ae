/** Images done by worker threads: one task each at a time, the urgent ones first, and a hung or crashed worker is replaced. */
import { once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DarkslideError } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { TaskCall, TaskName, TaskValue, WorkerReply } from './pool-messages.ts';
import type { ImageTasks } from '../tasks.ts';

export interface ImagePoolOptions {
  /** The bundled worker.ts. */
  readonly workerFile: string;
  /** How many workers at most; they start when there is work. Default: one less than the processors, 1 to 4. */
  readonly size?: number;
  /** Milliseconds a task may take before its worker is replaced. Default: 60,000. */
  readonly timeLimit?: number;
}

export type ImagePool = ImageTasks & {
  /** Starts a worker where there is none: loading its decoder takes a second that a picture to come need not wait for. */
  warm(): void;
  /** Ends all workers: what waits fails with `cancelled`, what runs may finish. Rejects where a worker does not end. */
  close(): Promise<void>;
};

interface Waiting {
  readonly call: TaskCall;
  readonly resolve: (value: TaskValue) => void;
  readonly reject: (reason: DarkslideError) => void;
}

interface Crew {
  readonly worker: Worker;
  ready: boolean;
  job: Waiting | null;
  timer: NodeJS.Timeout | null;
}

/** Lower goes first: paid work before looking, looking before pictures for the screen. */
const urgency: Readonly<Record<TaskName, 0 | 1 | 2>> = {
  finish: 0,
  prepare: 0,
  details: 1,
  inspect: 1,
  verify: 1,
  hash: 1,
  rendition: 2,
};

/** What a task that never came back says about its picture. */
const lostCodes: Readonly<Record<TaskName, ErrorCode>> = {
  // The bytes are paid and kept: they are finished again, not given up
  finish: 'store-failed',
  prepare: 'picture-corrupt',
  rendition: 'picture-corrupt',
  inspect: 'picture-corrupt',
  verify: 'picture-corrupt',
  details: 'file-unreadable',
  hash: 'file-unreadable',
};

/** Milliseconds for the pictures under way, and again for the workers to go, when the pool closes. */
const CLOSE_LIMIT = 5_000;
/** Milliseconds a worker has to load its decoder. */
const START_LIMIT = 60_000;

/** Starts no worker yet. The pool does not keep the process alive while nothing runs. */
export function createImagePool(options: ImagePoolOptions): ImagePool {
  const pool = new Pool(options);
  return {
    inspect: async (path) => await pool.run('inspect', [path]),
    verify: async (path) => await pool.run('verify', [path]),
    details: async (path) => await pool.run('details', [path]),
    hash: async (path) => await pool.run('hash', [path]),
    prepare: async (path, prepareOptions) => await pool.run('prepare', [path, prepareOptions]),
    finish: async (bytes, format, mark) => await pool.run('finish', [bytes, format, mark]),
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
  readonly #file: string;
  readonly #size: number;
  readonly #timeLimit: number;
  readonly #lanes: readonly [Waiting[], Waiting[], Waiting[]] = [[], [], []];
  readonly #crews = new Set<Crew>();
  #closed = false;

  constructor(options: ImagePoolOptions) {
    this.#file = options.workerFile;
    this.#size = options.size ?? defaultSize();
    this.#timeLimit = options.timeLimit ?? 60_000;
  }

  async run<Name extends TaskName>(
    task: Name,
    input: Parameters<ImageTasks[Name]>,
  ): Promise<Awaited<ReturnType<ImageTasks[Name]>>> {
    if (this.#closed) throw new DarkslideError('cancelled');
    const call = { task, input } as unknown as TaskCall; // name and input belong together by this function's own types
    const value = await new Promise<TaskValue>((resolve, reject) => {
      this.#lanes[urgency[task]].push({ call, resolve, reject });
      this.#assign();
    });
    return value as Awaited<ReturnType<ImageTasks[Name]>>; // the worker answers a task with that task's value
  }

  warm(): void {
    if (this.#closed || this.#crews.size > 0) return;
    this.#start().worker.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const crews = [...this.#crews];
    for (const lane of this.#lanes) for (const waiting of lane.splice(0)) waiting.reject(new DarkslideError('cancelled'));
    // A worker that is cut in the middle of a picture may never end, and its process with it: what runs may finish first
    await within(CLOSE_LIMIT, Promise.all(crews.map(idle)));
    for (const crew of crews) this.#end(crew, new DarkslideError('cancelled'));
    const ended = Promise.all(crews.map(async (crew) => await crew.worker.terminate()));
    if (!(await within(CLOSE_LIMIT, ended))) throw new Error('an image worker did not end');
  }

  /** Hands waiting tasks to idle workers, and starts workers while tasks are left and there is room. */
  #assign(): void {
    for (const crew of this.#crews) {
      if (crew.job === null) this.#give(crew);
    }
    while (this.#crews.size < this.#size && this.#lanes.some((lane) => lane.length > 0)) this.#give(this.#start());
  }

  #give(crew: Crew): void {
    const next = this.#lanes.find((lane) => lane.length > 0)?.shift();
    if (next === undefined) return;
    crew.job = next;
    crew.worker.ref();
    this.#arm(crew, next);
    crew.worker.postMessage(next.call);
  }

  /** Loading the decoder takes seconds on a busy machine, so a task's time runs only from when its worker is ready. */
  #arm(crew: Crew, job: Waiting): void {
    if (crew.timer !== null) clearTimeout(crew.timer);
    const limit = crew.ready ? this.#timeLimit : START_LIMIT;
    const reason = crew.ready
      ? new DarkslideError(lostCodes[job.call.task], `Reading this picture took more than ${String(Math.round(limit / 1000))} s.`)
      : new DarkslideError('internal');
    crew.timer = setTimeout(() => {
      this.#end(crew, reason);
      void crew.worker.terminate();
      this.#assign();
    }, limit);
  }

  #start(): Crew {
    const crew: Crew = { worker: new Worker(this.#file), ready: false, job: null, timer: null };
    this.#crews.add(crew);
    crew.worker.on('message', (reply: WorkerReply) => {
      this.#hear(crew, reply);
    });
    crew.worker.on('error', (cause) => {
      this.#lose(crew, cause);
    });
    crew.worker.on('exit', () => {
      this.#lose(crew, undefined);
    });
    return crew;
  }

  #hear(crew: Crew, reply: WorkerReply): void {
    if (reply.type === 'ready') {
      crew.ready = true;
      if (crew.job !== null) this.#arm(crew, crew.job);
      return;
    }
    const job = release(crew);
    if (job === null) return;
    if (reply.type === 'done') job.resolve(reply.value);
    else job.reject(new DarkslideError(reply.problem.code, reply.problem.message));
    this.#assign();
  }

  /** A worker that died before it was ready is a fault of the app, not of the photo. */
  #lose(crew: Crew, cause: unknown): void {
    if (!this.#crews.has(crew)) return;
    const code = crew.ready && crew.job !== null ? lostCodes[crew.job.call.task] : 'internal';
    this.#end(crew, new DarkslideError(code, undefined, { cause }));
    if (!this.#closed) this.#assign();
  }

  #end(crew: Crew, reason: DarkslideError): void {
    this.#crews.delete(crew);
    release(crew)?.reject(reason);
  }
}

/** Resolves when the worker has no task; a picture takes seconds at most. */
async function idle(crew: Crew): Promise<void> {
  while (crew.job !== null) await once(crew.worker, 'message');
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

/** Frees a worker from its task; an idle worker does not keep the process alive. */
function release(crew: Crew): Waiting | null {
  const job = crew.job;
  if (crew.timer !== null) clearTimeout(crew.timer);
  crew.timer = null;
  crew.job = null;
  crew.worker.unref();
  return job;
}

function defaultSize(): number {
  // Older runtimes, Electron's among them, know the processors but not how many this process may use.
  const processors = typeof availableParallelism === 'function' ? availableParallelism() : cpus().length;
  return Math.max(1, Math.min(4, processors - 1));
}
