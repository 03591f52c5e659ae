/** Files of the app's own that SQLite opens: made closed to other users first, because SQLite makes them as the umask allows. */
import { closeSync, openSync } from 'node:fs';

/** Makes the file, empty and closed to others, where there is none. Its log gets the same rights from SQLite. Throws where the disk refuses. */
export function makePrivate(file: string): string {
  closeSync(openSync(file, 'a', 0o600));
  return file;
}
