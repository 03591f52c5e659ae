/** Writes a file whole or not at all, and never over another. Results are paid for: half a file is worth nothing. */
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, readFile, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DarkslideError } from '../contract/errors.ts';
import type { ErrorCode } from '../contract/errors.ts';

/** Files with this start are half-written results; nobody else should look at them. */
export const TEMPORARY_PREFIX = '.darkslide-';

/**
 * Writes `bytes` to a temporary file beside `path`, syncs it and gives it its name; `taken` where that name exists, whoever
 * made it and however late. Throws disk-full, folder-missing, folder-unwritable, store-failed.
 * @param owner - whoever writes this in the whole world, and only once at a time: what it left half-written when its process was
 *   killed is removed first. Left out: nobody comes back to it
 * @param mode - rights of the file; as the user's own programs give them unless told
 */
export async function writeOnce(path: string, bytes: Uint8Array, owner?: string, mode = 0o666): Promise<'written' | 'taken'> {
  return (await writeNamed(path, bytes, owner, mode)).outcome;
}

/**
 * The same, and it reads the file back under its name. `damaged`: the drive said that it had written, and had not; the file is gone again. Where
 * somebody else wrote to the file since it had its name, it was stored, and what they did to it is theirs.
 */
export async function writeOnceChecked(
  path: string,
  bytes: Uint8Array,
  owner?: string,
): Promise<'written' | 'taken' | 'damaged'> {
  const { outcome, modifiedMs } = await writeNamed(path, bytes, owner, 0o666);
  if (outcome === 'taken') return 'taken';
  try {
    if (Buffer.compare(await readFile(path), bytes) === 0) return 'written';
    if (!isSameMoment((await stat(path)).mtimeMs, modifiedMs)) return 'written';
    await unlink(path);
    return 'damaged';
  } catch (thrown) {
    throw writeFailure(thrown);
  }
}

/** Some file systems keep whole or even seconds only, also of a moment that they gave out more exactly before. */
function isSameMoment(keptMs: number, givenMs: number): boolean {
  return keptMs === givenMs || (keptMs % 1000 === 0 && Math.abs(keptMs - givenMs) <= 2000);
}

interface Named {
  readonly outcome: 'written' | 'taken';
  /** When we wrote to it last, as its file system says, ms since 1970. */
  readonly modifiedMs: number;
}

async function writeNamed(path: string, bytes: Uint8Array, owner: string | undefined, mode: number): Promise<Named> {
  const temporary = join(dirname(path), temporaryName(owner));
  try {
    if (owner !== undefined) await rm(temporary, { force: true });
    const written = await writeSynced(temporary, bytes, mode);
    const copied = await nameIt(temporary, path);
    if (copied === 'taken') return { outcome: 'taken', modifiedMs: written };
    await syncFolder(dirname(path));
    return { outcome: 'written', modifiedMs: copied ?? written };
  } catch (thrown) {
    throw writeFailure(thrown);
  } finally {
    await unlink(temporary).catch(ignoreMissing);
  }
}

/** Under which name an owner's file stands until it is whole. */
export function temporaryName(owner: string | undefined): string {
  const mark =
    owner === undefined ? randomBytes(9).toString('base64url') : createHash('sha256').update(owner).digest('hex').slice(0, 16);
  return `${TEMPORARY_PREFIX}${mark}.tmp`;
}

/** Returns when it was written, ms since 1970. */
async function writeSynced(path: string, bytes: Uint8Array, mode: number): Promise<number> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
  }
}

/** Answers of file systems that have no hard links: FAT, exFAT, many network shares. */
const noHardLinks = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
  'EINVAL',
  'UNKNOWN',
  'EISDIR',
  'EACCES',
]);

/** Null: it is the temporary file itself; a number: a copy, with the time of that. */
async function nameIt(temporary: string, path: string): Promise<'taken' | number | null> {
  try {
    await link(temporary, path);
    return null;
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST') return 'taken';
    if (!noHardLinks.has(code)) throw thrown;
    return await copyToName(temporary, path);
  }
}

/** Without hard links: still exclusive, no longer atomic. A copy that fails half-way is removed by the runtime. */
async function copyToName(temporary: string, path: string): Promise<'taken' | number> {
  try {
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return 'taken';
    throw thrown;
  }
  // Undefined on Windows, where links need rights that few have
  const noFollow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
  const file = await open(path, constants.O_RDWR | noFollow);
  try {
    await file.sync();
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
  }
}

/** Makes the name itself durable where folders can be synced; Windows and some shares cannot, and need not. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The file is whole and named; only the moment at which the name reaches the disk is left to the system.
  }
}

const failures: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EFBIG: 'disk-full',
  ENOENT: 'folder-missing',
  ENOTDIR: 'folder-missing',
  EACCES: 'folder-unwritable',
  EPERM: 'folder-unwritable',
  EROFS: 'disk-read-only',
};

function writeFailure(thrown: unknown): DarkslideError {
  return new DarkslideError(failures[codeOf(thrown)] ?? 'store-failed', undefined, { cause: thrown });
}

/** The temporary file is gone where it never came to be; anything else leaves a hidden file behind, on which nothing depends. */
function ignoreMissing(): void {
  return undefined;
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}
