/**
 * The recipe that the develop panel shows: what is asked of which model. It begins as the last one used and is remembered
 * by main a moment after each change.
 */
import { create } from 'zustand';
import type { PhotoId } from '../../electron/contract/ids.ts';
import type { Model, Parameter } from '../../electron/contract/model.ts';
import type { Preferences } from '../../electron/contract/preferences.ts';
import { DEFAULT_STRENGTH, type OutputFormat, type ParameterValue, type Recipe } from '../../electron/contract/recipe.ts';
import { useSettings } from './settings-store.ts';
import { reportFailure } from './report.ts';

type Values = Readonly<Record<string, ParameterValue>>;

export interface RecipeDraft {
  readonly title: string;
  readonly model: string;
  readonly parameters: Values;
  readonly format: OutputFormat;
  /** Longest side sent, of a recipe that was read from a result; left out: as the preferences say. Pixels. */
  readonly longSide?: number;
}

export interface RecipeState {
  /** Null until models and preferences are known. */
  readonly draft: RecipeDraft | null;
  /**
   * Values that the user set, so that a field gets its value back when its model does. Under name and title: "strength" is how far
   * a photo may change in one model and a refiner's in another.
   */
  readonly kept: Values;
  /** Photos for a model's further inputs, by the input's field: the face to put in. Chosen anew in each session. */
  readonly others: Readonly<Record<string, PhotoId>>;
  /** Begins with the last recipe, else with the first model offered. Does nothing when there is a draft. */
  readonly begin: (models: readonly Model[], last: Recipe | null) => void;
  readonly setModel: (model: Model) => void;
  readonly setParameter: (name: string, value: ParameterValue | null) => void;
  readonly setFormat: (format: OutputFormat) => void;
  readonly setTitle: (title: string) => void;
  /** null: none. */
  readonly setOther: (field: string, photoId: PhotoId | null) => void;
  /** Takes over the recipe of a result, whole. */
  readonly take: (model: Model, recipe: Recipe) => void;
  /** Takes over what a job was sent with, for another try. */
  readonly load: (model: Model, parameters: Values) => void;
}

/** Milliseconds after the last change until it is sent to main. */
export const SAVE_DELAY_MS = 400;

/** True where a value may stand in a field: its type, its choices and its bounds. */
function fitsParameter(parameter: Parameter, value: ParameterValue): boolean {
  switch (parameter.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return (
        typeof value === 'string' &&
        (parameter.enum === undefined || parameter.enum.includes(value)) &&
        value.length <= (parameter.maxLength ?? Number.POSITIVE_INFINITY)
      );
    case 'integer':
    case 'number':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        (parameter.type === 'number' || Number.isInteger(value)) &&
        value >= (parameter.minimum ?? Number.NEGATIVE_INFINITY) &&
        value <= (parameter.maximum ?? Number.POSITIVE_INFINITY)
      );
  }
}

/** What a field starts with; null: it starts empty. A strength of 1 would ignore the photo, so it starts in between. */
function startingValue(name: string, parameter: Parameter): ParameterValue | null {
  if (name === 'strength' && (parameter.default === undefined || parameter.default === 1)) return DEFAULT_STRENGTH;
  return parameter.default ?? null;
}

/** The values of a model's fields: what is kept where it fits, else what the field starts with. */
export function valuesFor(model: Model, kept: Values): Values {
  const values: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(model.parameters.properties)) {
    const known = Object.hasOwn(kept, name) ? kept[name] : undefined;
    const value = known !== undefined && fitsParameter(parameter, known) ? known : startingValue(name, parameter);
    if (value !== null) values[name] = value;
  }
  return values;
}

/** The name of a field's meaning. */
function meaningOf(name: string, parameter: Parameter): string {
  return `${name} ${parameter.title}`;
}

/** Values of a model as they are kept: without those that the fields start with, which belong to this model alone. */
function keptFrom(model: Model, values: Values): Values {
  const kept: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(model.parameters.properties)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined && value !== startingValue(name, parameter)) kept[meaningOf(name, parameter)] = value;
  }
  return kept;
}

/** The kept values that mean something to a model, under its own names. */
export function keptFor(model: Model, kept: Values): Values {
  const values: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(model.parameters.properties)) {
    const value = kept[meaningOf(name, parameter)];
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** The recipe as it is sent: the draft with the preparation, the naming and what results carry, as the preferences hold them. */
export function completeRecipe(
  draft: RecipeDraft,
  preferences: Pick<Preferences, 'longSide' | 'nameTemplate' | 'carried'>,
): Recipe {
  const { longSide, nameTemplate: name, carried } = preferences;
  return { longSide, ...draft, parameters: { ...draft.parameters }, name, carried };
}

export const useRecipe = create<RecipeState>()((set, get) => {
  let timer: ReturnType<typeof setTimeout> | null = null;

  const save = (): void => {
    timer = null;
    const { preferences, change } = useSettings.getState();
    const { draft } = get();
    if (draft === null || preferences === null) return;
    change({ lastRecipe: completeRecipe(draft, preferences) }).catch(reportFailure);
  };
  const put = (part: Partial<RecipeDraft>): void => {
    const { draft } = get();
    if (draft === null) return;
    set({ draft: { ...draft, ...part } });
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(save, SAVE_DELAY_MS);
  };

  return {
    draft: null,
    kept: {},
    others: {},
    begin: (models, last) => {
      if (get().draft !== null) return;
      const model = models.find((candidate) => candidate.slug === last?.model) ?? models[0];
      if (model === undefined) return;
      const parameters = valuesFor(model, last?.model === model.slug ? last.parameters : {});
      const kept = keptFrom(model, parameters);
      set({ draft: { title: last?.title ?? '', model: model.slug, parameters, format: last?.format ?? 'jpeg' }, kept });
    },
    setModel: (model) => {
      put({ model: model.slug, parameters: valuesFor(model, keptFor(model, get().kept)) });
    },
    setParameter: (name, value) => {
      const { draft } = get();
      const parameters = { ...draft?.parameters };
      const kept = { ...get().kept };
      const model = useSettings.getState().models.find((one) => one.slug === draft?.model);
      const parameter =
        model === undefined || !Object.hasOwn(model.parameters.properties, name) ? undefined : model.parameters.properties[name];
      const meaning = parameter === undefined ? null : meaningOf(name, parameter);
      if (value === null) {
        // An emptied field is not sent at all, and must not come back with its model.
        Reflect.deleteProperty(parameters, name);
        if (meaning !== null) Reflect.deleteProperty(kept, meaning);
      } else {
        parameters[name] = value;
        if (meaning !== null) kept[meaning] = value;
      }
      set({ kept });
      put({ parameters });
    },
    setFormat: (format) => {
      put({ format });
    },
    setTitle: (title) => {
      put({ title });
    },
    setOther: (field, photoId) => {
      const others = { ...get().others };
      if (photoId === null) Reflect.deleteProperty(others, field);
      else others[field] = photoId;
      set({ others });
    },
    take: (model, { title, parameters, format, longSide }) => {
      set({ kept: { ...get().kept, ...keptFrom(model, parameters) } });
      put({ model: model.slug, title, parameters: { ...parameters }, format, longSide });
    },
    load: (model, parameters) => {
      set({ kept: { ...get().kept, ...keptFrom(model, parameters) } });
      put({ model: model.slug, parameters: valuesFor(model, parameters) });
    },
  };
});
