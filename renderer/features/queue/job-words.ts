/** What one job says in the queue: state, reason, charged or not, the money beside it, and its one next step. */
import { nextStep, type ErrorCode } from '../../../electron/contract/errors.ts';
import type { Job } from '../../../electron/contract/job.ts';
import { formatAbout, formatDuration, formatTime } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import { isRunning } from './job-progress.ts';

export type Tone = 'plain' | 'muted' | 'warn' | 'danger' | 'maybe' | 'sim';

export interface JobWords {
  readonly tone: Tone;
  readonly state: string;
  /** The reason; empty: the state says it all. */
  readonly rest: string;
  /** Charged or not, kept apart so that it stays readable where a long reason is cut. */
  readonly charge?: string;
}

/** What a job's button does. Each is one call or one place in the window. */
export type JobAction =
  | 'retry'
  | 'enter-key'
  | 'add-credits'
  | 'check-balance'
  | 'change-recipe'
  | 'change-upload'
  | 'decide'
  | 'show-log'
  | 'remove'
  | 'store-again'
  | 'show-photo'
  | 'receipt';

export interface JobStep {
  readonly action: JobAction;
  readonly label: string;
}

/** True where the picture came back and is paid, but is not in its folder yet. */
export function isStuck(job: Pick<Job, 'state' | 'problem'>): boolean {
  return job.state === 'received' && job.problem !== null;
}

/** True where only a person can go on. */
export function needsPerson(job: Pick<Job, 'state' | 'problem'>): boolean {
  return job.state === 'unsure' || job.state === 'failed' || isStuck(job);
}

/** A sentence without its full stop, to be followed by another or by nothing. */
export function bare(sentence: string): string {
  return sentence.replace(/\.\s*$/, '');
}

/** "Not sent", "Not charged", "Charged $0.08": the end of every failure. */
export function chargeWords(job: Pick<Job, 'charge' | 'sentAt' | 'costUsd' | 'simulated'>): string {
  if (job.simulated) return 'Simulated, no cost';
  if (job.charge === 'yes') return job.costUsd === null ? 'Charged' : `Charged ${dollars(job.costUsd)}`;
  if (job.charge === 'maybe') return 'Maybe charged';
  return job.sentAt === null ? 'Not sent' : 'Not charged';
}

/** "14:28", with seconds "14:28:07". ms since 1970. */
export function clock(time: number, seconds = false): string {
  return seconds ? `${formatTime(time)}:${String(new Date(time).getSeconds()).padStart(2, '0')}` : formatTime(time);
}

function doneWords(job: Job): JobWords {
  const at = clock(job.finishedAt ?? job.createdAt);
  if (job.reused) return { tone: 'muted', state: at, rest: 'found in the ledger' };
  const took = job.finishedAt !== null && job.sentAt !== null ? formatSeconds(job.finishedAt - job.sentAt) : null;
  const rest = [took, job.simulated ? 'simulated' : null].filter((part) => part !== null).join(', ');
  return { tone: 'muted', state: at, rest };
}

/** Short times to a tenth of a second, "9.6 s"; longer ones in minutes. */
export function formatSeconds(milliseconds: number): string {
  return milliseconds < 60_000 ? `${(milliseconds / 1000).toFixed(1)} s` : formatDuration(milliseconds);
}

/** What a held job waits for: "the folder “Coast / Darkslide”". */
export function holdWords({ scope, label }: NonNullable<Job['held']>): string {
  switch (scope) {
    case 'folder':
      return `the folder “${label}”`;
    case 'source':
      return `its photos’ folder “${label}”`;
    case 'rule':
      return `room in the limits of “${label}”`;
    case 'account':
      return 'room in your spending limit';
    case 'schedule':
      return `“${label}” to go on`;
    case 'left-over':
      return 'your decision';
  }
}

/** State and reason of a job; `first`: it is the next one to be sent. Bars stand for running jobs, so their words are short. */
export function jobWords(job: Job, first = false): JobWords {
  const reason = job.problem === null ? '' : bare(job.problem.message);
  if (job.held !== null) {
    return {
      tone: 'warn',
      state: job.state === 'received' ? 'Paid, not stored yet' : 'On hold',
      rest: `Waits for ${holdWords(job.held)}`,
    };
  }
  switch (job.state) {
    case 'queued':
      return { tone: 'muted', state: first ? 'Next' : 'Waiting', rest: reason };
    case 'preparing':
      return { tone: 'plain', state: 'Preparing', rest: 'Nothing sent yet' };
    case 'sent':
    case 'accepted':
      return { tone: 'plain', state: 'Developing', rest: '' };
    case 'received':
      return isStuck(job)
        ? { tone: 'warn', state: 'Not stored yet', rest: reason }
        : { tone: 'plain', state: 'Storing', rest: 'Paid and safe' };
    case 'done':
      return doneWords(job);
    case 'failed':
      return { tone: 'danger', state: 'Failed', rest: reason, charge: chargeWords(job) };
    case 'unsure':
      return { tone: 'maybe', state: 'Maybe charged', rest: reason === '' ? 'Sent, but no answer came' : reason };
    case 'cancelled':
      return { tone: 'muted', state: 'Cancelled', rest: '', charge: chargeWords(job) };
  }
}

/** The whole line as a screen reader says it: "Failed. The content filter refused it. Not charged." */
export function jobLine(job: Job, first = false): string {
  const { state, rest, charge = '' } = jobWords(job, first);
  if (job.state === 'done') return rest === '' ? `Done ${state}` : `Done ${state}, ${rest}`;
  return [state, rest, charge].filter((part) => part !== '').join('. ');
}

/** What it costs or did cost: "about" before what is not paid, a question mark where nobody knows. */
export function costWords(job: Job): string {
  if (job.simulated) return dollars(0);
  if (job.state === 'unsure') return `${dollars(job.priceUsd)}?`;
  if (job.state === 'queued' || (isRunning(job) && job.state !== 'received')) return formatAbout(job.priceUsd);
  if (job.charge === 'no' || job.reused) return dollars(0);
  return job.costUsd === null ? formatAbout(job.priceUsd) : dollars(job.costUsd);
}

function failedStep(code: ErrorCode, job: Job): JobStep | null {
  const again = job.charge === 'yes' && !job.simulated ? `Send again, ${formatAbout(job.priceUsd)}` : 'Try again';
  switch (nextStep(code)) {
    case 'none':
      // A file that went away may be back; what is wrong inside a file is mended outside Darkslide.
      return code === 'file-missing' || job.photoId === null
        ? { action: 'retry', label: again }
        : { action: 'show-photo', label: 'Show in folder' };
    case 'retry':
    case 'choose-folder':
      return { action: 'retry', label: again };
    case 'enter-key':
      return { action: 'enter-key', label: 'Enter the key' };
    case 'check-balance':
      return { action: 'check-balance', label: 'Check balance' };
    case 'add-credits':
      return { action: 'add-credits', label: 'Add credits' };
    case 'change-prompt':
      return { action: 'change-recipe', label: 'Change prompt' };
    case 'change-model':
      return { action: 'change-recipe', label: 'Change model' };
    case 'change-settings':
      return code === 'upload-too-large'
        ? { action: 'change-upload', label: 'Send smaller' }
        : { action: 'change-recipe', label: 'Change settings' };
    case 'decide':
      return { action: 'decide', label: 'Decide…' };
    case 'show-log':
      return { action: 'show-log', label: 'Show the log' };
    case 'confirm-limits':
    case 'recover-ledger':
      return { action: 'retry', label: again }; // troubles of the whole queue: no job fails for them
  }
}

/** The one button of a row; null: there is nothing to do about it. */
export function jobStep(job: Job): JobStep | null {
  switch (job.state) {
    case 'queued':
      return { action: 'remove', label: 'Remove' };
    case 'preparing':
    case 'sent':
    case 'accepted':
      return null;
    case 'received':
      return isStuck(job) ? { action: 'store-again', label: 'Store again' } : null;
    case 'done':
      return { action: 'receipt', label: 'Receipt' };
    case 'unsure':
      return { action: 'decide', label: 'Decide…' };
    case 'failed':
      return job.problem === null ? { action: 'retry', label: 'Try again' } : failedStep(job.problem.code, job);
    case 'cancelled':
      return { action: 'retry', label: 'Queue again' };
  }
}

/** A failure can be put aside as well; null: nothing beside the one button. */
export function asideStep(job: Pick<Job, 'state'>): JobStep | null {
  return job.state === 'failed' ? { action: 'remove', label: 'Remove' } : null;
}

/** "0.50": how far the photo may change; null where the model has no strength, and where there is no photo. */
export function strengthWords({ photoId, parameters }: Pick<Job, 'photoId' | 'parameters'>): string | null {
  const strength = parameters['strength'];
  return photoId !== null && typeof strength === 'number' ? strength.toFixed(2) : null;
}

/** Recipe and strength, "golden, 0.50". */
export function recipeWords(job: Pick<Job, 'recipe' | 'photoId' | 'parameters'>): string {
  const strength = strengthWords(job);
  return strength === null ? job.recipe : `${job.recipe}, ${strength}`;
}
