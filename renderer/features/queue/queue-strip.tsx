/** The strip at the window's foot: what the queue does, what needs the user, and the balance. Always visible. */
import './queue-strip.css';
import type { Balance, QueueSummary } from '../../../electron/contract/job.ts';
import { useAction } from '../../actions/dispatch.ts';
import { shortcutOf } from '../../actions/keys.ts';
import { call } from '../../lib/bridge.ts';
import { formatAbout, formatAgo, formatCount, formatDuration } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { heldCount, heldTitle } from './held-words.ts';
import { pauseNote, pauseStep, pauseTitle, runFraction, runWords } from './pause-words.ts';
import { checkBalance, run, runPauseStep } from './run-step.ts';
import { useQueueAnnouncements } from './use-announcements.ts';
import { useWaitingPrice } from './use-jobs.ts';
import { useNow } from './use-now.ts';

/** The age of the balance is renewed this often, ms. */
const AGE_MS = 4000;

function RunLead({ summary, demo }: { readonly summary: QueueSummary; readonly demo: boolean }) {
  const words = runWords(summary);
  if (words === null) return <span className="ui-muted">Nothing in the queue</span>;
  const time = summary.leftMs === null ? 'working out the time' : `${formatDuration(summary.leftMs)} left`;
  const money = demo ? 'simulated, no cost' : `${dollars(summary.runSpentUsd)} of ${formatAbout(summary.runPriceUsd)}`;
  return (
    <>
      <span>{words}</span>
      <ProgressBar label="Queue" value={runFraction(summary)} valueText={`${words}, ${time}`} className="strip-bar" />
      <span className="ui-muted">{time}</span>
      <span className="ui-muted strip-money">{money}</span>
    </>
  );
}

function PauseLead({ summary, demo }: { readonly summary: QueueSummary; readonly demo: boolean }) {
  const { pause } = summary;
  const now = useNow(1000, pause?.until != null);
  const price = useWaitingPrice();
  if (pause === null) return null;
  const offline = pause.by === 'offline';
  const step = pauseStep(pause);
  const note = pauseNote(pause, summary.waiting, demo ? 0 : price, now);
  return (
    <>
      <span className={offline ? 'strip-state' : 'strip-state strip-warn'}>
        <Icon name={offline ? 'offline' : 'pause'} />
        {pauseTitle(pause)}
      </span>
      {!offline && <ProgressBar label="Queue" value={runFraction(summary)} valueText={pauseTitle(pause)} className="strip-bar" />}
      <span className="ui-muted strip-note" title={note}>
        {note}
      </span>
      <Button
        size="sm"
        onClick={() => {
          runPauseStep(step.action);
        }}
      >
        {step.label}
      </Button>
    </>
  );
}

const resume = () => {
  run(async () => call('queue.resume', undefined));
};
const pauseNow = () => {
  run(async () => call('queue.pause', undefined));
};

/** What the pause button does now; null: nothing, because something else must happen first or nothing is in the queue. */
function pauseToggle(summary: QueueSummary): { readonly resumes: boolean; readonly press: (() => void) | null } {
  const { pause } = summary;
  if (pause !== null && pause.by !== 'offline' && pause.by !== 'rate') {
    const blocked = pause.by === 'account' && pauseStep(pause).action !== 'resume';
    return { resumes: true, press: blocked ? null : resume };
  }
  return { resumes: false, press: summary.running === 0 && summary.waiting === 0 ? null : pauseNow };
}

function PauseButton({ summary }: { readonly summary: QueueSummary }) {
  const platform = useSettings((settings) => settings.platform);
  const { resumes, press } = pauseToggle(summary);
  useAction('pause-queue', press);
  return (
    <IconButton
      icon={resumes ? 'play' : 'pause'}
      label={resumes ? 'Resume the queue' : 'Pause the queue'}
      shortcut={shortcutOf('pause-queue', platform)}
      disabled={press === null}
      onClick={press ?? undefined}
    />
  );
}

function Attention({ summary }: { readonly summary: QueueSummary }) {
  const show = useView((view) => view.show);
  const onHold = heldCount(summary.held);
  if (summary.unsure === 0 && summary.failed === 0 && onHold === 0) return null;
  const open = () => {
    show('queue');
  };
  return (
    <span className="strip-attention">
      <span className="ui-divider" />
      {summary.unsure > 0 && (
        <button type="button" className="strip-button strip-maybe" onClick={open}>
          <Icon name="ask" />
          {formatCount(summary.unsure)} maybe charged
        </button>
      )}
      {onHold > 0 && (
        <button
          type="button"
          className="strip-button strip-warn"
          title={summary.held.map((held) => `${heldTitle(held)}.`).join(' ')}
          onClick={open}
        >
          <Icon name="pause" />
          {formatCount(onHold)} on hold
        </button>
      )}
      {summary.failed > 0 && (
        <button type="button" className="strip-button strip-danger" onClick={open}>
          <Icon name="warn" />
          {formatCount(summary.failed)} failed
        </button>
      )}
    </span>
  );
}

function BalanceButton({ balance, demo, low }: { readonly balance: Balance; readonly demo: boolean; readonly low: boolean }) {
  const now = useNow(AGE_MS, balance !== null);
  if (demo && (balance === null || balance.simulated)) {
    return (
      <span className="strip-balance">
        <Chip tone="sim" icon="simulated">
          Simulated
        </Chip>
        {balance !== null && <span className="ui-muted">{dollars(balance.usd)}</span>}
      </span>
    );
  }
  const words = balance === null ? 'Check' : dollars(balance.usd);
  const age = balance === null ? '' : formatAgo(balance.checkedAt, Math.max(now, balance.checkedAt));
  return (
    <button
      type="button"
      className="strip-button strip-balance"
      title="Ask Segmind for the balance; costs nothing"
      aria-label={balance === null ? 'Balance not known, check it' : `Balance ${words}, checked ${age}. Check again`}
      onClick={() => {
        run(checkBalance);
      }}
    >
      <span className="ui-muted">Balance</span>
      <span className={low ? 'strip-amount strip-warn' : 'strip-amount'}>{words}</span>
      <span className="ui-muted ui-small">{age}</span>
    </button>
  );
}

/** The queue strip. */
export function QueueStrip() {
  const summary = useQueue((queue) => queue.summary);
  const balance = useQueue((queue) => queue.balance);
  const demo = useSettings((settings) => settings.preferences?.demo ?? false);
  const key = useSettings((settings) => settings.key?.state);
  const inQueue = useView((view) => view.view === 'queue');
  const show = useView((view) => view.show);
  useQueueAnnouncements();
  const idle = summary.running === 0 && summary.waiting === 0;
  // A pause of an empty queue holds nothing up, so it is said only where a press of "Resume" is still owed.
  const paused = summary.pause !== null && (!idle || summary.pause.by === 'user');
  return (
    <section className="strip" aria-label="Queue">
      <div className="strip-lead">
        <PauseButton summary={summary} />
        {paused ? <PauseLead summary={summary} demo={demo} /> : <RunLead summary={summary} demo={demo} />}
      </div>
      <Attention summary={summary} />
      <div className="strip-end">
        {(balance !== null || demo || key === 'set') && (
          <BalanceButton balance={balance} demo={demo} low={summary.pause?.problem?.code === 'credits-exhausted'} />
        )}
        <IconButton
          icon={inQueue ? 'chevron-down' : 'chevron-up'}
          label={inQueue ? 'Close the queue' : 'Open the queue'}
          aria-expanded={inQueue}
          onClick={() => {
            show(inQueue ? 'grid' : 'queue');
          }}
        />
      </div>
    </section>
  );
}
