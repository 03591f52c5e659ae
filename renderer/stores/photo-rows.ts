/** What cells say of photos, asked for when a cell comes into sight: some at a time, each once. */
import { useEffect } from 'react';
import type { PhotoId } from '../../electron/contract/ids.ts';
import type { Photo } from '../../electron/contract/photo.ts';
import { ROWS_AT_ONCE } from '../../electron/contract/view.ts';
import { call } from '../lib/bridge.ts';
import { useLibrary } from './library-store.ts';
import { reportFailure } from './report.ts';

const wanted = new Set<PhotoId>();
let timer: number | undefined;

/** Asks for rows that are not held; those wanted in one moment go together. */
export function wantPhotos(ids: Iterable<PhotoId>): void {
  const { photos } = useLibrary.getState();
  for (const id of ids) if (!photos.has(id)) wanted.add(id);
  if (wanted.size > 0) timer ??= window.setTimeout(flush, 0);
}

function flush(): void {
  timer = undefined;
  // What came into sight last is in sight still
  const photoIds = [...wanted].reverse().slice(0, ROWS_AT_ONCE);
  for (const id of photoIds) wanted.delete(id);
  if (wanted.size > 0) timer = window.setTimeout(flush, 0);
  fetchRows(photoIds).catch(reportFailure);
}

async function fetchRows(photoIds: PhotoId[]): Promise<readonly Photo[]> {
  const rows = await call('library.rows', { photoIds });
  useLibrary.getState().hold(rows);
  return rows;
}

/** One photo, asked for where it is not held; null: it left the library. Throws CallError. */
export async function photoRow(id: PhotoId): Promise<Photo | null> {
  return useLibrary.getState().photos.get(id) ?? (await fetchRows([id]))[0] ?? null;
}

/** A photo; undefined until it came, and where it left the library. */
export function usePhoto(id: PhotoId | null): Photo | undefined {
  const photo = useLibrary((state) => (id === null ? undefined : state.photos.get(id)));
  const loaded = useLibrary((state) => state.loaded);
  useEffect(() => {
    if (id !== null && photo === undefined && loaded) wantPhotos([id]);
  }, [id, photo, loaded]);
  return photo;
}
