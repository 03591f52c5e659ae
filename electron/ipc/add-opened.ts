/** Files that the system or a second start handed over: added, and told to the page. */
import type { Library } from '../library/library.ts';
import type { EventHub } from './events.ts';

/** The taker of such files. It never throws: what goes wrong is a line in the log. */
export function createAddOpened(
  library: Pick<Library, 'addInPlace'>,
  hub: EventHub,
  log: (line: string, thrown?: unknown) => void,
): (files: readonly string[]) => void {
  return (files) => {
    library
      .addInPlace(files)
      .then(({ added, known, refused, results, paired }) => {
        hub.send('files.opened', { added: [...added, ...known], refused, results, paired });
      })
      .catch((error: unknown) => {
        log('Files that were handed over could not be added', error);
      });
  };
}
