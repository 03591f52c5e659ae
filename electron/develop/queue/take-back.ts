/** Photos leave the library: what was not sent for them is not sent any more, and what was sent is counted, because it is still paid. */
import type { JobId, PhotoId } from '../../contract/ids.ts';
import type { Catalogue } from '../../library/catalogue.ts';
import type { Ledger } from '../ledger/ledger.ts';

export interface TakenBack {
  /** Jobs that will not be sent. */
  readonly takenBack: number;
  /** Jobs that are out: their photos may be gone from the library, and they are paid all the same. */
  readonly stillPaid: number;
}

/** Cancels the waiting jobs of these photos, those in which a photo is a further input among them. Call it before the photos are removed. */
export function takeBackPhotos(
  { ledger, catalogue }: { readonly ledger: Ledger; readonly catalogue: Catalogue },
  photoIds: readonly PhotoId[],
  cancel: (jobId: JobId) => void,
): TakenBack {
  const paths = photoIds.flatMap((id) => catalogue.photo(id)?.path ?? []);
  const open = ledger.openJobsOf(photoIds, paths);
  const waiting = open.filter(({ state }) => state === 'queued' || state === 'preparing');
  for (const { id } of waiting) cancel(id);
  const out = open.filter(({ state, simulated }) => !simulated && (state === 'sent' || state === 'accepted'));
  return { takenBack: waiting.length, stillPaid: out.length };
}
