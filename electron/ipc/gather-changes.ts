/**
 * Changes gathered until they are sent: the later word on an id wins, and an id is never both there and removed. Taking one more in costs
 * the same however many are gathered, and they are given out a bounded number at a time.
 */
import type { Changes } from '../contract/events.ts';

export interface GatheredChanges {
  readonly take: (changes: Changes) => void;
  /** At most so many rows and ids, the earliest first, as one set of changes; null: there is nothing. */
  readonly give: (most: number) => Changes | null;
  readonly isEmpty: () => boolean;
}

interface Kind<Id, Row> {
  readonly take: (rows: readonly Row[] | undefined, removed: readonly Id[] | undefined) => void;
  readonly give: (most: number) => { readonly rows: Row[]; readonly removed: Id[] };
  readonly count: () => number;
}

/** Rows of one kind by their ids. */
function createKind<Id, Row extends { id: Id }>(): Kind<Id, Row> {
  const present = new Map<Id, Row>();
  const gone = new Set<Id>();
  return {
    take: (rows = [], removed = []) => {
      for (const row of rows) {
        present.set(row.id, row);
        gone.delete(row.id);
      }
      for (const id of removed) {
        present.delete(id);
        gone.add(id);
      }
    },
    give: (most) => {
      const rows: Row[] = [];
      for (const row of present.values()) {
        if (rows.length >= most) break;
        rows.push(row);
        present.delete(row.id);
      }
      const removed: Id[] = [];
      for (const id of gone) {
        if (rows.length + removed.length >= most) break;
        removed.push(id);
        gone.delete(id);
      }
      return { rows, removed };
    },
    count: () => present.size + gone.size,
  };
}

type Row<Name extends 'photos' | 'results' | 'jobs'> = NonNullable<Changes[Name]>[number];

/** Nothing is gathered yet. */
export function createGatheredChanges(): GatheredChanges {
  const photos = createKind<Row<'photos'>['id'], Row<'photos'>>();
  const results = createKind<Row<'results'>['id'], Row<'results'>>();
  const jobs = createKind<Row<'jobs'>['id'], Row<'jobs'>>();
  /** Everything of which there is one. */
  let single: Changes = {};

  const isEmpty = (): boolean => photos.count() + results.count() + jobs.count() === 0 && Object.keys(single).length === 0;

  return {
    take: ({ photos: p, photosRemoved, results: r, resultsRemoved, jobs: j, jobsRemoved, ...others }) => {
      photos.take(p, photosRemoved);
      results.take(r, resultsRemoved);
      jobs.take(j, jobsRemoved);
      single = { ...single, ...others };
    },
    give: (most) => {
      if (isEmpty()) return null;
      const somePhotos = photos.give(most);
      let left = most - somePhotos.rows.length - somePhotos.removed.length;
      const someResults = results.give(left);
      left -= someResults.rows.length + someResults.removed.length;
      const someJobs = jobs.give(left);
      const changes: Changes = {
        ...single,
        ...named('photos', somePhotos.rows),
        ...named('photosRemoved', somePhotos.removed),
        ...named('results', someResults.rows),
        ...named('resultsRemoved', someResults.removed),
        ...named('jobs', someJobs.rows),
        ...named('jobsRemoved', someJobs.removed),
      };
      single = {};
      return changes;
    },
    isEmpty,
  };
}

/** A list under its name; nothing where it is empty. */
function named<Name extends keyof Changes>(name: Name, list: Changes[Name] & readonly unknown[]): Changes {
  return list.length === 0 ? {} : { [name]: list };
}
