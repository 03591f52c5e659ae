/** The photos below a folder as its looks need them: names written before files are opened, and what a later look found. Short synchronous statements. */
import { isAbsolute, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { photoIdSchema, type PhotoId } from '../../contract/ids.ts';
import { foundAgain, transaction, type Database } from '../database.ts';
import type { Changes, Match, SeenRow } from '../roots/seen-row.ts';
import { nameRows, placesIn } from './name-rows.ts';

/** Why a file is no photo although it lies below a folder of the library: it is a result, or a person took it out. */
export type PassedOver = 'result' | 'removed';

const rowSchema = z.object({
  id: photoIdSchema,
  path: z.string(),
  bytes: z.number(),
  modified_ms: z.number(),
  changed_ms: z.number(),
  inode: z.number(),
  missing: z.number(),
  added_at: z.number(),
});
const placeSchema = rowSchema.pick({ id: true, path: true });
const idSchema = z.object({ id: photoIdSchema });
const lastSchema = z.object({ id: z.number() });
/** Numbers that the database just gave: as many as names in a batch, a few times in a second. */
const idsText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.custom<PhotoId[]>((ids) => Array.isArray(ids) && ids.every((id) => Number.isInteger(id))));
const idsSchema = z.object({ ids: idsText });
const presentSchema = z.object({ ids: idsText, last: z.string().nullable() });

/** Rows in one step of a long walk, and in one transaction: a few milliseconds. */
const SLICE = 500;
/** Numbers in one step: a few milliseconds. */
const PRESENT_SLICE = 5_000;

/** Photos that a look brought, and those that it found to be other than they were. */
export interface Written {
  readonly fresh: readonly PhotoId[];
  readonly known: readonly PhotoId[];
}

export type InPlace = ReturnType<typeof createInPlace>;

/** A path below a folder as looks name it, "/" between names; null: it does not lie there. */
export function below(folder: string, path: string): string | null {
  const name = relative(folder, path);
  if (name === '' || name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name)) return null;
  return sep === '/' ? name : name.split(sep).join('/');
}

/** First and last text between which the paths of everything below a folder lie, in the order of bytes. */
export function rangeOf(folder: string): readonly [string, string] {
  const start = folder.endsWith(sep) ? folder : folder + sep;
  return [start, start.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1)];
}

/** Builds it over an open database. `now`: ms since 1970. */
export function createInPlace(database: Database, now: () => number) {
  const statements = {
    last: database.prepare('SELECT coalesce(max(id), 0) AS id FROM photos'),
    after: database.prepare('SELECT json_group_array(id) AS ids FROM photos WHERE id > ?'),
    // Times keep their last bit on the way through the text: numbers are read and written exactly, which a test holds
    add: database.prepare(
      `INSERT INTO photos (path, bytes, modified_ms, changed_ms, inode, format, width, height, taken_read, added_at, looked)
       SELECT path, bytes, modified_ms, changed_ms, inode, format, 0, 0, 1, ?2, 0 FROM (
         SELECT value ->> 0 AS path, value ->> 1 AS bytes, value ->> 2 AS modified_ms, value ->> 3 AS changed_ms, value ->> 4 AS inode,
           value ->> 5 AS format
         FROM json_each(?1)) AS file
       WHERE NOT EXISTS (SELECT 1 FROM companions WHERE companions.path = file.path)
         AND NOT EXISTS (SELECT 1 FROM results WHERE results.path = file.path)
         AND NOT EXISTS (SELECT 1 FROM passed_over AS over WHERE over.path = file.path
           AND (over.why = 'removed' OR (over.bytes = file.bytes AND over.modified_ms = file.modified_ms)))
       ON CONFLICT (path) DO NOTHING`,
    ),
    at: database.prepare('SELECT id FROM photos WHERE path = ?'),
    some: database.prepare('SELECT id, path FROM photos WHERE path > ? AND path < ? ORDER BY path LIMIT ?'),
    these: database.prepare(
      `SELECT id, path, bytes, modified_ms, changed_ms, inode, missing, added_at FROM photos
       WHERE id IN (SELECT value FROM json_each(?)) ORDER BY path`,
    ),
    present: database.prepare(
      `SELECT json_group_array(id) AS ids, max(path) AS last
       FROM (SELECT id, path FROM photos WHERE path > ? AND path < ? AND missing = 0 ORDER BY path LIMIT ?)`,
    ),
    any: database.prepare('SELECT id FROM photos WHERE path > ? AND path < ? LIMIT 1'),
    unname: database.prepare("UPDATE photos SET path = path || '//' || id, missing = 1 WHERE id = ?"),
    rename: database.prepare(
      'UPDATE OR IGNORE photos SET path = ?, bytes = ?, modified_ms = ?, changed_ms = ?, inode = ?, missing = 0 WHERE id = ?',
    ),
    relocate: database.prepare('UPDATE photos SET path = ? WHERE id = ?'),
    relocateOthers: ['companions', 'results', 'passed_over'].map((table) =>
      database.prepare(`UPDATE OR IGNORE ${table} SET path = ?1 || substr(path, length(?2) + 1) WHERE path > ?3 AND path < ?4`),
    ),
    touch: database.prepare(
      // What could not be opened may be opened now, when its permissions are others
      'UPDATE photos SET changed_ms = ?, inode = ?, missing = 0, looked = (looked AND problem IS NULL), problem = NULL WHERE id = ?',
    ),
    change: database.prepare(
      `UPDATE photos SET bytes = ?, modified_ms = ?, changed_ms = ?, inode = ?, missing = 0, looked = 0, problem = NULL,
         content_hash = NULL WHERE id = ?`,
    ),
    lose: database.prepare('UPDATE photos SET missing = 1 WHERE id = ?'),
    passOver: database.prepare('INSERT OR REPLACE INTO passed_over (path, bytes, modified_ms, why) VALUES (?, ?, ?, ?)'),
    forgive: database.prepare('DELETE FROM passed_over WHERE path = ?'),
    forgiveBelow: database.prepare("DELETE FROM passed_over WHERE path > ? AND path < ? AND why = 'removed'"),
    unlooked: database.prepare('SELECT id FROM photos WHERE looked = 0 AND id = ?'),
  };
  const idOf = (row: unknown): PhotoId[] => (row === undefined ? [] : [idSchema.parse(row).id]);

  const addRows = (rows: string): PhotoId[] => {
    const last = lastSchema.parse(statements.last.get()).id;
    statements.add.run(rows, now());
    return idsSchema.parse(statements.after.get(last)).ids;
  };

  /** Two files may have changed names: all are without a name for a moment. */
  const move = (folder: string, moved: readonly Match[]): void => {
    const placeOf = placesIn(folder);
    for (const { row } of moved) statements.unname.run(row.id);
    for (const { row, entry } of moved) {
      const place = placeOf(entry.path);
      // Under the new name stood a photo whose file is gone or is another's now: it keeps what it has under a name that no file can have
      for (const id of idOf(statements.at.get(place))) statements.unname.run(id);
      statements.rename.run(place, entry.bytes, entry.modifiedMs, entry.changedMs, entry.inode, row.id);
    }
  };

  const write = (folder: string, part: Changes): Written => {
    move(folder, part.moved);
    for (const { row, entry } of [...part.touched, ...part.returned]) statements.touch.run(entry.changedMs, entry.inode, row.id);
    for (const { row, entry } of part.changed)
      statements.change.run(entry.bytes, entry.modifiedMs, entry.changedMs, entry.inode, row.id);
    for (const row of part.missing) statements.lose.run(row.id);
    const known = [...part.moved, ...part.returned, ...part.changed].map(({ row }) => row.id);
    return {
      fresh: part.fresh.length === 0 ? [] : addRows(nameRows(part.fresh, placesIn(folder))),
      known: z.array(photoIdSchema).parse([...known, ...part.missing.map(({ id }) => id)]),
    };
  };

  return {
    /** Writes names down in one transaction; the new photos. What is known, belongs to a photo or was passed over is left as it is. `rows`: see `nameRows`. */
    addNames: (rows: string): PhotoId[] => foundAgain(database, () => addRows(rows)),
    /** The photo under each of these paths; those that are none are left out. */
    idsAt: (paths: readonly string[]): PhotoId[] => paths.flatMap((path) => idOf(statements.at.get(path))),
    isEmpty: (folder: string): boolean => statements.any.get(...rangeOf(folder)) === undefined,
    /** What is known of these photos, as `reconcile` takes it; those that lie below the folder. */
    known: (folder: string, ids: readonly number[]): SeenRow[] =>
      z
        .array(rowSchema)
        .parse(statements.these.all(JSON.stringify(ids)))
        .flatMap((row) => {
          const path = below(folder, row.path);
          if (path === null) return [];
          return {
            ...{ id: row.id, rootId: 0, path, bytes: row.bytes, modifiedMs: row.modified_ms, changedMs: row.changed_ms },
            ...{ inode: row.inode, version: 1, firstSeenAt: row.added_at, missing: row.missing === 1 },
          };
        }),
    /** Photos below a folder whose files are there, slice by slice. */
    present: function* (folder: string): Generator<readonly PhotoId[]> {
      const [first, end] = rangeOf(folder);
      for (let after: string | null = first; after !== null;) {
        const { ids, last } = presentSchema.parse(statements.present.get(after, end, PRESENT_SLICE));
        yield ids;
        after = last;
      }
    },
    /** Writes down what became of the files, slice by slice, each a transaction. A crash in between is met by the next look. */
    apply: function* (folder: string, changes: Changes): Generator<Written> {
      for (const part of slicesOf(changes)) yield foundAgain(database, () => write(folder, part));
    },
    /** Some photos of a folder that was moved go by its new path; those. Call it until there are none. */
    rehome: (from: string, to: string): PhotoId[] => {
      const rows = z.array(placeSchema).parse(statements.some.all(...rangeOf(from), SLICE));
      transaction(database, () => {
        for (const { id, path } of rows) {
          const place = join(to, below(from, path) ?? path);
          // Where another photo stands there already this one keeps what it has under a name that no file can have
          if (statements.at.get(place) === undefined) statements.relocate.run(place, id);
          else statements.relocate.run(`${place}//${String(id)}`, id);
        }
      });
      return rows.map(({ id }) => id);
    },
    /** The same for files that are no photos: results, files of shots, and what was passed over. */
    rehomeOthers: (from: string, to: string): void => {
      transaction(database, () => {
        for (const statement of statements.relocateOthers) statement.run(to, from, ...rangeOf(from));
      });
    },
    passOver: (path: string, bytes: number, modifiedMs: number, why: PassedOver): void => {
      statements.passOver.run(path, bytes, modifiedMs, why);
    },
    /** A person adds it, or the folder it lies in: what they took out once may come back. */
    forgive: (path: string): void => {
      statements.forgive.run(path);
      statements.forgiveBelow.run(...rangeOf(path));
    },
    /** Of these photos, those of which only the name is known. */
    unlookedOf: (ids: Iterable<PhotoId>): PhotoId[] => [...ids].flatMap((id) => idOf(statements.unlooked.get(id))),
  };
}

/** Moves all together, since names go round among them; the rest cut into pieces. */
function* slicesOf(changes: Changes): Generator<Changes> {
  const none: Changes = { ...changes, fresh: [], changed: [], moved: [], returned: [], touched: [], missing: [] };
  if (changes.moved.length > 0) yield { ...none, moved: changes.moved };
  for (const part of cut(changes.missing)) yield { ...none, missing: part };
  for (const part of cut(changes.touched)) yield { ...none, touched: part };
  for (const part of cut(changes.returned)) yield { ...none, returned: part };
  for (const part of cut(changes.changed)) yield { ...none, changed: part };
  for (const part of cut(changes.fresh)) yield { ...none, fresh: part };
}

function* cut<Item>(list: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < list.length; at += SLICE) yield list.slice(at, at + SLICE);
}
