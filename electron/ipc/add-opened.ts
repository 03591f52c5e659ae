/** Files that the system or a second start handed over: added, a slice at a time, and told to the page. */
import { slicesOf } from '../contract/dropped.ts';
import type { Library } from '../library/library.ts';
import type { EventHub } from './events.ts';

/** The taker of such files. It never throws: what goes wrong is a line in the log. */
export function createAddOpened(
  library: Pick<Library, 'addInPlace'>,
  hub: EventHub,
  log: (line: string, thrown?: unknown) => void,
): (files: readonly string[]) => void {
  const add = async (files: readonly string[]): Promise<void> => {
    let continues = false;
    for (const slice of slicesOf(files)) {
      const { added, known, refused, results, paired } = await library.addInPlace(slice, { continues });
      hub.send('files.opened', { added: [...added, ...known], refused, results, paired });
      continues = true;
    }
  };
  return (files) => {
    add(files).catch((error: unknown) => {
      log('Files that were handed over could not be added', error);
    });
  };
}
