/**
 * NOTE(handed-over): what a second start tells the first goes through a message of 32 KB in all, its whole command line included. Chromium loses a longer
 * one in silence, or takes the first start for dead and ends it. So very many files are written into a list in the data folder, and a start
 * with few words takes the place of the one with many.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Characters of all words of a start that are safe; each may take four bytes, and the files cross once more beside them. */
const MOST_WORDS = 3_000;
/** Bytes of a list: more than any system lets a command line have. */
const MOST_BYTES = 64 * 1024 * 1024;
/** A list that nobody has read in a day belongs to a start that broke down, milliseconds. */
const KEPT_MS = 24 * 60 * 60_000;
const SWITCH = '--handed-over=';

const listSchema = z.array(z.string().min(1).max(32_767)).max(1_000_000);
const nameSchema = z.string().regex(/^[0-9a-f]{32}$/);

/** Do these words have to go through a list? Pure. */
export function areTooMany(words: readonly string[]): boolean {
  return words.reduce((length, word) => length + word.length + 1, 0) > MOST_WORDS;
}

function folderOf(home: string): string {
  return path.join(home, 'handed-over');
}

/** Writes a list, readable by this user only; returns its name. Throws where the disk refuses. */
export function writeList(home: string, files: readonly string[]): string {
  const name = randomBytes(16).toString('hex');
  mkdirSync(folderOf(home), { recursive: true, mode: 0o700 });
  writeFileSync(path.join(folderOf(home), `${name}.json`), JSON.stringify(files), { mode: 0o600, flag: 'wx' });
  return name;
}

/** Reads a list and takes it away; null: there is none of this name that can be read. */
export function takeList(home: string, name: unknown): string[] | null {
  const named = nameSchema.safeParse(name);
  if (!named.success) return null;
  const file = path.join(folderOf(home), `${named.data}.json`);
  try {
    const found = statSync(file);
    if (!found.isFile() || found.size > MOST_BYTES) return null;
    return listSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  } finally {
    clearAway(home, file);
  }
}

function clearAway(home: string, file: string): void {
  try {
    rmSync(file, { force: true });
    for (const name of readdirSync(folderOf(home))) {
      const old = path.join(folderOf(home), name);
      if (Date.now() - statSync(old).mtimeMs > KEPT_MS) rmSync(old, { force: true });
    }
  } catch {
    // Looked at again the next time
  }
}

/** The name of the list that this start was given in place of its files; null: none. Pure. */
export function listNamedIn(words: readonly string[]): string | null {
  return words.find((word) => word.startsWith(SWITCH))?.slice(SWITCH.length) ?? null;
}

/** The words of the start with few: the app's folder where that is named (null: a program of its own), the switches, the list. Pure. */
export function wordsWithList(words: readonly string[], appPath: string | null, list: string): string[] {
  const switches = words.slice(1).filter((word) => word.startsWith('-') && word !== '--');
  return [...switches, ...(appPath === null ? [] : [appPath]), `${SWITCH}${list}`];
}
