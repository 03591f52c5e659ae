/** Where the file of a photo or a result lies, from its row. Pure. */
import { photoVersion, resultView, type PhotoRow, type ResultRow } from './catalogue.ts';
import type { Located } from './library.ts';

/** Null: it is not in the library. */
export function locatedPhoto(row: PhotoRow | null): Located | null {
  return row === null ? null : { path: row.path, version: photoVersion(row) };
}

/** Null: it is not in the library. */
export function locatedResult(row: ResultRow | null): Located | null {
  return row === null ? null : { path: row.path, version: resultView(row).version };
}
