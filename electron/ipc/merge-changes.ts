/** Two sets of changes as one. Pure: the later word on an id wins, and an id is never both there and removed. */
import type { Changes } from '../contract/events.ts';

/** `later` laid over `earlier`. Neither is altered. */
export function mergeChanges(earlier: Changes, later: Changes): Changes {
  const photos = mergeRows(earlier.photos, earlier.photosRemoved, later.photos, later.photosRemoved);
  const results = mergeRows(earlier.results, earlier.resultsRemoved, later.results, later.resultsRemoved);
  const jobs = mergeRows(earlier.jobs, earlier.jobsRemoved, later.jobs, later.jobsRemoved);
  return {
    ...earlier,
    ...later,
    ...(photos.rows && { photos: photos.rows }),
    ...(photos.removed && { photosRemoved: photos.removed }),
    ...(results.rows && { results: results.rows }),
    ...(results.removed && { resultsRemoved: results.removed }),
    ...(jobs.rows && { jobs: jobs.rows }),
    ...(jobs.removed && { jobsRemoved: jobs.removed }),
  };
}

interface Merged<Id, Row> {
  readonly rows: Row[] | undefined;
  readonly removed: Id[] | undefined;
}

function mergeRows<Id, Row extends { id: Id }>(
  rows: readonly Row[] | undefined,
  removed: readonly Id[] | undefined,
  laterRows: readonly Row[] | undefined,
  laterRemoved: readonly Id[] | undefined,
): Merged<Id, Row> {
  const present = new Map<Id, Row>();
  const gone = new Set<Id>();
  const take = (someRows: readonly Row[] = [], someRemoved: readonly Id[] = []): void => {
    for (const row of someRows) {
      present.set(row.id, row);
      gone.delete(row.id);
    }
    for (const id of someRemoved) {
      present.delete(id);
      gone.add(id);
    }
  };
  take(rows, removed);
  take(laterRows, laterRemoved);
  return {
    rows: rows === undefined && laterRows === undefined ? undefined : [...present.values()],
    removed: removed === undefined && laterRemoved === undefined ? undefined : [...gone],
  };
}
