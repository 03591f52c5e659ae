/** The models as data: reads one JSON file per model and refuses a catalogue that does not hold together. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DarkslideError } from '../contract/errors.ts';
import { modelSchema } from '../contract/model.ts';
import type { Model, ModelKind } from '../contract/model.ts';
import { readSmall } from '../files/small-file.ts';
import { checkValue } from './request.ts';

/** The model that a new recipe starts with. */
export const MAIN_MODEL = 'stable-diffusion-3-turbo-img2img';

/** A model is described in a few kilobytes. */
const MOST_BYTES = 1024 * 1024;

const kindOrder: Readonly<Record<ModelKind, number>> = {
  'photo-to-photo': 0,
  'text-to-picture': 1,
  restore: 2,
  'two-photos': 3,
};

/**
 * Reads every `*.json` of a folder.
 * @returns the models in the order of the menu: the main one, then by kind and title
 * @throws DarkslideError `internal`, naming the file that is broken
 */
export async function loadModels(folder: string): Promise<readonly Model[]> {
  const names = (await listFolder(folder)).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0) throw new DarkslideError('internal', 'The model catalogue is empty.');
  const models = await Promise.all(names.map(async (name) => await loadModel(folder, name)));
  for (const model of models) {
    if (model.successor !== null && findModel(models, model.successor) === undefined) {
      throw broken(`${model.slug}.json`, `its successor ${model.successor} is not in the catalogue`);
    }
  }
  return models.sort(byMenuOrder);
}

/** The model with this slug, if the catalogue has it. */
export function findModel(models: readonly Model[], slug: string): Model | undefined {
  return models.find((model) => model.slug === slug);
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new DarkslideError('internal', 'The model catalogue cannot be read.', { cause });
  }
}

async function loadModel(folder: string, name: string): Promise<Model> {
  let data: unknown;
  try {
    data = JSON.parse((await readSmall(path.join(folder, name), MOST_BYTES)).toString('utf8'));
  } catch (cause) {
    throw broken(name, 'it is not readable JSON', cause);
  }
  const parsed = modelSchema.safeParse(data);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw broken(name, first === undefined ? 'it does not fit the schema' : `${first.path.join('.')}: ${first.message}`);
  }
  const fault = faultOf(parsed.data, name);
  if (fault !== null) throw broken(name, fault);
  return parsed.data;
}

/** What the schema cannot say: names that agree with each other, and defaults that the model would accept. */
function faultOf(model: Model, name: string): string | null {
  if (name !== `${model.slug}.json`) return `it should be called ${model.slug}.json`;
  const { properties, required } = model.parameters;
  const fields = [...model.inputs.map((input) => input.field), ...Object.keys(model.fixed), ...Object.keys(properties)];
  if (model.formatField !== null) fields.push(model.formatField);
  const twice = fields.find((field, index) => fields.indexOf(field) !== index);
  if (twice !== undefined) return `the field ${twice} appears twice`;
  const missing = required.find((field) => !Object.hasOwn(properties, field));
  if (missing !== undefined) return `the required field ${missing} is not described`;
  for (const [field, parameter] of Object.entries(properties)) {
    const fault = parameter.default === undefined ? null : checkValue(parameter, parameter.default);
    if (fault !== null) return `the default of ${field} does not fit: ${fault}`;
    if (parameter['x-ui'].control === 'menu' && parameter.enum === undefined) return `the menu ${field} has no choices`;
  }
  return null;
}

function broken(name: string, why: string, cause?: unknown): DarkslideError {
  return new DarkslideError('internal', `The model file ${name} is broken: ${why}.`, { cause });
}

function byMenuOrder(a: Model, b: Model): number {
  const main = Number(b.slug === MAIN_MODEL) - Number(a.slug === MAIN_MODEL);
  if (main !== 0) return main;
  return kindOrder[a.kind] - kindOrder[b.kind] || a.title.localeCompare(b.title, 'en');
}
