/**
 * NOTE(start-anew): on Linux Chromium begins a helper (the zygote) before the first line of the app runs. It keeps the environment of the
 * start, and every page is a copy of it: a page that was taken over would find SEGMIND_API_KEY in its own memory, whatever the app deletes.
 * So a start with the key in its environment begins another one without it, hands over the key by a pipe, and ends. `npm start` does the
 * same by itself (launch/run-electron.mjs).
 */
import { spawn } from 'node:child_process';
import { Writable, type Readable } from 'node:stream';
import { endWithHelpers } from './end-with-helpers.ts';
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

interface OtherStart {
  /** After the program's own name. */
  readonly words: readonly string[];
  /** Undefined: this start was given none. */
  readonly key: string | undefined;
  /** Without the key. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Begins the other start, and ends this one once the key is handed over. Rejects where the system refuses to begin it. */
export async function startAnew({ words, key, environment }: OtherStart): Promise<never> {
  const pipe = key === undefined ? {} : { [KEY_PIPE_VARIABLE]: String(KEY_PIPE) };
  const child = spawn(process.execPath, words, {
    env: { ...environment, ...pipe },
    stdio: ['inherit', 'inherit', 'inherit', key === undefined ? 'ignore' : 'pipe'],
    detached: true,
  });
  child.unref();
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      handOver(child.stdio[KEY_PIPE], key, resolve, reject);
    });
  });
  return endWithHelpers(child.pid);
}

function handOver(
  pipe: Readable | Writable | null | undefined,
  key: string | undefined,
  done: () => void,
  failed: (error: Error) => void,
): void {
  if (key === undefined) {
    done();
  } else if (pipe instanceof Writable) {
    pipe.once('error', failed);
    pipe.end(key, done);
  } else {
    failed(new Error('The pipe for the key is missing'));
  }
}
