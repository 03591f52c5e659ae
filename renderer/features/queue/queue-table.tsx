/** The queue's table: only the rows in sight are in the page, one of them is the tab stop, arrows move. */
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import type { Job } from '../../../electron/contract/job.ts';
import { formatCount, withoutExtension } from '../../lib/format.ts';
import { useView } from '../../stores/view-store.ts';
import { useVirtualRows } from '../../ui/virtual.ts';
import { draggedJob } from './job-drag.ts';
import { JobRow } from './job-row.tsx';
import { asideStep, jobStep } from './job-words.ts';
import { dropAt, moveStep } from './queue-moves.ts';
import { rowsHeight, type QueueRow } from './queue-rows.ts';
import { openJob, runJobStep, runMove } from './run-step.ts';
import { moveRow } from './queue-keys.ts';

type JobQueueRow = Extract<QueueRow, { kind: 'job' }>;

const moveKeys: Readonly<Record<string, 'up' | 'down' | 'first'>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
};

interface KeyParts {
  readonly rows: readonly QueueRow[];
  readonly waiting: readonly Job[];
  readonly current: JobQueueRow | null;
  readonly show: (row: JobQueueRow) => void;
  /** The row was moved: it keeps the focus in its new place. */
  readonly follow: (id: Job['id']) => void;
  readonly viewHeight: number;
}

/** Removes a job where it has a button for that. */
function removeJob(job: Job): boolean {
  const removes = [jobStep(job), asideStep(job)].some((step) => step?.action === 'remove');
  if (removes) runJobStep('remove', job);
  return removes;
}

function useKeys({ rows, waiting, current, show, follow, viewHeight }: KeyParts) {
  return useCallback(
    (event: KeyboardEvent<HTMLDivElement>) => {
      // Keys on a button inside a row belong to the button.
      if (!(event.target instanceof HTMLElement) || event.target.getAttribute('role') !== 'row') return;
      const done = () => {
        event.preventDefault();
        event.stopPropagation();
      };
      const step = current === null ? null : jobStep(current.job);
      if (event.key === 'Enter' && current !== null && step !== null) {
        done();
        runJobStep(step.action, current.job);
        return;
      }
      if (event.key === 'Delete' && current !== null) {
        if (removeJob(current.job)) done();
        return;
      }
      const to = event.altKey ? moveKeys[event.key] : undefined;
      if (to !== undefined && current !== null) {
        done();
        const move = moveStep(waiting, current.job.id, to);
        if (move === null) return;
        follow(current.job.id);
        runMove(move, placeWords(current.job, move.place, waiting.length));
        return;
      }
      if (event.altKey) return;
      const next = moveRow(event.key, rows, current, viewHeight);
      if (next === null) return;
      done();
      show(next);
    },
    [rows, waiting, current, show, follow, viewHeight],
  );
}

/** "DSC_4162, 3 of 24". */
function placeWords(job: Job, place: number, count: number): string {
  return `${withoutExtension(job.photoName)}, ${formatCount(place)} of ${formatCount(count)}`;
}

/** Lets a waiting job be dropped among the others; `top`: where the line of the drop is drawn, null: nowhere. */
function useDrops(rows: readonly QueueRow[], waiting: readonly Job[]) {
  const [top, setTop] = useState<number | null>(null);
  const find = (event: DragEvent<HTMLDivElement>) => {
    const id = draggedJob(event.dataTransfer);
    if (id === null) return null;
    // The window's own handler would forbid the drop.
    event.preventDefault();
    event.stopPropagation();
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top;
    return dropAt(rows, waiting, id, y);
  };
  return {
    top,
    handlers: {
      onDragOver: (event: DragEvent<HTMLDivElement>) => {
        const drop = find(event);
        event.dataTransfer.dropEffect = drop === null ? 'none' : 'move';
        setTop(drop?.top ?? null);
      },
      onDragLeave: () => {
        setTop(null);
      },
      onDrop: (event: DragEvent<HTMLDivElement>) => {
        const drop = find(event);
        setTop(null);
        const job = drop === null ? undefined : waiting.find((one) => one.id === drop.jobIds[0]);
        if (drop !== null && job !== undefined) runMove(drop, placeWords(job, drop.place, waiting.length));
      },
    },
  };
}

/** Scrolls so that a row is in sight. */
function bringIntoView(scroller: HTMLElement, row: QueueRow): void {
  if (row.top < scroller.scrollTop) scroller.scrollTop = row.top;
  const bottom = row.top + row.height - scroller.clientHeight;
  if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
}

export interface QueueTableProps {
  readonly rows: readonly QueueRow[];
  /** What waits, in its order, whether its rows are shown or not. */
  readonly waiting: readonly Job[];
}

/** The rows, scrolling. */
export function QueueTable({ rows, waiting }: QueueTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef<Job['id'] | null>(null);
  const activeJob = useView((view) => view.activeJob);
  const { first, last, viewHeight } = useVirtualRows(scroller, rows, { overscan: 180, cap: 160 });
  const { current, tabStop } = useMemo(() => {
    const isJob = (row: QueueRow): row is JobQueueRow => row.kind === 'job';
    const chosen = rows.find((row): row is JobQueueRow => isJob(row) && row.job.id === activeJob) ?? null;
    return { current: chosen, tabStop: chosen ?? rows.find(isJob) ?? null };
  }, [rows, activeJob]);

  const show = useCallback((row: JobQueueRow) => {
    if (scroller.current !== null) bringIntoView(scroller.current, row);
    wanted.current = row.job.id;
    openJob(row.job);
  }, []);
  const moved = useRef<Job['id'] | null>(null);
  const follow = useCallback((id: Job['id']) => {
    moved.current = id;
  }, []);
  const onKeyDown = useKeys({ rows, waiting, current: tabStop, show, follow, viewHeight });
  const { top: dropTop, handlers } = useDrops(rows, waiting);

  // A row that was moved takes its focus and the view along, as soon as the queue says where it is.
  useEffect(() => {
    if (moved.current === null || current?.job.id !== moved.current || scroller.current === null) return;
    bringIntoView(scroller.current, current);
    wanted.current = moved.current;
    moved.current = null;
  }, [current]);

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
        {...handlers}
      >
        {dropTop !== null && <div role="presentation" className="queue-drop" style={{ top: dropTop }} />}
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
