/** What was typed after `watch`, checked. The recipe's options are those of `develop`. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { ruleIdSchema, type Rule } from '../contract/rule.ts';
import type { Recipe } from '../contract/recipe.ts';
import { recipeLabel } from '../develop/ledger/labels.ts';
import { readDevelopArguments, UsageError, type DevelopArguments } from './arguments.ts';

export interface WatchArguments {
  /** Folders stand in `files`. */
  readonly develop: DevelopArguments;
  /** What is there already is developed too. */
  readonly existing: boolean;
  /** Ends once all is done. */
  readonly untilIdle: boolean;
  /** What lies under a known name with another content is developed too. */
  readonly changed: boolean;
}

/** What `watch` takes beside the options of `develop`. */
const flags: readonly string[] = ['--existing', '--until-idle', '--changed'];

/** Reads the arguments of `watch`. Throws UsageError. */
export function readWatchArguments(args: readonly string[]): WatchArguments {
  const isFlag = (word: string): boolean => flags.includes(word);
  const develop = readDevelopArguments(args.filter((word) => !isFlag(word)));
  if (develop.files.length === 0) throw new UsageError('No folder was named.');
  if (develop.others.length > 0) throw new UsageError('watch takes no --with: each photo is developed by itself.');
  if (develop.again) throw new UsageError('watch takes no --again: it develops new photos.');
  if (develop.resultsToo) throw new UsageError('watch takes no --results-too: it would develop its own results for ever.');
  return {
    develop,
    existing: args.includes('--existing'),
    untilIdle: args.includes('--until-idle'),
    changed: args.includes('--changed'),
  };
}

/**
 * The rule of one folder. Its id comes from the folder and the name, or the recipe where no name was given: started again with the same
 * words it goes on where it was.
 * @param folder - absolute path
 * @param options - isOneOfMany: several folders were named, and each is a rule of its own; changed: see WatchArguments
 */
export function ruleOf(
  typed: DevelopArguments,
  folder: string,
  recipe: Recipe,
  now: number,
  { isOneOfMany, changed }: { readonly isOneOfMany: boolean; readonly changed: boolean },
): Rule {
  const given = typed.rule?.name ?? null;
  const what = given ?? JSON.stringify([recipe.model, recipe.parameters, recipe.format, recipe.longSide]);
  const hash = createHash('sha256')
    .update(JSON.stringify([what, folder]))
    .digest('hex');
  const label = given ?? `watch: ${recipeLabel(recipe)}`;
  const mark = given === null || isOneOfMany ? ` (${basename(folder)} ${hash.slice(0, 4)})` : '';
  return {
    id: ruleIdSchema.parse(`cli-${hash.slice(0, 32)}`),
    name: `${label.slice(0, 80 - mark.length)}${mark}`.slice(0, 80),
    recipe,
    filters: { subfolders: true, kinds: null, ignore: [], minBytes: 0, newerThan: null },
    pairs: typed.pairs ?? 'jpeg',
    changed: changed ? 'develop' : 'ignore',
    caps: { dayUsd: typed.rule?.dayUsd ?? null, hourUsd: null, totalUsd: null },
    schedule: { hours: null, mainsOnly: false },
    enabled: true,
    folder,
    output: typed.folder,
    doneFolder: null,
    createdAt: now,
  };
}
