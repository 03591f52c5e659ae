/** A rule while it is being set: what a new one begins with, what is still missing, and the recipe it may take. Pure. */
import type { Model } from '../../../electron/contract/model.ts';
import type { Recipe } from '../../../electron/contract/recipe.ts';
import type { RuleDraft, RuleView } from '../../../electron/contract/rule.ts';
import { missingField, unfitField } from '../../lib/recipe-fields.ts';
import type { ChosenFolder } from '../../stores/view-store.ts';

/** What a rule may spend in a day unless a person says otherwise, US dollars. */
export const USUAL_DAY_USD = 10;

/** The draft beside the labels of its folders. Folder and recipe are null until they are chosen. */
export interface RuleForm extends Omit<RuleDraft, 'folder' | 'recipe'> {
  readonly folder: ChosenFolder['folder'] | null;
  readonly recipe: Recipe | null;
  /** Where the recipe was taken from: the develop panel, or the rule as it was. */
  readonly recipeFrom: 'panel' | 'own';
  readonly folderLabel: string;
  readonly outputLabel: string;
  readonly doneFolderLabel: string;
}

/** A new rule over a folder. */
export function newForm(chosen: ChosenFolder | null, recipe: Recipe | null, taken: readonly string[]): RuleForm {
  return {
    id: null,
    name: chosen === null ? '' : freeName(lastPart(chosen.label), taken),
    folder: chosen?.folder ?? null,
    folderLabel: chosen?.label ?? '',
    recipe,
    recipeFrom: 'panel',
    output: null,
    outputLabel: '',
    doneFolder: null,
    doneFolderLabel: '',
    filters: { subfolders: true, kinds: null, ignore: [], minBytes: 0, newerThan: null },
    pairs: 'jpeg',
    changed: 'ignore',
    caps: { dayUsd: USUAL_DAY_USD, hourUsd: null, totalUsd: null },
    schedule: { hours: null, mainsOnly: false },
    enabled: true,
  };
}

/** A rule that is there, to be changed. */
export function formOf(rule: RuleView): RuleForm {
  const { health: _health, createdAt: _createdAt, doneFolderLabel, ...rest } = rule;
  return { ...rest, recipeFrom: 'own', doneFolderLabel: doneFolderLabel ?? '' };
}

/** What is sent to main; null while something is missing. */
export function draftOf(form: RuleForm): RuleDraft | null {
  const { folder, recipe, recipeFrom: _r, folderLabel: _f, outputLabel: _o, doneFolderLabel: _d, ...rest } = form;
  if (folder === null || recipe === null) return null;
  return { ...rest, name: rest.name.trim(), folder, recipe };
}

/** The prompt of a recipe whose model has one; null: it has none. */
export function promptOf(recipe: Recipe | null, models: readonly Model[]): string | null {
  const model = models.find(({ slug }) => slug === recipe?.model);
  if (recipe === null || model?.parameters.properties['prompt'] === undefined) return null;
  const prompt = recipe.parameters['prompt'];
  return typeof prompt === 'string' ? prompt : '';
}

/** The recipe with another prompt. */
export function withPrompt(recipe: Recipe, prompt: string): Recipe {
  return { ...recipe, parameters: { ...recipe.parameters, prompt } };
}

/** Why a recipe cannot be a rule's, as a sentence; null: it can. */
export function recipeProblem(recipe: Recipe | null, models: readonly Model[]): string | null {
  if (recipe === null) return 'Set up a recipe in the develop panel first.';
  const model = models.find(({ slug }) => slug === recipe.model);
  if (model === undefined) return 'Its model is not offered any more. Choose another one in the develop panel.';
  if (model.inputs.length !== 1)
    return `${model.title} does not make one photo from one. Choose another model in the develop panel.`;
  const missing = missingField(model, recipe.parameters);
  if (missing?.name === 'prompt') return 'Say what the photos should look like.';
  if (missing !== null) return `“${missing.parameter.title}” is empty. Fill it in the develop panel first.`;
  const unfit = unfitField(model, recipe.parameters);
  return unfit === null ? null : `“${unfit.field.parameter.title}” does not fit: ${unfit.problem}`;
}

/** What the button says while something is missing; null: nothing is. */
export function missingIn(form: RuleForm, models: readonly Model[], taken: readonly string[]): string | null {
  if (form.folder === null) return 'Choose a folder';
  if (form.name.trim() === '') return 'Give it a name';
  if (taken.includes(form.name.trim())) return 'Choose another name';
  if (recipeProblem(form.recipe, models) !== null) return 'Choose a recipe';
  return form.filters.kinds?.length === 0 ? 'Choose a kind of file' : null;
}

/** "Golden evening", else the first words of the prompt, else the model. */
export function recipeTitle({ title, model, parameters }: Recipe, models: readonly Model[]): string {
  if (title !== '') return title;
  const prompt = parameters['prompt'];
  if (typeof prompt === 'string' && prompt.trim() !== '') return prompt.trim();
  return models.find(({ slug }) => slug === model)?.title ?? model;
}

/** Model and strength: "SD 3 Medium, strength 0.50". */
export function recipeNote({ model, parameters }: Recipe, models: readonly Model[]): string {
  const title = models.find(({ slug }) => slug === model)?.title ?? model;
  const { strength } = parameters;
  return typeof strength === 'number' ? `${title}, strength ${strength.toFixed(2)}` : title;
}

export function lastPart(label: string): string {
  return label.split(' / ').at(-1) ?? label;
}

function freeName(name: string, taken: readonly string[]): string {
  const short = name.slice(0, 76);
  if (!taken.includes(short)) return short;
  let number = 2;
  while (taken.includes(`${short} ${String(number)}`)) number += 1;
  return `${short} ${String(number)}`;
}

/** Patterns, one a line; empty lines are none. */
export function readPatterns(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().slice(0, 200))
    .filter((line) => line !== '')
    .slice(0, 100);
}
