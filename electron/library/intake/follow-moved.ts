/** A photo that was moved to where its number on the disk says nothing is known again by its content: results and history stay with it. */
import type { Changes } from '../../contract/events.ts';
import type { PhotoId } from '../../contract/ids.ts';
import { photoView, type Catalogue, type PhotoRow } from '../catalogue.ts';
import { transaction, type Database } from '../database.ts';

export interface MovedParts {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly changed: (changes: Changes) => void;
  readonly hasJobs: (photoId: PhotoId) => boolean;
}

/**
 * Where a photo with this content lost its file for certain, this file is that photo's: its own row gives way. One that was developed by itself
 * stays what it is.
 * @param isGone - a drive that is away is no proof: a copy on another one is a photo of its own
 */
export async function followMoved(
  { database, catalogue, changed, hasJobs }: MovedParts,
  isGone: (row: PhotoRow) => Promise<boolean>,
  row: PhotoRow,
): Promise<void> {
  if (row.content_hash === null || hasJobs(row.id) || catalogue.resultsOfPhoto(row.id).length > 0) return;
  for (const former of catalogue.photosOfHash(row.content_hash)) {
    if (former.id === row.id || !(await isGone(former))) continue;
    const current = catalogue.photo(row.id);
    if (current?.content_hash !== row.content_hash || current.missing || hasJobs(row.id)) return;
    const facts = { path: current.path, bytes: current.bytes, modifiedMs: current.modified_ms };
    const seen = {
      format: current.format,
      width: current.width,
      height: current.height,
      takenAt: current.taken_at,
      about: current.about,
      mark: null,
    };
    const after = transaction(database, () => {
      catalogue.moveCompanions(row.id, former.id);
      catalogue.removePhoto(row.id);
      catalogue.movePhoto(former.id, current.path);
      catalogue.refreshPhoto(former.id, facts, seen);
      return catalogue.setHash(former.id, row.content_hash ?? '');
    });
    changed({ photosRemoved: [row.id], ...(after === null ? {} : { photos: [photoView(after)] }) });
    return;
  }
}
