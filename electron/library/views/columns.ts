/**
 * What views need of every photo, in columns: a hundred thousand photos take some twenty megabytes, are read in a fraction of a second, and are
 * kept true by reading those again that changed.
 */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { cameraTimeSchema, type WallTime } from '../../contract/camera-time.ts';
import { timeOfPhoto } from '../../contract/local-time.ts';
import { folderKeySchema, type FolderKey } from '../../contract/view.ts';
import type { Database } from '../database.ts';
import { folderLabel } from '../labels.ts';
import { countingKey, fold } from './fold.ts';

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
const columns = 'id, path, bytes, modified_ms, format, width, height, taken_at, about, added_at, missing';

/** The database is our own, and a hundred thousand rows are read at once: the shape is checked once a load, not once a row. */
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
  const number = (from: number, to: number): number => Number(time.slice(from, to));
  const day = Date.UTC(number(0, 4), number(5, 7) - 1, number(8, 10)) / DAY_MS;
  const seconds = number(11, 13) * 3600 + number(14, 16) * 60 + number(17, 19);
  return [day, seconds * 1000 + Math.round(Number(`0.${time.slice(20) || '0'}`) * 1000)];
}

/** Stands for a folder's path. */
export function folderKeyOf(path: string): FolderKey {
  return folderKeySchema.parse(createHash('sha256').update(path).digest('hex').slice(0, 16));
}

export type Columns = ReturnType<typeof createColumns>;

/** Reads everything. `database` may be one that only reads. */
export function createColumns(database: Database) {
  const statements = {
    all: database.prepare(`SELECT ${columns} FROM photos`),
    one: database.prepare(`SELECT ${columns} FROM photos WHERE id = ?`),
    results: database.prepare('SELECT id, photo_id, created_at, recipe, parameters FROM results WHERE photo_id IS NOT NULL'),
    photoOf: database.prepare('SELECT photo_id FROM results WHERE id = ? AND photo_id IS NOT NULL'),
    resultsOf: database.prepare('SELECT id, photo_id, created_at, recipe, parameters FROM results WHERE photo_id = ?'),
  };
  const entries = new Map<number, Entry>();
  const developed = new Map<number, Developed>();
  const folders = new Map<string, Folder>();
  const photoOfResult = new Map<number, number>();
  let generation = 0;

  const folderAt = (file: string): Folder => {
    const path = dirname(file);
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
    return {
      id: row.id,
      name: basename(row.path),
      folder: folderAt(row.path),
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

  const load = (): void => {
    let isChecked = false;
    for (const row of statements.all.iterate() as Iterable<unknown>) {
      if (!isChecked) rowSchema.parse(row);
      isChecked = true;
      try {
        const entry = entryOf(row as Row); // the first one was checked, and the table is strict
        entries.set(entry.id, entry);
      } catch {
        continue; // one row that cannot be understood takes no other with it
      }
    }
    for (const row of statements.results.iterate() as Iterable<unknown>) noteResult(row);
  };
  load();

  return {
    entries: entries as ReadonlyMap<number, Entry>,
    developed: developed as ReadonlyMap<number, Developed>,
    /** Rises when the order of photos may be another. */
    generation: (): number => generation,
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
