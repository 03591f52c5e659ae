/** Which photo and result are looked at, and which come next: decided from the stores, without effects. */
import { useMemo } from 'react';
import type { PhotoId, ResultId } from '../../../electron/contract/ids.ts';
import type { Photo, Result } from '../../../electron/contract/photo.ts';
import type { PictureSubject } from '../../../electron/contract/pictures.ts';
import { withoutExtension } from '../../lib/format.ts';
import type { Size } from '../../lib/viewport.ts';
import { useLibrary, type LibraryState } from '../../stores/library-store.ts';
import { usePhoto } from '../../stores/photo-rows.ts';
import { useView, type View } from '../../stores/view-store.ts';

export interface Shown {
  readonly photo: Photo | null;
  /** The result looked at; null: the original alone. */
  readonly result: Result | null;
  /** All results of the photo, oldest first. */
  readonly results: readonly Result[];
}

type Library = Pick<LibraryState, 'results' | 'resultsByPhoto'>;

/** What a view shows: compare takes the newest result where none was chosen, everything else the original. */
function shownIn(
  view: View,
  library: Library,
  photo: Photo | undefined,
  photoId: PhotoId | null,
  activeResult: ResultId | null,
): Shown {
  const chosen = activeResult === null ? undefined : library.results.get(activeResult);
  const ids = photoId === null ? [] : (library.resultsByPhoto.get(photoId) ?? []);
  const results = ids.flatMap((id) => library.results.get(id) ?? []);
  const newest = view === 'compare' ? results[results.length - 1] : undefined;
  return { photo: photo ?? null, result: chosen ?? newest ?? null, results };
}

/** What the present view shows. */
export function useShown(): Shown {
  const view = useView((state) => state.view);
  const active = useView((state) => state.active);
  const activeResult = useView((state) => state.activeResult);
  const results = useLibrary((state) => state.results);
  const resultsByPhoto = useLibrary((state) => state.resultsByPhoto);
  const chosen = activeResult === null ? undefined : results.get(activeResult);
  // A result without a photo stands for itself, whatever photo was looked at before.
  const photoId = chosen === undefined ? active : chosen.photoId;
  const photo = usePhoto(photoId);
  return useMemo(
    () => shownIn(view, { results, resultsByPhoto }, photo, photoId, activeResult),
    [view, results, resultsByPhoto, photo, photoId, activeResult],
  );
}

/** The neighbour of an entry in a list; the ends stay where they are, an unknown entry leads to the first. */
export function neighbour<T>(list: readonly T[], entry: T | null, step: 1 | -1): T | null {
  if (list.length === 0) return null;
  const index = entry === null ? -1 : list.indexOf(entry);
  if (index < 0) return list[0] ?? null;
  return list[Math.min(Math.max(index + step, 0), list.length - 1)] ?? null;
}

/** Goes to a photo: within a selection of several it stays selected, anything else becomes the selection. */
export function showPhoto(id: PhotoId): void {
  const { selection, select, setActive } = useView.getState();
  if (selection.size > 1 && selection.has(id)) setActive(id);
  else select([id]);
}

/** A photo as the subject of a picture's address. */
export function photoSubject(photo: Photo): PictureSubject {
  return { type: 'photo', id: photo.id, version: photo.version };
}

/** A result as the subject of a picture's address. */
export function resultSubject(result: Result): PictureSubject {
  return { type: 'result', id: result.id, version: result.version };
}

/** Pixels of a photo, upright; null until its file was looked into. */
export function photoSize(photo: Photo): Size | null {
  return photo.width === null || photo.height === null ? null : { width: photo.width, height: photo.height };
}

/** A result's name without its ending and without its original's name: "golden-1" for DSC_4127-golden-1.jpg. */
export function shortName(result: Result, photo: Photo | null): string {
  const name = withoutExtension(result.name);
  const original = photo === null ? '' : withoutExtension(photo.name);
  const rest = original !== '' && name.startsWith(original) ? name.slice(original.length).replace(/^[-_ ]+/, '') : name;
  return rest === '' ? name : rest;
}

/** "0.50": how far the photo was changed; null where the model has no strength, and where there was no photo. */
export function strengthText(result: Result): string | null {
  const strength = result.parameters['strength'];
  return result.photoId !== null && typeof strength === 'number' ? strength.toFixed(2) : null;
}

/** "golden-1, strength 0.50". */
export function resultLabel(result: Result, photo: Photo | null): string {
  const strength = strengthText(result);
  return strength === null ? shortName(result, photo) : `${shortName(result, photo)}, strength ${strength}`;
}

/** The last of a photo's folders: "3 Coast, town". */
export function lastFolder(folder: string): string {
  return folder.split(' / ').at(-1) ?? folder;
}
