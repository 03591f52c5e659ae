/** One job as a row: picture, name, recipe, state with reason, money, and its one button. */
import { memo, useLayoutEffect, useRef, type MouseEvent } from 'react';
import type { Job } from '../../../electron/contract/job.ts';
import { middleCut, withoutExtension } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { isRunning, jobProgress } from './job-progress.ts';
import { JobThumb } from './job-thumb.tsx';
import { startJobDrag } from './job-drag.ts';
import {
  asideStep,
  costWords,
  isStuck,
  jobLine,
  jobStep,
  jobWords,
  recipeWords,
  strengthWords,
  type JobStep,
  type Tone,
} from './job-words.ts';
import { openJob, runJobStep } from './run-step.ts';
import { useNow } from './use-now.ts';

/** How often a running job's bar moves, ms. */
const TICK_MS = 500;

const toneIcon: Partial<Record<Tone, IconName>> = { maybe: 'ask', danger: 'warn', warn: 'warn' };

function Running({ job }: { readonly job: Job }) {
  const now = useNow(TICK_MS);
  const { fraction, words } = jobProgress(job, now);
  return (
    <span className="queue-running">
      <ProgressBar label={`Developing ${job.photoName}`} value={fraction} valueText={words} />
      <span className="ui-muted">{words}</span>
    </span>
  );
}

function State({ job, first }: { readonly job: Job; readonly first: boolean }) {
  if (isRunning(job) && !isStuck(job)) return <Running job={job} />;
  const { tone, state, rest, charge } = jobWords(job, first);
  const icon = toneIcon[tone];
  const separator = job.state === 'done' ? ', ' : '. ';
  return (
    <span className="queue-state" title={jobLine(job, first)}>
      {icon !== undefined && <Icon name={icon} className={`queue-${tone}`} />}
      <span className="ui-cut">
        <span className={`queue-${tone}`}>{state}</span>
        {rest !== '' && <span className="queue-rest">{`${separator}${rest}`}</span>}
        {charge !== undefined && '.'}
      </span>
      {charge !== undefined && <span className="queue-charge">{charge}</span>}
    </span>
  );
}

function StepButton({ job, step, tabStop }: { readonly job: Job; readonly step: JobStep; readonly tabStop: boolean }) {
  const bare = step.action === 'receipt' || step.action === 'remove';
  const onStep = (event: MouseEvent) => {
    event.stopPropagation();
    runJobStep(step.action, job);
  };
  return (
    <Button
      size="sm"
      variant={bare ? 'ghost' : 'plain'}
      tabIndex={tabStop ? 0 : -1}
      aria-label={`${step.label}: ${job.photoName}`}
      className={classes(step.action === 'remove' && 'queue-on-hover')}
      {...(step.action === 'receipt' ? { icon: 'receipt' as const } : {})}
      onClick={onStep}
    >
      {step.label}
    </Button>
  );
}

interface JobCellsProps {
  readonly job: Job;
  readonly first: boolean;
  /** The row that Tab reaches. */
  readonly tabStop: boolean;
  /** False while the rows fly past. */
  readonly still: boolean;
}

/** What a row says; apart from where the row is, which alone changes for most rows when one job leaves the queue. */
const JobCells = memo(function JobCells({ job, first, tabStop, still }: JobCellsProps) {
  const step = jobStep(job);
  const aside = asideStep(job);
  const strength = strengthWords(job);
  return (
    <>
      <span role="gridcell" className="queue-thumb">
        <JobThumb key={job.id} job={job} still={still} />
      </span>
      <span role="gridcell" className="ui-cut" title={job.photoName}>
        {middleCut(withoutExtension(job.photoName), 24)}
      </span>
      <span role="gridcell" className="queue-recipe" title={recipeWords(job)}>
        <span className="ui-cut">{job.recipe}</span>
        {strength !== null && <span>, {strength}</span>}
      </span>
      <span role="gridcell" className="queue-cell">
        <State job={job} first={first} />
      </span>
      <span role="gridcell" className="queue-cost">
        {costWords(job)}
      </span>
      <span role="gridcell" className="queue-action">
        {aside !== null && <StepButton job={job} step={aside} tabStop={tabStop} />}
        {step !== null && <StepButton job={job} step={step} tabStop={tabStop} />}
      </span>
    </>
  );
});

/** Takes the focus off a row that now shows another job: a key meant for the one that left must not reach this one. */
function useFocusOfJob(job: Job['id']) {
  const row = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && row.current?.contains(focused) === true) focused.blur();
  }, [job]);
  return row;
}

export interface JobRowProps extends JobCellsProps {
  readonly id: string;
  readonly active: boolean;
  /** Place among all rows, from 1. */
  readonly index: number;
  readonly top: number;
}

/** A row of the queue's table. Its element goes on to another job when this one leaves the page. */
export const JobRow = memo(function JobRow({ id, active, index, top, ...cells }: JobRowProps) {
  const { job, tabStop } = cells;
  const row = useFocusOfJob(job.id);
  const waits = job.state === 'queued';
  return (
    <div
      ref={row}
      id={id}
      role="row"
      data-job={job.id}
      aria-rowindex={index}
      aria-selected={active}
      tabIndex={tabStop ? 0 : -1}
      className={classes('queue-row', active && 'queue-row-on')}
      draggable={waits}
      onDragStart={(event) => {
        if (waits) startJobDrag(event.dataTransfer, job.id);
      }}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => {
        openJob(job);
      }}
    >
      <JobCells {...cells} />
    </div>
  );
});
