/** Files of photos and results may have gone, or come back, while the app was closed. */
import type { Changes } from '../contract/events.ts';
import { photoView, resultView, type Catalogue } from './catalogue.ts';
import { isMissing } from './refusals.ts';

export interface LookParts {
  readonly catalogue: Catalogue;
  readonly changed: (changes: Changes) => void;
  readonly isClosed: () => boolean;
}

/** Looks for each. Unreachable is not deleted: they are marked, never dropped. */
export async function lookForFiles({ catalogue, changed, isClosed }: LookParts): Promise<void> {
  for (const row of catalogue.photos()) {
    if (isClosed()) return;
    const missing = await isMissing(row.path);
    if (missing === row.missing) continue;
    const after = catalogue.setPhotoMissing(row.id, missing);
    if (after !== null) changed({ photos: [photoView(after)] });
  }
  for (const row of catalogue.results()) {
    if (isClosed()) return;
    const missing = await isMissing(row.path);
    if (missing === row.missing) continue;
    const after = catalogue.setResultMissing(row.id, missing);
    if (after !== null) changed({ results: [resultView(after)] });
  }
}
