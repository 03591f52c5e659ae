/**
 * Small versions of pictures for the screen, kept on disk and made when asked for: the newest question first, each picture
 * once however many ask, and nothing for a question that was taken back. Lost or damaged files are made again.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSmall } from '../files/small-file.ts';
import type { Located } from '../library/library.ts';
import { createQueue } from './newest-first.ts';

export interface Renditions {
  /** An upright sRGB JPEG no longer than `side` pixels. Rejects with the maker's error, or when the signal is aborted. */
  get(located: Located, side: number, signal: AbortSignal): Promise<Uint8Array>;
  /** The file of a rendition that was made before, or may have been; for those who need a path at once. */
  fileFor(located: Located, side: number): string;
  /** Removes the least used files until the cache is under its size. */
  trim(): Promise<void>;
}

interface RenditionParts {
  /** Cache folder; made where it is missing. */
  readonly folder: string;
  readonly make: (path: string, side: number) => Promise<Uint8Array>;
  /** Bytes the folder may hold. */
  readonly capBytes: number;
  /** How many are made at once. */
  readonly width: number;
  readonly now: () => number;
}

/** A file used in this time counts as just used, so that looking does not write all the time. */
const TOUCH_AFTER_MS = 3_600_000;

/** The cache; several may share a folder, because every file is whole from the moment it has its name. */
export function createRenditions({ folder, make, capBytes, width, now }: RenditionParts): Renditions {
  const queue = createQueue<string, Uint8Array>(width);
  let writtenSinceTrim = 0;
  let trimming: Promise<void> | null = null;

  const fileFor = (located: Located, side: number): string => path.join(folder, `${keyOf(located, side)}.jpg`);

  const keep = async (file: string, bytes: Uint8Array): Promise<void> => {
    const temporary = `${file}.${randomUUID()}.part`;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(temporary, bytes, { mode: 0o600, flag: 'wx' });
      await rename(temporary, file);
      writtenSinceTrim += bytes.byteLength;
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
      // A cache that cannot be written only costs time.
    }
    if (writtenSinceTrim > capBytes / 16) void trim(); // never rejects, and nobody waits for it
  };

  const trim = async (): Promise<void> => {
    writtenSinceTrim = 0;
    trimming ??= trimFolder(folder, capBytes, now()).finally(() => {
      trimming = null;
    });
    await trimming;
  };

  return {
    fileFor,
    trim,
    get: async (located, side, signal) => {
      signal.throwIfAborted();
      const file = fileFor(located, side);
      const kept = await readKept(file, now());
      if (kept !== null) return kept;
      return queue.ask(file, signal, async () => {
        const bytes = await make(located.path, side);
        await keep(file, bytes);
        return bytes;
      });
    },
  };
}

/** Path, version and size make the name, so that a changed file is another picture and an id that returns shows no old one. */
function keyOf({ path: file, version }: Located, side: number): string {
  return createHash('sha256')
    .update(JSON.stringify([file, version, side]))
    .digest('hex')
    .slice(0, 40);
}

/** More than the largest picture that is shown at all; what is larger was put there by somebody else. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The kept bytes; null where there are none or they do not begin and end as a JPEG does. */
async function readKept(file: string, now: number): Promise<Uint8Array | null> {
  try {
    const bytes = await readSmall(file, MOST_BYTES);
    if (!isWholeJpeg(bytes)) return null;
    const { mtimeMs } = await stat(file);
    if (now - mtimeMs > TOUCH_AFTER_MS) await utimes(file, now / 1000, now / 1000);
    return bytes;
  } catch {
    return null;
  }
}

function isWholeJpeg(bytes: Uint8Array): boolean {
  const end = bytes.length;
  return end > 4 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}

interface KeptFile {
  readonly file: string;
  readonly bytes: number;
  readonly usedAt: number;
}

async function trimFolder(folder: string, capBytes: number, now: number): Promise<void> {
  const files = await listFiles(folder, now);
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= capBytes) return;
  files.sort((one, other) => one.usedAt - other.usedAt);
  for (const { file, bytes } of files) {
    if (total <= capBytes * 0.9) return; // a little below, so that not every new file begins a search
    await rm(file, { force: true }).catch(() => undefined);
    total -= bytes;
  }
}

/** Also clears away what an interrupted write left behind a day ago. */
async function listFiles(folder: string, now: number): Promise<KeptFile[]> {
  const names = await readdir(folder).catch(() => []);
  const files: KeptFile[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const facts = await stat(file).catch(() => null);
    if (facts?.isFile() !== true) continue;
    if (name.endsWith('.part') && now - facts.mtimeMs > 86_400_000) await rm(file, { force: true }).catch(() => undefined);
    else files.push({ file, bytes: facts.size, usedAt: facts.mtimeMs });
  }
  return files;
}
