/**
 * Runs a program of the system to its end, bounded in time and in what it says: the independent decoders read hostile files too. A small
 * process of its own starts them, because starting one from a process whose decoder has reserved gigabytes takes a tenth of a second.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface Ran {
  /** Exit code; null: killed, by us or by a signal of its own. */
  readonly code: number | null;
  readonly out: Buffer;
  /** The first part of what it said on stderr. */
  readonly complaint: string;
  /** It took longer than it may. */
  readonly late: boolean;
}

/** What the small process answers: it is ours, in program-runner.mjs. */
interface Answer {
  readonly id: number;
  readonly ran?: Ran;
  readonly failed?: string;
}

interface Waiting {
  readonly resolve: (ran: Ran) => void;
  readonly reject: (cause: Error) => void;
}

/** Milliseconds: far more than any intact picture takes. */
const LIMIT = 60_000;

let runner: ChildProcess | null = null;
let lastId = 0;
const waiting = new Map<number, Waiting>();

function startRunner(): ChildProcess {
  const file = join(process.cwd(), 'test', 'helpers', 'decoders', 'program-runner.mjs');
  const child = fork(file, [], { serialization: 'advanced', execArgv: [] });
  child.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) child.channel?.unref();
    if (answer.ran !== undefined) one?.resolve({ ...answer.ran, out: Buffer.from(answer.ran.out) });
    else one?.reject(new Error(answer.failed));
  });
  child.on('exit', () => {
    runner = null;
    for (const one of waiting.values()) one.reject(new Error('the process that starts programs ended'));
    waiting.clear();
  });
  // It holds up the end of nobody who waits for nothing
  child.unref();
  return child;
}

/** A program that is not there is an error; whatever it does afterwards is in the answer. */
export async function runProgram(program: string, args: readonly string[], limit = LIMIT): Promise<Ran> {
  const child = (runner ??= startRunner());
  const id = (lastId += 1);
  return await new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    child.channel?.ref();
    child.send({ id, program, args, limit });
  });
}
