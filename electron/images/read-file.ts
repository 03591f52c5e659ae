/** Reads originals, never more than once and never for writing, and says in the app's words why one cannot be read. */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { createReadStream, type Stats } from 'node:fs';
import { DarkslideError } from '../contract/errors.ts';
import type { FileStamp } from './tasks.ts';

/** A decoder holds the file a second time, so what is far beyond any photo is refused before it fills the memory. */
const MAX_FILE_BYTES = 1024 * 1024 * 1024;

/**
 * The whole file, read once.
 * Throws file-missing, file-unreadable, file-empty, file-changed, format-unknown (not a regular file), picture-too-large.
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

/** The whole file, and how it stood when it was read. Throws like readWhole. */
export async function readStamped(path: string): Promise<{ readonly bytes: Uint8Array; readonly stamp: FileStamp }> {
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

/** SHA-256 of a file of any size, hex. Throws file-missing, file-unreadable, format-unknown (not a regular file). */
export async function hashFile(path: string): Promise<string> {
  try {
    await sizeOfRegularFile(path);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      hash.update(chunk as Buffer); // without an encoding a read stream yields buffers
    }
    return hash.digest('hex');
  } catch (thrown) {
    throw readFailure(thrown);
  }
}

/** SHA-256 of bytes, hex. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function withFile<Value>(path: string, use: (file: FileHandle, size: number) => Promise<Value>): Promise<Value> {
  let file: FileHandle | null = null;
  try {
    const size = await sizeOfRegularFile(path);
    if (size === 0) throw new DarkslideError('file-empty');
    file = await open(path, 'r');
    return await use(file, size);
  } catch (thrown) {
    throw readFailure(thrown);
  } finally {
    await file?.close();
  }
}

/** Looked at before opening: opening a pipe would wait for ever. */
async function sizeOfRegularFile(path: string): Promise<number> {
  const state = await stat(path);
  if (!state.isFile()) throw new DarkslideError(state.isDirectory() ? 'format-unknown' : 'file-special');
  return state.size;
}

function readFailure(thrown: unknown): DarkslideError {
  if (thrown instanceof DarkslideError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  return new DarkslideError(missing ? 'file-missing' : 'file-unreadable', undefined, { cause: thrown });
}
