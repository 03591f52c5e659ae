/** The models of the menu, grouped by what they make of what; and what a model of each kind needs besides its fields. */
import type { PhotoId } from '../../../electron/contract/ids.ts';
import type { Model, ModelKind } from '../../../electron/contract/model.ts';

/** The groups of the menu, in its order. */
export const kindTitles: Readonly<Record<ModelKind, string>> = {
  'photo-to-photo': 'Photo to photo',
  'text-to-picture': 'Picture from text',
  restore: 'Restore',
  'two-photos': 'Two photos',
};

const kinds = Object.keys(kindTitles) as ModelKind[]; // Object.keys forgets the key type

export interface ModelGroup {
  readonly title: string;
  readonly models: readonly Model[];
}

/** Models by kind, in the catalogue's order within a kind; kinds without a model are left out. */
export function modelGroups(models: readonly Model[]): readonly ModelGroup[] {
  return kinds
    .map((kind) => ({ title: kindTitles[kind], models: models.filter((model) => model.kind === kind) }))
    .filter((group) => group.models.length > 0);
}

/** What one run of the model makes: a photo developed, or a picture from nothing but words. */
export function nounOf(kind: ModelKind): 'photo' | 'picture' {
  return kind === 'text-to-picture' ? 'picture' : 'photo';
}

/** A photo that the model wants besides the selected one. */
export interface OtherInput {
  readonly field: string;
  readonly title: string;
}

/** The inputs after the first, which the selection fills. */
export function otherInputs(model: Model): readonly OtherInput[] {
  return model.inputs.slice(1);
}

export interface ChosenOthers {
  /** In the order of the inputs; null while one is missing. */
  readonly photoIds: readonly PhotoId[] | null;
  /** The first input without a photo; null: all have one. */
  readonly missing: OtherInput | null;
}

/** Which photos were chosen for a model's further inputs; one that left the library counts as not chosen. */
export function chosenOthers(
  model: Model,
  others: Readonly<Record<string, PhotoId>>,
  photos: { readonly has: (id: PhotoId) => boolean },
): ChosenOthers {
  const photoIds: PhotoId[] = [];
  for (const input of otherInputs(model)) {
    const id = Object.hasOwn(others, input.field) ? others[input.field] : undefined;
    if (id === undefined || !photos.has(id)) return { photoIds: null, missing: input };
    photoIds.push(id);
  }
  return { photoIds, missing: null };
}

/** The photos that a run works on: none for a picture from text; the photo whose face is put in is not put into itself. */
export function targetsFor(model: Model, selected: readonly PhotoId[], others: readonly PhotoId[]): readonly PhotoId[] {
  if (model.inputs.length === 0) return [];
  return others.length === 0 ? selected : selected.filter((id) => !others.includes(id));
}
