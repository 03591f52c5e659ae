/** What is known of the files below a folder, compared with what a walk finds there, without an object for each of a hundred thousand files. */
import { sep } from 'node:path';
import { z } from 'zod';
import type { Database } from '../database.ts';
import type { FileEntry } from '../roots/entry.ts';
import { asStored } from './name-rows.ts';
import { rangeOf } from './rows.ts';

/** Files that are not what was known of them, and the numbers of the photos that are concerned. */
export interface Strays {
  readonly entries: readonly FileEntry[];
  readonly ids: readonly number[];
}

/** Rows in one text. */
const SLICE = 10_000;
/**
 * Texts of the database cut numbers with fractions after fifteen digits, and a time needs seventeen: it crosses as a whole number of steps, of
 * which there are so many in a millisecond. A power of two, so that no bit is lost; a step is a nanosecond.
 */
const STEPS = 2 ** 20;
/** Room for so many files at first. */
const FIRST_ROOM = 1_024;

const textSchema = z.object({ rows: z.string() });
/** id, path, bytes, when written and when changed in steps, inode, missing. Only the first of a slice is looked at closely: the table is strict. */
const tupleSchema = z.tuple([z.number(), z.string(), z.number(), z.number(), z.number(), z.number(), z.number()]);
type Tuple = z.infer<typeof tupleSchema>;
const slicesSchema = z.custom<Tuple[]>(
  (rows) => Array.isArray(rows) && (rows.length === 0 || tupleSchema.safeParse(rows[0]).success),
);

function inSteps(ms = 0): number {
  return Math.trunc(ms * STEPS);
}

/** What a walk found, in columns. */
export class Listed {
  #count = 0;
  #room = FIRST_ROOM;
  /** Four numbers a file: bytes, written, changed, number. */
  #numbers = new Float64Array(FIRST_ROOM * 4);
  #isSettled = new Uint8Array(FIRST_ROOM);
  readonly #paths: string[] = [];
  readonly #at = new Map<string, number>();

  get count(): number {
    return this.#count;
  }

  add({ path, bytes, modifiedMs, changedMs, inode }: FileEntry): void {
    if (this.#count === this.#room) this.#grow();
    const index = this.#count;
    this.#count += 1;
    this.#paths.push(path);
    this.#at.set(asStored(path), index);
    const at = index * 4;
    this.#numbers[at] = bytes;
    this.#numbers[at + 1] = modifiedMs;
    this.#numbers[at + 2] = changedMs;
    this.#numbers[at + 3] = inode;
  }

  #grow(): void {
    this.#room *= 2;
    const numbers = new Float64Array(this.#room * 4);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    const isSettled = new Uint8Array(this.#room);
    isSettled.set(this.#isSettled);
    this.#isSettled = isSettled;
  }

  /** Whether the file of a photo that is not missing is what was known of it; null: no file with this name was found. */
  settle(path: string, row: Tuple): boolean | null {
    const index = this.#at.get(path);
    if (index === undefined) return null;
    const at = index * 4;
    const numbers = this.#numbers;
    const isSameFile = numbers[at] === row[2] && inSteps(numbers[at + 1]) === row[3];
    const isSame = isSameFile && inSteps(numbers[at + 2]) === row[4] && numbers[at + 3] === row[5] && row[6] === 0;
    if (isSame) this.#isSettled[index] = 1;
    return isSame;
  }

  /** Files that were not settled. */
  *open(): Generator<FileEntry> {
    for (let index = 0; index < this.#count; index += 1) {
      if (this.#isSettled[index] === 1) continue;
      const at = index * 4;
      const [bytes = 0, modifiedMs = 0, changedMs = 0, inode = 0] = this.#numbers.subarray(at, at + 4);
      yield { path: this.#paths[index] ?? '', bytes, modifiedMs, changedMs, inode };
    }
  }
}

/**
 * Compares what was listed with what is known below the folder. Photos that are what they were are settled; all others are for `reconcile`, which
 * says what became of them.
 * @param isComplete - false: the folder could not be listed to its end, so that a name that is not there says nothing
 */
export function straysOf(
  database: Database,
  folder: string,
  listed: Listed,
  isComplete: boolean,
): Strays & { readonly settled: number } {
  const others: number[] = [];
  const gone: number[] = [];
  const missing: number[] = [];
  let settled = 0;
  const [start] = rangeOf(folder);
  for (const rows of knownBelow(database, folder)) {
    for (const row of rows) {
      const name = row[1].slice(start.length);
      const isSame = listed.settle(sep === '/' ? name : name.replaceAll(sep, '/'), row);
      if (isSame === true) settled += 1;
      else if (isSame === false) others.push(row[0]);
      else (row[6] === 1 ? missing : gone).push(row[0]);
    }
  }
  const entries = [...listed.open()];
  // What was missing and is not found stays missing, unless a file that nobody knows may be it
  const isOpen = entries.length > 0;
  return { entries, ids: [...others, ...(isComplete || isOpen ? gone : []), ...(isOpen ? missing : [])], settled };
}

/** NOTE(rows-as-json): see columns.ts of views. */
function* knownBelow(database: Database, folder: string): Generator<readonly Tuple[]> {
  const steps = (column: string): string => `CAST(${column} * ${String(STEPS)} AS INTEGER)`;
  const slice = database.prepare(
    `SELECT json_group_array(json_array(
       id, path, bytes, ${steps('modified_ms')}, ${steps('changed_ms')}, CAST(inode AS INTEGER), missing)) AS rows
     FROM (SELECT * FROM photos WHERE path > ? AND path < ? ORDER BY path LIMIT ?)`,
  );
  const [first, last] = rangeOf(folder);
  for (let after = first; ;) {
    const rows = slicesSchema.parse(JSON.parse(textSchema.parse(slice.get(after, last, SLICE)).rows));
    yield rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    after = end[1];
  }
}
