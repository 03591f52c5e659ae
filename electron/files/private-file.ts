/** Files of the app's own that SQLite opens: made closed to other users first, because SQLite makes them as the umask allows. */
import { closeSync, openSync } from 'node:fs';

/** Makes the file, empty and closed to others, where there is none. Its log gets the same rights from SQLite. */
export function makePrivate(file: string): string {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // A folder of this name, no permission, no room: whoever opens it meets the same, and says it
  }
  return file;
}
