/** Runs a program of the system to its end, bounded in time and in what it says: the independent decoders read hostile files too. */
import { spawn } from 'node:child_process';

export interface Ran {
  /** Exit code; null: killed, by us or by a signal of its own. */
  readonly code: number | null;
  readonly out: Buffer;
  /** The first part of what it said on stderr. */
  readonly complaint: string;
  /** It took longer than it may. */
  readonly late: boolean;
}

/** Milliseconds: far more than any intact picture takes. */
const LIMIT = 60_000;
const MOST_OUT = 512 * 1024 * 1024;
const MOST_COMPLAINT = 64 * 1024;

/** A program that is not there is an error; whatever it does afterwards is in the answer. */
export async function runProgram(program: string, args: readonly string[], limit = LIMIT): Promise<Ran> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
    const out: Buffer[] = [];
    let outBytes = 0;
    let complaint = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limit);
    child.stdout.on('data', (chunk: Buffer) => {
      outBytes += chunk.length;
      if (outBytes > MOST_OUT) child.kill('SIGKILL');
      else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < MOST_COMPLAINT) complaint += chunk.toString('latin1');
    });
    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(cause);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out: Buffer.concat(out), complaint: late ? `${program} took too long` : complaint.trim(), late });
    });
  });
}
