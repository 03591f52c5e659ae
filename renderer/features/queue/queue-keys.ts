/** Where the arrow keys lead in the queue's table. */
import type { QueueRow, QueueRows } from './queue-rows.ts';

type JobQueueRow = Extract<QueueRow, { kind: 'job' }>;

function isJob(row: QueueRow | undefined): row is JobQueueRow {
  return row?.kind === 'job';
}

/** The first job at or after `from`, going by `direction`. */
function seek(rows: QueueRows, from: number, direction: 1 | -1): JobQueueRow | null {
  for (let index = from; index >= 0 && index < rows.length; index += direction) {
    const row = rows.at(index);
    if (isJob(row)) return row;
  }
  return null;
}

/** The job that a key leads to from `current`; null: the key is not ours, or there is no way on. `viewHeight` in pixels. */
export function moveRow(key: string, rows: QueueRows, current: JobQueueRow | null, viewHeight: number): JobQueueRow | null {
  const at = current === null ? -1 : rows.indexOf(current.job.id);
  const page = Math.max(1, Math.floor(viewHeight / 36) - 1);
  switch (key) {
    case 'ArrowDown':
      return seek(rows, at + 1, 1);
    case 'ArrowUp':
      return seek(rows, at - 1, -1);
    case 'PageDown':
      return seek(rows, Math.min(rows.length - 1, at + page), 1);
    case 'PageUp':
      return seek(rows, Math.max(0, at - page), 1);
    case 'Home':
      return seek(rows, 0, 1);
    case 'End':
      return seek(rows, rows.length - 1, -1);
    default:
      return null;
  }
}
