/** Files of photos and results may have gone, or come back, while the app was closed. */
import type { Changes } from '../contract/events.ts';
import type { PhotoId } from '../contract/ids.ts';
import { photoView, resultView, type Catalogue } from './catalogue.ts';
import { isMissing } from './refusals.ts';

export interface LookParts {
  readonly catalogue: Catalogue;
  readonly changed: (changes: Changes) => void;
  readonly isClosed: () => boolean;
}

/** Rows that are read in one go: a few milliseconds. */
const AT_ONCE = 500;

/**
 * Looks for each. Unreachable is not deleted: they are marked, never dropped.
 * @param isLookedAt - whether the look at a folder of the library says what became of a photo's file
 */
export async function lookForFiles(
  { catalogue, changed, isClosed }: LookParts,
  isLookedAt: (path: string) => boolean,
): Promise<void> {
  let last: PhotoId | 0 = 0;
  for (let rows = catalogue.placesAfter(last, AT_ONCE); rows.length > 0; rows = catalogue.placesAfter(last, AT_ONCE)) {
    last = rows.at(-1)?.id ?? last;
    for (const row of rows) {
      if (isClosed()) return;
      if (isLookedAt(row.path)) continue;
      const missing = await isMissing(row.path);
      if (missing === row.missing) continue;
      const after = catalogue.setPhotoMissing(row.id, missing);
      if (after !== null) changed({ photos: [photoView(after)] });
    }
    await new Promise((resume) => setImmediate(resume));
  }
  for (const row of catalogue.results()) {
    if (isClosed()) return;
    const missing = await isMissing(row.path);
    if (missing === row.missing) continue;
    const after = catalogue.setResultMissing(row.id, missing);
    if (after !== null) changed({ results: [resultView(after)] });
  }
}
