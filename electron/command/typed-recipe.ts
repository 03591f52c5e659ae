/** The recipe that was typed on the command line. Pure. */
import { CARRY_ALL, type Carried } from '../contract/carried.ts';
import type { Model, Parameter } from '../contract/model.ts';
import type { ParameterValue, Recipe } from '../contract/recipe.ts';
import { numberOf, UsageError, type DevelopArguments } from './arguments.ts';

function valueOf(field: string, text: string, parameter: Parameter): ParameterValue {
  switch (parameter.type) {
    case 'string':
      return text;
    case 'number':
    case 'integer':
      return numberOf(field, text) ?? text;
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw new UsageError(`${field} is true or false, not "${text}".`);
      return text === 'true';
  }
}

/**
 * The recipe that was typed, with values of the types the model wants. Ranges are checked with the recipe. `preferred`: what results carry unless
 * something is left out. Throws UsageError.
 */
export function recipeFrom(typed: DevelopArguments, models: readonly Model[], preferred: Carried = CARRY_ALL): Recipe {
  const model = models.find((known) => known.slug === typed.model);
  if (model === undefined) {
    throw new UsageError(`There is no model "${typed.model}". Known: ${models.map((known) => known.slug).join(', ')}.`);
  }
  const [first, ...further] = model.inputs;
  if (first !== undefined && typed.files.length === 0) throw new UsageError('No photo was named.');
  if (first === undefined && typed.files.length > 0)
    throw new UsageError(`${model.title} makes pictures from text and takes no photo.`);
  if (typed.others.length !== further.length) {
    const wanted = further.map((input) => `--with FILE (${input.title})`).join(' ');
    throw new UsageError(`${model.title} wants ${wanted === '' ? 'no --with' : wanted}.`);
  }
  const { properties, required } = model.parameters;
  const parameters: Record<string, ParameterValue> = {};
  for (const [field, text] of typed.settings) {
    const parameter = Object.hasOwn(properties, field) ? properties[field] : undefined;
    if (parameter === undefined) {
      throw new UsageError(`${model.title} has no field "${field}". It has: ${Object.keys(properties).join(', ')}.`);
    }
    parameters[field] = valueOf(field, text, parameter);
  }
  if (typed.prompt !== null) parameters['prompt'] = typed.prompt;
  if (typed.strength !== null) parameters['strength'] = typed.strength;
  if (required.includes('prompt') && parameters['prompt'] === undefined) throw new UsageError('--prompt is missing.');
  const { format, longSide, name } = typed;
  // The other photos of a model that takes two are not at the place of the first
  const mode = model.inputs.length === 1 ? (typed.fullSize ?? 'off') : 'off';
  const carried = { ...preferred, ...Object.fromEntries(typed.leaveOut.map((group) => [group, false])) };
  return {
    title: '',
    model: model.slug,
    parameters,
    format,
    longSide,
    name,
    carried,
    ...(mode === 'off' ? {} : { fullSize: mode }),
  };
}
