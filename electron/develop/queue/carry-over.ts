/**
 * Older ledgers know paid work by the bytes of its file. While such a file is still the same its pixels are looked at once, so that a
 * rating or a keyword written into it later does not make new work of it.
 */
import { stat } from 'node:fs/promises';
import type { JobRow, JobWork } from '../ledger/job-row.ts';
import { identityOf, PREPARATION, preparationKey } from '../results/identity.ts';
import type { DevelopParts } from './parts.ts';
import { uploadLimits } from './orders/upload-limits.ts';

/** Goes through all such work, one photo at a time. Ends early where `stopped` says so; what is left is done the next time. */
export async function carryOver(parts: DevelopParts, stopped: () => boolean): Promise<void> {
  let after = 0;
  for (;;) {
    const row = stopped() ? null : parts.ledger.oldDone(after);
    if (row === null) return;
    after = row.id;
    try {
      const work = await workOf(row, parts);
      if (work !== null && !stopped()) parts.ledger.adoptIdentity(row.id, work);
    } catch (error) {
      parts.log(`Work of job ${String(row.id)} could not be carried over`, error); // found by its file as before
    }
  }
}

/** Null: the photo is not the file that was sent any more, or its model is gone. Throws where it cannot be read. */
async function workOf(row: JobRow, { catalogue, images, ledger, models }: DevelopParts): Promise<JobWork | null> {
  const model = models.find((known) => known.slug === row.recipe.model);
  const [photo] = row.content_hash === null ? [] : catalogue.photosOfHash(row.content_hash);
  // Work of several photos keeps the hash of its first one only: it stays known by its files
  if (model === undefined || photo === undefined || row.others.length > 0) return null;
  const facts = await stat(photo.path);
  if (facts.size !== photo.bytes || facts.mtimeMs !== photo.modified_ms) return null;
  const limits = uploadLimits(model);
  const { longSide } = row.recipe;
  const prepared = await images.prepare(photo.path, { longSide, limits });
  if (prepared.contentHash !== row.content_hash) return null;
  ledger.notePrepared(prepared.contentHash, preparationKey(longSide, limits), prepared.pixelHash);
  const identity = identityOf([prepared.pixelHash], row.recipe, row.simulated);
  return { identity, preparation: PREPARATION, pixelHashes: [prepared.pixelHash] };
}
