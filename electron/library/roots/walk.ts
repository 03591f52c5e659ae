/**
 * Lists the pictures below a folder by their names, with size and time, in batches: never more than a few hundred names in memory, however
 * large the folder. Links to files are taken; links to folders are not followed, so that nothing is entered twice.
 */
import { statSync, type BigIntStats, type Dir, type Dirent, type Stats } from 'node:fs';
import { lstat, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { brokenEntries, maybeBroken } from '../broken-names.ts';
import type { FileEntry } from './entry.ts';
import { isIgnoredName, mayBePicture } from './names.ts';

/** Most entries in a batch. */
export const MOST_IN_BATCH = 500;
/** Names that are read from a folder at a time. */
const NAMES_AT_ONCE = 256;
/** More broken names than this are not told apart. */
const MOST_BROKEN = 200;

export interface WalkOptions {
  /** Real path of the root. */
  readonly root: string;
  /** Where the walk begins: a path below the root, "" for all of it. A file there is all there is to list. */
  readonly folder: string;
  readonly subfolders: boolean;
  /** Whether a folder is passed over; asked with its path below the root before it is entered. */
  readonly isExcluded: (path: string) => boolean;
  /** Runs a call to the disk when there is room for one; rejects where the disk does not answer. */
  readonly ask: <Value>(work: () => Promise<Value>) => Promise<Value>;
  readonly keepsInodes: boolean;
  /** The disk is this computer's own, see NOTE(looks-together). */
  readonly isLocal: boolean;
  /** Takes entries as they come; the walk goes on when it settles. */
  readonly batch: (entries: readonly FileEntry[]) => Promise<void>;
  /** True: nobody wants the rest. */
  readonly isUnwanted?: () => boolean;
}

export interface Walked {
  /** False: the folder itself could not be listed, or the disk fell silent. */
  readonly complete: boolean;
  readonly unreadable: string[];
  readonly brokenNames: string[];
}

/** Walks. Never throws for what the disk does. */
export async function walk(options: WalkOptions): Promise<Walked> {
  return await new Walk(options).run();
}

class Walk {
  readonly #options: WalkOptions;
  readonly #waiting: string[];
  readonly #unreadable: string[] = [];
  readonly #brokenNames: string[] = [];
  #batch: FileEntry[] = [];

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#waiting = [options.folder];
  }

  async run(): Promise<Walked> {
    const { folder: start, isUnwanted } = this.#options;
    let complete = true;
    for (let folder = this.#waiting.pop(); folder !== undefined; folder = this.#waiting.pop()) {
      if (isUnwanted?.() === true) return this.#ended(false);
      try {
        await this.#listFolder(folder);
      } catch (error) {
        if (isSilence(error)) return this.#ended(false);
        // Gone since its name was read, or a folder that is asked for is no more: then nothing is in it
        if (isGone(error) && folder !== '') await this.#listFile(folder);
        else if (folder === start) complete = false;
        else this.#unreadable.push(folder);
      }
    }
    await this.#send();
    return this.#ended(complete);
  }

  #ended(complete: boolean): Walked {
    return { complete, unreadable: this.#unreadable, brokenNames: this.#brokenNames };
  }

  async #listFolder(folder: string): Promise<void> {
    const { ask, root, isLocal } = this.#options;
    const path = join(root, folder);
    const dir = await ask(async () => await opendir(path, { bufferSize: NAMES_AT_ONCE }));
    let isBroken = false;
    try {
      for (;;) {
        const entries = isLocal ? readDirectly(dir) : await ask(async () => await readSome(dir));
        if (entries.length === 0) break;
        isBroken ||= entries.some(({ name }) => maybeBroken(name));
        await this.#take(folder, entries);
      }
    } finally {
      await closed(dir, isLocal);
    }
    if (isBroken) await this.#noteBroken(folder);
  }

  /** Names of a part of a folder: folders are for later, pictures are looked at now, several at a time. */
  async #take(folder: string, entries: readonly Dirent[]): Promise<void> {
    const { subfolders, isExcluded } = this.#options;
    const files: string[] = [];
    for (const entry of entries) {
      if (isIgnoredName(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const isKnown = entry.isDirectory() || entry.isFile() || entry.isSymbolicLink();
      // Some file systems do not say what a name is
      if (entry.isDirectory() || (!isKnown && (await this.#isFolder(path)))) {
        if (subfolders && !isExcluded(path)) this.#waiting.push(path);
      } else if (mayBePicture(entry.name)) files.push(path);
    }
    for (const entry of await this.#lookAll(files)) {
      if (entry === null) continue;
      this.#batch.push(entry);
      if (this.#batch.length >= MOST_IN_BATCH) await this.#send();
    }
  }

  async #isFolder(path: string): Promise<boolean> {
    const { ask, root } = this.#options;
    try {
      return (await ask(async () => await lstat(join(root, path)))).isDirectory();
    } catch (error) {
      if (isSilence(error)) throw error;
      return false;
    }
  }

  async #lookAll(paths: readonly string[]): Promise<(FileEntry | null)[]> {
    const looks = await lookAtAll(this.#options, paths);
    return looks.map((look, index) => {
      if (!(look instanceof Error)) return look;
      this.#unreadable.push(paths[index] ?? '');
      return null;
    });
  }

  /** What was asked for as a folder is a file, or nothing. */
  async #listFile(path: string): Promise<void> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!mayBePicture(name)) return;
    try {
      const [entry] = await this.#lookAll([path]);
      if (entry != null) this.#batch.push(entry);
    } catch {
      this.#unreadable.push(path);
    }
  }

  async #noteBroken(folder: string): Promise<void> {
    const { ask, root } = this.#options;
    const broken = await ask(async () => await brokenEntries(join(root, folder)));
    for (const entry of broken) {
      const name = entry.name.toString();
      if (this.#brokenNames.length >= MOST_BROKEN) return;
      if (isIgnoredName(name) || !(entry.isDirectory() || mayBePicture(name))) continue;
      this.#brokenNames.push(folder === '' ? name : `${folder}/${name}`);
    }
  }

  async #send(): Promise<void> {
    if (this.#batch.length === 0) return;
    const entries = this.#batch;
    this.#batch = [];
    await this.#options.batch(entries);
  }
}

/** Thrown by whoever asks the disk: it does not answer. */
export class SilentDisk extends Error {
  constructor() {
    super('The disk does not answer');
    this.name = 'SilentDisk';
  }
}

export function isSilence(error: unknown): boolean {
  return error instanceof SilentDisk;
}

async function readSome(dir: Dir): Promise<Dirent[]> {
  const entries: Dirent[] = [];
  while (entries.length < NAMES_AT_ONCE) {
    const entry = await dir.read();
    if (entry === null) break;
    entries.push(entry);
  }
  return entries;
}

/** The same at once, see NOTE(looks-together): the disk has just answered for the folder. */
function readDirectly(dir: Dir): Dirent[] {
  const entries: Dirent[] = [];
  while (entries.length < NAMES_AT_ONCE) {
    const entry = dir.readSync();
    if (entry === null) break;
    entries.push(entry);
  }
  return entries;
}

/**
 * Looks at files, in their order: null where one is not there, or is no file; an error where it cannot be looked at. Throws SilentDisk.
 *
 * NOTE(looks-together): a look that is handed to another thread costs ten times the look itself. On the computer's own disk, which has just
 * answered for the first file, the others are looked at directly; a share that may fall silent at any moment never stops this thread.
 */
export async function lookAtAll(
  { root, keepsInodes, isLocal, ask }: Pick<WalkOptions, 'root' | 'keepsInodes' | 'isLocal' | 'ask'>,
  paths: readonly string[],
): Promise<(FileEntry | Error | null)[]> {
  const one = async (path: string): Promise<FileEntry | Error | null> => {
    try {
      return await ask(async () => await lookAt(root, path, keepsInodes));
    } catch (error) {
      if (isSilence(error) || !(error instanceof Error)) throw error;
      return error;
    }
  };
  if (!isLocal) return await Promise.all(paths.map(one));
  const [first, ...others] = paths;
  if (first === undefined) return [];
  return [await one(first), ...others.map((path) => lookDirectly(root, path, keepsInodes))];
}

/** A look at one file, through a link; null: it is not there, or no file. Throws where it cannot be looked at. */
export async function lookAt(root: string, path: string, keepsInodes: boolean): Promise<FileEntry | null> {
  const place = join(root, path);
  try {
    // Numbers of files on Windows do not fit into a double
    const stats = process.platform === 'win32' ? await stat(place, { bigint: true }) : await stat(place);
    return entryOf(path, stats, keepsInodes);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function lookDirectly(root: string, path: string, keepsInodes: boolean): FileEntry | Error | null {
  const place = join(root, path);
  try {
    const stats = process.platform === 'win32' ? statSync(place, { bigint: true }) : statSync(place);
    return entryOf(path, stats, keepsInodes);
  } catch (error) {
    if (isGone(error)) return null;
    return error instanceof Error ? error : new Error(String(error));
  }
}

function entryOf(path: string, stats: Stats | BigIntStats, keepsInodes: boolean): FileEntry | null {
  if (!stats.isFile()) return null;
  if (typeof stats.size !== 'bigint') {
    const { size, mtimeMs, ctimeMs, ino } = stats as Stats; // its size says which of the two it is
    return { path, bytes: size, modifiedMs: mtimeMs, changedMs: ctimeMs, inode: keepsInodes ? ino : 0 };
  }
  const { size, mtimeNs, ctimeNs, ino } = stats as BigIntStats; // its size says which of the two it is
  // The lower bits tell files of one volume apart
  const inode = keepsInodes ? Number(BigInt.asUintN(53, ino)) : 0;
  return { path, bytes: Number(size), modifiedMs: msOf(mtimeNs), changedMs: msOf(ctimeNs), inode };
}

function isGone(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}

function msOf(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000n) / 1_000;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

async function closed(dir: Dir, isLocal: boolean): Promise<void> {
  try {
    if (isLocal) dir.closeSync();
    else await dir.close();
  } catch {
    // The folder is gone, and with it what was to be closed
  }
}
