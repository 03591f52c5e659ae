/** What happened to a rule, as lines that a person reads in the morning: a burst is one line with a count, and old lines go. */
import { z } from 'zod';
import { storyLineSchema, type RuleId, type SkipReason, type StoryLine } from '../../../contract/rule.ts';
import { transaction, type Database } from '../../../library/database.ts';

/** Lines that are kept for each rule. */
const KEPT = 10_000;
/** Lines are dropped so many at a time. */
const DROPPED_AT_ONCE = 500;
/** Photos that follow each other sooner than this are one burst and one line, milliseconds of the wall clock. */
const BURST_MS = 10 * 60_000;
/** What is passed over has names, which somebody may look for: those are gathered for less long, milliseconds. */
const PASSED_OVER_MS = 60_000;

export interface Happening {
  readonly kind: StoryLine['kind'];
  readonly count?: number;
  readonly name?: string | null;
  /** Below the watched folder, "/" between names: for whoever hears of each file by itself. It is not kept. */
  readonly path?: string;
  readonly reason?: SkipReason | null;
  readonly detail?: string | null;
}

const lastRow = z.object({
  id: z.number(),
  at: z.number(),
  until: z.number().nullable(),
  kind: z.string(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
});

/** These come in bursts; the others are each a line. */
const gathered: readonly StoryLine['kind'][] = ['skipped', 'queued', 'failed', 'unsure', 'moved'];

export type Story = ReturnType<typeof createStory>;

/** Prepares the statements. `told` hears of each new or longer line. */
export function createStory(database: Database, now: () => number, told: (id: RuleId) => void) {
  const columns = 'id, at, until, kind, count, name, reason, detail';
  const statements = {
    add: database.prepare(
      'INSERT INTO watch_story (rule_id, at, kind, count, name, reason, detail) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    latest: database.prepare(
      'SELECT id, at, until, kind, reason, detail FROM watch_story WHERE rule_id = ? ORDER BY id DESC LIMIT 1',
    ),
    grow: database.prepare('UPDATE watch_story SET count = count + ?, until = ?, name = NULL WHERE id = ?'),
    lines: database.prepare(`SELECT ${columns} FROM watch_story WHERE rule_id = ? AND id < ? ORDER BY id DESC LIMIT ?`),
    old: database.prepare(
      'DELETE FROM watch_story WHERE rule_id = ?1 AND id <= (SELECT id FROM watch_story WHERE rule_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)',
    ),
  };
  let written = 0;

  const add = (id: RuleId, line: Happening): void => {
    const { kind, count = 1, name = null, reason = null, detail = null } = line;
    const last = lastRow.nullable().parse(statements.latest.get(id) ?? null);
    const isSame = last?.kind === kind && last.reason === reason && last.detail === detail && gathered.includes(kind);
    const longest = kind === 'skipped' ? PASSED_OVER_MS : BURST_MS;
    if (last !== null && isSame && isOneBurst(last, now(), longest)) statements.grow.run(count, now(), last.id);
    else statements.add.run(id, now(), kind, count, name, reason, detail);
    written += 1;
    if (written % DROPPED_AT_ONCE === 0) statements.old.run(id, KEPT);
  };

  return {
    /** Writes lines down, in one transaction; those that say the same are one. */
    tell: (id: RuleId, happenings: readonly Happening[]): void => {
      if (happenings.length === 0) return;
      transaction(database, () => {
        for (const line of gather(happenings)) add(id, line);
      });
      told(id);
    },
    lines: (id: RuleId, limit: number, before = Number.MAX_SAFE_INTEGER): StoryLine[] =>
      z.array(storyLineSchema).parse(statements.lines.all(id, before, limit)),
  };
}

/** A day has its own lines, and a clock that was set back begins a new one. */
function isOneBurst(
  { at, until }: { readonly at: number; readonly until: number | null },
  now: number,
  longest: number,
): boolean {
  const gap = now - (until ?? at);
  return gap >= 0 && gap < longest && new Date(at).toDateString() === new Date(now).toDateString();
}

/** Puts together what differs only in the name. Pure. */
export function gather(happenings: readonly Happening[]): Happening[] {
  const sums = new Map<string, Happening & { readonly count: number }>();
  for (const line of happenings) {
    const { kind, count = 1, name = null, reason = null, detail = null } = line;
    const key = JSON.stringify(gathered.includes(kind) ? [kind, reason, detail] : [kind, reason, detail, name, sums.size]);
    const known = sums.get(key);
    sums.set(key, known === undefined ? { ...line, count } : { ...known, count: known.count + count, name: null });
  }
  return [...sums.values()];
}
