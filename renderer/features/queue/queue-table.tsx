/** The queue's table: only the rows in sight are in the page, one of them is the tab stop, arrows move. */
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import type { Job } from '../../../electron/contract/job.ts';
import { useView } from '../../stores/view-store.ts';
import { useFlight } from '../../ui/flight.ts';
import { useVirtualRows } from '../../ui/virtual.ts';
import { draggedJob } from './job-drag.ts';
import { openJobMenu, placeWords, removeJob, useJobActions } from './job-menu.ts';
import { JobRow } from './job-row.tsx';
import { jobStep } from './job-words.ts';
import { dropAt, moveStep } from './queue-moves.ts';
import type { QueueRow, QueueRows } from './queue-rows.ts';
import { openJob, runJobStep, runMove } from './run-step.ts';
import { moveRow } from './queue-keys.ts';
import { elementId, useRowPlaces, type JobQueueRow } from './row-places.ts';

/** Pixels drawn beyond the view on each side. */
const OVERSCAN = 180;

/** Below the head of the first group. */
const FIRST_JOB = 1;

const moveKeys: Readonly<Record<string, 'up' | 'down' | 'first'>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
};

interface KeyParts {
  readonly rows: QueueRows;
  readonly waiting: readonly Job[];
  readonly current: JobQueueRow | null;
  readonly show: (row: JobQueueRow) => void;
  /** The row was moved: it keeps the focus in its new place. */
  readonly follow: (id: Job['id']) => void;
  readonly viewHeight: number;
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

/** Lets a waiting job be dropped among the others; `top`: where the line of the drop is drawn, null: nowhere. */
function useDrops(rows: QueueRows, waiting: readonly Job[]) {
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
  readonly rows: QueueRows;
  /** What waits, in its order, whether its rows are shown or not. */
  readonly waiting: readonly Job[];
}

/** The rows, scrolling. */
export function QueueTable({ rows, waiting }: QueueTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef<Job['id'] | null>(null);
  const activeJob = useView((view) => view.activeJob);
  const { first, last, viewHeight } = useVirtualRows(scroller, rows, { overscan: OVERSCAN, cap: 160 });
  const flying = useFlight(scroller);
  const { current, tabStop, tabStopIndex } = useMemo(() => {
    const chosen = activeJob === null ? -1 : rows.indexOf(activeJob);
    const at = chosen >= 0 ? chosen : FIRST_JOB;
    const jobAt = (index: number): JobQueueRow | null => {
      const row = rows.at(index);
      return row?.kind === 'job' ? row : null;
    };
    return { current: jobAt(chosen), tabStop: jobAt(at), tabStopIndex: at };
  }, [rows, activeJob]);
  const { groups, places, order } = useRowPlaces(rows, { first, last }, viewHeight + 2 * OVERSCAN, tabStopIndex);

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
  useJobActions({ job: current?.job ?? null, waiting, follow });

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
        // Rows take the places of those that left, so their order in the page is not the one they have on screen.
        aria-owns={order}
        className="queue-rows"
        style={{ height: rows.height }}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => {
          openJobMenu(event, rows);
        }}
        {...handlers}
      >
        {dropTop !== null && <div role="presentation" className="queue-drop" style={{ top: dropTop }} />}
        {groups.map(({ row, index }) => (
          <div
            key={row.title}
            id={elementId(index, null)}
            role="row"
            aria-rowindex={index + 1}
            className="queue-group"
            style={{ transform: `translateY(${String(row.top)}px)` }}
          >
            <span role="rowheader" aria-colspan={6}>
              {row.title} <span className="queue-group-note">{row.note}</span>
            </span>
          </div>
        ))}
        {places.map(
          (shown, place) =>
            shown !== null && (
              <JobRow
                key={elementId(shown.index, place)}
                id={elementId(shown.index, place)}
                job={shown.row.job}
                first={shown.row.first}
                active={shown.row.job.id === activeJob}
                tabStop={shown.index === tabStopIndex}
                index={shown.index + 1}
                top={shown.row.top}
                still={!flying}
              />
            ),
        )}
      </div>
    </div>
  );
}
