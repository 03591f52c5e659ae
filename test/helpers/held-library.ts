/** What main would answer about a library that is only a list of photos: views, the side panel and rows, by the app's own rules. */
import type { Answer, CallInput } from '../../electron/contract/calls.ts';
import type { Photo, Result } from '../../electron/contract/photo.ts';
import type { Overview, View, ViewQuery } from '../../electron/contract/view.ts';
import { folderKeyOf } from '../../electron/library/labels.ts';
import { dayAndMs, type Developed, type Entry, type Folder } from '../../electron/library/views/columns.ts';
import { fold } from '../../electron/contract/search.ts';
import { countingKey } from '../../electron/library/views/counting-key.ts';
import { overviewOf, sortAll, viewOf } from '../../electron/library/views/order.ts';
import { photoTime, useLibrary } from '../../renderer/stores/library-store.ts';

interface Held {
  readonly entries: ReadonlyMap<number, Entry>;
  readonly developed: ReadonlyMap<number, Developed>;
}

/** Where the folder of a label lies. */
export function folderPath(label: string): string {
  return `/${label.replaceAll(' / ', '/')}`;
}

/** The photos as views hold them. Folders lie where their labels say. */
export function heldOf(photos: readonly Photo[], results: readonly Result[] = []): Held {
  const folders = new Map<string, Folder>();
  const folderOf = (label: string): Folder => {
    const path = folderPath(label);
    const known = folders.get(path) ?? { path, key: folderKeyOf(path), label, folded: fold(label), sorted: countingKey(path) };
    folders.set(path, known);
    return known;
  };
  const entries = photos.map((photo): [number, Entry] => {
    const time = photoTime(photo);
    const [day, dayMs] = dayAndMs(time);
    const { id, name, bytes, addedAt, missing, width, height } = photo;
    const aspect = width === null || height === null ? 0 : width / height;
    const own = { id, name, bytes, addedAt, missing, aspect, format: photo.format ?? 'jpeg', folder: folderOf(photo.folder) };
    return [id, { ...own, time, day, dayMs, about: null, folded: null, sorted: null }];
  });
  const developed = new Map<number, Developed>();
  for (const { photoId, createdAt, recipe, parameters } of results) {
    if (photoId === null) continue;
    const before = developed.get(photoId);
    developed.set(photoId, {
      newest: Math.max(before?.newest ?? 0, createdAt),
      text: `${before?.text ?? ''} ${fold(`${recipe} ${JSON.stringify(parameters)}`)}`,
    });
  }
  return { entries: new Map(entries), developed };
}

/** A view of them. */
export function viewAnswer(query: ViewQuery, photos: readonly Photo[], results: readonly Result[] = []): View {
  const held = heldOf(photos, results);
  return { ...viewOf(query, held, sortAll(held, query)), token: 1 };
}

/** What the side panel is told of them. */
export function overviewAnswer(photos: readonly Photo[]): Overview {
  const { folders, ...whole } = overviewOf(heldOf(photos));
  return { ...whole, folders: folders.map(({ path: _path, ...folder }) => ({ ...folder, isRoot: false, problem: null })) };
}

/** Answers of main to the page's questions about them. */
export function libraryAnswers(photos: readonly Photo[], results: readonly Result[] = []) {
  const ok = (value: unknown): Answer<unknown> => ({ ok: true, value });
  return {
    // What the page asks is typed by the contract
    'library.view': (input: unknown) => ok(viewAnswer((input as CallInput<'library.view'>).query, photos, results)),
    'library.overview': () => ok(overviewAnswer(photos)),
    'library.rows': (input: unknown) => {
      const { photoIds } = input as CallInput<'library.rows'>;
      return ok(photos.filter(({ id }) => photoIds.includes(id)));
    },
  };
}

/** Fills the page's store as those answers would. */
export function holdLibrary(photos: readonly Photo[], results: readonly Result[] = []): void {
  const { query, hold, show, look } = useLibrary.getState();
  hold(photos);
  show(query, viewAnswer(query, photos, results));
  look(overviewAnswer(photos));
}
