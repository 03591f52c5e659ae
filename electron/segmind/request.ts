/** What goes into a request: checks the fields against the model's description and builds the JSON body. Pure. */
import { problem } from '../contract/errors.ts';
import type { Problem } from '../contract/errors.ts';
import type { Model, Parameter } from '../contract/model.ts';
import type { OutputFormat, ParameterValue } from '../contract/recipe.ts';

type Values = Readonly<Record<string, ParameterValue>>;

/**
 * Says what the service would refuse, before anything is paid or sent.
 * @returns null where all fits, else `bad-input` with a sentence that names the field as the screen does
 */
export function checkParameters(model: Model, parameters: Values): Problem | null {
  const { properties, required } = model.parameters;
  for (const [field, value] of Object.entries(parameters)) {
    const parameter = Object.hasOwn(properties, field) ? properties[field] : undefined;
    if (parameter === undefined) return problem('bad-input', `${model.title} has no field called "${shorten(field)}".`);
    if (isLeftOut(parameter, value) && !required.includes(field)) continue;
    const fault = checkValue(parameter, value);
    if (fault !== null) return problem('bad-input', fault);
  }
  const values = withDefaults(model, parameters);
  const missing = required.find((field) => values[field] === undefined);
  return missing === undefined ? null : problem('bad-input', `${properties[missing]?.title ?? missing} is needed.`);
}

/** One value against one field; null where it fits, else the sentence. */
export function checkValue(parameter: Parameter, value: ParameterValue): string | null {
  switch (parameter.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : `${parameter.title} must be on or off.`;
    case 'string':
      return typeof value === 'string' ? checkText(parameter, value) : `${parameter.title} must be text.`;
    case 'number':
    case 'integer':
      return typeof value === 'number' ? checkNumber(parameter, value) : `${parameter.title} must be a number.`;
  }
}

/** Every field the model has a default for, under the values given. */
export function withDefaults(model: Model, parameters: Values): Record<string, ParameterValue> {
  const values: Record<string, ParameterValue> = {};
  for (const [field, parameter] of Object.entries(model.parameters.properties)) {
    const value = Object.hasOwn(parameters, field) ? parameters[field] : parameter.default;
    if (value !== undefined) values[field] = value;
  }
  return values;
}

/**
 * The body as it is sent, so its size is known before a byte leaves.
 * @param parts.pictures - JPEG or PNG bytes per input field; each of the model's inputs must be there (`missingPicture`)
 * @returns UTF-8 JSON; pictures as base64 without a `data:` prefix
 */
export function requestBody(
  model: Model,
  parts: {
    readonly pictures: Readonly<Record<string, Uint8Array>>;
    readonly parameters: Values;
    readonly format: OutputFormat;
  },
): Uint8Array {
  const body: Record<string, ParameterValue> = { ...sentFields(model, parts) };
  for (const { field } of model.inputs) {
    const bytes = parts.pictures[field];
    if (bytes !== undefined) body[field] = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  }
  return Buffer.from(JSON.stringify(body), 'utf8');
}

/** The fields that go out beside the pictures: what a receipt lists. */
export function sentFields(
  model: Model,
  parts: { readonly parameters: Values; readonly format: OutputFormat },
): Record<string, ParameterValue> {
  const fields: Record<string, ParameterValue> = { ...model.fixed };
  for (const [field, value] of Object.entries(withDefaults(model, parts.parameters))) {
    const parameter = model.parameters.properties[field];
    if (parameter !== undefined && !isLeftOut(parameter, value)) fields[field] = value;
  }
  if (model.formatField !== null) fields[model.formatField] = parts.format;
  return fields;
}

/** The first picture the model wants and did not get; null where all are there. */
export function missingPicture(model: Model, pictures: Readonly<Record<string, Uint8Array>>): Problem | null {
  const missing = model.inputs.find(({ field }) => (pictures[field]?.byteLength ?? 0) === 0);
  return missing === undefined ? null : problem('bad-input', `${model.title} needs a picture: ${missing.title}.`);
}

/** An empty text means "the model chooses" where it has no default; where it has one, empty is the user's word. */
function isLeftOut(parameter: Parameter, value: ParameterValue): boolean {
  return value === '' && parameter.default === undefined;
}

function checkText(parameter: Parameter, value: string): string | null {
  const { title, minLength, maxLength } = parameter;
  if (parameter.enum !== undefined && !parameter.enum.includes(value)) {
    return `${title} must be one of: ${parameter.enum.join(', ')}.`;
  }
  if (minLength !== undefined && minLength > 0 && value.trim() === '') return `${title} must not be empty.`;
  if (minLength !== undefined && value.length < minLength) {
    return `${title} must have at least ${String(minLength)} characters.`;
  }
  if (maxLength !== undefined && value.length > maxLength) return `${title} must have at most ${String(maxLength)} characters.`;
  return null;
}

function checkNumber(parameter: Parameter, value: number): string | null {
  const { title, minimum, maximum } = parameter;
  if (!Number.isFinite(value)) return `${title} must be a number.`;
  if (parameter.type === 'integer' && !Number.isSafeInteger(value)) return `${title} must be a whole number.`;
  const low = minimum !== undefined && value < minimum;
  const high = maximum !== undefined && value > maximum;
  if (!low && !high) return null;
  if (minimum !== undefined && maximum !== undefined) {
    return `${title} must be between ${String(minimum)} and ${String(maximum)}.`;
  }
  return low ? `${title} must be at least ${String(minimum)}.` : `${title} must be at most ${String(maximum)}.`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
