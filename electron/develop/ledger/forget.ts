/**
 * Takes out of the database what it knows of photos: where they lie, what was asked of them, what came back. What was charged and when stays, without
 * a word of what for: limits and balances count it. Tables of every room, because it is one step: nothing is half forgotten.
 */
import { z } from 'zod';
import { DarkslideError } from '../../contract/errors.ts';
import { jobIdSchema, type JobId } from '../../contract/ids.ts';
import { transaction, type Database } from '../../library/database.ts';

export interface Forgotten {
  readonly photos: number;
  readonly results: number;
  /** Jobs whose words are gone; their files in the spool can go too. */
  readonly jobs: readonly JobId[];
}

/** What may still change, or be charged: a person settles it first. */
const OPEN = "('queued', 'preparing', 'sent', 'accepted', 'received', 'unsure')";

/**
 * @param paths - of the photos, absolute; null: everything
 * Throws DarkslideError `bad-input` where work on one of them waits, is out or is in doubt; then nothing is forgotten.
 */
export function forgetWork(database: Database, paths: readonly string[] | null): Forgotten {
  return transaction(database, () => {
    const asked = JSON.stringify(paths ?? []);
    const all = paths === null ? 1 : 0;
    database.exec('DROP TABLE IF EXISTS temp.forgotten_photos; DROP TABLE IF EXISTS temp.forgotten_jobs');
    database
      .prepare(
        `CREATE TEMP TABLE forgotten_photos AS SELECT id, path, content_hash FROM photos
         WHERE ?1 = 1 OR path IN (SELECT value FROM json_each(?2))`,
      )
      .run(all, asked);
    database
      .prepare(
        `CREATE TEMP TABLE forgotten_jobs AS SELECT id, state, content_hash FROM jobs
         WHERE ?1 = 1 OR photo_id IN (SELECT id FROM forgotten_photos) OR photo_path IN (SELECT value FROM json_each(?2))
           OR EXISTS (SELECT 1 FROM json_each(jobs.others) WHERE value IN (SELECT value FROM json_each(?2)))`,
      )
      .run(all, asked);
    const open = countOf(database, `SELECT count(*) AS count FROM forgotten_jobs WHERE state IN ${OPEN}`);
    if (open > 0) throw new DarkslideError('bad-input', stillOpen(open));
    const results = run(
      database,
      `DELETE FROM results WHERE job_id IN (SELECT id FROM forgotten_jobs) OR photo_id IN (SELECT id FROM forgotten_photos)
         OR original_hash IN (SELECT content_hash FROM forgotten_photos)`,
    );
    run(
      database,
      `DELETE FROM prepared WHERE ${all === 1 ? '1' : 'content_hash IN (SELECT content_hash FROM forgotten_photos UNION SELECT content_hash FROM forgotten_jobs)'}`,
    );
    run(
      database,
      `UPDATE jobs SET photo_id = NULL, photo_path = NULL, others = '[]', work_key = 'forgotten', folder = NULL, target = NULL,
         target_key = NULL, problem_message = NULL, request_id = NULL, content_hash = NULL, identity = NULL, pixel_hashes = NULL,
         receipt = NULL, result_id = NULL, run = NULL, released = 1, cleared = 1,
         recipe = json_object('title', 'forgotten', 'model', json_extract(recipe, '$.model'), 'parameters', json_object(),
           'format', json_extract(recipe, '$.format'), 'longSide', json_extract(recipe, '$.longSide'), 'name', '{name}')
       WHERE id IN (SELECT id FROM forgotten_jobs)`,
    );
    run(database, 'UPDATE journal SET detail = NULL WHERE job_id IN (SELECT id FROM forgotten_jobs)');
    const photos = run(database, 'DELETE FROM photos WHERE id IN (SELECT id FROM forgotten_photos)');
    if (all === 1) forgetPlaces(database);
    const jobs = z.array(z.object({ id: jobIdSchema })).parse(database.prepare('SELECT id FROM forgotten_jobs').all());
    return { photos, results, jobs: jobs.map(({ id }) => id) };
  });
}

/** Folders that were looked at. Those of rules stay until the rule goes: what it has judged would be sent and paid again. */
function forgetPlaces(database: Database): void {
  run(database, 'DELETE FROM passed_over');
  run(database, 'DELETE FROM watch_story');
  run(database, 'DELETE FROM roots WHERE id NOT IN (SELECT root_id FROM watch_rules)');
}

/** Gives freed pages back to the disk, so that nothing of what was forgotten is left in the file. Long for a large library. */
export function wipeFree(database: Database): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
}

function run(database: Database, sql: string): number {
  return database.prepare(sql).run().changes;
}

function countOf(database: Database, sql: string): number {
  return z.object({ count: z.number() }).parse(database.prepare(sql).get()).count;
}

function stillOpen(count: number): string {
  const what =
    count === 1
      ? 'One photo waits, is out, or may have been charged'
      : `${String(count)} photos wait, are out, or may have been charged`;
  return `${what}. Cancel or decide first ("jobs", "decide"); then forget.`;
}
