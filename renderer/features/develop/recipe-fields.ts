/** Which fields a model has on screen, in which order, and what is still missing before it can be sent. */
import type { Model, Parameter } from '../../../electron/contract/model.ts';
import type { ParameterValue } from '../../../electron/contract/recipe.ts';

export interface Field {
  readonly name: string;
  readonly parameter: Parameter;
  readonly required: boolean;
}

/** The fields of a model, in its catalogue's order; the rare ones apart. The format has its own control. */
export function fieldsOf(model: Model): { readonly main: readonly Field[]; readonly more: readonly Field[] } {
  const required = new Set(model.parameters.required);
  const fields = Object.entries(model.parameters.properties)
    .filter(([name]) => name !== model.formatField)
    .map(([name, parameter]) => ({ name, parameter, required: required.has(name) }));
  return {
    main: fields.filter((field) => field.parameter['x-ui'].advanced !== true),
    more: fields.filter((field) => field.parameter['x-ui'].advanced === true),
  };
}

/** True where a value says nothing: not set, or only spaces. */
function isBlank(value: ParameterValue | undefined): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** The first required field without a value; null: all are there. */
export function missingField(model: Model, values: Readonly<Record<string, ParameterValue>>): Field | null {
  const { main, more } = fieldsOf(model);
  return [...main, ...more].find((field) => field.required && isBlank(values[field.name])) ?? null;
}

/** What the button says while a required field is empty. */
export function missingWords(field: Field): string {
  return field.parameter['x-ui'].control === 'prompt'
    ? 'Say what the photo should look like'
    : `Fill in “${field.parameter.title}”`;
}

/** Digits after the point that a number's step asks for. */
export function decimalsOf(parameter: Parameter): number {
  if (parameter.type === 'integer') return 0;
  const text = String(parameter['x-ui'].step ?? 0.01);
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}

/** Why a text does not fit its field, as a sentence; null: it fits. */
export function textProblem(parameter: Parameter, text: string): string | null {
  const longest = parameter.maxLength;
  if (longest !== undefined && text.length > longest) {
    return `${new Intl.NumberFormat('en-US').format(text.length - longest)} characters too many.`;
  }
  return null;
}
