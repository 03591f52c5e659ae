/** The queue's screen: what needs the user, what runs, what waits and what is done, with the reason for a pause above it. */
import './queue-screen.css';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Held, Job, Pause } from '../../../electron/contract/job.ts';
import { nextStep } from '../../../electron/contract/errors.ts';
import { call } from '../../lib/bridge.ts';
import { formatCount, plural, stillPaidWords } from '../../lib/format.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { stepIndex } from '../../ui/step-index.ts';
import { heldNote, heldStep, heldTitle } from './held-words.ts';
import { bannerNote, pauseSentence, pauseStep, wantsCredits } from './pause-words.ts';
import { HistoryBar } from './history-bar.tsx';
import type { JobGroups } from './job-groups.ts';
import { historyRows, NO_FILTER, pastJobs, type HistoryFilter } from './queue-history.ts';
import { moveFirst } from './queue-moves.ts';
import { queueRows, type QueueTab } from './queue-rows.ts';
import { QueueTable } from './queue-table.tsx';
import { forgetLeftOver, run, runHeldStep, runMove, runPauseStep } from './run-step.ts';
import { useJobGroups, useWaitingPrice } from './use-jobs.ts';
import { useNow } from './use-now.ts';

const PANEL_ID = 'queue-panel';

interface TabItem {
  readonly tab: QueueTab;
  readonly label: string;
  /** null: not said. */
  readonly count: number | null;
}

function tabsOf(groups: JobGroups): readonly TabItem[] {
  const { needsYou, running, waiting, held, doneToday, doneBefore, cancelled } = groups;
  const all =
    needsYou.length + running.length + waiting.length + held.length + doneToday.length + doneBefore.length + cancelled.length;
  return [
    { tab: 'all', label: 'All', count: all },
    { tab: 'needs-you', label: 'Needs you', count: needsYou.length },
    { tab: 'waiting', label: 'Waiting', count: waiting.length + held.length },
    { tab: 'done', label: 'Done today', count: doneToday.length },
    { tab: 'history', label: 'History', count: null },
  ];
}

interface TabBarProps {
  readonly tabs: readonly TabItem[];
  readonly value: QueueTab;
  readonly onChange: (tab: QueueTab) => void;
}

function TabBar({ tabs, value, onChange }: TabBarProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((item) => item.tab === value);
    const next = stepIndex(event.key, at, tabs.length);
    const item = next === null ? undefined : tabs[next];
    if (next === null || item === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(item.tab);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label="Show" className="ui-segmented" onKeyDown={onKeyDown}>
      {tabs.map((item) => (
        <button
          key={item.tab}
          type="button"
          role="tab"
          id={`${PANEL_ID}-${item.tab}`}
          aria-selected={item.tab === value}
          aria-controls={PANEL_ID}
          tabIndex={item.tab === value ? 0 : -1}
          onClick={() => {
            onChange(item.tab);
          }}
        >
          {item.count === null ? item.label : `${item.label} ${formatCount(item.count)}`}
        </button>
      ))}
    </div>
  );
}

/** Failed jobs that another try may help, and that were not paid for. */
function retryable(groups: JobGroups) {
  return groups.needsYou.filter(
    (job) => job.state === 'failed' && job.charge === 'no' && (job.problem === null || nextStep(job.problem.code) === 'retry'),
  );
}

/** Brings what waits of the photos selected in the grid to the front. */
function SelectedFirst({ waiting }: { readonly waiting: readonly Job[] }) {
  const selection = useView((view) => view.selection);
  const move = selection.size === 0 ? null : moveFirst(waiting, (job) => job.photoId !== null && selection.has(job.photoId));
  if (move === null) return null;
  const count = move.jobIds.length;
  return (
    <Button
      variant="ghost"
      size="sm"
      title="The photos selected in the grid go before all others that wait"
      onClick={() => {
        runMove(move, `${plural(count, 'photo')} first`);
      }}
    >
      {count === 1 ? 'Selected photo first' : `These ${formatCount(count)} first`}
    </Button>
  );
}

function Toolbar({ groups, ...tabs }: TabBarProps & { readonly groups: JobGroups }) {
  const show = useView((view) => view.show);
  const again = retryable(groups);
  const done = groups.doneToday.length + groups.doneBefore.length + groups.cancelled.length;
  const waiting = groups.waiting.length + groups.held.filter((job) => job.state === 'queued').length;
  const out = groups.running.filter((job) => !job.simulated && (job.state === 'sent' || job.state === 'accepted')).length;
  const cancelWaiting = async () => {
    await call('queue.cancel-waiting', undefined);
    const gone = `${plural(waiting, 'photo')} taken out of the queue.`;
    useView.getState().showToast(out === 0 ? gone : `${gone} ${stillPaidWords(out)}`);
  };
  return (
    <div className="queue-toolbar">
      <h2>Queue</h2>
      <TabBar {...tabs} />
      <div className="queue-toolbar-end">
        <SelectedFirst waiting={groups.waiting} />
        {again.length > 1 && (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              run(async () => call('queue.retry', { jobIds: again.map((job) => job.id) }));
            }}
          >
            Try {formatCount(again.length)} again
          </Button>
        )}
        {waiting > 0 && (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              run(cancelWaiting);
            }}
          >
            Cancel all waiting
          </Button>
        )}
        {done > 0 && (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              run(async () => call('queue.clear-finished', undefined));
            }}
          >
            Clear done
          </Button>
        )}
        <IconButton
          icon="close"
          label="Close the queue"
          size="sm"
          onClick={() => {
            show('grid');
          }}
        />
      </div>
    </div>
  );
}

function Banner({ pause, waiting }: { readonly pause: NonNullable<Pause>; readonly waiting: number }) {
  const price = useWaitingPrice();
  const balance = useQueue((queue) => queue.balance);
  const demo = useSettings((settings) => settings.preferences?.demo ?? false);
  const now = useNow(1000, pause.until !== null);
  const step = pauseStep(pause);
  return (
    <div className="queue-banner" role="group" aria-label={pauseSentence(pause)}>
      <Icon name={pause.by === 'offline' ? 'offline' : 'pause'} />
      <div className="queue-banner-words">
        <p>{pauseSentence(pause)}</p>
        <p className="ui-secondary">{bannerNote(pause, waiting, demo ? 0 : price, balance, now)}</p>
      </div>
      {wantsCredits(pause) && (
        <Button
          onClick={() => {
            run(async () => call('window.open-link', { link: 'segmind-credits' }));
          }}
        >
          Add credits at Segmind
        </Button>
      )}
      <Button
        variant="primary"
        onClick={() => {
          runPauseStep(step.action);
        }}
      >
        {step.label}
      </Button>
    </div>
  );
}

/** One line for each reason: how many wait for what, and what helps. */
function HeldBanner({ held }: { readonly held: Held }) {
  const now = useNow(1000, held.until !== null);
  const step = heldStep(held);
  return (
    <div className="queue-banner" role="group" aria-label={heldTitle(held)}>
      <Icon name="warn" />
      <div className="queue-banner-words">
        <p>{heldTitle(held)}</p>
        <p className="ui-secondary">{heldNote(held, now)}</p>
      </div>
      <Button
        onClick={() => {
          runHeldStep(step.action, held);
        }}
      >
        {step.label}
      </Button>
      {held.scope === 'left-over' && <Button onClick={forgetLeftOver}>Forget</Button>}
    </div>
  );
}

const emptyWords: Record<QueueTab, readonly [string, string]> = {
  all: ['Nothing in the queue', 'Photos that you develop show here while they run, with what they cost.'],
  'needs-you': ['Nothing needs you', 'Failures and doubtful charges show here, each with its next step.'],
  waiting: ['Nothing waits', 'Select photos and develop them; those that wait their turn show here.'],
  history: ['Nothing found', 'What was developed, failed or was cancelled shows here, with its receipt.'],
  done: ['Nothing done today', 'Developed photos show here with their time, their cost and their receipt.'],
};

function Empty({ tab }: { readonly tab: QueueTab }) {
  const [title, hint] = emptyWords[tab];
  return (
    <div className="queue-empty">
      <p className="queue-empty-title">{title}</p>
      <p className="ui-secondary">{hint}</p>
    </div>
  );
}

/** The history's rows, worked out only while it is shown. */
function usePast(filter: HistoryFilter, on: boolean) {
  const jobs = useQueue((queue) => queue.jobs);
  const now = useNow(60_000, on);
  return useMemo(() => {
    const found = on ? pastJobs(jobs.values(), filter) : [];
    return { rows: historyRows(found, now), count: found.length };
  }, [jobs, filter, on, now]);
}

/** The middle of the window while the queue is open. */
export function QueueScreen() {
  const groups = useJobGroups();
  const summary = useQueue((queue) => queue.summary);
  const [tab, setTab] = useState<QueueTab>('all');
  const paused = summary.pause !== null;
  const [filter, setFilter] = useState(NO_FILTER);
  const past = usePast(filter, tab === 'history');
  const live = useMemo(() => queueRows(groups, tab, paused), [groups, tab, paused]);
  const rows = tab === 'history' ? past.rows : live;
  return (
    <div className="queue-screen">
      <Toolbar groups={groups} tabs={tabsOf(groups)} value={tab} onChange={setTab} />
      {summary.pause !== null && <Banner pause={summary.pause} waiting={summary.waiting} />}
      {summary.held.map((held) => (
        <HeldBanner key={held.id} held={held} />
      ))}
      {tab === 'history' && <HistoryBar filter={filter} found={past.count} onChange={setFilter} />}
      <div id={PANEL_ID} role="tabpanel" aria-labelledby={`${PANEL_ID}-${tab}`} className="queue-panel">
        {rows.length === 0 ? <Empty tab={tab} /> : <QueueTable rows={rows} waiting={groups.waiting} />}
      </div>
    </div>
  );
}
