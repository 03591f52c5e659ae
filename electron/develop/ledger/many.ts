/**
 * Many jobs in one transaction: what comes out alike is written by one statement. What an event does to a job is said by the state machine
 * alone, as for a single one.
 */
import { z } from 'zod';
import { jobIdSchema, type JobId } from '../../contract/ids.ts';
import { transaction, type Database } from '../../library/database.ts';
import { jobCoreRow, jobRow, type JobFacts, type JobRow } from './job-row.ts';
import { step, type JobCore, type JobEvent } from './job.ts';
import type { Statements } from './statements.ts';

const runRow = z.object({ id: jobIdSchema, run: z.string() });

/** Jobs that one event brings to the same place. */
interface Alike {
  readonly event: JobEvent;
  readonly core: JobCore;
  readonly ids: JobId[];
}

interface ManyParts {
  readonly database: Database;
  readonly statements: Statements;
  /** Writes the rows of these jobs and their lines in the journal. */
  readonly write: (ids: readonly JobId[], event: JobEvent, core: JobCore, facts: JobFacts) => JobRow[];
  /** Books what the step means for money. */
  readonly book: (event: JobEvent, before: JobCore, after: JobRow, facts: JobFacts) => void;
}

/** Prepares what works on many. Every method is one transaction: keep the lists short, see queue/orders/slices.ts. */
export function createMany({ database, statements, write, book }: ManyParts) {
  return {
    /** These jobs as they stand, in no order; ids that nobody has are left out. */
    jobsOf: (ids: readonly JobId[]): JobRow[] => z.array(jobRow).parse(statements.jobs.all(JSON.stringify(ids))),

    /** Applies to each job the first of its events that fits its state; those that changed, as they stand afterwards. */
    applyEach: (ids: readonly JobId[], eventsFor: (id: JobId, core: JobCore) => readonly JobEvent[]): JobRow[] =>
      transaction(database, () => {
        const before = new Map(
          z
            .array(jobCoreRow)
            .parse(statements.cores.all(JSON.stringify(ids)))
            .map(({ id, core }) => [id, core]),
        );
        const rows: JobRow[] = [];
        for (const { event, core, ids: alike } of sortAlike(before, eventsFor)) {
          for (const after of write(alike, event, core, {})) {
            const known = before.get(after.id);
            if (known !== undefined) book(event, known, after, {});
            rows.push(after);
          }
        }
        return rows;
      }),

    /** Which of these a run of the command line asked for. */
    runsOf: (ids: readonly JobId[]): z.infer<typeof runRow>[] =>
      z.array(runRow).parse(statements.runsOf.all(JSON.stringify(ids))),
  };
}

/** Pure: what becomes of each job, those with the same outcome together. Jobs that no event fits are left out. */
function sortAlike(
  before: ReadonlyMap<JobId, JobCore>,
  eventsFor: (id: JobId, core: JobCore) => readonly JobEvent[],
): Iterable<Alike> {
  const groups = new Map<string, Alike>();
  for (const [id, core] of before) {
    for (const event of eventsFor(id, core)) {
      const after = step(core, event);
      if (after === core) continue;
      const key = JSON.stringify([event, after]);
      const group = groups.get(key) ?? { event, core: after, ids: [] };
      groups.set(key, group);
      group.ids.push(id);
      break;
    }
  }
  return groups.values();
}
