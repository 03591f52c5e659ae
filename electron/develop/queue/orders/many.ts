/**
 * What a person does to many jobs at once: cancel, try again, move. In slices, between which the queue goes on; a half-done one leaves
 * every job where it was or where it goes.
 */
import type { JobId } from '../../../contract/ids.ts';
import { transaction } from '../../../library/database.ts';
import type { JobRow } from '../../ledger/job-row.ts';
import { newPlaces } from '../../ledger/order.ts';
import type { Cancellation } from './cancellation.ts';
import type { DevelopParts } from '../parts.ts';
import { breathe, inSlices } from './slices.ts';

export interface ManyOrders {
  /** Nothing of these is sent from now on; `cancel` writes it down. */
  readonly wishCancelled: (ids: readonly JobId[]) => void;
  /** See cancellation.ts. */
  readonly cancel: (ids: readonly JobId[]) => Promise<void>;
  /** What failed or was cancelled waits again. */
  readonly retry: (ids: readonly JobId[]) => Promise<void>;
  /** New places for jobs that were not sent. */
  readonly move: (ids: readonly JobId[], before: JobId | null) => Promise<void>;
}

export interface ManyParts {
  readonly parts: Pick<DevelopParts, 'database' | 'ledger' | 'runs'>;
  readonly cancellation: Cancellation;
  readonly tell: (rows: readonly JobRow[]) => void;
  /** These have new places. */
  readonly moved: (ids: ReadonlySet<JobId>) => void;
  /** Something may have become possible. */
  readonly pump: () => void;
}

/** Builds them. One after the other, please: see createInTurn. */
export function createManyOrders({ parts, cancellation, tell, moved, pump }: ManyParts): ManyOrders {
  const { ledger } = parts;
  return {
    wishCancelled: cancellation.wish,
    cancel: async (ids) => {
      await cancellation.cancel(ids);
      pump();
    },
    retry: async (ids) => {
      cancellation.forget(ids);
      await inSlices(ids, (slice) => {
        const rows = transaction(parts.database, () => {
          ledger.adopt(slice, parts.runs.own);
          return ledger.applyEach(slice, () => [{ type: 'retry' }]);
        });
        tell(rows);
        pump();
      });
    },
    move: async (ids, before) => {
      const moving = new Set(ids);
      const order = ledger.places();
      await breathe(ids);
      const places = newPlaces(order, moving, before);
      await breathe(ids);
      await inSlices(places, (slice) => {
        tell(ledger.place(slice));
      });
      await breathe(ids);
      moved(moving);
      pump();
    },
  };
}
