/** What rules made of files, in the database: the truth that a restart goes on from. A file without an outcome of its version is to be judged. */
import { z } from 'zod';
import { photoIdSchema, type PhotoId } from '../../../contract/ids.ts';
import { skipReasonSchema, type RuleId, type SkipReason } from '../../../contract/rule.ts';
import { transaction, type Database } from '../../../library/database.ts';
import type { SeenRow } from '../../../library/roots/seen-row.ts';

/**
 * baseline: was there when the rule began. skipped: passed over. incomplete: tried again. queued: handed to the queue. known: developed
 * before. failed: it never will be a photo. own: a result of this data folder. moved: developed, and put into the done folder.
 */
const outcomeSchema = z.enum(['baseline', 'skipped', 'incomplete', 'queued', 'known', 'failed', 'own', 'moved']);
export type OutcomeName = z.infer<typeof outcomeSchema>;

export interface Outcome {
  readonly seenId: number;
  readonly version: number;
  readonly outcome: OutcomeName;
  readonly reason: SkipReason | null;
  readonly photoId: PhotoId | null;
}

const outcomeRow = z
  .object({
    seen_id: z.number(),
    version: z.number(),
    outcome: outcomeSchema,
    reason: skipReasonSchema.nullable(),
    photo_id: photoIdSchema.nullable(),
  })
  .transform(({ seen_id: seenId, photo_id: photoId, ...row }): Outcome => ({ ...row, seenId, photoId }));
const ruleRow = z
  .object({ root_id: z.number(), started_at: z.number(), baseline: z.number() })
  .transform((row) => ({ rootId: row.root_id, startedAt: row.started_at, isBaselineDone: row.baseline === 1 }));
export type RuleRow = z.infer<typeof ruleRow>;
const idRow = z.object({ id: z.number() });
const shotRow = z
  .object({
    ...{ id: z.number(), path: z.string(), version: z.number() },
    ...{ outcome: outcomeSchema.nullable(), reason: skipReasonSchema.nullable(), judged: z.number().nullable() },
  })
  .transform(({ version, judged, ...row }) => ({ ...row, isCurrent: version === judged }));
const countRow = z.object({ count: z.number() });

/** Of a file that has one of these, another picture under its name is "the same path with new content". */
export function isTaken({ outcome, reason }: Pick<Outcome, 'outcome' | 'reason'>): boolean {
  return (
    outcome === 'baseline' || outcome === 'queued' || outcome === 'known' || outcome === 'moved' || reason === 'changed-known'
  );
}

export type Book = ReturnType<typeof createBook>;

/** Prepares the statements. */
export function createBook(database: Database, now: () => number) {
  const given = '(SELECT value FROM json_each(?))';
  const columns = 'seen_id, version, outcome, reason, photo_id';
  const statements = {
    rule: database.prepare('SELECT root_id, started_at, baseline FROM watch_rules WHERE rule_id = ?'),
    addRule: database.prepare('INSERT INTO watch_rules (rule_id, root_id, started_at, baseline) VALUES (?, ?, ?, ?)'),
    moveRule: database.prepare('UPDATE watch_rules SET root_id = ?, baseline = ?, started_at = ? WHERE rule_id = ?'),
    baselineDone: database.prepare('UPDATE watch_rules SET baseline = 1 WHERE rule_id = ?'),
    dropRule: database.prepare('DELETE FROM watch_rules WHERE rule_id = ?'),
    dropOutcomes: database.prepare('DELETE FROM watch_outcomes WHERE rule_id = ?'),
    dropStory: database.prepare('DELETE FROM watch_story WHERE rule_id = ?'),
    outcome: database.prepare(`SELECT ${columns} FROM watch_outcomes WHERE rule_id = ? AND seen_id = ?`),
    write: database.prepare(
      `INSERT INTO watch_outcomes (rule_id, seen_id, version, outcome, reason, photo_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (rule_id, seen_id) DO UPDATE SET version = excluded.version, outcome = excluded.outcome, reason = excluded.reason,
         photo_id = excluded.photo_id, at = excluded.at`,
    ),
    // What has no outcome of the version that is there; what was not whole is tried again at each start
    pending: database.prepare(
      `SELECT seen.id FROM seen LEFT JOIN watch_outcomes ON watch_outcomes.rule_id = ?1 AND seen_id = seen.id
       WHERE root_id = ?2 AND missing = 0 AND (outcome IS NULL OR watch_outcomes.version <> seen.version OR outcome = 'incomplete')
       ORDER BY modified_ms, seen.id`,
    ),
    queued: database.prepare(`SELECT ${columns} FROM watch_outcomes WHERE rule_id = ? AND outcome = 'queued' ORDER BY seen_id`),
    skipped: database.prepare(
      "SELECT COUNT(*) AS count FROM watch_outcomes WHERE rule_id = ? AND outcome IN ('skipped', 'incomplete', 'failed')",
    ),
    forReasons: database.prepare(
      `SELECT seen_id AS id FROM watch_outcomes WHERE rule_id = ? AND outcome = 'skipped' AND reason IN ${given}`,
    ),
    dropBaseline: database.prepare("DELETE FROM watch_outcomes WHERE rule_id = ? AND outcome = 'baseline'"),
    drop: database.prepare(`DELETE FROM watch_outcomes WHERE rule_id = ? AND seen_id IN ${given}`),
    shot: database.prepare(
      `SELECT seen.id, path, seen.version, outcome, reason, watch_outcomes.version AS judged FROM seen LEFT JOIN watch_outcomes ON watch_outcomes.rule_id = ? AND seen_id = seen.id
       WHERE root_id = ? AND path > ? AND path < ? AND missing = 0 LIMIT 20`,
    ),
    ofPhoto: database.prepare(`SELECT ${columns} FROM watch_outcomes WHERE rule_id = ? AND photo_id = ?`),
  };
  const list = (rows: unknown[]): Outcome[] => rows.map((row) => outcomeRow.parse(row));
  const ids = (rows: unknown[]): number[] => rows.map((row) => idRow.parse(row).id);

  return {
    rule: (id: RuleId): RuleRow | null => ruleRow.nullable().parse(statements.rule.get(id) ?? null),
    addRule: (id: RuleId, rootId: number, isBaselineDone: boolean): void => {
      statements.addRule.run(id, rootId, now(), isBaselineDone ? 1 : 0);
    },
    /** The rule looks at another folder from now on. */
    moveRule: (id: RuleId, rootId: number, isBaselineDone: boolean): void => {
      statements.moveRule.run(rootId, isBaselineDone ? 1 : 0, now(), id);
    },
    baselineDone: (id: RuleId): void => {
      statements.baselineDone.run(id);
    },
    forget: (id: RuleId): void => {
      transaction(database, () => {
        statements.dropOutcomes.run(id);
        statements.dropStory.run(id);
        statements.dropRule.run(id);
      });
    },
    outcome: (id: RuleId, seenId: number): Outcome | null =>
      outcomeRow.nullable().parse(statements.outcome.get(id, seenId) ?? null),
    write: (id: RuleId, outcomes: readonly Outcome[]): void => {
      if (outcomes.length === 0) return;
      transaction(database, () => {
        for (const { seenId, version, outcome, reason, photoId } of outcomes)
          statements.write.run(id, seenId, version, outcome, reason, photoId, now());
      });
    },
    /** Ids of the files that are there and still to be judged, the oldest first. */
    pending: (id: RuleId, rootId: number): number[] => ids(statements.pending.all(id, rootId)),
    queued: (id: RuleId): Outcome[] => list(statements.queued.all(id)),
    skippedCount: (id: RuleId): number => countRow.parse(statements.skipped.get(id)).count,
    skippedFor: (id: RuleId, reasons: readonly SkipReason[]): number[] =>
      ids(statements.forReasons.all(id, JSON.stringify(reasons))),
    /** These are to be judged again. */
    drop: (id: RuleId, seenIds: readonly number[]): void => {
      if (seenIds.length > 0) statements.drop.run(id, JSON.stringify(seenIds));
    },
    /** What was there at first is to be judged after all. */
    dropBaseline: (id: RuleId): void => {
      statements.dropBaseline.run(id);
      statements.baselineDone.run(id);
    },
    ofPhoto: (id: RuleId, photoId: PhotoId): Outcome[] => list(statements.ofPhoto.all(id, photoId)),
    /** Files whose path begins so, and what was made of each. */
    shot: (id: RuleId, rootId: number, prefix: string): z.infer<typeof shotRow>[] =>
      z.array(shotRow).parse(statements.shot.all(id, rootId, prefix, `${prefix}\u{10ffff}`)),
    /** Is it to be judged? */
    isPending: (id: RuleId, file: Pick<SeenRow, 'id' | 'version'>): boolean => {
      const known = outcomeRow.nullable().parse(statements.outcome.get(id, file.id) ?? null);
      return known === null || known.version !== file.version || known.outcome === 'incomplete';
    },
  };
}
