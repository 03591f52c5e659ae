/**
 * NOTE(start-without-key): on Linux Chromium begins a helper (the zygote) before the first line of the app runs. It keeps the environment of the
 * start, and every page is a copy of it: a page that was taken over would find SEGMIND_API_KEY in its own memory, whatever the app deletes.
 * So a start with the key in its environment begins another one without it, hands over the key by a pipe, and ends. `npm start` does the
 * same by itself (launch/run-electron.mjs).
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { KEY_PIPE, KEY_PIPE_VARIABLE } from '../settings/key-at-start.ts';

interface StartFacts {
  readonly platform: NodeJS.Platform;
  /** The key stood in a variable of this start. */
  readonly inEnvironment: boolean;
  /** A debugger, of tests above all, holds on to this very process, and sees all of it. */
  readonly isDebugged: boolean;
}

/** Must this start hand over to one without the key? Pure. */
export function mustStartAnew({ platform, inEnvironment, isDebugged }: StartFacts): boolean {
  return platform === 'linux' && inEnvironment && !isDebugged;
}

/** Begins the other start, with the words of this one; resolves once it has the key. `environment` has lost the key already. */
export async function startAnew(key: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, process.argv.slice(1), {
    env: { ...environment, [KEY_PIPE_VARIABLE]: String(KEY_PIPE) },
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    detached: true,
  });
  child.unref();
  const pipe = child.stdio[KEY_PIPE];
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    if (pipe === null || pipe === undefined || !('end' in pipe)) {
      reject(new Error('The pipe for the key is missing'));
      return;
    }
    pipe.once('error', reject);
    pipe.end(key, resolve);
  });
  endHelpers(child.pid);
}

/** The helpers of this start have seen the key, and would stay: the other start holds the other end of what they wait for. */
function endHelpers(kept: number | undefined): void {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }));
  const ours = [process.pid];
  // Grows while it is walked through: children of children are met as well
  for (const one of ours) {
    const children = parents.filter(({ pid, parent }) => parent === one && pid !== kept);
    ours.push(...children.map(({ pid }) => pid));
  }
  for (const pid of ours.slice(1)) end(pid);
}

/** Number of the process that began this one; null: it has just ended. */
function parentOf(pid: string): number | null {
  try {
    // The name, in brackets, may hold anything; the state and the parent come after it
    const facts = readFileSync(`/proc/${pid}/stat`, 'latin1').slice(0, 4_096);
    return Number(facts.slice(facts.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself
  }
}
