/** A waiting job dragged within the queue. Its id travels beside the drag: a page may not read a drag before the drop. */
import type { JobId } from '../../../electron/contract/ids.ts';

const TYPE = 'application/x-darkslide-job';

let dragged: JobId | null = null;

/** A waiting job is being dragged. */
export function startJobDrag(data: DataTransfer, jobId: JobId): void {
  data.setData(TYPE, String(jobId));
  data.effectAllowed = 'move';
  dragged = jobId;
}

/** The job under way; null where something else is dragged. */
export function draggedJob(data: DataTransfer): JobId | null {
  return data.types.includes(TYPE) ? dragged : null;
}
