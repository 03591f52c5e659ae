/** The recipe of a result, by the mark in its file: as far as the mark tells it, and whole where the ledger knows the work. */
import { basename, extname } from 'node:path';
import { DarkslideError } from '../../contract/errors.ts';
import type { JobId, PhotoId } from '../../contract/ids.ts';
import type { Model } from '../../contract/model.ts';
import { DEFAULT_LONG_SIDE, DEFAULT_NAME_TEMPLATE, recipeSchema, type Recipe } from '../../contract/recipe.ts';
import type { ImageTasks, ResultMark } from '../../images/tasks.ts';
import type { Catalogue } from '../../library/catalogue.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** What the mark leaves out is filled in from the model, as it was when the photo was sent. `name`: of the result's file. Pure. */
export function recipeOfMark(mark: ResultMark, name: string, models: readonly Model[]): Recipe {
  const model = models.find((known) => known.slug === mark.model);
  const defaults = Object.entries(model?.parameters.properties ?? {}).flatMap(([field, { default: value }]) =>
    value === undefined ? [] : [[field, value] as const],
  );
  const named = {
    ...(mark.prompt === '' ? {} : { prompt: mark.prompt }),
    ...(mark.strength === null ? {} : { strength: mark.strength }),
  };
  const variant = mark.work?.variant ?? 1;
  return recipeSchema.parse({
    title: mark.recipe.slice(0, 80),
    model: mark.model,
    parameters: { ...(mark.work === null ? Object.fromEntries(defaults) : mark.work.parameters), ...named },
    format: extname(name).toLowerCase() === '.png' ? 'png' : 'jpeg',
    ...(variant > 1 ? { variant } : {}),
    longSide: mark.work === null || mark.work.longSide < 64 ? DEFAULT_LONG_SIDE : mark.work.longSide,
    name: DEFAULT_NAME_TEMPLATE,
  });
}

interface ReadParts {
  readonly images: Pick<ImageTasks, 'inspect'>;
  readonly ledger: Pick<Ledger, 'duplicate'>;
  readonly catalogue: Pick<Catalogue, 'photosOfHash'>;
  readonly models: readonly Model[];
}

export interface ReadRecipe {
  readonly recipe: Recipe;
  /** Photos of the library that the result was made of. */
  readonly originals: readonly PhotoId[];
}

/** No job has this number. */
const NO_JOB = 0 as JobId;

/** Reads the recipe back from a file, whoever moved or renamed it. Throws recipe-absent, model-unknown, and what reading a picture throws. */
export async function readRecipe(path: string, { images, ledger, catalogue, models }: ReadParts): Promise<ReadRecipe> {
  const { mark } = await images.inspect(path);
  if (mark === null) throw new DarkslideError('recipe-absent');
  if (!models.some(({ slug }) => slug === mark.model)) throw new DarkslideError('model-unknown');
  const identity = mark.work?.identity ?? null;
  // A result that was told not to say its prompt is still known here
  const job = identity === null ? null : ledger.duplicate(identity, identity, NO_JOB);
  const photos = mark.originalHash === null ? [] : catalogue.photosOfHash(mark.originalHash).map(({ id }) => id);
  return { recipe: job?.recipe ?? recipeOfMark(mark, basename(path), models), originals: photos };
}
