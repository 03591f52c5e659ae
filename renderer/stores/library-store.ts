/**
 * Photos and results: a cache of what main owns. Of photos the page holds the order of the view that is shown, and of a bounded number what cells
 * say of them; both are asked for, see views.ts and photo-rows.ts.
 */
import { create } from 'zustand';
import type { WallTime } from '../../electron/contract/camera-time.ts';
import type { Changes, Snapshot } from '../../electron/contract/events.ts';
import type { PhotoId, ResultId } from '../../electron/contract/ids.ts';
import { timeOfPhoto } from '../../electron/contract/local-time.ts';
import type { Intake, Photo, Result } from '../../electron/contract/photo.ts';
import { ROWS_HELD, type Overview, type View, type ViewQuery } from '../../electron/contract/view.ts';

/** The view that is shown, as main answered it. */
export interface ShownView {
  readonly query: ViewQuery;
  readonly token: number;
  /** Width divided by height of each photo of `order`; 0: not known yet. */
  readonly aspects: Float32Array;
  /** Where each group begins in `order`. */
  readonly starts: Int32Array;
  /** What each group is: "2026-11-05", "2026-11", a folder's label, or "". */
  readonly groups: readonly string[];
}

export interface LibraryState {
  // From main
  /** What cells say of photos: those that were asked for last. */
  readonly photos: ReadonlyMap<PhotoId, Photo>;
  readonly results: ReadonlyMap<ResultId, Result>;
  /** How far files that came in are listed and looked into. */
  readonly intake: Intake;
  readonly overview: Overview;
  /** Null until the first answer. */
  readonly view: ShownView | null;
  /** Photos of the view, in its order. */
  readonly order: readonly PhotoId[];
  // Derived
  /** Results of each photo, oldest first. */
  readonly resultsByPhoto: ReadonlyMap<PhotoId, readonly ResultId[]>;
  readonly loaded: boolean;
  // In flight
  /** What is to be shown. */
  readonly query: ViewQuery;
  readonly replace: (snapshot: Pick<Snapshot, 'results' | 'intake'>) => void;
  readonly apply: (changes: Changes) => void;
  /** Another view is to be shown, or the same in another way. */
  readonly ask: (query: ViewQuery) => void;
  readonly show: (query: ViewQuery, view: View) => void;
  readonly look: (overview: Overview) => void;
  /** Keeps rows that were asked for, and lets go of those asked for the longest ago. */
  readonly hold: (photos: readonly Photo[]) => void;
}

/** All photos by capture time, the newest day first, in time order within a day. */
export const wholeLibrary: ViewQuery = { source: { kind: 'all' }, sort: 'taken', reversed: true, group: 'day' };

/** The wall clock a photo is sorted by: the camera's, else that of this computer when the file was last written. */
export function photoTime({ takenAt, modifiedAt }: Pick<Photo, 'takenAt' | 'modifiedAt'>): WallTime {
  return timeOfPhoto(takenAt, modifiedAt);
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

/** Rows with these among them, the newest last. */
function held(photos: LibraryState['photos'], fresh: readonly Photo[]): Map<PhotoId, Photo> {
  const rows = new Map(photos);
  for (const photo of fresh) {
    rows.delete(photo.id);
    rows.set(photo.id, photo);
  }
  for (const id of rows.keys()) {
    if (rows.size <= ROWS_HELD) break;
    rows.delete(id);
  }
  return rows;
}

export const useLibrary = create<LibraryState>()((set) => ({
  photos: new Map(),
  results: new Map(),
  intake: { state: 'idle', found: 0, looked: 0, toLook: 0, unusable: 0 },
  overview: { total: 0, formats: [], years: [], folders: [] },
  view: null,
  order: [],
  resultsByPhoto: new Map(),
  loaded: false,
  query: wholeLibrary,
  replace: (snapshot) => {
    const results = new Map(snapshot.results.map((result) => [result.id, result]));
    // What is held of photos may be older than the snapshot: it is asked for again
    set({ photos: new Map(), results, intake: snapshot.intake, resultsByPhoto: groupResults(results), loaded: true });
  },
  apply: (changes) => {
    set((state) => {
      const next: Partial<LibraryState> = {};
      if (changes.intake !== undefined) Object.assign(next, { intake: changes.intake });
      if (changes.photos !== undefined || changes.photosRemoved !== undefined) {
        const photos = new Map(state.photos);
        for (const photo of changes.photos ?? []) if (photos.has(photo.id)) photos.set(photo.id, photo);
        for (const id of changes.photosRemoved ?? []) photos.delete(id);
        Object.assign(next, { photos });
      }
      if (changes.rowsMoved === true) Object.assign(next, { photos: new Map() });
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
  ask: (query) => {
    set({ query });
  },
  show: (query, { ids, token, aspects, starts, groups }) => {
    // The typed array holds numbers of photos: main checked them
    const order = Array.from(ids) as PhotoId[];
    set({ view: { query, token, aspects, starts, groups }, order });
  },
  look: (overview) => {
    set({ overview });
  },
  hold: (photos) => {
    set((state) => ({ photos: held(state.photos, photos) }));
  },
}));
