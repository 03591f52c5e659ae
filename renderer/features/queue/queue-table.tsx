/** The queue's table: only the rows in sight are in the page, one of them is the tab stop, arrows move. */
import { useCallback, useEffect, useRef, type KeyboardEvent } from 'react';
import type { Job } from '../../../electron/contract/job.ts';
import { useView } from '../../stores/view-store.ts';
import { useVirtualRows } from '../../ui/virtual.ts';
import { JobRow } from './job-row.tsx';
import { jobStep } from './job-words.ts';
import { rowsHeight, type QueueRow } from './queue-rows.ts';
import { openJob, runJobStep } from './run-step.ts';
import { moveRow } from './queue-keys.ts';

type JobQueueRow = Extract<QueueRow, { kind: 'job' }>;

function useKeys(rows: readonly QueueRow[], current: JobQueueRow | null, show: (row: JobQueueRow) => void, viewHeight: number) {
  return useCallback(
    (event: KeyboardEvent<HTMLDivElement>) => {
      // Keys on a button inside a row belong to the button.
      if (!(event.target instanceof HTMLElement) || event.target.getAttribute('role') !== 'row') return;
      const step = current === null ? null : jobStep(current.job);
      if (event.key === 'Enter' && current !== null && step !== null) {
        event.preventDefault();
        event.stopPropagation();
        runJobStep(step.action, current.job);
        return;
      }
      if (event.key === 'Delete' && current !== null && step?.action === 'remove') {
        event.preventDefault();
        event.stopPropagation();
        runJobStep('remove', current.job);
        return;
      }
      const next = moveRow(event.key, rows, current, viewHeight);
      if (next === null) return;
      event.preventDefault();
      event.stopPropagation();
      show(next);
    },
    [rows, current, show, viewHeight],
  );
}

/** Scrolls so that a row is in sight. */
function bringIntoView(scroller: HTMLElement, row: QueueRow): void {
  if (row.top < scroller.scrollTop) scroller.scrollTop = row.top;
  const bottom = row.top + row.height - scroller.clientHeight;
  if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
}

/** The rows, scrolling. */
export function QueueTable({ rows }: { readonly rows: readonly QueueRow[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef<Job['id'] | null>(null);
  const activeJob = useView((view) => view.activeJob);
  const { first, last, viewHeight } = useVirtualRows(scroller, rows, { overscan: 360, cap: 160 });
  const isJob = (row: QueueRow): row is JobQueueRow => row.kind === 'job';
  const current = rows.find((row): row is JobQueueRow => isJob(row) && row.job.id === activeJob) ?? null;
  const tabStop = current ?? rows.find(isJob) ?? null;

  const show = useCallback((row: JobQueueRow) => {
    if (scroller.current !== null) bringIntoView(scroller.current, row);
    wanted.current = row.job.id;
    openJob(row.job);
  }, []);
  const onKeyDown = useKeys(rows, tabStop, show, viewHeight);

  // The row that a key asked for may be drawn only after the scroll: focus it as soon as it is there.
  useEffect(() => {
    if (wanted.current === null) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-job="${String(wanted.current)}"]`);
    if (row == null) return;
    row.focus({ preventScroll: true });
    wanted.current = null;
  });

  return (
    <div ref={scroller} className="queue-scroll">
      <div
        role="grid"
        aria-label="Queue"
        aria-rowcount={rows.length}
        className="queue-rows"
        style={{ height: rowsHeight(rows) }}
        onKeyDown={onKeyDown}
      >
        {rows.slice(first, last + 1).map((row, offset) => {
          const index = first + offset + 1;
          if (row.kind === 'job') {
            const { job } = row;
            return (
              <JobRow
                key={job.id}
                job={job}
                first={row.first}
                active={job.id === activeJob}
                tabStop={job.id === tabStop?.job.id}
                index={index}
                top={row.top}
              />
            );
          }
          const style = { transform: `translateY(${String(row.top)}px)` };
          return (
            <div key={row.title} role="row" aria-rowindex={index} className="queue-group" style={style}>
              <span role="rowheader" aria-colspan={6}>
                {row.title} <span className="queue-group-note">{row.note}</span>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
