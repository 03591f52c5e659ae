/** Photos of an older library are asked again what they say: when they were taken (it kept instants, made with the zone of the computer that read them), and words to find them by. */
import type { Changes } from '../contract/events.ts';
import type { PhotoId } from '../contract/ids.ts';
import type { ImageTasks } from '../images/tasks.ts';
import { photoVersion, photoView, type Catalogue } from './catalogue.ts';

export interface TimesParts {
  readonly catalogue: Catalogue;
  readonly images: Pick<ImageTasks, 'inspect'>;
  readonly changed: (changes: Changes) => void;
  readonly log: (message: string, error?: unknown) => void;
  readonly isClosed: () => boolean;
}

/** Photos whose new times are told together. */
const TOLD_AT_ONCE = 64;

/** One file after the other, quietly. What cannot be read now keeps the time it had, and is asked again at the next start or when it is added again. */
export async function readTimesAgain({ catalogue, images, changed, log, isClosed }: TimesParts): Promise<void> {
  let last: PhotoId | 0 = 0;
  for (;;) {
    const rows = catalogue.takenUnread(last, TOLD_AT_ONCE);
    if (rows.length === 0) return;
    const photos = [];
    for (const row of rows) {
      if (isClosed()) return;
      last = row.id;
      try {
        const seen = await images.inspect(row.path);
        const current = catalogue.photo(row.id);
        // Removed, or read anew, in the meantime
        if (isClosed() || current === null || photoVersion(current) !== photoVersion(row)) continue;
        const after = catalogue.setTaken(row.id, seen);
        if (after !== null) photos.push(photoView(after));
      } catch (error) {
        log('A photo could not be asked again when it was taken', error);
      }
    }
    if (photos.length > 0) changed({ photos });
  }
}
