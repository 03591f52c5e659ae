/** Photos and results: a cache of what main owns, rebuilt from a snapshot. */
import { create } from 'zustand';
import { dayOf, type WallTime } from '../../electron/contract/camera-time.ts';
import type { Changes, Snapshot } from '../../electron/contract/events.ts';
import type { PhotoId, ResultId } from '../../electron/contract/ids.ts';
import { timeOfPhoto } from '../../electron/contract/local-time.ts';
import type { Intake, Photo, Result } from '../../electron/contract/photo.ts';

export interface LibraryState {
  // From main
  readonly photos: ReadonlyMap<PhotoId, Photo>;
  readonly results: ReadonlyMap<ResultId, Result>;
  /** How far files that came in are listed and looked into. */
  readonly intake: Intake;
  // Derived
  /** Photos by capture time (else by when their file was last written), newest day first, in time order within a day. */
  readonly order: readonly PhotoId[];
  /** Results of each photo, oldest first. */
  readonly resultsByPhoto: ReadonlyMap<PhotoId, readonly ResultId[]>;
  readonly loaded: boolean;
  readonly replace: (snapshot: Pick<Snapshot, 'photos' | 'results' | 'intake'>) => void;
  readonly apply: (changes: Changes) => void;
}

/** The wall clock a photo is sorted by: the camera's, else that of this computer when the file was last written. */
export function photoTime({ takenAt, modifiedAt }: Pick<Photo, 'takenAt' | 'modifiedAt'>): WallTime {
  return timeOfPhoto(takenAt, modifiedAt);
}

/** -1, 0 or 1: times and days sort like texts. */
function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Newest day first; within a day by time, then by name in the way people count (2 before 10). */
export function sortPhotos(photos: Iterable<Photo>): PhotoId[] {
  const names = new Intl.Collator(undefined, { numeric: true });
  const keyed = Array.from(photos, (photo) => {
    const time = photoTime(photo);
    return { photo, time, day: dayOf(time) };
  });
  keyed.sort(
    (a, b) =>
      compareTexts(b.day, a.day) ||
      compareTexts(a.time, b.time) ||
      names.compare(a.photo.name, b.photo.name) ||
      a.photo.id - b.photo.id,
  );
  return keyed.map((entry) => entry.photo.id);
}

/** Whether a change moves a photo among the others. What only marks it (missing, damaged, a new version) leaves it in its place. */
function movesPhoto(before: Photo | undefined, after: Photo): boolean {
  return before === undefined || photoTime(before) !== photoTime(after) || before.name !== after.name;
}

function oldestFirst(a: Result, b: Result): number {
  return a.createdAt - b.createdAt || a.id - b.id;
}

function groupResults(results: ReadonlyMap<ResultId, Result>): Map<PhotoId, ResultId[]> {
  const groups = new Map<PhotoId, ResultId[]>();
  for (const result of [...results.values()].sort(oldestFirst)) {
    if (result.photoId === null) continue;
    const group = groups.get(result.photoId);
    if (group === undefined) groups.set(result.photoId, [result.id]);
    else group.push(result.id);
  }
  return groups;
}

/** The groups after the results `changed` came, changed or went: only those of their photos are made again. */
function regroupResults(
  { results: before, resultsByPhoto }: Pick<LibraryState, 'results' | 'resultsByPhoto'>,
  after: ReadonlyMap<ResultId, Result>,
  changed: readonly ResultId[],
): Map<PhotoId, readonly ResultId[]> {
  const groups = new Map(resultsByPhoto);
  const photos = new Set(changed.flatMap((id) => [before.get(id)?.photoId ?? null, after.get(id)?.photoId ?? null]));
  for (const photoId of photos) {
    if (photoId === null) continue;
    const ids = new Set([...(groups.get(photoId) ?? []), ...changed]);
    const own = [...ids].flatMap((id) => after.get(id) ?? []).filter((result) => result.photoId === photoId);
    if (own.length === 0) groups.delete(photoId);
    else
      groups.set(
        photoId,
        own.sort(oldestFirst).map((result) => result.id),
      );
  }
  return groups;
}

export const useLibrary = create<LibraryState>()((set) => ({
  photos: new Map(),
  results: new Map(),
  intake: { state: 'idle', found: 0, looked: 0, toLook: 0, unusable: 0 },
  order: [],
  resultsByPhoto: new Map(),
  loaded: false,
  replace: (snapshot) => {
    const photos = new Map(snapshot.photos.map((photo) => [photo.id, photo]));
    const results = new Map(snapshot.results.map((result) => [result.id, result]));
    const order = sortPhotos(photos.values());
    set({ photos, results, intake: snapshot.intake, order, resultsByPhoto: groupResults(results), loaded: true });
  },
  apply: (changes) => {
    set((state) => {
      const next: Partial<LibraryState> = {};
      if (changes.intake !== undefined) Object.assign(next, { intake: changes.intake });
      if (changes.photos !== undefined || changes.photosRemoved !== undefined) {
        const photos = new Map(state.photos);
        let moved = (changes.photosRemoved ?? []).length > 0;
        for (const photo of changes.photos ?? []) {
          moved ||= movesPhoto(photos.get(photo.id), photo);
          photos.set(photo.id, photo);
        }
        for (const id of changes.photosRemoved ?? []) photos.delete(id);
        // Sorting a large library takes longer than a frame, and while a queue runs changes come ten times a second.
        Object.assign(next, { photos, order: moved ? sortPhotos(photos.values()) : state.order });
      }
      if (changes.results !== undefined || changes.resultsRemoved !== undefined) {
        const results = new Map(state.results);
        for (const result of changes.results ?? []) results.set(result.id, result);
        for (const id of changes.resultsRemoved ?? []) results.delete(id);
        const changed = [...(changes.results ?? []).map((result) => result.id), ...(changes.resultsRemoved ?? [])];
        // Each result of a running queue comes alone; a folder of many is grouped faster as a whole.
        const resultsByPhoto = changed.length > 100 ? groupResults(results) : regroupResults(state, results, changed);
        Object.assign(next, { results, resultsByPhoto });
      }
      return next;
    });
  },
}));
