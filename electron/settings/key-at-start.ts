/**
 * The key as it comes to a start: in a variable, or through a pipe from a start before this one. Either way it leaves the environment at once,
 * so that no process, page or program that is begun later finds it there.
 */
import { closeSync, fstatSync, readSync } from 'node:fs';

export const KEY_VARIABLE = 'SEGMIND_API_KEY';
/** Says that the key waits in the pipe with this number. */
export const KEY_PIPE_VARIABLE = 'DARKSLIDE_KEY_PIPE';
/** Number of that pipe: the first after the three that every program has. */
export const KEY_PIPE = 3;

/** A key is far shorter, bytes. */
const MOST_BYTES = 4_096;
/** The other end has written before this process began; it gets so long to do so all the same, milliseconds. */
const PATIENCE_MS = 2_000;
const WAIT_MS = 10;

/** Takes the key out of an environment, usually that of this process. Undefined: there is none. */
export function takeKey(environment: Record<string, string | undefined>): string | undefined {
  const key = environment[KEY_VARIABLE];
  const isPiped = environment[KEY_PIPE_VARIABLE] === String(KEY_PIPE);
  for (const name of [KEY_VARIABLE, KEY_PIPE_VARIABLE]) Reflect.deleteProperty(environment, name);
  return isPiped ? (readPipe() ?? key) : key;
}

/** All that comes through the pipe, which is closed then. Undefined: it is none, or nothing came. */
function readPipe(): string | undefined {
  try {
    const kind = fstatSync(KEY_PIPE);
    if (!kind.isFIFO() && !kind.isSocket()) return undefined; // somebody else's file
  } catch {
    return undefined; // not open
  }
  try {
    const text = readAll().toString('utf8').trim();
    return text === '' ? undefined : text;
  } finally {
    closeSync(KEY_PIPE);
  }
}

function readAll(): Buffer {
  const room = Buffer.alloc(MOST_BYTES);
  const giveUpAt = performance.now() + PATIENCE_MS;
  let length = 0;
  while (length < room.length && performance.now() < giveUpAt) {
    try {
      const count = readSync(KEY_PIPE, room, length, room.length - length, null);
      if (count === 0) break;
      length += count;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) break; // the other end is gone
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
  return room.subarray(0, length);
}
