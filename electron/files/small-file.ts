/**
 * Files of the app's own, read with a limit. Whatever lies under the name is untrusted: a file of gigabytes would take the memory, and a pipe would
 * hold up whoever opens it for ever.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** The file is larger than it can be, or is no file. */
export class NotAFileOfOurs extends Error {
  constructor(path: string) {
    super(`${path} is larger than a file of ours can be, or is no file`);
    this.name = 'NotAFileOfOurs';
  }
}

/** Never waits for the other end of a pipe. Windows has no such flag. */
const READ = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** All of a file that has at most so many bytes. Throws NotAFileOfOurs, or what the system says. */
export function readSmallSync(path: string, most: number): Buffer {
  const file = openSync(path, READ);
  try {
    const facts = fstatSync(file);
    if (!facts.isFile() || facts.size > most) throw new NotAFileOfOurs(path);
    const room = Buffer.alloc(facts.size);
    let length = 0;
    while (length < room.length) {
      const count = readSync(file, room, length, room.length - length, length);
      if (count === 0) break; // it became shorter just now
      length += count;
    }
    return room.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** The same without holding up anybody. */
export async function readSmall(path: string, most: number): Promise<Buffer> {
  const file = await open(path, READ);
  try {
    const facts = await file.stat();
    if (!facts.isFile() || facts.size > most) throw new NotAFileOfOurs(path);
    const room = Buffer.alloc(facts.size);
    let length = 0;
    while (length < room.length) {
      const { bytesRead } = await file.read(room, length, room.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return room.subarray(0, length);
  } finally {
    await file.close();
  }
}
