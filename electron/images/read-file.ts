/** Reads originals, never more than once and never for writing, and says in the app's words why one cannot be read. */
import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { DarkslideError } from '../contract/errors.ts';
import type { FileStamp } from './tasks.ts';

/** A decoder holds the file a second time, so what is far beyond any photo is refused before it fills the memory. */
const MAX_FILE_BYTES = 1024 * 1024 * 1024;
/** Bytes that are hashed at a time. */
const PART_BYTES = 1024 * 1024;
/** How often, and how far apart in milliseconds, a file is opened that somebody is just letting go of. */
const MOST_ATTEMPTS = 20;
const ATTEMPT_MS = 100;

/**
 * The whole file, read once.
 * Throws file-missing, file-unreadable, file-empty, file-changed, format-unknown (a folder), file-special, picture-too-large.
 */
export async function readWhole(path: string): Promise<Uint8Array> {
  return (await readStamped(path)).bytes;
}

/** How a file stands on disk. Throws file-missing, file-unreadable. */
export async function stampOf(path: string): Promise<FileStamp> {
  try {
    return toStamp(await stat(path));
  } catch (thrown) {
    throw readFailure(thrown);
  }
}

function toStamp({ size, mtimeMs, ctimeMs, ino }: Stats): FileStamp {
  return { size, modified: mtimeMs, changed: ctimeMs, inode: ino };
}

/** A file's bytes, and how it stood when they were read. */
export interface StampedBytes {
  readonly bytes: Uint8Array;
  readonly stamp: FileStamp;
}

/** The whole file, and how it stood when it was read. Throws like readWhole. */
export async function readStamped(path: string): Promise<StampedBytes> {
  return await withFile(path, async (file, size) => {
    if (size > MAX_FILE_BYTES) throw new DarkslideError('picture-too-large', 'The file is over 1 GB.');
    const before = await file.stat();
    const bytes = await file.readFile();
    const after = await file.stat();
    const changed = after.size !== bytes.length || after.mtimeMs !== before.mtimeMs;
    if (changed) throw new DarkslideError('file-changed');
    return { bytes, stamp: toStamp(after) };
  });
}

/** Both ends of a file: the tail is empty where the head has it all. */
export interface FileEnds {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  readonly size: number;
}

/** The first and the last bytes of a file (fewer where it is shorter) and its size. Throws like readWhole. */
export async function readEnds(path: string, headBytes: number, tailBytes: number): Promise<FileEnds> {
  return await withFile(path, async (file, size) => {
    const head = await readAt(file, 0, Math.min(headBytes, size));
    const rest = Math.min(tailBytes, size - head.length);
    return { head, tail: await readAt(file, size - rest, rest), size };
  });
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** SHA-256 of a file of any size, hex. Throws file-missing, file-unreadable, format-unknown (a folder), file-special. */
export async function hashFile(path: string): Promise<string> {
  return await withRegular(path, async (file) => {
    const hash = createHash('sha256');
    const part = new Uint8Array(PART_BYTES);
    for (let position = 0; ;) {
      const { bytesRead } = await file.read(part, 0, part.length, position);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(part.subarray(0, bytesRead));
      position += bytesRead;
    }
  });
}

/** SHA-256 of bytes, hex. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Opens a file for reading, if it is one: never a pipe, a socket, a device or a folder, whatever is put in its place meanwhile, and without waiting
 * for anybody. Throws file-missing, file-unreadable, format-unknown (a folder), file-special.
 */
export async function openRegular(path: string): Promise<FileHandle> {
  let file: FileHandle | null = null;
  try {
    // Some devices do things when they are only opened
    refuseSpecial(await stat(path));
    file = await openAtOnce(path);
    refuseSpecial(await file.stat());
    return file;
  } catch (thrown) {
    await file?.close();
    throw readFailure(thrown);
  }
}

/** Opening a pipe to read from it waits for a writer, for ever and with one of the few threads that work on files; unless it is told not to wait. */
async function openAtOnce(path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Windows has neither these pipes nor this flag
      return await open(path, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0));
    } catch (thrown) {
      // A program that shares the file (Samba) is just asked to let go of it, which takes it a moment
      if (errorCode(thrown) !== 'EAGAIN' || attempt === MOST_ATTEMPTS) throw thrown;
      await pause(ATTEMPT_MS);
    }
  }
}

function refuseSpecial(state: Stats): void {
  if (!state.isFile()) throw new DarkslideError(state.isDirectory() ? 'format-unknown' : 'file-special');
}

async function withRegular<Value>(path: string, use: (file: FileHandle) => Promise<Value>): Promise<Value> {
  const file = await openRegular(path);
  try {
    return await use(file);
  } catch (thrown) {
    throw readFailure(thrown);
  } finally {
    await file.close();
  }
}

async function withFile<Value>(path: string, use: (file: FileHandle, size: number) => Promise<Value>): Promise<Value> {
  return await withRegular(path, async (file) => {
    const { size } = await file.stat();
    if (size === 0) throw new DarkslideError('file-empty');
    return await use(file, size);
  });
}

function readFailure(thrown: unknown): DarkslideError {
  if (thrown instanceof DarkslideError) return thrown;
  const code = errorCode(thrown);
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  return new DarkslideError(missing ? 'file-missing' : 'file-unreadable', undefined, { cause: thrown });
}

function errorCode(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}
