/** One job in the right panel: where it stands, what happened, what is to decide, and the receipt of what left. */
import './job-panel.css';
import { useId, useRef, useState, type ReactNode } from 'react';
import type { Decision, Job } from '../../../electron/contract/job.ts';
import { visibleLines } from '../../../electron/contract/visible.ts';
import { call } from '../../lib/bridge.ts';
import { formatAbout, withoutExtension } from '../../lib/format.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { KeyValues } from '../../ui/kv.tsx';
import { jobExplanation, jobStory, receiptRows, receiptText, type ReceiptRow } from './job-story.ts';
import { asideStep, clock, costWords, jobStep, jobWords, recipeWords, type Tone } from './job-words.ts';
import { checkBalance, run, runJobStep, runMove } from './run-step.ts';

const toneIcon: Record<Tone, IconName | null> = {
  plain: null,
  muted: null,
  warn: 'warn',
  danger: 'warn',
  maybe: 'ask',
  sim: 'simulated',
};

function Section({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="job-group" aria-labelledby={id}>
      <div className="job-label">
        <h3 id={id}>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

function Head({ job }: { readonly job: Job }) {
  const { tone, state } = jobWords(job);
  const icon = job.state === 'done' ? 'check' : toneIcon[tone];
  return (
    <div className="job-group job-head">
      <p className={classes('job-state', `job-${tone}`)}>
        {icon !== null && <Icon name={icon} />}
        {job.state === 'done' ? 'Done' : state}
        <span className="job-cost">{costWords(job)}</span>
      </p>
    </div>
  );
}

function Story({ job }: { readonly job: Job }) {
  const balance = useQueue((queue) => queue.balance);
  const steps = jobStory(job, balance);
  return (
    <section className="job-group" aria-label="What happened">
      <ol className="job-steps">
        {steps.map((step, index) => (
          <li
            key={`${String(step.time)} ${step.text}`}
            className={classes('job-step', index === steps.length - 1 && 'job-step-last')}
          >
            <time dateTime={new Date(step.time).toISOString()}>{clock(step.time, true)}</time>
            <span className={classes('job-dot', `job-dot-${step.tone}`)} />
            <span>
              {step.text}
              {step.verdict !== undefined && (
                <>
                  : <span className="job-maybe">{step.verdict}</span>
                </>
              )}
              {step.verdict !== undefined && '.'}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

type OfferedDecision = Exclude<Decision, 'drop'>;

const decided: Record<OfferedDecision, string> = {
  again: 'is sent again',
  'again-v2': 'is sent again, by number',
  charged: 'counts as charged and is not sent',
  'not-charged': 'counts as not charged and is not sent',
};

function Decide({ job }: { readonly job: Job }) {
  // One decision at a time: a second press while the first is under way could send twice.
  const [busy, setBusy] = useState(false);
  const deciding = useRef(false);
  const decide = (decision: OfferedDecision) => {
    if (deciding.current) return;
    deciding.current = true;
    setBusy(true);
    run(async () => {
      try {
        await call('queue.decide', { jobId: job.id, decision });
        useView.getState().say(`${job.photoName} ${decided[decision]}`, true);
      } finally {
        deciding.current = false;
        setBusy(false);
      }
    });
  };
  const choice = (decision: OfferedDecision, words: string, aside?: string) => (
    <Button
      className="job-choice"
      aria-disabled={busy}
      onClick={() => {
        decide(decision);
      }}
    >
      <span>{words}</span> {aside !== undefined && <span className="job-aside">{aside}</span>}
    </Button>
  );
  const price = job.simulated ? 'simulated' : formatAbout(job.priceUsd);
  return (
    <Section title="Decide">
      <div className="job-choices">
        {choice('again', 'Send again', price)}
        {job.transport === 'v1' && choice('again-v2', 'Send again by number', price)}
        {job.transport === 'v1' && (
          <p className="job-hint">Then Segmind can be asked for the result, so a lost connection loses nothing.</p>
        )}
        {choice('charged', 'Count as charged, don’t send')}
        {choice('not-charged', 'Count as not charged, don’t send')}
        <Button
          variant="ghost"
          size="sm"
          icon="retry"
          className="job-check"
          onClick={() => {
            run(checkBalance);
          }}
        >
          Check balance again
        </Button>
      </div>
    </Section>
  );
}

function NextStep({ job }: { readonly job: Job }) {
  const step = jobStep(job);
  const aside = asideStep(job);
  const first = useQueue((queue) => firstMove(queue.jobs, job));
  if (step === null || step.action === 'decide' || step.action === 'receipt') return null;
  return (
    <div className="job-group job-choices">
      {first !== null && (
        <Button
          className="job-choice job-choice-one"
          onClick={() => {
            runMove({ jobIds: [job.id], before: first, place: 1 }, `${withoutExtension(job.photoName)} goes first`);
          }}
        >
          Send this first
        </Button>
      )}
      <Button
        className="job-choice job-choice-one"
        onClick={() => {
          runJobStep(step.action, job);
        }}
      >
        {step.label}
      </Button>
      {aside !== null && (
        <Button
          variant="ghost"
          className="job-choice job-choice-one"
          onClick={() => {
            runJobStep(aside.action, job);
          }}
        >
          {aside.label}
        </Button>
      )}
    </div>
  );
}

/** The job that goes first now, where this one waits behind it; null: it is first, or does not wait. */
function firstMove(jobs: ReadonlyMap<Job['id'], Job>, job: Job): Job['id'] | null {
  if (job.state !== 'queued') return null;
  let front: Job = job;
  for (const other of jobs.values()) {
    if (
      other.state === 'queued' &&
      (other.position < front.position || (other.position === front.position && other.id < front.id))
    )
      front = other;
  }
  return front === job ? null : front.id;
}

function ReceiptSection({ job, rows }: { readonly job: Job; readonly rows: readonly ReceiptRow[] }) {
  const list = useRef<HTMLDivElement>(null);
  const copy = async () => {
    const view = useView.getState();
    try {
      await navigator.clipboard.writeText(receiptText(job, rows));
      view.showToast('Receipt copied');
    } catch {
      // The system said no to the clipboard; the user's own copy key always works on a selection.
      if (list.current !== null) window.getSelection()?.selectAllChildren(list.current);
      view.showToast('The clipboard refused. The receipt is selected; copy it with the keyboard');
    }
  };
  return (
    <Section
      title="Receipt"
      aside={
        <Button variant="ghost" size="sm" className="job-copy" aria-label="Copy the receipt" onClick={() => void copy()}>
          Copy
        </Button>
      }
    >
      <div ref={list}>
        <KeyValues
          rows={rows.map((row) => ({
            name: row.name,
            value: row.whole === undefined ? row.value : <span title={row.whole}>{row.value}</span>,
            wrap: true,
          }))}
        />
      </div>
    </Section>
  );
}

function JobBody({ job }: { readonly job: Job }) {
  return (
    <>
      <Head job={job} />
      <p className="job-group job-explanation">{jobExplanation(job, clock)}</p>
      <Story job={job} />
      {job.state === 'unsure' && <Decide job={job} />}
      <NextStep job={job} />
      <Section title="Recipe">
        <p>{recipeWords(job)}</p>
        {typeof job.parameters['prompt'] === 'string' && <p className="job-prompt">{visibleLines(job.parameters['prompt'])}</p>}
      </Section>
      {job.receipt !== null && <ReceiptSection job={job} rows={receiptRows(job.receipt, job.simulated)} />}
    </>
  );
}

/** The right panel while the queue is open and a job is chosen. */
export function JobPanel() {
  const active = useView((view) => view.activeJob);
  const setActiveJob = useView((view) => view.setActiveJob);
  const job = useQueue((queue) => (active === null ? undefined : queue.jobs.get(active)));
  if (job === undefined) {
    return (
      <div className="job-panel">
        <p className="job-group job-explanation">Choose a photo in the queue to see what happened to it.</p>
      </div>
    );
  }
  return (
    <div className="job-panel" role="region" aria-label={`Job: ${job.photoName}`}>
      <div className="job-title">
        <h2 className="ui-cut" title={job.photoName}>
          {withoutExtension(job.photoName)}
        </h2>
        <IconButton
          icon="close"
          label="Close"
          size="sm"
          onClick={() => {
            setActiveJob(null);
          }}
        />
      </div>
      <div className="job-body">
        <JobBody key={job.id} job={job} />
      </div>
    </div>
  );
}
