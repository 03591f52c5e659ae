/**
 * What views need of every photo, in columns: a hundred thousand photos take some twenty megabytes, are read in a fraction of a second, and are
 * kept true by reading those again that changed.
 */
import { dirname, sep } from 'node:path';
import { z } from 'zod';
import { cameraTimeSchema, type WallTime } from '../../contract/camera-time.ts';
import { timeOfPhoto } from '../../contract/local-time.ts';
import type { FolderKey } from '../../contract/ids.ts';
import type { Database } from '../database.ts';
import { folderKeyOf, folderLabel } from '../labels.ts';
import { fold } from '../../contract/search.ts';
import { countingKey } from './counting-key.ts';

export interface Folder {
  readonly path: string;
  readonly key: FolderKey;
  readonly label: string;
  readonly folded: string;
  readonly sorted: string;
}

/** One photo. Objects of one shape are as small as columns would be; they are changed in place, so that orders over them stay true. */
export interface Entry {
  readonly id: number;
  name: string;
  folder: Folder;
  format: string;
  bytes: number;
  addedAt: number;
  missing: boolean;
  /** Width divided by height; 0: not known. */
  aspect: number;
  /** Wall clock, and the day's number since 1970 with the milliseconds of the day. */
  time: WallTime;
  day: number;
  dayMs: number;
  /** Words in the file: camera, lens, title, keywords. */
  about: string | null;
  /** Made when it is first asked for. */
  folded: string | null;
  sorted: string | null;
}

/** Results of one photo. */
export interface Developed {
  /** When the newest was made, ms since 1970. */
  newest: number;
  /** Prompts and recipes, folded. */
  text: string;
}

const DAY_MS = 86_400_000;
/** Rows in one text. */
const SLICE = 10_000;
const ZERO = '0'.charCodeAt(0);
const columns = 'id, path, bytes, modified_ms, format, width, height, taken_at, about, added_at, missing';

const rowSchema = z.object({
  id: z.number(),
  path: z.string(),
  bytes: z.number(),
  modified_ms: z.number(),
  format: z.string(),
  width: z.number(),
  height: z.number(),
  taken_at: z.string().nullable(),
  about: z.string().nullable(),
  added_at: z.number(),
  missing: z.number(),
});
type Row = z.infer<typeof rowSchema>;

const textSchema = z.object({ rows: z.string() });
/** The same in the order of `columns`. Only the first of a slice is looked at closely: the table is strict, and there may be a hundred thousand. */
const tupleSchema = z.tuple([
  z.number(),
  z.string(),
  z.number(),
  z.number(),
  z.string(),
  z.number(),
  z.number(),
  z.string().nullable(),
  z.string().nullable(),
  z.number(),
  z.number(),
]);
type Tuple = z.infer<typeof tupleSchema>;
const slicesSchema = z.custom<Tuple[]>(
  (rows) => Array.isArray(rows) && (rows.length === 0 || tupleSchema.safeParse(rows[0]).success),
);

const ownerSchema = z.object({ photo_id: z.number() });
const resultSchema = z.object({
  id: z.number(),
  photo_id: z.number(),
  created_at: z.number(),
  recipe: z.string(),
  parameters: z.string(),
});

/** A day's number since 1970 and the milliseconds of the day. */
export function dayAndMs(time: WallTime): readonly [number, number] {
  const two = (at: number): number => (time.charCodeAt(at) - ZERO) * 10 + time.charCodeAt(at + 1) - ZERO;
  const day = Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8)) / DAY_MS;
  const fraction = time.length > 19 ? Math.round(Number(`0${time.slice(19)}`) * 1000) : 0;
  return [day, (two(11) * 3600 + two(14) * 60 + two(17)) * 1000 + fraction];
}

export type Columns = ReturnType<typeof createColumns>;

/** Reads everything. `database` may be one that only reads. */
export function createColumns(database: Database) {
  const statements = {
    all: database.prepare(`SELECT ${columns} FROM photos WHERE id > ? AND id <= ?`),
    slice: database.prepare(
      `SELECT json_group_array(json_array(${columns})) AS rows
       FROM (SELECT ${columns} FROM photos WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)`,
    ),
    one: database.prepare(`SELECT ${columns} FROM photos WHERE id = ?`),
    results: database.prepare('SELECT id, photo_id, created_at, recipe, parameters FROM results WHERE photo_id > ?'),
    photoOf: database.prepare('SELECT photo_id FROM results WHERE id = ? AND photo_id IS NOT NULL'),
    resultsOf: database.prepare('SELECT id, photo_id, created_at, recipe, parameters FROM results WHERE photo_id = ?'),
  };
  const entries = new Map<number, Entry>();
  const developed = new Map<number, Developed>();
  const folders = new Map<string, Folder>();
  const photoOfResult = new Map<number, number>();
  let generation = 0;

  const folderAt = (file: string, path: string): Folder => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const label = folderLabel(file);
    const fresh = { path, key: folderKeyOf(path), label, folded: fold(label), sorted: countingKey(path) };
    folders.set(path, fresh);
    return fresh;
  };

  const entryOf = (row: Row): Entry => {
    // One that cannot be understood counts as none, as in the catalogue
    const takenAt = row.taken_at === null ? null : (cameraTimeSchema.safeParse(row.taken_at).data ?? null);
    const time = timeOfPhoto(takenAt, row.modified_ms);
    const [day, dayMs] = dayAndMs(time);
    const end = row.path.lastIndexOf(sep);
    return {
      id: row.id,
      name: row.path.slice(end + 1),
      // What stands right below the root of a volume has that for its folder
      folder: folderAt(row.path, row.path.lastIndexOf(sep, end - 1) < 0 ? dirname(row.path) : row.path.slice(0, end)),
      format: row.format,
      bytes: row.bytes,
      addedAt: row.added_at,
      missing: row.missing === 1,
      aspect: row.width === 0 || row.height === 0 ? 0 : row.width / row.height,
      time,
      day,
      dayMs,
      about: row.about,
      folded: null,
      sorted: null,
    };
  };

  const replace = (fresh: Entry): void => {
    const known = entries.get(fresh.id);
    if (known === undefined || isElsewhere(known, fresh)) generation += 1;
    if (known === undefined) entries.set(fresh.id, fresh);
    else Object.assign(known, fresh);
  };

  const noteResult = (row: unknown): void => {
    const { id: resultId, photo_id: id, created_at: at, recipe, parameters } = resultSchema.parse(row);
    photoOfResult.set(resultId, id);
    const known = developed.get(id);
    const text = fold(`${recipe} ${parameters}`);
    developed.set(id, { newest: Math.max(known?.newest ?? 0, at), text: known === undefined ? text : `${known.text} ${text}` });
  };

  const take = (row: Row): void => {
    try {
      entries.set(row.id, entryOf(row));
    } catch {
      return; // one row that cannot be understood takes no other with it
    }
  };

  /** NOTE(rows-as-json): rows that come one by one cost twice as much as the same rows in one text. */
  const takeSlice = (after: number, end: number): number | null => {
    const { rows: text } = textSchema.parse(statements.slice.get(after, end, SLICE));
    const rows = slicesSchema.parse(JSON.parse(text));
    for (const [id, path, bytes, modified_ms, format, width, height, taken_at, about, added_at, missing] of rows)
      take({ id, path, bytes, modified_ms, format, width, height, taken_at, about, added_at, missing });
    return rows.at(-1)?.[0] ?? null;
  };

  /** Highest number of a photo that was read: numbers only rise. */
  let last = 0;
  /** Reads the photos that came since. `to`: those that came after it are told of later, and would be read twice. */
  const readOn = (to: number): void => {
    const before = last;
    try {
      for (let end = takeSlice(last, to); end !== null; end = takeSlice(last, to)) last = end;
    } catch {
      // Something in them is no text, or was written by nobody we know: each by itself then
      for (const row of statements.all.iterate(last, to) as Iterable<unknown>) {
        const parsed = rowSchema.safeParse(row);
        if (!parsed.success) continue;
        take(parsed.data);
        last = Math.max(last, parsed.data.id);
      }
    }
    for (const row of statements.results.iterate(before) as Iterable<unknown>) noteResult(row);
    if (last !== before) generation += 1;
  };
  readOn(Number.MAX_SAFE_INTEGER);

  return {
    entries: entries as ReadonlyMap<number, Entry>,
    developed: developed as ReadonlyMap<number, Developed>,
    /** Rises when the order of photos may be another. */
    generation: (): number => generation,
    /** Whether this photo came after all that were read. */
    isAhead: (id: number): boolean => id > last,
    /** Reads the photos that came, up to this one, together: one by one each costs three times as much. */
    readTo: (id: number): void => {
      if (id > last) readOn(id);
    },
    /** Reads these photos again with their results, and the photos that these results belong to or belonged to. */
    refresh: (photoIds: Iterable<number>, resultIds: Iterable<number>): void => {
      const ids = new Set(photoIds);
      for (const resultId of resultIds) {
        const before = photoOfResult.get(resultId);
        const row: unknown = statements.photoOf.get(resultId);
        if (before !== undefined) ids.add(before);
        if (row === undefined) photoOfResult.delete(resultId);
        else ids.add(ownerSchema.parse(row).photo_id);
      }
      for (const id of ids) {
        const row: unknown = statements.one.get(id);
        developed.delete(id);
        if (row === undefined) {
          if (entries.delete(id)) generation += 1;
          continue;
        }
        replace(entryOf(rowSchema.parse(row)));
        for (const result of statements.resultsOf.all(id)) noteResult(result);
      }
    },
  };
}

/** Whether it stands elsewhere than before, whatever views are sorted by. */
function isElsewhere(a: Entry, b: Entry): boolean {
  const isSame = a.name === b.name && a.folder === b.folder && a.time === b.time;
  return !isSame || a.bytes !== b.bytes || a.addedAt !== b.addedAt;
}
