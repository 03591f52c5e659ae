/** The paid bytes: into the spool first, then finished and written beside the original under the name decided before sending. */
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { lstat, mkdir, open, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { DarkslideError, OWN_DISK_FULL, ownDiskProblem, problem, type Problem } from '../../contract/errors.ts';
import { jobIdSchema, type JobId } from '../../contract/ids.ts';
import { readSmall } from '../../files/small-file.ts';
import { makeFolder } from '../../library/make-folder.ts';
import { TEMPORARY_PREFIX, writeOnceChecked } from '../../images/write-once.ts';
import { MOST_NOTE_BYTES, readNote, type SpoolNote } from './spool-note.ts';

/** Free bytes that must be there before anything is paid for: one result in the spool and one beside its original, with room to spare. */
const NEEDED_BYTES = 48 * 1024 * 1024;
/** Nobody calls a disk full that takes another few photos, bytes. */
const FULL_BYTES = 1024 * 1024;

export interface Spool {
  /** Before anything is paid: is there room to keep a result? Throws `disk-full`, `folder-missing` or `folder-unwritable`. */
  checkRoom(): Promise<void>;
  /**
   * Keeps the bytes of a job, and a note of what they are; durable when it returns. Throws `disk-full` or `store-failed`.
   * @param note - null: nothing is known beside the job's number
   */
  keep(id: JobId, bytes: Uint8Array, note: SpoolNote | null): Promise<void>;
  /** The note beside the bytes of a job; null: there is none that can be read. */
  note(id: JobId): Promise<SpoolNote | null>;
  /** The bytes of a job; throws where they are not there. */
  read(id: JobId): Promise<Uint8Array>;
  drop(id: JobId): Promise<void>;
  /** Keeps the bytes of a job under another name: they are no picture, or belong to nobody that is known here. */
  setAside(id: JobId): Promise<void>;
  /** Whose bytes are here, whole. */
  ids(): JobId[];
  /** Are the bytes of a job here, whole? */
  holds(id: JobId): boolean;
  /**
   * Removes what processes that were killed left here: halves, and the bytes of jobs that need them no more. Synchronous, so that
   * nothing is written here meanwhile.
   */
  sweep(needs: (id: JobId) => boolean): void;
  /** A name of the job that no other job of any data folder has. */
  ownerOf(id: JobId): string;
}

/** Said while Darkslide runs; whoever ends it says instead what became of each. */
export const IN_MEMORY_ONLY = 'What came back is in memory only: see to it before you close Darkslide.';

/** Why paid bytes, or the news of them, cannot be kept: they are in memory only. Null: the error is of another kind. */
export function keepProblem(error: unknown): Problem | null {
  const trouble = folderError(error);
  if (trouble.code === 'store-failed' && trouble !== error) return null;
  const what = trouble.code === 'disk-full' ? 'is full' : 'cannot be written';
  return problem(trouble.code, `The disk with Darkslide’s own data ${what}. ${IN_MEMORY_ONLY}`);
}

/** Why a file or folder could not be used, as `disk-full`, `folder-missing`, `folder-unwritable` or `store-failed`. */
export function folderError(error: unknown): DarkslideError {
  const own = ownDiskProblem(error);
  if (own !== null) return new DarkslideError(own.code, undefined, { cause: error });
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new DarkslideError('disk-full', undefined, { cause: error });
    case 'ENOENT':
    case 'ENOTDIR':
      return new DarkslideError('folder-missing', undefined, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new DarkslideError('folder-unwritable', undefined, { cause: error });
    case 'EROFS':
      return new DarkslideError('disk-read-only', undefined, { cause: error });
    // A drive or share that was cut off, or does not answer to its system
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
    case 'ESTALE':
    case 'ENOTCONN':
    case 'EHOSTDOWN':
    case 'EHOSTUNREACH':
    case 'ETIMEDOUT':
      return new DarkslideError('folder-silent', undefined, { cause: error });
    default:
      return error instanceof DarkslideError ? error : new DarkslideError('store-failed', undefined, { cause: error });
  }
}

/** The service's answers have at most 64 MB. A larger file in the spool is none of ours. */
const MOST_SPOOLED_BYTES = 256 * 1024 * 1024;

/** A spool in a folder of the app's own; one file per job, written aside and renamed so that it is whole or not there. */
export function createSpool(folder: string): Spool {
  const fileOf = (id: JobId): string => join(folder, `${String(id)}.bin`);
  const noteFileOf = (id: JobId): string => join(folder, `${String(id)}.json`);
  return {
    checkRoom: async () => {
      try {
        await checkRoom(folder, dirname(folder), 0o700);
      } catch (error) {
        const { code } = folderError(error);
        throw new DarkslideError(code, `${ownFolderWords(code)} Nothing more is sent.`, { cause: error });
      }
    },
    keep: async (id, bytes, note) => {
      // Only the folder itself: where the data folder is gone, another one in its place would hide that
      await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
        if (!existsSync(folder)) throw folderError(error);
      });
      // First the note: bytes whose note is missing can be finished only by the ledger that knows them
      if (note !== null) await writeWhole(noteFileOf(id), Buffer.from(JSON.stringify(note)));
      await writeWhole(fileOf(id), bytes);
    },
    note: async (id) => {
      try {
        return readNote((await readSmall(noteFileOf(id), MOST_NOTE_BYTES)).toString('utf8'));
      } catch {
        return null; // none was written, or the disk refuses: the bytes are offered without it
      }
    },
    read: async (id) => {
      try {
        return await readSmall(fileOf(id), MOST_SPOOLED_BYTES);
      } catch (error) {
        // Trying again helps only where the folder is out of reach, by a link or with the whole of the data folder
        if (folderError(error).code !== 'folder-missing' || isOutOfReach(folder)) throw error;
        const gone = 'The paid picture is not in Darkslide’s own folder any more: something removed it.';
        throw new DarkslideError('reply-unusable', gone, { cause: error });
      }
    },
    drop: async (id) => {
      await rm(fileOf(id), { force: true });
      await rm(noteFileOf(id), { force: true });
    },
    setAside: async (id) => {
      const aside = `${String(id)}-${randomBytes(6).toString('hex')}.aside`;
      await rename(fileOf(id), join(folder, aside));
    },
    ids: () =>
      (existsSync(folder) ? readdirSync(folder) : []).flatMap((name) => {
        const id = jobIdSchema.safeParse(Number(/^(\d+)\.bin$/.exec(name)?.[1]));
        return id.success ? [id.data] : [];
      }),
    holds: (id) => existsSync(fileOf(id)),
    sweep: (needs) => {
      const names = existsSync(folder) ? readdirSync(folder) : [];
      for (const name of names) {
        const id = jobIdSchema.safeParse(Number(/^(\d+)\.(?:bin|json)(?:(?:\.[0-9a-f]+)?\.part)?$/.exec(name)?.[1]));
        if (id.success && (name.endsWith('.part') || !needs(id.data))) rmSync(join(folder, name), { force: true });
      }
    },
    ownerOf: (id) => `${hostname()}\n${fileOf(id)}`,
  };
}

/** What is wrong with the folder of the spool, which is nobody's folder for results. */
export function ownFolderWords(code: DarkslideError['code']): string {
  const own = 'Darkslide’s own folder for paid pictures (spool, in its data folder)';
  switch (code) {
    case 'disk-full':
      return OWN_DISK_FULL;
    case 'disk-scarce':
      return 'The disk with Darkslide’s own data has less than 48 MB free.';
    case 'disk-read-only':
      return 'The disk with Darkslide’s own data is read-only.';
    case 'folder-missing':
      return `${own} is not there.`;
    case 'folder-unwritable':
      return `${own} may not be read and written.`;
    case 'folder-silent':
      return `${own} does not answer.`;
    default:
      return `${own} cannot be used.`;
  }
}

/** A folder that is simply not there was removed, with what was in it. */
function isOutOfReach(folder: string): boolean {
  if (existsSync(folder)) return false;
  try {
    return lstatSync(folder).isSymbolicLink();
  } catch {
    return !existsSync(dirname(folder));
  }
}

/** Written aside, under a name that nobody can have put a link under, and renamed: it is whole or not there. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined); // half a result would only take room
    throw folderError(error);
  }
}

/**
 * Is there room and permission to store a result in `folder`? Asked before anything is sent, because after that it is paid.
 * Creates the folder (the user asked for results there). Throws `disk-full`, `folder-missing` or `folder-unwritable`.
 * @param mode - for folders that are made
 */
export async function checkRoom(folder: string, parentMustExist: string, mode?: number): Promise<void> {
  try {
    await statfs(parentMustExist); // a vanished drive must not be "created" again as a folder
    await makeFolder(folder, mode);
    await probe(folder);
    const free = freeBytes(await statfs(folder));
    if (free < NEEDED_BYTES) throw new DarkslideError(free < FULL_BYTES ? 'disk-full' : 'disk-scarce');
  } catch (error) {
    throw withoutPaid(folderError(error));
  }
}

/**
 * Creates an empty file and removes it again: whether a folder can be written is known only by writing. Only where nothing is under
 * that name, because opening a link would empty the file that it leads to.
 */
async function probe(folder: string): Promise<void> {
  // One name for everybody, so that the probe of a process that was killed goes with the next one
  const usual = join(folder, `${TEMPORARY_PREFIX}probe`);
  await rm(usual, { force: true }).catch(() => undefined); // a folder under this name: another name will do
  const isOurs = await createEmpty(usual);
  const path = isOurs ? usual : join(folder, `${TEMPORARY_PREFIX}probe-${randomBytes(6).toString('hex')}`);
  if (!isOurs && !(await createEmpty(path))) throw new DarkslideError('store-failed');
  await rm(path, { force: true });
}

/** False: something has this name already. */
async function createEmpty(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * What a disk says it has left. Infinity: it does not say. File systems in memory and over the network report 0 blocks of 0, or more
 * free blocks than there are; a disk that is full all the same says so when it is written.
 */
export function freeBytes({ blocks, bavail, bsize }: { blocks: number; bavail: number; bsize: number }): number {
  const isKnown = blocks > 0 && bsize > 0 && bavail >= 0 && bavail <= blocks && Number.isFinite(blocks * bsize);
  return isKnown ? bavail * bsize : Infinity;
}

/**
 * "Darkslide" beside a photo may be a link that somebody else made: results go through a link only where a person chose the folder.
 * Throws `results-linked`.
 */
export async function refuseLink(folder: string): Promise<void> {
  // Not there yet, or it cannot be looked at: whoever goes on to write there says why
  const found = await lstat(folder).catch(() => null);
  if (found?.isSymbolicLink() === true) throw new DarkslideError('results-linked');
}

/** Before sending nothing is paid yet, so the sentence must not say so. */
function withoutPaid(error: DarkslideError): DarkslideError {
  const sentences: Partial<Record<DarkslideError['code'], string>> = {
    'disk-full': 'The disk for results is full. Nothing more is sent.',
    'disk-scarce': 'The disk for results has less than 48 MB free. Nothing more is sent.',
    'disk-read-only': 'The disk for results is read-only. Nothing more is sent.',
    'folder-missing': 'The folder for results is not there. Nothing more is sent.',
    'folder-unwritable': 'The folder for results cannot be written. Nothing more is sent.',
    'folder-silent': 'The folder for results does not answer. Nothing more is sent.',
    'store-failed': 'The folder for results cannot be used. Nothing more is sent.',
  };
  return new DarkslideError(error.code, sentences[error.code], { cause: error });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** A drive that says it has written, and has not. */
const NOT_AS_WRITTEN = 'The result does not read back as it was written: the drive is failing, or full. It is paid and safe.';

/**
 * Writes a finished result under the first free name: the one decided before sending, or the next variants where somebody took
 * it in between. It is stored once it has its name and reads back as it is. A file with just these bytes is our own from before a crash, or from a try that ended after it was given up. Returns the path.
 * @param owner - of the result, see writeOnce
 */
export async function writeResult(
  bytes: Uint8Array,
  owner: string,
  firstChoice: string,
  nextChoice: (attempt: number) => string,
): Promise<string> {
  try {
    for (let attempt = 0; attempt < 10_000; attempt += 1) {
      const path = attempt === 0 ? firstChoice : nextChoice(attempt);
      const outcome = await writeOnceChecked(path, bytes, owner);
      if (outcome === 'written') return path;
      if (outcome === 'damaged') throw new DarkslideError('store-failed', NOT_AS_WRITTEN);
      if ((await stat(path)).size === bytes.length && sameBytes(await readFile(path), bytes)) return path;
    }
  } catch (error) {
    throw folderError(error);
  }
  throw new DarkslideError(
    'store-failed',
    `No free name was found in ${dirname(firstChoice).split(/[\\/]/).pop() ?? 'the folder'}.`,
  );
}
