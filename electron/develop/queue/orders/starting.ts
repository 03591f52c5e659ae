/**
 * Starts a run: what is new is queued, what is done is named. A long list is queued in slices, held until the last of it is in the ledger:
 * yes was said to all of it, so nothing of a part is sent. After an end in between the part is left over and waits for a person.
 */
import { DarkslideError, problem, type Problem } from '../../../contract/errors.ts';
import type { JobId, PhotoId } from '../../../contract/ids.ts';
import type { StartOutcome } from '../../../contract/job.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { transaction } from '../../../library/database.ts';
import type { NewJob } from '../../ledger/job-row.ts';
import { adoptEnded, UNFINISHED_START } from '../left-over.ts';
import type { Overview } from '../overview.ts';
import type { DevelopParts, RunOptions } from '../parts.ts';
import { planRun, type Plan } from './planning.ts';
import { goneProblems, priceOf } from './pricing.ts';
import { makeFolder } from '../../../library/make-folder.ts';
import { recipeProblem, withoutChanged, type DoneBefore } from './quote.ts';
import type { Runner } from '../runner-port.ts';
import { breathe, FIRST_SLICE, inSlices } from './slices.ts';

export interface StartingParts {
  readonly parts: DevelopParts;
  readonly overview: Pick<Overview, 'tell' | 'tellMany' | 'tellSummary'>;
  readonly runner: Pick<Runner, 'own' | 'limitsChanged' | 'pump'>;
  /** Where nothing is under way, what comes now is a run of its own. */
  readonly beginRun: () => void;
  /** A long list is being written: true at its beginning, false at its end. */
  readonly starting: (now: boolean) => void;
}

export type StartRun = (photoIds: readonly PhotoId[], recipe: Recipe, options?: RunOptions) => Promise<StartOutcome>;

type Reused = DoneBefore & { readonly problem: Problem | null };

/** Builds it. One start after the other, please: see createInTurn. */
export function createStarting({ parts, overview, runner, beginRun, starting }: StartingParts): StartRun {
  const { ledger } = parts;

  /** Says of each earlier result whether it can be used. Where a person wants gone ones again, their work is free to be bought again. */
  const withoutGone = async (plan: Plan, again: boolean): Promise<{ plan: Plan; reused: Reused[] }> => {
    const problems = await goneProblems(parts, plan.doneBefore);
    const known = plan.doneBefore.map((done, index): Reused => ({ ...done, problem: problems[index] ?? null }));
    const isBought = (done: Reused): boolean => again && done.problem?.code === 'result-gone';
    const bought = known.filter(isBought);
    await inSlices(bought, (slice) => {
      const resultIds = slice.map(({ resultId }) => resultId);
      transaction(parts.database, () => {
        for (const resultId of resultIds) {
          ledger.release(resultId);
          parts.catalogue.removeResult(resultId);
        }
      });
      parts.changed({ resultsRemoved: resultIds });
    });
    const send = [...plan.send, ...bought.map((done) => done.row)];
    return { plan: { ...plan, send }, reused: known.filter((done) => !isBought(done)) };
  };

  /** Of a long list: all are in the ledger and held, or what is there is taken back as far as the disk allows. */
  const writeHeld = async (jobs: readonly NewJob[]): Promise<JobId[]> => {
    const ids: JobId[] = [];
    ledger.noteHold(UNFINISHED_START, problem('left-over', 'Darkslide ended before all of them were queued.'), null);
    try {
      await inSlices(jobs, (slice) => {
        ids.push(...ledger.addHeld(slice, UNFINISHED_START));
      });
      return ids;
    } catch (error) {
      await inSlices(ids, (slice) => {
        ledger.applyEach(slice, () => [{ type: 'cancel', problem: problem('cancelled') }]);
      }).catch((second: unknown) => {
        parts.log('A start that failed could not be taken back and is left over', second);
      });
      throw error;
    }
  };

  const queue = async (jobs: readonly NewJob[]): Promise<JobId[]> => {
    if (jobs.length <= FIRST_SLICE) {
      const rows = ledger.add(jobs);
      overview.tell(rows);
      return rows.map((row) => row.id);
    }
    starting(true);
    try {
      const ids = await writeHeld(jobs);
      await inSlices(ids, (slice) => {
        ledger.releaseGiven(slice);
        overview.tell(ledger.jobsOf(slice));
      });
      return ids;
    } finally {
      starting(false);
    }
  };

  return async (photoIds, asked, options = {}) => {
    const known = await planRun(parts, photoIds, asked, options.others ?? []);
    const trouble = recipeProblem(asked, parts.models) ?? known.othersProblem;
    if (trouble !== null) throw new DarkslideError(trouble.code, trouble.message);
    const { plan, reused } = await withoutGone(await withoutChanged(known), options.again === true);
    if (plan.model.inputs.length === 0) await makeFolder(options.folder ?? parts.picturesFolder);
    await breathe(plan.send);
    beginRun();
    const ids = await queue(newJobs(parts, plan, options));
    await inSlices(plan.underWayJobs, async (slice) => {
      await overview.tellMany(adoptEnded(slice, ledger, parts.runs));
    });
    if (options.rule != null) runner.limitsChanged();
    runner.own([...ids, ...plan.underWayJobs]);
    overview.tellSummary();
    runner.pump();
    return {
      queued: ids,
      underWay: [...plan.underWayJobs],
      reused: reused.map(({ row, resultId, problem: found }) => ({ photoId: row?.id ?? null, resultId, problem: found })),
      refused: [...plan.refused],
    };
  };
}

function newJobs(parts: DevelopParts, plan: Plan, { folder = null, rule = null }: RunOptions): NewJob[] {
  const others = plan.others.map((other) => other.path);
  return plan.send.map((row, index) => ({
    photoId: row?.id ?? null,
    photoPath: row?.path ?? null,
    others,
    workKey: plan.workKey,
    recipe: plan.recipe,
    simulated: plan.simulated,
    folder,
    rule,
    run: parts.runs.own,
    sequence: index + 1,
    priceUsd: priceOf(parts, plan.model),
  }));
}
