/** Photos and results in the database: typed rows in, typed rows out. Short synchronous statements, no logic. */
import { basename } from 'node:path';
import { z } from 'zod';
import { cameraTimeSchema } from '../contract/camera-time.ts';
import { errorCodeSchema, problem, type ErrorCode } from '../contract/errors.ts';
import { jobIdSchema, photoIdSchema, resultIdSchema, type JobId, type PhotoId, type ResultId } from '../contract/ids.ts';
import { pictureFormatSchema, type Photo, type Result } from '../contract/photo.ts';
import { parameterValueSchema, type ParameterValue } from '../contract/recipe.ts';
import type { Inspection } from '../images/tasks.ts';
import type { Database } from './database.ts';
import { folderLabel, folderOf } from './labels.ts';

const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

const companionsText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string()));

const photoRow = z.object({
  id: photoIdSchema,
  path: z.string(),
  bytes: z.number(),
  modified_ms: z.number(),
  content_hash: z.string().nullable(),
  format: pictureFormatSchema,
  /** Upright pixels; 0 until the file was looked into, and where it cannot be used. */
  width: z.number(),
  height: z.number(),
  /** False: only its name is known, and its format is what the name says. */
  looked: flag,
  /** Why the file cannot be used; null: it can, or has not been opened. A code of another version is no reason to lose the photo. */
  problem: errorCodeSchema.nullable().catch('file-unreadable'),
  /** As the camera's clock showed it; one that cannot be understood is no reason to lose the photo. */
  taken_at: cameraTimeSchema.nullable().catch(null),
  /** False: the time comes from an older library and the file has not been asked again. */
  taken_read: flag,
  /** Words by which it is found: camera, lens, title, keywords. */
  about: z.string().nullable(),
  added_at: z.number(),
  missing: flag,
  /** Paths of files of the same shot that belong to it. */
  companions: companionsText,
});
export type PhotoRow = z.infer<typeof photoRow>;
const placeRow = photoRow.pick({ id: true, path: true, missing: true });

const parametersText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(z.string(), parameterValueSchema));

const resultRow = z.object({
  id: resultIdSchema,
  job_id: jobIdSchema,
  photo_id: photoIdSchema.nullable(),
  original_hash: z.string().nullable(),
  path: z.string(),
  recipe: z.string(),
  model: z.string(),
  parameters: parametersText,
  width: z.number(),
  height: z.number(),
  bytes: z.number(),
  cost_usd: z.number().nullable(),
  took_ms: z.number(),
  created_at: z.number(),
  simulated: flag,
  missing: flag,
});
export type ResultRow = z.infer<typeof resultRow>;

const countRow = z.object({ count: z.number() });

/** Every column of a photo, with the files that belong to it. */
const photoColumns = '*, (SELECT json_group_array(path) FROM companions WHERE photo_id = photos.id) AS companions';

/** A file's state on disk. Times in ms since 1970. */
export interface FileFacts {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface NewResult {
  readonly jobId: JobId;
  readonly photoId: PhotoId | null;
  readonly originalHash: string | null;
  readonly path: string;
  readonly recipe: string;
  readonly model: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly costUsd: number | null;
  readonly tookMs: number;
  readonly createdAt: number;
  readonly simulated: boolean;
}

/** The renderer's view of a photo: no path in it. */
export function photoView(row: PhotoRow): Photo {
  return {
    id: row.id,
    name: basename(row.path),
    ...folderOf(row.path),
    format: row.format,
    width: row.width === 0 ? null : row.width,
    height: row.height === 0 ? null : row.height,
    bytes: row.bytes,
    takenAt: row.taken_at,
    modifiedAt: row.modified_ms,
    addedAt: row.added_at,
    companions: row.companions.map((path) => basename(path)).sort(),
    version: photoVersion(row),
    problem: row.problem === null ? null : problem(row.problem),
    missing: row.missing,
  };
}

/** Changes when the file's content may have. */
export function photoVersion(row: Pick<PhotoRow, 'modified_ms' | 'bytes'>): string {
  return `${Math.round(row.modified_ms).toString(36)}-${row.bytes.toString(36)}`;
}

/** The renderer's view of a result. */
export function resultView(row: ResultRow): Result {
  return {
    id: row.id,
    photoId: row.photo_id,
    jobId: row.job_id,
    name: basename(row.path),
    folder: folderLabel(row.path),
    recipe: row.recipe,
    model: row.model,
    parameters: row.parameters,
    width: row.width,
    height: row.height,
    bytes: row.bytes,
    costUsd: row.cost_usd,
    tookMs: row.took_ms,
    createdAt: row.created_at,
    simulated: row.simulated,
    missing: row.missing,
    version: `${Math.round(row.created_at).toString(36)}-${row.bytes.toString(36)}`,
  };
}

export type Catalogue = ReturnType<typeof createCatalogue>;

/** Statements over photos and results, prepared once. Every method is one short synchronous statement. */
export function createCatalogue(database: Database) {
  const statements = {
    photos: database.prepare(`SELECT ${photoColumns} FROM photos`),
    placesAfter: database.prepare('SELECT id, path, missing FROM photos WHERE id > ? ORDER BY id LIMIT ?'),
    photo: database.prepare(`SELECT ${photoColumns} FROM photos WHERE id = ?`),
    photoAt: database.prepare(`SELECT ${photoColumns} FROM photos WHERE path = ?`),
    photosOfHash: database.prepare(`SELECT ${photoColumns} FROM photos WHERE content_hash = ?`),
    unhashed: database.prepare(
      `SELECT ${photoColumns} FROM photos
       WHERE content_hash IS NULL AND id > ? AND missing = 0 AND looked = 1 AND problem IS NULL ORDER BY id LIMIT ?`,
    ),
    unlooked: database.prepare(
      `SELECT ${photoColumns} FROM photos WHERE looked = 0 AND missing = 0 AND id > ? ORDER BY id LIMIT ?`,
    ),
    countUnlooked: database.prepare('SELECT count(*) AS count FROM photos WHERE looked = 0 AND missing = 0'),
    setProblem: database.prepare(`UPDATE photos SET problem = ?, looked = 1 WHERE id = ? RETURNING ${photoColumns}`),
    addPhoto: database.prepare(
      `INSERT INTO photos (path, bytes, modified_ms, format, width, height, taken_at, about, taken_read, added_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (path) DO NOTHING RETURNING ${photoColumns}`,
    ),
    movePhoto: database.prepare(`UPDATE OR IGNORE photos SET path = ?, missing = 0 WHERE id = ? RETURNING ${photoColumns}`),
    refreshPhoto: database.prepare(
      `UPDATE photos SET bytes = ?, modified_ms = ?, format = ?, width = ?, height = ?, taken_at = ?, about = ?, taken_read = 1, content_hash = NULL, missing = 0,
         looked = 1, problem = NULL
       WHERE id = ? RETURNING ${photoColumns}`,
    ),
    takenUnread: database.prepare(
      `SELECT ${photoColumns} FROM photos WHERE taken_read = 0 AND missing = 0 AND id > ? ORDER BY id LIMIT ?`,
    ),
    setTaken: database.prepare(
      `UPDATE photos SET taken_at = ?, about = ?, taken_read = 1 WHERE id = ? RETURNING ${photoColumns}`,
    ),
    setHash: database.prepare(`UPDATE photos SET content_hash = ? WHERE id = ? RETURNING ${photoColumns}`),
    setPhotoMissing: database.prepare(`UPDATE photos SET missing = ? WHERE id = ? RETURNING ${photoColumns}`),
    removePhoto: database.prepare('DELETE FROM photos WHERE id = ?'),
    shot: database.prepare(`SELECT ${photoColumns} FROM photos WHERE lower(path) > ? AND lower(path) < ?`),
    leaderOf: database.prepare(`SELECT ${photoColumns} FROM photos WHERE id = (SELECT photo_id FROM companions WHERE path = ?)`),
    withCompanions: database.prepare(
      `SELECT ${photoColumns} FROM photos WHERE id IN (SELECT photo_id FROM companions) AND id > ? ORDER BY id LIMIT ?`,
    ),
    addCompanion: database.prepare('INSERT OR REPLACE INTO companions (path, photo_id) VALUES (?, ?)'),
    moveCompanions: database.prepare('UPDATE companions SET photo_id = ? WHERE photo_id = ?'),
    dropCompanion: database.prepare('DELETE FROM companions WHERE path = ?'),
    results: database.prepare('SELECT * FROM results'),
    result: database.prepare('SELECT * FROM results WHERE id = ?'),
    resultAt: database.prepare('SELECT * FROM results WHERE path = ?'),
    resultOfJob: database.prepare('SELECT * FROM results WHERE job_id = ?'),
    moveResult: database.prepare('UPDATE OR IGNORE results SET path = ?, missing = 0 WHERE id = ? RETURNING *'),
    resultsOfPhoto: database.prepare('SELECT * FROM results WHERE photo_id = ?'),
    adopt: database.prepare('UPDATE results SET photo_id = ? WHERE original_hash = ? AND photo_id IS NULL RETURNING *'),
    addResult: database.prepare(
      `INSERT INTO results (job_id, photo_id, original_hash, path, recipe, model, parameters, width, height, bytes, cost_usd,
         took_ms, created_at, simulated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
    ),
    setResultMissing: database.prepare('UPDATE results SET missing = ? WHERE id = ? RETURNING *'),
    removeResult: database.prepare('DELETE FROM results WHERE id = ?'),
  };
  const photo = (row: unknown): PhotoRow | null => (row === undefined ? null : photoRow.parse(row));
  /** A row that cannot be understood takes no other with it. */
  const photosIn = (rows: readonly unknown[]): PhotoRow[] => rows.flatMap((row) => photoRow.safeParse(row).data ?? []);
  const result = (row: unknown): ResultRow | null => (row === undefined ? null : resultRow.parse(row));

  return {
    photos: (): PhotoRow[] => photosIn(statements.photos.all()),
    /** Where photos lie, in the order of their numbers; those after `after`. */
    placesAfter: (after: PhotoId | 0, limit: number): Pick<PhotoRow, 'id' | 'path' | 'missing'>[] =>
      z.array(placeRow).parse(statements.placesAfter.all(after, limit)),
    photo: (id: PhotoId): PhotoRow | null => photo(statements.photo.get(id)),
    /** Of these those that are there. */
    photosOf: (ids: readonly PhotoId[]): PhotoRow[] => photosIn(ids.map((id): unknown => statements.photo.get(id))),
    photoAt: (path: string): PhotoRow | null => photo(statements.photoAt.get(path)),
    photosOfHash: (hash: string): PhotoRow[] => photosIn(statements.photosOfHash.all(hash)),
    /** Photos whose content is not known, in the order of their numbers; those after `after`. */
    unhashed: (limit: number, after: PhotoId | 0 = 0): PhotoRow[] => photosIn(statements.unhashed.all(after, limit)),
    /** Photos of which only the names are known, in the order of their numbers; those after `after`. */
    unlooked: (limit: number, after: PhotoId | 0 = 0): PhotoRow[] => photosIn(statements.unlooked.all(after, limit)),
    countUnlooked: (): number => countRow.parse(statements.countUnlooked.get()).count,
    /** The file was opened, and cannot be used. */
    setProblem: (id: PhotoId, code: ErrorCode): PhotoRow | null => photo(statements.setProblem.get(code, id)),
    /** The new photo; where another process added the same file since it was asked for, that one. */
    addPhoto: (file: FileFacts, seen: Inspection, addedAt: number): PhotoRow =>
      photoRow.parse(
        statements.addPhoto.get(
          file.path,
          file.bytes,
          file.modifiedMs,
          seen.format,
          seen.width,
          seen.height,
          seen.takenAt,
          seen.about ?? null,
          addedAt,
        ) ?? statements.photoAt.get(file.path),
      ),
    /** Null: another photo has this path, or it is not in the library. */
    movePhoto: (id: PhotoId, path: string): PhotoRow | null => photo(statements.movePhoto.get(path, id)),
    /** The file under this path has new content. */
    refreshPhoto: (id: PhotoId, file: FileFacts, seen: Inspection): PhotoRow | null =>
      photo(
        statements.refreshPhoto.get(
          file.bytes,
          file.modifiedMs,
          seen.format,
          seen.width,
          seen.height,
          seen.takenAt,
          seen.about ?? null,
          id,
        ),
      ),
    /** Photos of an older library whose files have not been asked again when they were taken, in the order of their numbers. */
    takenUnread: (after: number, limit: number): PhotoRow[] => photosIn(statements.takenUnread.all(after, limit)),
    /** What the file says of itself beside its size. */
    setTaken: (id: PhotoId, { takenAt, about }: Pick<Inspection, 'takenAt' | 'about'>): PhotoRow | null =>
      photo(statements.setTaken.get(takenAt, about ?? null, id)),
    setHash: (id: PhotoId, hash: string): PhotoRow | null => photo(statements.setHash.get(hash, id)),
    setPhotoMissing: (id: PhotoId, missing: boolean): PhotoRow | null =>
      photo(statements.setPhotoMissing.get(missing ? 1 : 0, id)),
    removePhoto: (id: PhotoId): void => {
      statements.removePhoto.run(id);
    },
    /** Photos whose files may be of one shot, upper and lower case alike. `key`: see `shotKey`; it ends in a dot. */
    shot: (key: string): PhotoRow[] => photosIn(statements.shot.all(key, `${key.slice(0, -1)}/`)), // "/" follows "."
    /** The photo that a file belongs to; null: to none. */
    leaderOf: (path: string): PhotoRow | null => photo(statements.leaderOf.get(path)),
    /** Photos that others belong to, in the order of their numbers. */
    withCompanions: (after: number, limit: number): PhotoRow[] => photosIn(statements.withCompanions.all(after, limit)),
    addCompanion: (path: string, id: PhotoId): void => {
      statements.addCompanion.run(path, id);
    },
    /** What belonged to one photo belongs to another one. */
    moveCompanions: (from: PhotoId, to: PhotoId): void => {
      statements.moveCompanions.run(to, from);
    },
    dropCompanion: (path: string): void => {
      statements.dropCompanion.run(path);
    },
    results: (): ResultRow[] => z.array(resultRow).parse(statements.results.all()),
    result: (id: ResultId): ResultRow | null => result(statements.result.get(id)),
    resultAt: (path: string): ResultRow | null => result(statements.resultAt.get(path)),
    resultOfJob: (id: JobId): ResultRow | null => result(statements.resultOfJob.get(id)),
    /** The file of a result lies somewhere else now; null where another result has that path. */
    moveResult: (id: ResultId, path: string): ResultRow | null => result(statements.moveResult.get(path, id)),
    resultsOfPhoto: (id: PhotoId): ResultRow[] => z.array(resultRow).parse(statements.resultsOfPhoto.all(id)),
    /** Results whose original was forgotten and came back, by content. */
    adopt: (id: PhotoId, originalHash: string): ResultRow[] => z.array(resultRow).parse(statements.adopt.all(id, originalHash)),
    addResult: (fresh: NewResult): ResultRow =>
      resultRow.parse(
        statements.addResult.get(
          fresh.jobId,
          fresh.photoId,
          fresh.originalHash,
          fresh.path,
          fresh.recipe,
          fresh.model,
          JSON.stringify(fresh.parameters),
          fresh.width,
          fresh.height,
          fresh.bytes,
          fresh.costUsd,
          fresh.tookMs,
          fresh.createdAt,
          fresh.simulated ? 1 : 0,
        ),
      ),
    setResultMissing: (id: ResultId, missing: boolean): ResultRow | null =>
      result(statements.setResultMissing.get(missing ? 1 : 0, id)),
    removeResult: (id: ResultId): void => {
      statements.removeResult.run(id);
    },
  };
}
