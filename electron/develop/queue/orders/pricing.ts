/** What a run would cost and bring, before anybody says yes to it. */
import { problem, type Problem } from '../../../contract/errors.ts';
import type { PhotoId } from '../../../contract/ids.ts';
import type { Balance, Quote } from '../../../contract/job.ts';
import type { Model } from '../../../contract/model.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import { quoteBudget } from '../../money/budget.ts';
import type { Overview } from '../overview.ts';
import type { DevelopParts, RunOptions } from '../parts.ts';
import { planRun } from './planning.ts';
import { folderOf, previewNames, recipeProblem, type DoneBefore } from './quote.ts';
import { resultFileProblem } from './result-files.ts';
import type { Runner } from '../runner-port.ts';
import { inSlices } from './slices.ts';

export interface PricingParts {
  readonly parts: DevelopParts;
  readonly overview: Pick<Overview, 'duration' | 'expectedMs'>;
  readonly money: Runner['admission']['money'];
  readonly balance: () => Balance;
}

export type PriceRun = (photoIds: readonly PhotoId[], recipe: Recipe, options?: RunOptions) => Promise<Quote>;

/** The price of one photo; the simulator's work costs nothing. US dollars. */
export function priceOf(parts: Pick<DevelopParts, 'isDemo'>, model: Model): number {
  return parts.isDemo() ? 0 : model.priceUsd;
}

/** Looks at the files of earlier results, some at a time: what keeps each from being used, null: nothing. */
export async function goneProblems(parts: DevelopParts, doneBefore: readonly DoneBefore[]): Promise<(Problem | null)[]> {
  const problems: (Problem | null)[] = [];
  await inSlices(doneBefore, async (slice) => {
    const found = slice.map(async ({ resultId }) => {
      const result = parts.catalogue.result(resultId);
      return result === null ? problem('result-gone') : await resultFileProblem(result.path);
    });
    problems.push(...(await Promise.all(found)));
  });
  return problems;
}

/** Builds the quote. It costs nothing, and changes nothing. */
export function createPricing({ parts, overview, money, balance }: PricingParts): PriceRun {
  const { ledger, models } = parts;

  const budgetOf = (count: number, priceUsd: number): Pick<Quote, 'budgetProblem' | 'dayLeftUsd' | 'asks'> => {
    const run = { count, priceUsd, waitingUsd: ledger.waitingPrice(), freshRun: ledger.firstActive() === null };
    const { problem: budgetProblem, ...rest } = quoteBudget(parts.limits().budget, money(), run);
    return { budgetProblem, ...rest };
  };

  const balanceAfter = (priceUsd: number): number | null => {
    const known = balance();
    return known === null || known.simulated ? null : known.usd - ledger.openPrice() - priceUsd;
  };

  return async (photoIds, asked, options = {}) => {
    const plan = await planRun(parts, photoIds, asked, options.others ?? []);
    const { send, doneBefore, underWay, refused, recipe, model } = plan;
    const gone = (await goneProblems(parts, doneBefore)).filter((found) => found !== null).length;
    const priceUsd = send.length * priceOf(parts, model);
    const named = send.length > 0 ? send : doneBefore.slice(0, NAMES).map((done) => done.row);
    return {
      count: send.length,
      doneBefore: doneBefore.length,
      gone,
      underWay: underWay.length,
      refused: [...refused],
      priceUsd,
      durationMs: overview.duration(send.length, overview.expectedMs(model.slug, plan.simulated)),
      names: previewNames(named, recipe, NAMES, parts.now()),
      folder: folderOf(named, parts.picturesFolder),
      problem: recipeProblem(asked, models) ?? plan.othersProblem,
      balanceAfterUsd: plan.simulated ? null : balanceAfter(priceUsd),
      ...budgetOf(send.length, priceOf(parts, model)),
    };
  };
}

/** Names that are shown. */
const NAMES = 3;
