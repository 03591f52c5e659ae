/** Photos that leave the library; their files stay. */
import type { Changes } from '../contract/events.ts';
import type { PhotoId } from '../contract/ids.ts';
import { resultView, type Catalogue } from './catalogue.ts';
import { transaction, type Database } from './database.ts';
import type { InPlace } from './intake/rows.ts';

/** Forgets photos, and tells so. Their results stay, and are those of no photo from now on. */
export function removePhotos(
  parts: { readonly database: Database; readonly catalogue: Catalogue; readonly changed: (changes: Changes) => void },
  inPlace: Pick<InPlace, 'passOver'>,
  photoIds: readonly PhotoId[],
): void {
  const { catalogue } = parts;
  const orphans = transaction(parts.database, () =>
    photoIds.flatMap((id) => {
      const results = catalogue.resultsOfPhoto(id);
      const row = catalogue.photo(id);
      // A look at its folder would bring it back
      if (row !== null) inPlace.passOver(row.path, row.bytes, row.modified_ms, 'removed');
      catalogue.removePhoto(id);
      return results;
    }),
  );
  const results = orphans.flatMap((row) => catalogue.result(row.id) ?? []).map(resultView);
  parts.changed({ photosRemoved: [...photoIds], ...(results.length > 0 ? { results } : {}) });
}
