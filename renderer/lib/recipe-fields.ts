/** Which fields a model has on screen, in which order, and what is still missing before it can be sent. */
import type { Model, Parameter } from '../../electron/contract/model.ts';
import type { ParameterValue } from '../../electron/contract/recipe.ts';

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
export function missingWords(field: Field, kind: Model['kind']): string {
  if (field.parameter['x-ui'].control !== 'prompt') return `Fill in “${field.parameter.title}”`;
  return kind === 'text-to-picture' ? 'Say what the picture should show' : 'Say what the photo should look like';
}

/** The first field whose value the model would refuse, with the reason; null: all fit. */
export function unfitField(
  model: Model,
  values: Readonly<Record<string, ParameterValue>>,
): { readonly field: Field; readonly problem: string } | null {
  const { main, more } = fieldsOf(model);
  for (const field of [...main, ...more]) {
    const value = values[field.name];
    const problem = value === undefined ? null : fieldProblem(field.parameter, value);
    if (problem !== null) return { field, problem };
  }
  return null;
}

/** Digits after the point that a number's step asks for. */
export function decimalsOf(parameter: Parameter): number {
  if (parameter.type === 'integer') return 0;
  const text = String(parameter['x-ui'].step ?? 0.01);
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}

/** "2,048", "0.5": a bound as it is read. */
function bound(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 }).format(value);
}

function numberProblem(parameter: Parameter, value: number): string | null {
  const { minimum, maximum } = parameter;
  if (parameter.type === 'integer' && !Number.isInteger(value)) return 'Only a whole number fits here.';
  const within = minimum !== undefined && maximum !== undefined ? `${bound(minimum)} to ${bound(maximum)}.` : null;
  if (minimum !== undefined && value < minimum) return within ?? `At least ${bound(minimum)}.`;
  if (maximum !== undefined && value > maximum) return within ?? `At most ${bound(maximum)}.`;
  return null;
}

/** Why a value does not fit its field, as a sentence; null: it fits. Text in a number's field is what was typed there. */
export function fieldProblem(parameter: Parameter, value: ParameterValue): string | null {
  switch (parameter.type) {
    case 'integer':
    case 'number':
      if (typeof value === 'number' && Number.isFinite(value)) return numberProblem(parameter, value);
      return value === '' ? 'A number is needed here.' : 'Only a number fits here.';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'Only on or off fits here.';
    case 'string':
      return typeof value === 'string' ? textProblem(parameter, value) : 'Only text fits here.';
  }
}

/** Why a text does not fit its field, as a sentence; null: it fits. Whether something must stand there is another question. */
export function textProblem(parameter: Parameter, text: string): string | null {
  const longest = parameter.maxLength;
  if (longest !== undefined && text.length > longest) return `${bound(text.length - longest)} characters too many.`;
  if (parameter.enum !== undefined && !parameter.enum.includes(text)) return 'Choose one from the list.';
  return null;
}

/** What a typed number means: a number, nothing, or the text itself, which `fieldProblem` then refuses. */
export function readNumberText(text: string): number | string {
  const clean = text.trim().replace(',', '.');
  if (clean === '') return '';
  const number = Number(clean);
  return Number.isFinite(number) ? number : text;
}
