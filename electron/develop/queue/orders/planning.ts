/** Looks up what a run would do: which photos are new, done, under way or refused, by catalogue and ledger as they stand. */
import { createHash } from 'node:crypto';
import { DarkslideError, problem, type Problem } from '../../../contract/errors.ts';
import type { JobId, PhotoId } from '../../../contract/ids.ts';
import type { Model } from '../../../contract/model.ts';
import { DEFAULT_BACKEND, type Recipe } from '../../../contract/recipe.ts';
import type { PhotoRow } from '../../../library/catalogue.ts';
import { withDefaults } from '../../../segmind/request.ts';
import { recipeLabel } from '../../ledger/labels.ts';
import type { DevelopParts } from '../parts.ts';
import { preparationKey } from '../../results/identity.ts';
import { identitiesOf, photoProblem, sortForRun, type Sorted } from './quote.ts';
import { inSlices } from './slices.ts';
import { uploadLimits } from './upload-limits.ts';

/** Lists that slices are added to. */
type Filled = { readonly [List in keyof Sorted]: Sorted[List][number][] };

export interface Plan extends Sorted {
  readonly recipe: Recipe;
  readonly model: Model;
  readonly simulated: boolean;
  readonly workKey: string;
  readonly underWayJobs: readonly JobId[];
  readonly others: readonly PhotoRow[];
  /** Why the model's further inputs are not all there; null: they are. */
  readonly othersProblem: Problem | null;
}

/** The recipe as it will be sent: what it leaves out filled in, so that its identity does not depend on who asks. */
export function completeRecipe(recipe: Recipe, model: Model): Recipe {
  return {
    ...recipe,
    title: recipe.title === '' ? recipeLabel(recipe) : recipe.title,
    parameters: withDefaults(model, recipe.parameters),
  };
}

/** Everything that makes two jobs of one photo the same work. */
function workKey(recipe: Recipe, others: readonly string[], simulated: boolean): string {
  const { backend = DEFAULT_BACKEND, model, parameters, format, longSide, variant = 1 } = recipe;
  // Older ledgers knew one backend and did not name it
  const named: string = backend;
  const elsewhere = named === DEFAULT_BACKEND ? [] : [named];
  return createHash('sha256')
    .update(JSON.stringify([model, parameters, format, longSide, variant, others, simulated, ...elsewhere]))
    .digest('hex');
}

function othersProblem(model: Model, others: readonly PhotoRow[], { neverSent }: DevelopParts): Problem | null {
  const missing = model.inputs.slice(1)[others.length];
  if (missing !== undefined) return problem('bad-input', `Choose a photo for "${missing.title}".`);
  return (
    others.map((row) => neverSent.glance(row.path) ?? photoProblem(row, model.limits)).find((trouble) => trouble !== null) ?? null
  );
}

/**
 * Plans a run, some photos at a time. Throws DarkslideError `model-unknown`. Photos that left the library are left out.
 */
export async function planRun(
  parts: DevelopParts,
  photoIds: readonly PhotoId[],
  asked: Recipe,
  otherIds: readonly PhotoId[],
): Promise<Plan> {
  const { catalogue, ledger, models } = parts;
  const model = models.find((known) => known.slug === asked.model);
  if (model === undefined) throw new DarkslideError('model-unknown');
  const recipe = completeRecipe(asked, model);
  const simulated = parts.isDemo();
  const photo = (id: PhotoId): PhotoRow[] => {
    const row = catalogue.photo(id);
    return row === null ? [] : [row];
  };
  const others = otherIds.slice(0, Math.max(0, model.inputs.length - 1)).flatMap(photo);
  const key = workKey(
    recipe,
    others.map((row) => row.path),
    simulated,
  );
  const preparation = preparationKey(recipe.longSide, uploadLimits(model));
  const sorted: Filled = { send: [], doneBefore: [], underWay: [], refused: [] };
  const underWayJobs: JobId[] = [];
  const seen = new Set<string>();
  await inSlices<PhotoId | null>(model.inputs.length === 0 ? [null] : photoIds, (ids) => {
    const rows = ids.flatMap((id): (PhotoRow | null)[] => (id === null ? [null] : photo(id)));
    const underWay = ledger.openWork(key, ids);
    const hashes = [...rows, ...others].flatMap((row) => row?.content_hash ?? []);
    const known = {
      recipe,
      simulated,
      others,
      neverSent: parts.neverSent.glance,
      pixels: ledger.preparedPixels(preparation, hashes),
    };
    const doneResults = ledger.doneResults(rows.flatMap((row) => identitiesOf(row, known)));
    const part = sortForRun({ ...known, rows, model, doneResults, underWay, seen });
    sorted.send.push(...part.send);
    sorted.doneBefore.push(...part.doneBefore);
    sorted.underWay.push(...part.underWay);
    sorted.refused.push(...part.refused);
    underWayJobs.push(...part.underWay.flatMap((row) => underWay.get(row?.id ?? null)?.job ?? []));
  });
  return {
    ...sorted,
    recipe,
    model,
    simulated,
    workKey: key,
    others,
    othersProblem: othersProblem(model, others, parts),
    underWayJobs,
  };
}
