/** The menu of a row of the queue, and what its entries do with the chosen job. */
import type { MouseEvent } from 'react';
import type { JobId } from '../../../electron/contract/ids.ts';
import type { Job } from '../../../electron/contract/job.ts';
import { menuBox, useContextMenu } from '../../actions/context-menus.ts';
import { useAction } from '../../actions/dispatch.ts';
import { formatCount, withoutExtension } from '../../lib/format.ts';
import { usePhoto } from '../../stores/photo-rows.ts';
import { useView } from '../../stores/view-store.ts';
import { asideStep, jobStep, type JobStep } from './job-words.ts';
import { moveStep } from './queue-moves.ts';
import type { QueueRows } from './queue-rows.ts';
import { openJob, runJobStep, runMove } from './run-step.ts';

/** Opens the menu of the row that was pressed or has the focus; its job is the chosen one from then on. */
export function openJobMenu(event: MouseEvent, rows: QueueRows): void {
  const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-job]') : null;
  const index = element === null ? -1 : rows.indexOf(Number(element.dataset['job']) as JobId); // the row wrote its job's number there
  const row = rows.at(index);
  if (row?.kind !== 'job') return;
  event.preventDefault();
  openJob(row.job);
  const step = ownStep(row.job);
  useContextMenu.getState().show({
    kind: step === null ? 'plain-job' : 'job',
    label: withoutExtension(row.job.photoName),
    anchor: menuBox(event, element),
    titles: step === null ? {} : { 'job-step': step.label },
  });
}

/** Where a moved job is now, for a screen reader. */
export function placeWords(job: Job, place: number, count: number): string {
  return `${withoutExtension(job.photoName)}, ${formatCount(place)} of ${formatCount(count)}`;
}

/** True where a job has a button that removes it. */
function isRemovable(job: Job): boolean {
  return [jobStep(job), asideStep(job)].some((step) => step?.action === 'remove');
}

/** Removes a job where it has a button for that. */
export function removeJob(job: Job): boolean {
  if (!isRemovable(job)) return false;
  runJobStep('remove', job);
  return true;
}

/** The next step of a job, where no other entry of the menu does the same. */
function ownStep(job: Job): JobStep | null {
  const step = jobStep(job);
  return step?.action === 'remove' || step?.action === 'receipt' ? null : step;
}

interface JobParts {
  /** The chosen job; null: none is chosen. */
  readonly job: Job | null;
  /** What waits, in its order. */
  readonly waiting: readonly Job[];
  /** The row was moved: it keeps the focus in its new place. */
  readonly follow: (id: JobId) => void;
}

/** Claims what the menu of a row offers. */
export function useJobActions({ job, waiting, follow }: JobParts): void {
  const step = job === null ? null : ownStep(job);
  const photoId = usePhoto(job?.photoId ?? null)?.id ?? null;
  useAction(
    'job-step',
    job === null || step === null
      ? null
      : () => {
          runJobStep(step.action, job);
        },
  );
  useAction(
    'job-details',
    job === null
      ? null
      : () => {
          openJob(job);
        },
  );
  const moving = (to: 'first' | 'up' | 'down'): (() => void) | null => {
    const move = job === null ? null : moveStep(waiting, job.id, to);
    if (job === null || move === null) return null;
    return () => {
      follow(job.id);
      runMove(move, placeWords(job, move.place, waiting.length));
    };
  };
  useAction('job-first', moving('first'));
  useAction('job-up', moving('up'));
  useAction('job-down', moving('down'));
  useAction(
    'job-remove',
    job !== null && isRemovable(job)
      ? () => {
          removeJob(job);
        }
      : null,
  );
  useAction(
    'job-photo',
    photoId === null
      ? null
      : () => {
          const view = useView.getState();
          view.showSource({ kind: 'all' });
          view.show('grid');
          view.select([photoId]);
          view.setActive(photoId);
        },
  );
}
