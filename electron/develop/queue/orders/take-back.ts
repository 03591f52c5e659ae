/** Photos leave the library: what was not sent for them is not sent any more, and what was sent is counted, because it is still paid. */
import type { JobId, PhotoId } from '../../../contract/ids.ts';
import type { Catalogue } from '../../../library/catalogue.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { ManyOrders } from './many.ts';
import { inSlices } from './slices.ts';

export interface TakenBack {
  /** Jobs that will not be sent. */
  readonly takenBack: number;
  /** Jobs that are out: their photos may be gone from the library, and they are paid all the same. */
  readonly stillPaid: number;
}

/**
 * Cancels the waiting jobs of these photos, those in which a photo is a further input among them. They are removed only after it has
 * come to its end: it looks for them in the catalogue.
 */
export async function takeBackPhotos(
  { ledger, catalogue }: { readonly ledger: Ledger; readonly catalogue: Catalogue },
  photoIds: readonly PhotoId[],
  orders: Pick<ManyOrders, 'wishCancelled' | 'cancel'>,
): Promise<TakenBack> {
  const waiting = new Set<JobId>();
  const out = new Set<JobId>();
  await inSlices(photoIds, (slice) => {
    const paths = slice.flatMap((id) => catalogue.photo(id)?.path ?? []);
    const open = [...ledger.openJobsOf(slice), ...ledger.openJobsWith(paths)];
    for (const { id, state, simulated } of open) {
      if (state === 'queued' || state === 'preparing') waiting.add(id);
      else if (!simulated && (state === 'sent' || state === 'accepted')) out.add(id);
    }
    orders.wishCancelled(open.map(({ id }) => id).filter((id) => waiting.has(id)));
  });
  await orders.cancel([...waiting]);
  return { takenBack: waiting.size, stillPaid: out.size };
}
