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
import { tellFailure } from './tell-failure.ts';

type Values = Readonly<Record<string, ParameterValue>>;

export interface RecipeDraft {
  readonly title: string;
  readonly model: string;
  readonly parameters: Values;
  readonly format: OutputFormat;
}

export interface RecipeState {
  /** Null until models and preferences are known. */
  readonly draft: RecipeDraft | null;
  /** Every value set in this session, so that a field gets its value back when its model does. */
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
  /** Takes over what a job was sent with, for another try. */
  readonly load: (model: Model, parameters: Values) => void;
}

/** Milliseconds after the last change until it is sent to main. */
export const SAVE_DELAY_MS = 400;

/** True where a value may stand in a field: its type, its choices and its bounds. */
export function fitsParameter(parameter: Parameter, value: ParameterValue): boolean {
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
export function startingValue(name: string, parameter: Parameter): ParameterValue | null {
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

/** The recipe as it is sent: the draft with the preparation and naming that the preferences hold. */
export function completeRecipe(draft: RecipeDraft, preferences: Pick<Preferences, 'longSide' | 'nameTemplate'>): Recipe {
  return { ...draft, parameters: { ...draft.parameters }, longSide: preferences.longSide, name: preferences.nameTemplate };
}

export const useRecipe = create<RecipeState>()((set, get) => {
  let timer: ReturnType<typeof setTimeout> | null = null;

  const save = (): void => {
    timer = null;
    const { preferences, change } = useSettings.getState();
    const { draft } = get();
    if (draft === null || preferences === null) return;
    change({ lastRecipe: completeRecipe(draft, preferences) }).catch(tellFailure);
  };
  const put = (part: Partial<RecipeDraft>): void => {
    const { draft, kept } = get();
    if (draft === null) return;
    set({ draft: { ...draft, ...part }, kept: { ...kept, ...part.parameters } });
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
      const kept = last?.parameters ?? {};
      const parameters = valuesFor(model, kept);
      set({ draft: { title: last?.title ?? '', model: model.slug, parameters, format: last?.format ?? 'jpeg' }, kept });
    },
    setModel: (model) => {
      put({ model: model.slug, parameters: valuesFor(model, get().kept) });
    },
    setParameter: (name, value) => {
      const parameters = { ...get().draft?.parameters };
      if (value === null) {
        // An emptied field is not sent at all, and must not come back with its model.
        Reflect.deleteProperty(parameters, name);
        const kept = { ...get().kept };
        Reflect.deleteProperty(kept, name);
        set({ kept });
      } else parameters[name] = value;
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
    load: (model, parameters) => {
      put({ model: model.slug, parameters: valuesFor(model, { ...get().kept, ...parameters }) });
    },
  };
});
