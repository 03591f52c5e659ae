/** Why the queue stands still, in words, and the one button that ends it. */
import { nextStep, type ErrorCode } from '../../../electron/contract/errors.ts';
import type { Balance, Pause, QueueSummary } from '../../../electron/contract/job.ts';
import { formatAbout, formatCount, formatDuration, plural } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import { bare } from './job-words.ts';

export type PauseAction =
  | 'resume'
  | 'check-balance'
  | 'enter-key'
  | 'open-settings'
  | 'open-budget'
  | 'recover-ledger'
  | 'try-now'
  | 'store-again'
  | 'show-log';

export interface PauseStep {
  readonly action: PauseAction;
  readonly label: string;
}

type Paused = NonNullable<Pause>;

/** Short names of account trouble for the strip, where a sentence is too long. */
const short: Partial<Record<ErrorCode, string>> = {
  'credits-exhausted': 'Paused: out of credits',
  'key-missing': 'Paused: no Segmind key',
  'key-rejected': 'Paused: the key is not accepted',
  'spend-limit': 'Paused: the spend limit is reached',
  'budget-reached': 'Paused: the budget is reached',
  'limits-unknown': 'Paused: confirm your spending limits',
  'ledger-lost': 'Paused: the record of what was paid is lost',
  'disk-full': 'Paused: the disk is full',
  'folder-missing': 'Paused: the folder for results is not there',
  'folder-unwritable': 'Paused: the folder for results cannot be written',
};

/** The pause in a few words. */
export function pauseTitle(pause: Paused): string {
  if (pause.by === 'offline')
    return pause.problem === null || pause.problem.code === 'offline' ? 'No network' : bare(pause.problem.message);
  if (pause.by === 'rate') return 'Segmind asks to go slower';
  if (pause.by === 'runner') return 'Another Darkslide develops from this library';
  if (pause.by === 'user' || pause.problem === null) return 'Paused';
  return short[pause.problem.code] ?? `Paused: ${bare(pause.problem.message)}`;
}

/** The pause as the banner's head says it: "Paused: Segmind says the credits are used up". */
export function pauseSentence(pause: Paused): string {
  return pause.problem === null || pause.by === 'budget' || pause.by === 'offline' || pause.by === 'rate' || pause.by === 'runner'
    ? pauseTitle(pause)
    : `Paused: ${bare(pause.problem.message)}`;
}

function photosWait(count: number): string {
  return `${plural(count, 'photo')} ${count === 1 ? 'waits' : 'wait'}`;
}

/** The pause as it is said aloud: with the amounts, where the sentence on screen stands beside its head. */
export function pauseSpoken(pause: Paused): string {
  const amounts = pause.by === 'budget' && pause.problem !== null ? `. ${bare(pause.problem.message)}` : '';
  return `${pauseSentence(pause)}${amounts}`;
}

/** What waits and what becomes of it, after the title; `price` is what waits costs, US dollars. */
export function pauseNote(pause: Paused, waiting: number, price: number, now: number): string {
  if (pause.by === 'offline') {
    if (waiting === 0) return 'Nothing waits. Nothing sent, nothing charged.';
    const goes = waiting === 1 ? 'goes out by itself' : 'go out by themselves';
    return `${photosWait(waiting)} and ${goes} when it is back. Nothing sent, nothing charged.`;
  }
  const amount = price > 0 ? `, ${formatAbout(price)}` : '';
  const reason = pause.by === 'budget' && pause.problem !== null ? `. ${bare(pause.problem.message)}` : '';
  const note = `${formatCount(waiting)} waiting${amount}${reason}`;
  if (pause.until === null) return note;
  return `${note}. Goes on by itself in ${formatDuration(Math.max(1000, pause.until - now))}`;
}

/** The second line of the banner: amounts, and the balance where money is the reason. */
export function bannerNote(pause: Paused, waiting: number, price: number, balance: Balance, now: number): string {
  if (pause.by === 'offline') return pauseNote(pause, waiting, price, now);
  const amount = price > 0 ? `, ${formatAbout(price)}` : '';
  const parts = [`${photosWait(waiting)}${amount}.`];
  // The budget's own sentence holds the amounts, so it stands here rather than in the short head.
  if (pause.by === 'budget' && pause.problem !== null) parts.unshift(pause.problem.message);
  const money = pause.problem !== null && ['add-credits', 'check-balance'].includes(nextStep(pause.problem.code));
  if (money && balance !== null && !balance.simulated) parts.push(`The balance is ${dollars(balance.usd)}.`);
  if (pause.until !== null) parts.push(`Goes on by itself in ${formatDuration(Math.max(1000, pause.until - now))}.`);
  return parts.join(' ');
}

/** The one button that ends a pause. */
export function pauseStep(pause: Paused): PauseStep {
  if (pause.by === 'offline' || pause.by === 'runner') return { action: 'try-now', label: 'Try now' };
  if (pause.problem?.code === 'limits-unknown') return { action: 'open-budget', label: 'Confirm the limits' };
  if (pause.problem?.code === 'ledger-lost') return { action: 'recover-ledger', label: 'Choose what to go on from' };
  if (pause.by === 'budget') return { action: 'open-budget', label: 'Change the budget' };
  if (pause.by === 'storage') return { action: 'store-again', label: 'Store again' };
  if (pause.by !== 'account' || pause.problem === null) return { action: 'resume', label: 'Resume' };
  switch (nextStep(pause.problem.code)) {
    case 'enter-key':
      return { action: 'enter-key', label: 'Enter the key' };
    case 'add-credits':
    case 'check-balance':
      return { action: 'check-balance', label: 'Check balance and resume' };
    case 'change-settings':
      return { action: 'open-settings', label: 'Open settings' };
    case 'show-log':
      return { action: 'show-log', label: 'Show the log' };
    case 'none':
    case 'retry':
    case 'change-prompt':
    case 'change-model':
    case 'choose-folder':
    case 'decide':
    case 'confirm-limits':
    case 'recover-ledger':
      return { action: 'resume', label: 'Resume' };
  }
}

/** True where a pause is about money or the account, so a link to Segmind's credits helps. */
export function wantsCredits(pause: Pause): boolean {
  return pause?.problem?.code === 'credits-exhausted';
}

/** "Developing 7 of 31": how far this run is; null: nothing to do. */
export function runWords(summary: QueueSummary): string | null {
  if (summary.running === 0 && summary.waiting === 0) return null;
  const total = Math.max(summary.runTotal, summary.runDone + summary.running + summary.waiting);
  return `Developing ${formatCount(Math.min(summary.runDone + 1, total))} of ${formatCount(total)}`;
}

/** Share of this run that is done, 0 to 1. */
export function runFraction(summary: QueueSummary): number {
  const total = Math.max(summary.runTotal, summary.runDone + summary.running + summary.waiting);
  return total === 0 ? 0 : summary.runDone / total;
}
