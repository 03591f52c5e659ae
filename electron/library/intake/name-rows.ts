/**
 * Names on their way into the catalogue: many files as one text that the database takes apart by itself. A text crosses from thread to thread in
 * one piece and is one statement; rows that are bound one by one cost three times as much. Pure.
 */
import { sep } from 'node:path';
import { formatOfName } from '../../images/formats/formats.ts';
import type { FileEntry } from '../roots/entry.ts';

/** Where the files of a folder lie, by their paths below it with "/" between names. */
export function placesIn(folder: string): (path: string) => string {
  const start = folder.endsWith(sep) ? folder : folder + sep;
  return (path) => start + (sep === '/' ? path : path.replaceAll('/', sep));
}

/** A name as the database holds it: halves of characters, which Windows allows in names, become signs of replacement on the way there. */
export function asStored(path: string): string {
  return /[\ud800-\udfff]/.test(path) ? Buffer.from(path).toString() : path;
}

/** One array a file: place, bytes, when written, when changed, number, format by its name. `place`: where a path lies; left out: paths are whole. */
export function nameRows(files: readonly FileEntry[], place = (path: string): string => path): string {
  return JSON.stringify(
    files.map(({ path, bytes, modifiedMs, changedMs, inode }) => [
      asStored(place(path)),
      bytes,
      modifiedMs,
      changedMs,
      inode,
      formatOfName(path) ?? 'jpeg',
    ]),
  );
}
