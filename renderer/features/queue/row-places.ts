/** Which rows of the queue stand in the page, and where: each job's row keeps its element while it is shown. */
import { useMemo, useState } from 'react';
import type { JobId } from '../../../electron/contract/ids.ts';
import { assignSlots, type Slots } from '../../ui/slots.ts';
import type { Window } from '../../ui/virtual.ts';
import { ROW_HEIGHT, type QueueRow, type QueueRows } from './queue-rows.ts';

export type JobQueueRow = Extract<QueueRow, { kind: 'job' }>;
type GroupQueueRow = Extract<QueueRow, { kind: 'group' }>;

/** A row with its index among all rows. */
export interface Shown<Row> {
  readonly row: Row;
  readonly index: number;
}

/** The id of a row's element: a job's row by its place, the head of a group by its index. */
export function elementId(index: number, place: number | null): string {
  return place === null ? `queue-group-${String(index)}` : `queue-place-${String(place)}`;
}

/**
 * Indexes of the rows to draw, ascending: those of the window, as many at every place of the scroll so that none is made or taken
 * away on the way, and the pinned one wherever it is. `height`: of the view with what is drawn beyond it, pixels; `pinned` -1: none.
 */
export function shownIndexes(count: number, { first, last }: Window, height: number, pinned: number): readonly number[] {
  if (last < first) return [];
  const most = Math.ceil(height / ROW_HEIGHT) + 2;
  const end = Math.min(count, Math.max(last + 1, first + most));
  const indexes = Array.from({ length: end - first }, (_, offset) => first + offset);
  if (pinned < 0 || (pinned >= first && pinned < end)) return indexes;
  return pinned < first ? [pinned, ...indexes] : [...indexes, pinned];
}

export interface RowPlaces {
  readonly groups: readonly Shown<GroupQueueRow>[];
  /** By place; null: nothing stands there now. */
  readonly places: readonly (Shown<JobQueueRow> | null)[];
  /** Ids of the elements in the order of the rows. */
  readonly order: string;
}

/** The rows to draw, in their places. The row that Tab reaches is pinned: focus is not lost by scrolling on. */
export function useRowPlaces(rows: QueueRows, { first, last }: Window, height: number, pinned: number): RowPlaces {
  const [slots, setSlots] = useState<Slots<JobId>>([]);
  const { groups, jobs } = useMemo(() => {
    const found: Shown<GroupQueueRow>[] = [];
    const byJob = new Map<JobId, Shown<JobQueueRow>>();
    for (const index of shownIndexes(rows.length, { first, last }, height, pinned)) {
      const row = rows.at(index);
      if (row?.kind === 'group') found.push({ row, index });
      else if (row !== undefined) byJob.set(row.job.id, { row, index });
    }
    return { groups: found, jobs: byJob };
  }, [rows, first, last, height, pinned]);
  const next = assignSlots(slots, [...jobs.keys()]);
  if (next !== slots) setSlots(next);
  const places = next.map((id) => (id === null ? null : (jobs.get(id) ?? null)));
  const ids = [
    ...groups.map(({ index }) => ({ index, id: elementId(index, null) })),
    ...places.flatMap((shown, place) => (shown === null ? [] : [{ index: shown.index, id: elementId(shown.index, place) }])),
  ];
  ids.sort((a, b) => a.index - b.index);
  return { groups, places, order: ids.map(({ id }) => id).join(' ') };
}
