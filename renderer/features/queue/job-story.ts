/** What happened to a job, in order, and what left the computer: the words of the job panel. */
import { verdictWords, type Balance, type Evidence, type Job, type Receipt } from '../../../electron/contract/job.ts';
import { errorTexts } from '../../../electron/contract/errors.ts';
import type { ParameterValue } from '../../../electron/contract/recipe.ts';
import { formatBytes, formatDimensions, formatDuration, plural } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import { visible, visibleLines } from '../../../electron/contract/visible.ts';
import { bare, chargeWords, formatSeconds, isStuck } from './job-words.ts';

export interface StoryStep {
  /** ms since 1970. */
  readonly time: number;
  readonly text: string;
  readonly tone: 'plain' | 'maybe' | 'danger' | 'warn';
  /** What follows from it, said behind the text and set apart. */
  readonly verdict?: string;
}

function ending(job: Job): Omit<StoryStep, 'time'> | null {
  const reason = job.problem === null ? '' : bare(job.problem.message);
  switch (job.state) {
    case 'done':
      return job.reused
        ? { text: 'An earlier result was taken. Nothing was sent', tone: 'plain' }
        : { text: `Stored. ${job.simulated ? 'Simulated, no cost' : chargeWords(job)}`, tone: 'plain' };
    case 'failed':
      return { text: `${reason === '' ? 'Failed' : reason}. ${chargeWords(job)}`, tone: 'danger' };
    case 'unsure':
      return { text: reason === '' ? 'No answer came' : reason, tone: 'maybe' };
    case 'cancelled':
      return { text: 'Cancelled before it was sent', tone: 'plain' };
    case 'received':
      return isStuck(job) ? { text: reason, tone: 'warn' } : null;
    case 'queued':
    case 'preparing':
    case 'sent':
    case 'accepted':
      return null;
  }
}

/** "Balance $0.12 → $0.04. The $0.08 gone is one photo’s price: most likely charged." Else the bare balance, where it was read later. */
function stepOfBalance(evidence: Evidence | null, balance: Balance, after: number): StoryStep | null {
  if (evidence !== null) {
    const { beforeUsd, afterUsd, readAt, reason, verdict } = evidence;
    const text = `Balance ${dollars(beforeUsd)} → ${dollars(afterUsd)}. ${reason}`;
    return { time: readAt, text, verdict: verdictWords[verdict], tone: 'plain' };
  }
  if (balance === null || balance.simulated || balance.checkedAt <= after) return null;
  const text = `Balance ${dollars(balance.usd)}. None was read before it was sent, so it tells nothing about this photo`;
  return { time: balance.checkedAt, text, tone: 'plain' };
}

/** The steps of a job, first to last. The balance belongs to it where it was asked after the trouble. */
export function jobStory(job: Job, balance: Balance): readonly StoryStep[] {
  const steps: StoryStep[] = [{ time: job.createdAt, text: 'Queued', tone: 'plain' }];
  if (job.sentAt !== null) {
    const size = job.receipt === null ? '' : `, ${formatBytes(job.receipt.pictureBytes)}`;
    steps.push({ time: job.sentAt, text: job.simulated ? `Handed to the simulator${size}` : `Sent${size}`, tone: 'plain' });
  }
  const end = ending(job);
  const endTime = job.finishedAt ?? job.sentAt ?? job.createdAt;
  if (end !== null) steps.push({ time: endTime, ...end });
  const balanceStep = job.state === 'unsure' ? stepOfBalance(job.evidence, balance, endTime) : null;
  if (balanceStep !== null) steps.push(balanceStep);
  return steps;
}

function unsureExplanation({ evidence, problem }: Job, sent: string, clockOf: (time: number) => string): string {
  const silent = problem === null || problem.message === errorTexts['no-answer'].sentence;
  const what = silent ? 'no answer came back' : 'no picture came back';
  const head = `The photo left this computer${sent} and ${what}. Segmind may have made the picture and charged for it.`;
  switch (evidence?.verdict) {
    case 'charged':
      return `${head} The balance says that it did. Sending again costs a second time, so Darkslide waits for you.`;
    case 'not-charged':
      return `${head} The balance says that it did not, so sending again most likely costs only once.`;
    case 'early': {
      const when = evidence.askAt === null ? '' : ` Check the balance again after ${clockOf(evidence.askAt)}.`;
      return `${head} It may still be at work on it.${when}`;
    }
    case 'unclear':
    case undefined:
      return `${head} Sending again could cost a second time, so Darkslide waits for you.`;
  }
}

/** A paragraph on where the job stands. */
export function jobExplanation(job: Job, clockOf: (time: number) => string): string {
  const sent = job.sentAt === null ? '' : ` at ${clockOf(job.sentAt)}`;
  switch (job.state) {
    case 'unsure':
      return unsureExplanation(job, sent, clockOf);
    case 'failed':
      return job.problem?.message ?? 'It could not be developed.';
    case 'queued':
      return 'It waits for its turn. Nothing of it was sent.';
    case 'preparing':
      return 'It is made ready: upright, in sRGB, without EXIF or GPS. Nothing of it was sent yet.';
    case 'sent':
    case 'accepted':
      return job.simulated
        ? 'The simulator on this computer works on it.'
        : `It was sent${sent}. This model usually answers within ${formatDuration(job.expectedMs)}.`;
    case 'received':
      return isStuck(job)
        ? `${job.problem?.message ?? ''} Darkslide keeps it until it is stored.`.trim()
        : 'The result came back and is being stored.';
    case 'done':
      if (job.reused)
        return 'This photo was developed with this recipe before, so that result was taken. Nothing was sent or paid.';
      return job.simulated
        ? 'A simulator on this computer made this; the model would look different.'
        : 'The result lies beside the original.';
    case 'cancelled':
      return 'It was taken out of the queue before anything was sent.';
  }
}

function fieldWords(fields: Readonly<Record<string, ParameterValue>>): string {
  return Object.entries(fields)
    .map(([name, value]) => (typeof value === 'string' && value.length > 24 ? name : `${name} ${visible(String(value))}`))
    .join(', ');
}

/** "9f2c…41ab". */
function shortHash(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 4)}…${hash.slice(-4)}` : hash;
}

export interface ReceiptRow {
  readonly name: string;
  readonly value: string;
  /** The whole value, where `value` is shortened. */
  readonly whole?: string;
}

/** What the service keeps, in its own words; of another endpoint nobody has said it. */
function keptRows({ host, notCarried }: Receipt, simulated: boolean): ReceiptRow[] {
  const isSegmind = /(?:^|\.)segmind\.com(?::\d+)?$/.test(host);
  const says = 'Segmind says: prompt and settings are stored, the result for 7 days, the photo not at all';
  const kept = simulated
    ? 'Nothing: it never left this computer'
    : isSegmind
      ? says
      : 'Not known: it is not Segmind’s own address';
  const missing = (notCarried ?? []).join('; ');
  return [
    { name: 'Kept there', value: kept },
    ...(missing === '' ? [] : [{ name: 'Not in the result', value: visible(missing), whole: visible(missing) }]),
  ];
}

/** What left this computer, row by row. */
export function receiptRows(receipt: Receipt, simulated: boolean): readonly ReceiptRow[] {
  const size =
    receipt.width === null || receipt.height === null ? '' : `${formatDimensions(receipt.width, receipt.height)}, sRGB, `;
  const rows: ReceiptRow[] = [
    { name: 'To', value: simulated ? `${receipt.host}, the simulator on this computer` : receipt.host },
    { name: 'Picture', value: `${size}${formatBytes(receipt.pictureBytes)}` },
    {
      name: 'Fields',
      value: fieldWords(receipt.fields),
      whole: Object.entries(receipt.fields)
        .map(([name, value]) => `${name}: ${visibleLines(String(value))}`)
        .join('\n'),
    },
    {
      name: 'Left out',
      value: receipt.leftOut === 0 ? 'The photo had no metadata' : `All metadata, ${plural(receipt.leftOut, 'tag')}`,
    },
  ];
  rows.push(...keptRows(receipt, simulated));
  if (receipt.contentHash !== null) {
    rows.push({ name: 'Photo', value: `sha256 ${shortHash(receipt.contentHash)}`, whole: `sha256 ${receipt.contentHash}` });
  }
  if (receipt.requestId !== null) rows.push({ name: 'Request', value: receipt.requestId });
  return rows;
}

/** The receipt as text for the clipboard: whole values, one a line. */
export function receiptText(job: Job, rows: readonly ReceiptRow[]): string {
  const head = ['Darkslide receipt', `Photo name: ${job.photoName}`, `Model: ${job.model}`];
  if (job.sentAt !== null) head.push(`Sent: ${new Date(job.sentAt).toISOString()}`);
  if (job.finishedAt !== null && job.sentAt !== null) head.push(`Took: ${formatSeconds(job.finishedAt - job.sentAt)}`);
  head.push(`Cost: ${job.simulated ? 'simulated, nothing' : chargeWords(job)}`);
  return [...head, ...rows.map((row) => `${row.name}: ${row.whole ?? row.value}`)].join('\n');
}
